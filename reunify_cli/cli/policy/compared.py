"""`policy diff` on the screen: rules, words and bank holidays that differ, what each child would feel, and counts."""

from collections.abc import Iterator, Sequence
from typing import Final

from reunify_cli.cli.policy.comparing import Felt, counts, standing_words
from reunify_cli.cli.policy.versions import Version
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.duty import Duty, Standing
from reunify_cli.engine.overnight import Shift
from reunify_cli.policy_store.differences import Changed, Difference, Differences
from reunify_cli.rules.policy import Rule
from reunify_cli.session.session import Session
from reunify_cli.text.days import say_day, short_day
from reunify_cli.text.layout import clean, counted, edge, joined, shorten, wrap
from reunify_cli.wording.display_names import child, due_words, short_id, weight

LABEL: Final = 16
SHIFTS: Final = 8
"""How many changes of one child are named before the rest is counted."""
_PAD: Final = " " * (LABEL + 2)


def run(
    before: Version,
    now: Version,
    found: Differences,
    days: Sequence[Difference],
    cases: Felt | None,
    terminal: Terminal,
) -> list[str]:
    """The screen's lines: rules, words, bank holidays, children, and the counts at the end."""
    lines = [f"{before.name} -> {now.name}"]
    if not found and not days:
        lines.append("No rule, no word and no bank holiday differs.")
    if found.added or found.removed or found.changed:
        lines += ["", "RULES", *_rules(found, terminal.width)]
    if found.words:
        lines += ["", "WORDS", *(line for each in found.words for line in _change(each, terminal.width))]
    if days:
        terms = any(" from " in each.what for each in days)
        head = "BANK HOLIDAYS AND SCHOOL TERMS" if terms else "BANK HOLIDAYS"
        lines += ["", head, *(line for each in days for line in _change(each, terminal.width))]
    if cases is not None:
        lines += ["", *_children(cases, terminal)]
    lines += ["", *wrap(f"Total: {_rule_counts(found)}.", terminal.width, "  ")]
    for each in _case_counts(cases) if cases is not None else ():
        lines += wrap(each, terminal.width, "  ")
    return lines


def _rules(found: Differences, width: int) -> Iterator[str]:
    for each in found.changed:
        yield from _headed("changed", each.now, width)
        yield from (line for change in _worth_saying(each) for line in _change(change, width))
    for rule in found.added:
        yield from _headed("added", rule, width)
    for rule in found.removed:
        yield from _headed("removed", rule, width)


def _headed(word: str, rule: Rule, width: int) -> list[str]:
    return [edge(f" {word:<8} {clean(rule.title)}", weight(rule), width), f"{' ' * 10}{rule.id}"]


def _worth_saying(changed: Changed) -> list[Difference]:
    """What changed in a rule; its note repeats that in words where a local policy changed it, and is left out then."""
    return [each for each in changed.changes if each.what != "Note" or len(changed.changes) == 1]


def _change(change: Difference, width: int) -> list[str]:
    label = f"  {clean(change.what):<{LABEL}}"
    if len(label) > LABEL + 2:
        label = f"{label}  "
    if not change.before or not change.now:
        verb = "now" if change.now else "was"
        return wrap(f"{verb}  {clean(change.now or change.before)}", width, f"{_PAD}     ", label)
    was = wrap(f"was  {clean(change.before)}", width, f"{_PAD}     ", label)
    return [*was, *wrap(f"now  {clean(change.now)}", width, f"{_PAD}     ", _PAD)]


def _children(cases: Felt, terminal: Terminal) -> Iterator[str]:
    read = len(cases.children) + len(cases.unread)
    said = f"{counted(read, 'open case')}, {'all read' if not cases.unread else f'{len(cases.unread)} NOT READ'}"
    closed = f"; {counted(cases.closed, 'closed one')} left out" if cases.closed else ""
    yield from wrap(
        f"CHILDREN  {said}{closed}, as things stand on {say_day(terminal.session.today)}", terminal.width, " " * 10
    )
    for opened, every in cases.changed:
        yield f" {child(opened, terminal.session)}"
        for shift in every[:SHIFTS]:
            yield from _shift(shift, terminal)
        if len(every) > SHIFTS:
            yield f"   {len(every) - SHIFTS} more"
    if cases.children and not cases.changed:
        yield " No child's dates change."
    for each in cases.unread:
        first = "; ".join(clean(problem.sentence) for problem in each.problems[:2])
        yield from wrap(first, terminal.width, "     ", f" {short_id(each.id)}  NOT READ  ")


def _shift(shift: Shift, terminal: Terminal) -> list[str]:
    rule = shift.duty.rule
    word = "LATE OVERNIGHT" if shift.kind == "late overnight" else shift.kind
    each = f" ({clean(shift.duty.each)})" if shift.duty.each else ""
    head = edge(f"   {word:<{LABEL}} {shorten(clean(rule.title), 46)}{each}", weight(rule), terminal.width)
    return [head, *wrap(_then(shift, terminal.session), terminal.width, " " * (LABEL + 6), " " * (LABEL + 4))]


def _then(shift: Shift, session: Session) -> str:
    """How it was and how it will be: `was due Fri 4 Dec, now Wed 2 Dec`."""
    before, now = shift.before, shift.now
    if before is None or shift.was is None:
        return f"{_stands(now, shift.becomes, session)}"
    if now is None or shift.becomes is None:
        return f"was {_stands(before, shift.was, session)}"
    if shift.moved:
        return f"was {_stands(before, shift.was, session)}, now {_stands(now, shift.becomes, session)}"
    return f"{standing_words(shift.was)}, now {standing_words(shift.becomes)}"


def _stands(duty: Duty | None, standing: Standing | None, session: Session) -> str:
    if duty is None or standing is None:
        return "not due"
    if duty.gated is not None:
        return f"{standing_words(standing)}, asked on {short_day(duty.gated.when.day)}"
    date = f"due {due_words(duty.due, session.today)}" if duty.due else "without a date"
    quiet = standing in (Standing.DUE, Standing.UPCOMING, Standing.OPEN)
    return date if quiet else f"{date}, {standing_words(standing)}"


def _rule_counts(found: Differences) -> str:
    counts = f"{counted(len(found.added), 'rule')} added, {len(found.changed)} changed, {len(found.removed)} removed"
    return f"{counts}, {found.same} the same"


def _case_counts(cases: Felt) -> list[str]:
    number, whole = counts(cases), counted(len(cases.children), "child", "children")
    parts = [
        f"{counted(number.new, 'duty', 'duties')} new",
        f"{number.gone} gone",
        f"{counted(number.moved, 'date')} moved",
        f"{number.otherwise} standing otherwise",
    ]
    late_ones = counted(number.children_late, "child becomes", "children become")
    duties = f" ({counted(number.late, 'duty', 'duties')})" if number.late else ""
    return [
        f"{len(cases.changed)} of {whole} would feel it: {joined(parts)}. Gates among these: {number.gates}.",
        f"{late_ones} late overnight{duties}.",
    ]
