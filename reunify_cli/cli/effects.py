"""What an entry changed: duties met, made, closed or breached, by comparing a case judged before and after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reunify_cli.cli.days import short_day
from reunify_cli.cli.door import Door, Opened
from reunify_cli.cli.lists import PRESSING, soon_days
from reunify_cli.cli.main import row_of
from reunify_cli.cli.screen import clean, counted, edge, sentence, wrap
from reunify_cli.cli.who import brief_source, due_words, typed, weight
from reunify_cli.engine.acts import Act, acts
from reunify_cli.engine.contents import unsaid_of
from reunify_cli.engine.duty import Duty, Standing, late_by, standing
from reunify_cli.engine.judgement import Judgement
from reunify_cli.rules.policy import Rule
from reunify_cli.rules.wording import title_of

DONE = frozenset((Standing.MET, Standing.MET_LATE, Standing.MET_OTHER))
LATE = frozenset((Standing.OVERDUE, Standing.MISSED))
GONE = frozenset((Standing.CLOSED, Standing.LAPSED))
PRESSING_FIRST = frozenset((Standing.BREACH, Standing.OVERDUE, Standing.MISSED, Standing.MET_LATE))
"""What a screen with room for few lines names first."""
MOST = 5
"""How many duties one kind of effect names before it counts the rest."""
ROOM = 26
"""How many columns a rule's kind and place may take at the right edge."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A duty that was there before and after, with another date or standing; None where it was not or is no longer."""

    before: Duty | None
    after: Duty | None
    was: Standing | None
    now: Standing | None

    @property
    def duty(self) -> Duty:
        """The duty, as it stands now where it still does."""
        found = self.after or self.before
        if found is None:
            raise AssertionError("something moved that is neither before nor after")
        return found


@dataclass(frozen=True, slots=True)
class Effects:
    """What changed for a child."""

    met: tuple[Duty, ...]
    breaches: tuple[Duty, ...]
    late: tuple[Duty, ...]
    over: tuple[Duty, ...]
    unclear: tuple[Duty, ...]
    unsaid: tuple[Duty, ...]
    """Duties about what the entry itself says that it does not meet yet."""
    moved: tuple[Moved, ...]


def effects(before: Judgement, after: Judgement, position: int, soon: int, entry: str = "") -> Effects:
    """What changed between two judgements of one case; `entry` is the id of the entry that was added, if one was."""
    old = {duty.id: duty for duty in before.duties}
    new = {duty.id: duty for duty in after.duties}
    was = {key: standing(duty, position, soon) for key, duty in old.items()}
    now = {key: standing(duty, position, soon) for key, duty in new.items()}
    of_entry = {
        key for key, duty in new.items() if duty.rule.kind == "content" and duty.gated and duty.gated.id == entry
    }

    def turned(to: frozenset[Standing]) -> tuple[Duty, ...]:
        return tuple(new[k] for k, how in now.items() if how in to and was.get(k) not in to and k not in of_entry)

    moved = [
        Moved(old.get(key), new.get(key), was.get(key), now.get(key))
        for key in dict.fromkeys((*new, *old))
        if was.get(key) is not now.get(key) or old[key].due != new[key].due
    ]
    ended = tuple(old[k] for k, how in was.items() if how.to_do and (k not in now or now[k] in GONE))
    return Effects(
        met=tuple(duty for duty in turned(DONE) if duty.id in old),
        breaches=turned(frozenset((Standing.BREACH,))),
        late=turned(LATE),
        over=ended,
        unclear=turned(frozenset((Standing.UNCLEAR,))),
        unsaid=tuple(new[k] for k in of_entry if now[k] in (Standing.OPEN, Standing.MISSED)),
        moved=tuple(moved),
    )


# --- in words -----------------------------------------------------------------------------------------------------


def effect_lines(opened: Opened, found: Effects, door: Door) -> list[str]:
    """What an entry means for a child, a line for each duty it touched, then what is next and what still stands."""
    judged, lines = opened.judged, list[str]()
    for word, duties in (("met", found.met), ("BREACH", found.breaches), ("late", found.late)):
        said = [_how_met(duty) if word == "met" else duty_words(duty, door) for duty in duties]
        lines += rows(word, list(zip(said, (source_words(d.rule, judged) for d in duties), strict=True)), door)
    if found.unclear:
        said = [f"{duty.rule.title}: {duty.unclear or 'give the times'}" for duty in found.unclear]
        lines += rows("unclear", [(each, "") for each in said], door)
    if found.over:
        titles = list(dict.fromkeys(duty.rule.title for duty in found.over))
        more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
        lines += wrap(clean(f"{'; '.join(titles[:3])}{more}"), door.width, " " * 11, "  no longer owed: ")
    lines += _unsaid_lines(opened, found.unsaid, door)
    lines += next_lines(opened, door)
    return lines


def source_words(rule: Rule, judged: Judgement) -> str:
    """Which kind of rule it is and where it stands, `LAW reg 28`; only the kind where the place takes too much room."""
    whole = f"{weight(rule)} {brief_source(rule, judged)}"
    return whole if len(whole) <= ROOM else weight(rule)


