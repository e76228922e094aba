"""What an authority does with policies of its own: begin one, see what is covered, compare, adopt."""

from pathlib import Path
from typing import Annotated, Any

from reunify_cli.cli.options import Option, argument, option, outputs, reads, writes
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped, Refused, Stopped
from reunify_cli.session.available_policies import AvailablePolicies, available_policies


@outputs
def coverage(
    terminal: Terminal,
    policy: Annotated[str, argument("[POLICY]", "one policy's own procedure; none: all")] = "",
    form: Annotated[str, Option("--format", metavar="text|md|json", help="how it is written")] = "text",
    out: Annotated[Path | None, option("--out", "FILE", "write it to a file")] = None,
) -> int | None:
    """What answers each clause of the sources; which clause nothing answers, and which rule no example shows."""
    from reunify_cli.cli.policy.covering import look, markdown
    from reunify_cli.policy_store.coverage import coverage_json, lines

    if form not in ("text", "md", "json"):
        raise Mistyped(f'"{form}" is not a format here.', help="Write --format text, md or json.")
    here = available_policies(terminal.session)
    found = look(here, here.one(policy) if policy else "")
    terminal = terminal.into(out)
    if terminal.json or form == "json":
        more: dict[str, Any] = dict(coverage_json(found))
        terminal.answer("coverage", more.pop("items"), read=len(found.clauses), **more)
    else:
        terminal.say(markdown(found, terminal.session.today) if form == "md" else lines(found, terminal.width))
    return None if found.complete else 1


@reads
def diff(
    terminal: Terminal,
    before: Annotated[str, argument("A", "a policy; as it was adopted: surrey@adopted")],
    now: Annotated[str, argument("[B]", "another; none: A reads now")] = "",
    cases: Annotated[bool, Option("--cases", help="whose dates, gates and duties would change")] = False,
) -> int | None:
    """What differs between two policies, and which children would feel it."""
    from reunify_cli.cli.policy import compared, comparing
    from reunify_cli.cli.policy.versions import version
    from reunify_cli.policy_store.differences import differences, holidays

    here = available_policies(terminal.session)
    if not now:
        before, now = (before, before.partition("@")[0]) if "@" in before else (f"{before}@adopted", before)
    old, new = version(here, before), version(here, now)
    felt = comparing.felt(terminal.session, terminal.session.workspace, old, new) if cases else None
    found, days = differences(old.policy, new.policy), holidays(old.calendar, new.calendar)
    if terminal.json:
        read = len(felt.children) + felt.closed if felt else 0
        versions = {key: {"id": e.policy.id, "digest": e.policy.digest} for key, e in (("before", old), ("now", new))}
        counts = comparing.counts_json(found, felt)
        items = comparing.differences_json(found, days, felt)
        terminal.answer("diff", items, read=read, unread=felt.unread if felt else (), counts=counts, **versions)
    else:
        terminal.say(compared.run(old, new, found, days, felt, terminal))
    return 3 if felt and felt.unread else None


@writes
def new(
    terminal: Terminal,
    name: Annotated[str, argument("NAME", "what its folder is called, such as northgate")],
    base: Annotated[str, option("--from", "POLICY", "the policy that it builds on")],
) -> None:
    """A policy of your own, on top of another."""
    from reunify_cli.cli.policy import starting
    from reunify_cli.policy_store.new_policy import lay_down

    here = AvailablePolicies(terminal.session.workspace.files, terminal.session.today)
    (base,) = here.chosen([base])
    starting.check_name(name, here)
    made = lay_down(
        terminal.session.workspace.root, name, starting.files(name, here.policy(base), terminal.session.today)
    )
    if terminal.json:
        terminal.answer("policy", [{"id": name, "extends": base, "files": made}], read=0)
    else:
        terminal.say(starting.made(name, base, made))


@writes
def adopt(
    terminal: Terminal,
    policy: Annotated[str, argument("POLICY", "its id, such as northgate")],
    day: Annotated[str, option("--from", "DATE", "from which day it holds")],
    open_cases: Annotated[bool, Option("--open-cases", help="cases that are open on that day too")] = False,
    by: Annotated[str, Option("--by", metavar="NAME", help="who adopts it (me)")] = "",
) -> None:
    """From which day a policy holds here, pinned as it reads now."""
    from reunify_cli.cli.policy.adopting import AdoptionWish, adopted_json, key_of, run
    from reunify_cli.cli.policy.adopting import adopt as write
    from reunify_cli.text.days import read_day

    here = AvailablePolicies(terminal.session.workspace.files, terminal.session.today)
    (policy,) = here.chosen([policy])
    who = key_of(by or terminal.session.me, terminal.session.workspace.files.team)
    _examples_hold(terminal, here, policy)
    done = write(
        terminal.session.workspace,
        AdoptionWish(policy, read_day(day, terminal.session.today, ahead=True), who, open_cases),
        terminal.session.instant,
    )
    if terminal.json:
        terminal.answer("adoptions", adopted_json(done), read=done.later + done.earlier)
    else:
        terminal.say(run(done, terminal.session.workspace, terminal.session.today, terminal.width))


def _examples_hold(terminal: Terminal, here: AvailablePolicies, policy: str) -> None:
    """Say which examples of an authority's own policy do not come out, and go on only if somebody says so.

    Raises Refused where nobody can be asked, Stopped where the answer is no.
    """
    from reunify_cli.cli.policy.testing import check
    from reunify_cli.cli.prompt import at_terminal
    from reunify_cli.policy_store.policies import load_calendar
    from reunify_cli.text.layout import clean, counted, wrap

    if not (terminal.session.workspace.root / "policies" / policy).is_dir():
        return
    calendar = load_calendar(terminal.session.workspace.files.calendar, here.root)
    tested = check(policy, here.policy(policy), here, calendar)
    if not tested.failing and not tested.problems:
        return
    number = len(tested.outcomes)
    do = "does" if number == 1 else "do"
    said = f"{len(tested.failing)} of {counted(number, 'example')} of {policy} {do} not come out as expected"
    if tested.problems:
        said = f"The examples of {policy} cannot be read"
    names = [clean(each.example.name) for each in tested.failing]
    if not terminal.asks and not terminal.yes:
        help = f"Look:  reunify policy test {policy}. To adopt it as it is, add --yes."
        raise Refused(f"{': '.join(filter(None, [said, '; '.join(names[:3])]))}.", help=help)
    if not terminal.json:
        terminal.say([f"{said}:", *(line for name in names for line in wrap(name, terminal.width, "    ", "  "))])
    if not terminal.yes and at_terminal("Adopt it anyway? [y/N]").lower() not in ("y", "yes"):
        raise Stopped
