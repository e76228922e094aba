"""The meeting a paper is for: when and where, who is to lead it, who is to be there, and whether it comes in time."""

from collections.abc import Iterator, Sequence

from reunify_cli.engine.duty import Duty, Standing, standing
from reunify_cli.engine.evidence import events_of
from reunify_cli.engine.roles import chairs, roles_of
from reunify_cli.frozen import dataclass, replace
from reunify_cli.model.case import Entry
from reunify_cli.papers.professional.applies import Applies, applies, at_rules, day_of
from reunify_cli.rules.phrasing import joined, title_of
from reunify_cli.rules.policy import Rule
from reunify_cli.rules.terms import NeedAll, NeedAny, NeedSaid
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import capital, counted_from, lower, when_words


@dataclass(frozen=True, slots=True)
class Seat:
    """A place at the table: what somebody is to the child, who that is, and whether they came."""

    role: str
    name: str | None
    asked: bool
    """Whether a rule asks for them; otherwise they are only invited."""
    came: str = ""
    """`present` or `apologies` where the meeting has been held and the record says which."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A duty that this meeting meets: by when, why then, how that stands, and its source."""

    by: str
    why: str
    stands: str
    source: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that is to be, or that has been held."""

    event: str
    title: str
    when: str | None
    place: str | None
    chair: str | None
    chairs_should: str
    """Who the rules say is to lead it; "" where they do not say."""
    chair_notes: tuple[str, ...]
    held: Entry | None
    booking: Entry | None
    due: tuple[Due, ...]
    seats: tuple[Seat, ...]

    @property
    def is_held(self) -> bool:
        """Whether it has taken place."""
        return self.held is not None

    @property
    def asked_for(self) -> str:
        """The roles that a rule asks for, where others are only invited; "" where all or none are asked for."""
        asked = list(dict.fromkeys(lower(seat.role) for seat in self.seats if seat.asked))
        return f"the {joined(asked)}" if asked and not all(seat.asked for seat in self.seats) else ""

    @property
    def booked_too_late(self) -> bool:
        """Whether it is booked for later than a duty allows."""
        return any(each.stands.startswith("booked too late") for each in self.due)


def meeting_of(stand: CaseView, event: str, guests: Sequence[str] = (), rules: CaseView | None = None) -> Meeting:
    """The next meeting of a kind: the one booked, else the one held last, else one that nobody has booked yet.

    `guests` are the roles invited whether or not a rule asks for them. `rules` is the same case under the policy whose
    words on this meeting are used, where it is not the case's own.
    """
    judged = stand.judged
    entries = [e for e in judged.history.by_event.get(event, ()) if e.when.start <= stand.now]
    booked = stand.bookings.get(event)
    if booked and any(booked[0].day <= e.when.day for e in entries):
        booked = None
    held = entries[-1] if entries and booked is None and not _recurs(stand, event) else None
    booking = booked[1] if booked else None
    when = held.when if held else booked[0] if booked else None
    rules = rules or stand
    own = list(_people_rules(rules, event, held, booking))
    chair = _chair(held, booking)
    return Meeting(
        event=event,
        title=title_of(stand.vocabulary, event),
        when=when_words(when, full=True) if when else None,
        place=str(booking.fields["place"]) if booking and booking.fields.get("place") else None,
        chair=joined([stand.known_as(key) for key in chair]) or None,
        chairs_should=_chairs_should(stand, own),
        chair_notes=tuple(rule.says for rule in own if isinstance(rule.latest.needs, NeedAny)),
        held=held,
        booking=booking,
        due=_dues(stand, _duties(stand, event, held)),
        seats=tuple(_seats(stand, own, guests, held, booking)),
    )


def _recurs(stand: CaseView, event: str) -> bool:
    """Whether another such meeting is to come: a duty that one would meet still waits."""
    return any(
        standing(duty, stand.now).to_do and event in _kinds(stand, duty)
        for duty in stand.judged.duties
        if duty.rule.kind in ("rhythm", "deadline")
    )


def _kinds(stand: CaseView, duty: Duty) -> frozenset[str]:
    kinds = stand.vocabulary.kinds
    return frozenset().union(*(kinds.get(name, frozenset()) for name in events_of(duty.terms.needs)))


# --- whether it comes in time -------------------------------------------------------------------------------------


def _duties(stand: CaseView, event: str, held: Entry | None) -> Iterator[Duty]:
    """The duties that this meeting meets: those it met, or those that wait for it."""
    for duty in stand.judged.duties:
        # What a meeting meets beside its own purpose stands in the list of duties.
        if duty.rule.kind not in ("rhythm", "deadline") or _kinds(stand, duty) != {event} or duty.due is None:
            continue
        how = standing(duty, stand.now)
        met = held is not None and any(e.id == held.id for e in duty.evidence)
        if met or (held is None and how.to_do):
            yield duty


def _dues(stand: CaseView, duties: Iterator[Duty]) -> tuple[Due, ...]:
    """Duties as they are shown, those with one date and one standing as one with all its sources."""
    found: dict[tuple[str, str], Due] = {}
    for each in (_due(stand, duty) for duty in duties):
        before = found.get((each.by, each.stands))
        found[each.by, each.stands] = replace(before, source=f"{before.source}; {each.source}") if before else each
    return tuple(found.values())


def _due(stand: CaseView, duty: Duty) -> Due:
    counted = duty.counted[0] if duty.counted else None
    entry = counted.anchor.entry if counted else None
    return Due(
        by=when_words(duty.due) if duty.due else "",
        why=counted_from(counted, stand.kind(entry).title if entry else "") if counted else "",
        stands=_how(stand, duty),
        source=stand.source(duty.rule),
    )


def _how(stand: CaseView, duty: Duty) -> str:
    match standing(duty, stand.now):
        case Standing.MET:
            return "on time"
        case Standing.MET_LATE:
            return "held late"
        case Standing.MET_OTHER:
            return f"on time by the other reading ({when_words(duty.other_due)})" if duty.other_due else "on time"
        case Standing.OVERDUE:
            return "not recorded as held"
    if duty.booked is None:
        return "not booked"
    return f"booked too late, for {when_words(duty.booked)}" if duty.booked_too_late else "booked on time"


# --- who leads, who comes -----------------------------------------------------------------------------------------


def _people_rules(rules: CaseView, event: str, held: Entry | None, booking: Entry | None) -> Iterator[Rule]:
    """The rules about who leads and who comes, as far as they apply to this child's meeting."""
    for rule in at_rules(rules, event, day_of(rules, held, booking)):
        about_people = _wants(rule, "chair") or _wants(rule, "attended")
        if about_people and applies(rules, rule.latest, held, booking) in (Applies.YES, Applies.UNKNOWN):
            yield rule


