"""What an entry changed: duties met, made, closed or breached, by comparing a case judged before and after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reunify_cli.engine.acts import WEIGHTS, Act
from reunify_cli.engine.duty import Duty, Standing, days_late, standing
from reunify_cli.engine.evidence import events_of
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.missing import missing
from reunify_cli.frozen import dataclass
from reunify_cli.rules.policy import Rule
from reunify_cli.session.session import Session
from reunify_cli.text.days import short_day
from reunify_cli.text.layout import clean, counted, sentence
from reunify_cli.wording.display_names import brief_source, due_words, weight

DONE = frozenset((Standing.MET, Standing.MET_LATE, Standing.MET_OTHER))


LATE = frozenset((Standing.OVERDUE, Standing.MISSED))


GONE = frozenset((Standing.CLOSED, Standing.LAPSED))


PRESSING_FIRST = frozenset((Standing.BREACH, Standing.OVERDUE, Standing.MISSED, Standing.MET_LATE))
"""What a screen with room for few lines names first."""


FAR_OFF = 1 << 60
"""Where what has no date comes: after all that has one."""
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
    owed: tuple[Duty, ...]
    """What is owed since, and was not before: law first, then by date."""


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
    # What is still to be done, counted from something else, is owed as before.
    still = {(duty.rule.id, duty.each) for key, duty in new.items() if now[key].to_do}
    gone = (old[k] for k, how in was.items() if how.to_do and (k not in now or now[k] in GONE))
    ended = tuple(duty for duty in gone if (duty.rule.id, duty.each) not in still)
    before_it = {(duty.rule.id, duty.each) for key, duty in old.items() if was[key].to_do or was[key] in DONE}
    fresh = (d for k, d in new.items() if now[k].to_do and now[k] not in PRESSING_FIRST and k not in of_entry)
    return Effects(
        met=tuple(sorted((duty for duty in turned(DONE) if duty.id in old), key=_weighty)),
        breaches=turned(frozenset((Standing.BREACH,))),
        late=turned(LATE),
        over=ended,
        unclear=(
            *turned(frozenset((Standing.UNCLEAR,))),
            *(d for d in turned(frozenset((Standing.NOT_KNOWN,))) if d.unsure is not None and d.unsure.entry),
        ),
        unsaid=tuple(new[k] for k in new if k in of_entry and now[k] in (Standing.OPEN, Standing.MISSED)),
        moved=_really(moved),
        owed=tuple(sorted((d for d in fresh if (d.rule.id, d.each) not in before_it), key=_weighty)),
    )


def _really(moved: Sequence[Moved]) -> tuple[Moved, ...]:
    """What moved, without a duty that only changed its name: one counted from another entry, and as it was."""
    gone = Counter(_as_it_stood(each.before, each.was) for each in moved if each.after is None)
    come = Counter(_as_it_stood(each.after, each.now) for each in moved if each.before is None)
    same = gone & come
    left = {True: same.copy(), False: same.copy()}
    found = []
    for each in moved:
        if each.before is None or each.after is None:
            stood = _as_it_stood(each.duty, each.was if each.after is None else each.now)
            if left[each.after is None][stood] > 0:
                left[each.after is None][stood] -= 1
                continue
        found.append(each)
    return tuple(found)


def _as_it_stood(duty: Duty | None, how: Standing | None) -> tuple[object, ...]:
    return (duty.rule.id, duty.each, duty.due, how) if duty is not None else ()


def _weighty(duty: Duty) -> tuple[int, int]:
    """Law before policy and guidance, and the sooner before the later."""
    return WEIGHTS.index(duty.rule.weight), duty.due.deadline if duty.due else FAR_OFF


def not_enough(judged: Judgement, entry: str, session: Session) -> list[str]:
    """What an entry is of the right kind for and still does not do, with why not: an approval by the wrong person."""
    found: dict[str, None] = {}
    this = judged.history.by_id[entry]
    for duty in judged.duties:
        how = standing(duty, session.position)
        too_early = duty.anchor.entry is not None and duty.anchor.entry.id == entry
        too_late = duty.gated is not None and duty.gated.when.before(this.when) is True
        wanted = how.to_do or how is Standing.BREACH
        if too_early or too_late or not wanted or this.event not in _kinds(judged, duty):
            continue
        for part in missing(judged, duty):
            if part.near is not None and part.near.id == entry and part.why_not:
                found[f"{duty.rule.title}: {part.why_not}"] = None
    return list(found)


def _kinds(judged: Judgement, duty: Duty) -> frozenset[str]:
    kinds = judged.policy.vocabulary.kinds
    return frozenset().union(*(kinds.get(name, frozenset()) for name in events_of(duty.terms.needs)))


def source_words(rule: Rule, judged: Judgement) -> str:
    """Which kind of rule it is and where it stands, `LAW reg 28`; only the kind where the place takes too much room."""
    place = brief_source(rule, judged)
    whole = place if rule.policy == "case" else f"{weight(rule)} {place}"
    return whole if len(whole) <= ROOM else weight(rule)


def _how_met(duty: Duty) -> str:
    title = clean(duty.rule.title)
    if duty.due is None or duty.met is None:
        return title
    late = days_late(duty, duty.met.end)
    early = (duty.due.day - duty.met.day).days
    how = f"{counted(late, 'day')} late" if late else f"{counted(early, 'day')} early" if early > 0 else "on time"
    return f"{title}, due {due_words(duty.due)}: {how}"


def duty_words(duty: Duty, session: Session) -> str:
    """A duty in a few words, with its date: `Visit the child, due Mon 23 Nov: 7 days late`."""
    about = f" ({duty.each})" if duty.each else ""
    if duty.breach:
        day = f", {short_day(duty.gated.when.day, session.today)}" if duty.gated else ""
        return clean(f"{duty.rule.title}{about}: not recorded before it happened{day}")
    if duty.due is None:
        return clean(f"{duty.rule.title}{about}")
    days = days_late(duty, session.position)
    return clean(
        f"{duty.rule.title}{about}, by {short_day(duty.due.day, session.today)}"
        + (f": {counted(days, 'day')} late" if days else "")
    )


def _next_words(act: Act, session: Session) -> str:
    day = f", by {short_day(act.due.day, session.today)}" if act.due else ""
    words = f" ({act.first.unsure.ahead})" if act.first.unsure and act.first.unsure.ahead else ""
    return f"{sentence(act.first.rule.title)}{day}{words}"


def _stood(duty: Duty | None, how: Standing | None, session: Session) -> str:
    if duty is None or how is None:
        return "not due"
    day = f", {short_day(duty.due.day, session.today)}" if duty.due else ""
    return f"{how.value.replace('-', ' ')}{day}"
