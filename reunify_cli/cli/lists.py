"""Reading all children for a list: who was read and who was not, whose duties are asked for, what there is to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from reunify_cli.cli.days import short_day
from reunify_cli.cli.door import Door, Opened, Unread
from reunify_cli.cli.screen import clean, counted, edge, shorten, wrap
from reunify_cli.cli.who import child, person, short_id, typed
from reunify_cli.engine.acts import Act, acts
from reunify_cli.engine.duty import Duty, Standing, standing
from reunify_cli.engine.managers import varied_duties, waiting
from reunify_cli.engine.owners import holder, owner
from reunify_cli.errors import Mistyped, Problem, did_you_mean

PRESSING = (Standing.BREACH, Standing.OVERDUE, Standing.DUE, Standing.UPCOMING)


@dataclass(frozen=True)
class Whose:
    """Whose duties are asked for; empty words ask for everybody's."""

    mine: bool = False
    person: str = ""
    role: str = ""


@dataclass(frozen=True)
class Todo:
    """One act of one child."""

    opened: Opened
    act: Act


@dataclass
class Caseload:
    """Every child asked for: those read, those not, and what there is to do for them."""

    read: list[Opened] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    todo: list[Todo] = field(default_factory=list)
    undated: list[Todo] = field(default_factory=list)
    """What must be done and has no date: owed for as long as it applies."""
    unheeded: int = 0
    """How often what *should* have come first was not recorded; what *must* have come first is a breach."""
    closed: int = 0
    """How many closed cases are left out."""

    @property
    def incomplete(self) -> bool:
        """Whether the list leaves somebody out."""
        return bool(self.unread)


def caseload(door: Door, refs: Sequence[str] = (), whose: Whose | None = None, *, to_do: bool = True) -> Caseload:
    """The children asked for (all, where none is named), with what there is to do for them.

    Raises Mistyped where a child or a person named is nobody.
    """
    whose = whose or Whose()
    found = Caseload()
    cases: Iterable[Opened | Unread] = door.all_cases() if not refs else _named(door, refs)
    for each in cases:
        if isinstance(each, Unread):
            found.unread.append(each)
            continue
        if not _open(each, door):
            found.closed += 1
            continue
        found.read.append(each)
    key = _person(door, whose)
    if key:
        found.read = [each for each in found.read if _concerns(each, key, door)]
    if to_do:
        for opened in found.read:
            for act in acts(opened.judged, door.position, (*PRESSING, Standing.OPEN), soon_days(opened)):
                if not _asked_for(opened, act, whose, key, door):
                    continue
                if act.standing is Standing.OPEN:
                    if _to_be_done(act):
                        found.undated.append(Todo(opened, act))
                elif act.standing is Standing.BREACH and act.first.rule.strength != "must":
                    found.unheeded += 1
                else:
                    found.todo.append(Todo(opened, act))
    found.todo.sort(key=lambda todo: todo.act.due.deadline if todo.act.due else 0)
    return found


def _to_be_done(act: Act) -> bool:
    """Whether something without a date belongs on a list: a must, and not what an old entry leaves unsaid."""
    return any(d.rule.strength == "must" and d.rule.kind != "content" and not d.rule.unverified for d in act.duties)


def _named(door: Door, refs: Sequence[str]) -> Iterable[Opened | Unread]:
    from reunify_cli.errors import Unreadable

    for ref in dict.fromkeys(refs):
        office, case_id = door.find(ref)
        try:
            yield door.open(office, case_id)
        except Unreadable as error:
            yield Unread(office, case_id, error.problems)


def _open(opened: Opened, door: Door) -> bool:
    """Whether the case is open: a closed one is on no everyday list."""
    facts = opened.judged.policy.vocabulary.facts
    return "case-open" not in facts or opened.judged.times.fact_at("case-open", door.position) is not False


def soon_days(opened: Opened) -> int:
    """How many days ahead something is called due, by the policy's settings."""
    words = opened.judged.policy.settings.get("due-soon", "14 d").split()
    return int(words[0]) if words and words[0].isdigit() else 14