def _wants(rule: Rule, what: str) -> bool:
    return any(getattr(said, what) for said in _said(rule.latest.needs))


def _said(need: object) -> Iterator[NeedSaid]:
    match need:
        case NeedSaid():
            yield need
        case NeedAll(needs) | NeedAny(needs):
            for each in needs:
                yield from _said(each)


def _chair(held: Entry | None, booking: Entry | None) -> tuple[str, ...]:
    for entry in (held, booking):
        value = entry.fields.get("chair") if entry else None
        if value:
            return value if isinstance(value, tuple) else (str(value),)
    return ()


def _chairs_should(stand: CaseView, rules: Sequence[Rule]) -> str:
    for rule in rules:
        if isinstance(rule.latest.needs, NeedSaid) and rule.latest.needs.chair:
            titles = [title_of(stand.vocabulary, role) for role in rule.latest.needs.chair]
            return f"the {titles[0]}" + (f"; failing that, the {joined(titles[1:], 'or')}" if titles[1:] else "")
    return ""


def _seats(
    stand: CaseView, rules: Sequence[Rule], guests: Sequence[str], held: Entry | None, booking: Entry | None
) -> Iterator[Seat]:
    """A seat for everyone a rule asks for, then for every guest, each person once."""
    asked = dict.fromkeys(role for rule in rules for said in _said(rule.latest.needs) for role in said.attended)
    seated: set[str] = set()
    for role in (*asked, *(role for role in guests if role not in asked)):
        people = [key for key in stand.holders(role) if key not in seated]
        if not people and (stand.holders(role) or (role not in asked and not _always(stand, role))):
            continue
        seated.update(people)
        for key in people or [""]:
            yield _seat(stand, key, role, role in asked, held)
    for key in (*_listed(held, "attended"), *_listed(held, "apologies"), *_listed(booking, "invited")):
        roles = roles_of(stand.judged.times, key, held.when if held else stand.moment)
        if key not in seated and not (key in asked or key in guests):
            seated.add(key)
            yield _seat(stand, key, min(roles, default=""), False, held)


def _always(stand: CaseView, role: str) -> bool:
    """Whether a guest's seat is shown although nobody is known to fill it: only family and the case's own workers."""
    known = stand.vocabulary.roles.get(role)
    return known is not None and (known.kind == "family" or known.holds_case)


def _seat(stand: CaseView, key: str, role: str, asked: bool, held: Entry | None) -> Seat:
    title = stand.relation(key) or (title_of(stand.vocabulary, role) if role else stand.role_words(key))
    there = {key, role}
    came = "present" if there & set(_listed(held, "attended")) or there & _led(stand, held) else ""
    if not came and there & set(_listed(held, "apologies")):
        came = "apologies"
    reason = str(held.fields.get("apologies-reason") or "") if held and came == "apologies" else ""
    name = stand.person(key) if key == "child" or stand.is_somebody(key) else None
    return Seat(capital(title), name, asked, came, reason)


def _led(stand: CaseView, held: Entry | None) -> frozenset[str]:
    return chairs(held, stand.judged.times) if held and held.fields.get("chair") else frozenset()


def _listed(entry: Entry | None, name: str) -> tuple[str, ...]:
    value = entry.fields.get(name) if entry else None
    return value if isinstance(value, tuple) else (str(value),) if value else ()
