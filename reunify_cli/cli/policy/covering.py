"""`policy coverage`: clause by clause, what answers each source; which rule no example shows; also as Markdown."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from reunify_cli.cli.policy.listing import plain_day
from reunify_cli.frozen import replace
from reunify_cli.policy_store.coverage import LAW, READINGS, Answered, Coverage, coverage
from reunify_cli.policy_store.examples import read_examples
from reunify_cli.policy_store.register import load_register, own_register
from reunify_cli.session.available_policies import AvailablePolicies

NOTHING: Final = "**nothing**"


def look(available: AvailablePolicies, name: str = "") -> Coverage:
    """What answers each clause, over every policy there is, or of one policy's procedure.

    Raises Unreadable with every problem of any file.
    """
    if name:
        return _of_one(available, name)
    policies = [available.policy(each) for each in sorted(available.ids())]
    examples = {policy.id: read_examples(policy, available.root) for policy in policies}
    return coverage(load_register(), policies, examples)


def _of_one(available: AvailablePolicies, name: str) -> Coverage:
    """What answers each clause of one policy's own register; of one without, of the documents that its rules name."""
    policy, shipped = available.policy(name), load_register()
    chain = [policy, *(available.policy(each) for each in policy.extends)]
    examples = {policy.id: read_examples(policy, available.root)}
    own = own_register(name, available.root)
    if own is not None:
        return coverage(own, [policy], examples, [clause.id for clause in shipped.clauses])
    named = {clause for rule in policy.rules if rule.policy == name for clause in rule.register}
    documents = {shipped.document(clause) for clause in shipped.clauses if clause.id in named} - {LAW, READINGS}
    clauses = tuple(clause for clause in shipped.clauses if shipped.document(clause) in documents)
    rest = [clause.id for clause in shipped.clauses]
    whole = coverage(replace(shipped, clauses=clauses), chain, None, rest)
    return replace(whole, unshown=coverage(shipped, [policy], examples).unshown)


def markdown(found: Coverage, today: date) -> list[str]:
    """Coverage as a page: a table for each document, then the rules that lack an example."""
    from reunify_cli.papers.layout.escape import md

    answered = len(found.clauses) - len(found.unanswered)
    lines = ["# What answers each clause", ""]
    lines.append(f"{answered} of {len(found.clauses)} clauses are accounted for, on {plain_day(today)}.")
    for key, title in found.titles.items():
        here = found.of(key)
        if not here:
            continue
        open_ = sum(each.how == "nothing" for each in here)
        lines += ["", f"## {md(f'{key}  {title}' if key.isdigit() else title)}", ""]
        lines += [f"{len(here)} clauses, {open_} of them without an answer.", ""]
        lines += ["| clause | where | what it asks | answered by |", "|---|---|---|---|"]
        for each in here:
            cells = (each.clause.id, each.clause.at, each.clause.says)
            lines.append(f"| {' | '.join(str(md(cell)) for cell in cells)} | {'; '.join(_answers(each, md))} |")
    if found.unknown:
        lines += ["", "## Named, and in no register", ""]
        lines += [f"- {md(each.clause)}: {md(each.by)} {md(each.policy)}" for each in found.unknown]
    if found.unshown:
        lines += ["", "## Rules that lack an example", ""]
        lines += [f"- {md(e.rule.policy)}, {md(e.rule.id)}: {md(', '.join(e.lacks))}" for e in found.unshown]
    return lines


def _answers(each: Answered, md: Callable[[str], str]) -> Iterator[str]:
    for rule in each.rules:
        yield f"{md(rule.title)} (`{rule.id}`, {md(rule.policy)})"
    for words in each.guidance:
        yield f"words, {md(words.source)}"
    if each.clause.guidance and not each.guidance:
        yield "words printed where they help"
    if each.how == "not taken up":
        yield f"not taken up: {md(each.clause.not_taken_up)}"
    if each.how == "nothing":
        yield NOTHING