def _person(door: Door, whose: Whose) -> str:
    """The key of the person asked for; Mistyped where nobody is called that."""
    name = whose.person or (door.me if whose.mine else "")
    if whose.mine and not name:
        raise Mistyped(Problem(None, "Who you are is not known here.", "Say so with  reunify setup  or REUNIFY_ME."))
    if not name:
        return ""
    keys: dict[str, str] = {}
    for office in door.offices:
        for key, colleague in office.workspace.team.people.items():
            keys[key.lower()] = key
            keys[colleague.name.lower()] = key
    wanted = name.strip().lower()
    if wanted in keys:
        return keys[wanted]
    near = sorted({key for word, key in keys.items() if wanted in word.split() or wanted in word.split(".")})
    if len(near) == 1:
        return near[0]
    if near:
        raise Mistyped(Problem(None, f'"{name}" is several people: {", ".join(near)}.', "Say which one."))
    raise Mistyped(Problem(None, f'Nobody in team.yaml is called "{name}".{did_you_mean(wanted, keys)}'))


def _concerns(opened: Opened, key: str, door: Door) -> bool:
    """Whether a child is one whose case somebody holds, or who has a duty that they owe."""
    if holder(opened.judged, door.position) == key:
        return True
    return any(owner(opened.judged, d, door.position).key == key for d in pressing(opened, door))


def pressing(opened: Opened, door: Door) -> list[Duty]:
    """The duties of a child that are breached, late or still to come."""
    return [d for d in opened.judged.duties if standing(d, door.position, soon_days(opened)) in PRESSING]


def _asked_for(opened: Opened, act: Act, whose: Whose, key: str, door: Door) -> bool:
    if whose.role and not any(duty.rule.owes == whose.role for duty in act.duties):
        return False
    if not key:
        return True
    held = holder(opened.judged, door.position) == key
    return held or any(owner(opened.judged, duty, door.position).key == key for duty in act.duties)


def read_line(load: Caseload) -> str:
    """How many children were read, how many were not, and how many closed cases are left out: on every list."""
    number = counted(len(load.read) + len(load.unread), "child", "children")
    closed = f"; {counted(load.closed, 'closed case')} left out" if load.closed else ""
    if not load.unread:
        return f"{number}, {'all ' if len(load.read) != 1 else ''}read{closed}"
    return f"{number}: {len(load.read)} read, {len(load.unread)} NOT READ (below){closed}"


def unread_lines(load: Caseload, width: int) -> list[str]:
    """Each child that could not be read, the first thing wrong with the files, and the command that says it all.

    What keeps many children from being read, such as a mistake in the policy, is said once.
    """
    if not load.unread:
        return []
    said: dict[str, list[str]] = {}
    for each in load.unread:
        said.setdefault(_first_problem(each), []).append(each.id)
    lines = ["", "NOT READ: what is due for these children is not in this list"]
    for text, ids in said.items():
        few = ", ".join(map(short_id, ids[:MANY])) + (f" and {len(ids) - MANY} more" if len(ids) > MANY else "")
        lines += wrap(text, width, "       ", f" {few}  ")
    names = " ".join(typed(each.id) for each in load.unread[:MANY])
    return [*lines, f"       do   reunify check {names}"]


MANY = 5
"""How many children that could not be read are named for one reason before the rest is counted."""


def _first_problem(unread: Unread) -> str:
    first = unread.problems[0] if unread.problems else None
    if first is None:
        return "its files could not be read"
    line = f" line {first.place.line}" if first.place and first.place.line else ""
    place = (
        f"{first.place.file.rpartition('/')[2]}{line}: "
        if first.place and not first.place.file.endswith(unread.id)
        else ""
    )
    return clean(f"{place}{first.sentence}")


def end_lines(load: Caseload, door: Door) -> list[str]:
    """What every list ends with: children not read, duties that managers have varied, exceptions asked for."""
    lines = unread_lines(load, door.width)
    varied = {o.id: number for o in load.read if (number := varied_duties(o.judged, door.position))}
    if varied:
        few = ", ".join(short_id(each) for each in list(varied)[:5]) + (" and others" if len(varied) > 5 else "")
        said = f"{counted(sum(varied.values()), 'duty', 'duties')} varied by a manager: {few}"
        lines += ["", edge(said, f"reunify show {typed(next(iter(varied)))}", door.width)]
    asked = [(opened, entry) for opened in load.read for entry in waiting(opened.judged, door.position)]
    if asked:
        lines += ["", f"{counted(len(asked), 'exception')} asked for, waiting for a manager"]
    for opened, entry in asked[:5]:
        by = f", {', '.join(person(opened.judged, key) for key in entry.by)}" if entry.by else ""
        said = clean(f"{entry.get('rule')}{by}, {short_day(entry.when.day)}")
        lines.append(shorten(f" {child(opened, door):<15} {said}", door.width))
    return lines


def holder_name(opened: Opened, door: Door) -> str:
    """The name of whoever holds the case, or `not allocated`."""
    key = holder(opened.judged, door.position)
    return person(opened.judged, key) if key else "not allocated"