def rows(word: str, said: Sequence[tuple[str, str]], door: Door, most: int = MOST) -> list[str]:
    """A word in the margin, and beside it one line for each text with what stands at its right edge."""
    lines = []
    for number, (text, right) in enumerate(said[:most]):
        start = f"  {word if number == 0 else '':<8} "
        if len(start) + len(text) + len(right) + 1 <= door.width:
            lines.append(edge(start + clean(text), right, door.width))
        else:
            lines += wrap(clean(f"{text}. {right}" if right else text), door.width, " " * 11, start)
    if len(said) > most:
        lines.append(f"{' ' * 11}and {len(said) - most} more")
    return lines


def _how_met(duty: Duty) -> str:
    title = clean(duty.rule.title)
    if duty.due is None or duty.met is None:
        return title
    late = late_by(duty, duty.met.day)
    early = (duty.due.day - duty.met.day).days
    how = f"{counted(late, 'day')} late" if late else f"{counted(early, 'day')} early" if early > 0 else "in time"
    return f"{title}, due {due_words(duty.due)}: {how}"


def duty_words(duty: Duty, door: Door) -> str:
    """A duty in a few words, with its date: `Visit the child, due Mon 23 Nov: 7 days late`."""
    about = f" ({duty.each})" if duty.each else ""
    if duty.breach:
        day = f", {short_day(duty.gated.when.day, door.today)}" if duty.gated else ""
        return clean(f"{duty.rule.title}{about}: not recorded before it happened{day}")
    if duty.due is None:
        return clean(f"{duty.rule.title}{about}")
    days = late_by(duty, door.today)
    return clean(
        f"{duty.rule.title}{about}, by {short_day(duty.due.day, door.today)}"
        + (f": {counted(days, 'day')} late" if days else "")
    )


def _unsaid_lines(opened: Opened, duties: Sequence[Duty], door: Door) -> list[str]:
    """What the entry itself does not say yet, of what the rules ask of such an entry."""
    words: dict[str, None] = {}
    for duty in duties:
        words.update(dict.fromkeys(title_of(opened.office.vocabulary, name) for name in unsaid_of(opened.judged, duty)))
    if not words:
        return []
    said = [clean(word) for word in words]
    more = f"; and {len(said) - 6} more" if len(said) > 6 else ""
    return [
        *wrap(f"{'; '.join(said[:6])}{more}", door.width, " " * 11, "  to add   "),
        f"{' ' * 11}{_how_to_add(opened, duties[0])}",
    ]


def _how_to_add(opened: Opened, duty: Duty) -> str:
    """The command that adds to an entry what it does not say: the form, or a correction heading by heading."""
    entry = duty.gated
    here = typed(opened.id)
    if entry is None:
        return ""
    if row_of("form"):
        return f"reunify form {here} {entry.event}"
    field = next(iter(unsaid_of(opened.judged, duty)), "KEY")
    return f'reunify correct {here} {entry.id} {field}="..." --why "left out"'


def next_lines(opened: Opened, door: Door, most: int = 2) -> list[str]:
    """What is due next for a child, and what still stands before that: breaches, and what is late."""
    todo = acts(opened.judged, door.position, PRESSING, soon_days(opened))
    ahead = [act for act in todo if act.due is not None and act.standing in (Standing.DUE, Standing.UPCOMING)]
    ahead.sort(key=lambda act: act.due.deadline if act.due else 0)
    lines = rows(
        "next", [(_next_words(act, door), source_words(act.first.rule, opened.judged)) for act in ahead[:most]], door
    )
    breaches = sum(act.standing is Standing.BREACH for act in todo)
    late = sum(act.standing is Standing.OVERDUE for act in todo)
    still = ", ".join(
        filter(None, [counted(breaches, "breach", "breaches") if breaches else "", f"{late} late" if late else ""])
    )
    if still:
        lines.append(edge(f"  still    {still}", f"reunify show {typed(opened.id)}", door.width))
    return lines or ["  nothing is owed"]


def _next_words(act: Act, door: Door) -> str:
    day = f", by {short_day(act.due.day, door.today)}" if act.due else ""
    return f"{sentence(act.first.rule.title)}{day}"


def moved_lines(opened: Opened, found: Effects, door: Door) -> list[str]:
    """What a correction or withdrawal changed, duty by duty: how each stood, and how it stands now."""
    said = []
    for moved in sorted(found.moved, key=lambda each: not {each.was, each.now} & PRESSING_FIRST):
        was, now = _stood(moved.before, moved.was, door), _stood(moved.after, moved.now, door)
        if was != now:
            said.append((f"{moved.duty.rule.title}: {was} -> {now}", source_words(moved.duty.rule, opened.judged)))
    return rows("", said, door) if said else ["           no duty changes"]


def _stood(duty: Duty | None, how: Standing | None, door: Door) -> str:
    if duty is None or how is None:
        return "not owed"
    day = f", {short_day(duty.due.day, door.today)}" if duty.due else ""
    return f"{how.value.replace('-', ' ')}{day}"
