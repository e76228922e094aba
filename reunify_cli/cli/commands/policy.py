"""The rules as people can read and check them: which policies there are, a handbook, its mistakes, its examples.

To read them no workspace is needed; inside one, its own policies are seen as well. What an authority does with policies
of its own is in `cli/policy/own.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from reunify_cli.cli.options import Group, Option, argument, option, outputs, reads
from reunify_cli.cli.policy.own import adopt, coverage, diff, new
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped
from reunify_cli.session.available_policies import available_policies

if TYPE_CHECKING:
    pass

cli = Group("The rules in words with their sources.")

PolicyName = Annotated[str, argument("[POLICY]", "its id, such as surrey")]
PolicyNames = Annotated[list[str] | None, argument("[POLICY]...", "their ids; none is all of them")]


@reads
def list_(terminal: Terminal) -> int | None:
    """Which policies there are, and how old their sources are."""
    from reunify_cli.cli.policy.listing import policy_json, run

    here = available_policies(terminal.session)
    found = list(here.each(here.ids()))
    if terminal.json:
        terminal.answer(
            "policies",
            [policy_json(name, policy, here, terminal.session.today) for name, policy in found],
            read=len(found),
        )
    else:
        terminal.say(run(found, here, terminal.session.today, terminal.width))
    return 3 if any(isinstance(policy, Exception) for _, policy in found) else None


@outputs
def show(
    terminal: Terminal,
    policy: PolicyName = "",
    rule: Annotated[str, Option("--rule", metavar="RULE", help="one rule, or a clause such as S-13")] = "",
    stage: Annotated[str, Option("--stage", metavar="STAGE", help="one stage, by name or number")] = "",
    whole: Annotated[bool, Option("--all", help="the rules it builds on as well")] = False,
    form: Annotated[str, Option("--format", metavar="text|md,html,pdf,docx", help="how it is written")] = "text",
    out: Annotated[Path | None, option("--out", "FILE", "write it to a file")] = None,
) -> None:
    """A policy as a handbook: every rule in words, with its source."""
    from reunify_cli.cli.policy import handbook, printing, sections
    from reunify_cli.cli.policy.listing import own_rules

    forms = printing.formats(form)
    here = available_policies(terminal.session)
    found = here.policy(here.one(policy))
    rules = list(found.rules) if whole else own_rules(found)
    if rule:
        parts = sections.sections(found, sections.rules_named(found, rule))
    elif stage:
        parts = sections.of_stage(found, rules, sections.stage_named(found, stage))
    else:
        parts = sections.sections(found, rules)
    terminal = terminal.into(out)
    if terminal.json:
        items = [handbook.rule_json(each, found) for part in parts for each in part.rules]
        terminal.answer("rules", items, read=len(items), policy={"id": found.id, "digest": found.digest})
    elif forms == ("md",):
        terminal.say(handbook.markdown(found, parts, terminal.session.today))
    elif forms != ("text",):
        authority = here.workspace.authority if here.workspace else ""
        printing.write(terminal, forms, found, handbook.markdown(found, parts, terminal.session.today), authority)
    else:
        terminal.say(handbook.run(found, parts, terminal.session.today, terminal.width, whole=not rule))


@reads
def lint(terminal: Terminal, policies: PolicyNames = None) -> int | None:
    """What is wrong with a policy: its files, and rules that could never work."""
    from reunify_cli.cli.policy.linting import lint_json, look, run

    here = available_policies(terminal.session)
    found = [
        look(name, policy, here, terminal.session.today) for name, policy in here.each(here.chosen(policies or []))
    ]
    if terminal.json:
        terminal.answer("lint", lint_json(found), read=len(found))
    else:
        terminal.say(run(found, terminal.width))
    return None if all(each.clean for each in found) else 1


@reads
def examples(
    terminal: Terminal,
    policies: PolicyNames = None,
    rule: Annotated[str, Option("--rule", metavar="RULE", help="only this rule's examples")] = "",
    limits: Annotated[bool, Option("--limits", help="moved to the days on which counting goes wrong")] = False,
) -> int | None:
    """Run a policy's own examples."""
    from reunify_cli.cli.policy.testing import check, check_limits, examples_json, limit_lines, run
    from reunify_cli.policy_store.policies import load_calendar

    here = available_policies(terminal.session)
    calendar = load_calendar(here.workspace.calendar, here.root) if here.workspace else load_calendar()
    run_each = check_limits if limits else check
    tested = [run_each(name, each, here, calendar, rule) for name, each in here.each(here.chosen(policies or []))]
    if rule and not limits and not any(each.outcomes or each.problems for each in tested):
        raise Mistyped(f'No example is about a rule "{rule}".', help="Look at  reunify policy show")
    if terminal.json:
        read = sum(len(each.moved) if limits else len(each.outcomes) for each in tested)
        terminal.answer("limits" if limits else "examples", examples_json(tested), read=read)
    else:
        terminal.say((limit_lines if limits else run)(tested, terminal.width))
    return (
        3
        if any(each.problems for each in tested)
        else 1
        if any(each.failing or each.broken for each in tested)
        else None
    )


cli.commands.update(list=list_, show=show, lint=lint, test=examples, coverage=coverage, diff=diff, new=new, adopt=adopt)
