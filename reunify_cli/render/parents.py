"""The paper for a placement with parents: the checklist of regulations 15 to 20 and of the policy, and its approval.

For a child accommodated under section 20 those regulations do not hold. The paper then says so, and shows what does:
what the authority has to do before it stops looking after a child (regulation 39). It never reads as if a parent's
right to take the child home depended on any of it (section 20(8)).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from reunify_cli.engine.duty import Duty, standing
from reunify_cli.engine.evidence import events_of
from reunify_cli.model.case import Entry
from reunify_cli.render.agenda import recorded, titled
from reunify_cli.render.applies import at_rules
from reunify_cli.render.chain import Step, chain
from reunify_cli.render.duties import DutyLine, lines
from reunify_cli.render.gates import RETURN, GateLine, WayHome, way_home
from reunify_cli.render.head import home_name
from reunify_cli.render.standpoint import Standpoint
from reunify_cli.render.words import capital, long_day, short_day
from reunify_cli.rules.policy import BeforeChange, NeedSaid, Rule
from reunify_cli.rules.wording import timing_words, title_of

PAPERS = ("parent-assessment", "placement-plan", "parent-agreement", "specialist-assessment", "ceasing-assessed")
"""The papers of a return whose contents the rules list; each is the latest of its kind."""
_AT_HOME_ALREADY = "reg 15(2)"
"""The register id of what is owed for a child whom the order finds at home."""
CHECKS = ("pnc", "agency", "assessment")
"""The kinds of check on an adult of the household, in the order of the table."""


class Route(StrEnum):
    """Which law a return home comes under."""

    PARENTS = "parents"
    CEASING = "ceasing"
    NOT_LOOKED_AFTER = "not-looked-after"
    NOT_KNOWN = "not-known"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the child may go, and to whom."""

    home: str | None
    to: str | None
    kind: str | None
    wished: str | None
    """The day wished for; wished is not decided."""
    decided: str
    """The entry that decided the return, with the day it names; "" where there is none."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A heading that a paper has to hold, and what it holds."""

    title: str
    said: str | None


@dataclass(frozen=True, slots=True)
class Contents:
    """What the rules want one of the papers to hold."""

    paper: str
    made: str
    """The paper the record holds: its day, author and entry; "" where there is none."""
    title: str
    says: str
    source: str
    note: str
    matters: tuple[Matter, ...]


@dataclass(frozen=True, slots=True)
class Adult:
    """Somebody of 18 or over (or nearly) in the household, and the checks that are recorded."""

    name: str
    age: str
    checks: tuple[str, ...]
    """One for each of `CHECKS`: the day, and what was found; "" where nothing is recorded."""
    turns_18: str
    """The 18th birthday where that is still to come, up to three months after the move; else ""."""


@dataclass(frozen=True, slots=True)
class Emergency:
    """A duty that follows an immediate placement: what the rule says, and how it stands where it is owed."""

    title: str
    says: str
    source: str
    stands: str


@dataclass(frozen=True, slots=True)
class NotAsked:
    """A gate of the same law that asks nothing of this child today, and when it would."""

    title: str
    says: str
    source: str


@dataclass(frozen=True, slots=True)
class Starts:
    """A duty that the move would start."""

    title: str
    when: str
    source: str
    whose: str


@dataclass(frozen=True, slots=True)
class ParentsPaper:
    """The checklist and approval sheet."""

    route: Route
    destination: Destination
    gone: str
    """The entry by which the child went home already; "" where that lies ahead."""
    asked_as_of: str
    """The day of the move by which ages are worked out."""
    law: tuple[GateLine, ...]
    local: tuple[GateLine, ...]
    not_asked: tuple[NotAsked, ...]
    contents: tuple[Contents, ...]
    adults: tuple[Adult, ...] | None
    """None where nobody recorded who lives there."""
    steps: tuple[Step, ...]
    approved_papers: tuple[str, ...]
    """What the approvals are about: the latest paper of each kind that the steps name."""
    leave: str
    """The entry by which an immediate placement was allowed; "" where none was."""
    emergency: tuple[Emergency, ...]
    own_interval: str | None
    visits: tuple[Starts, ...]
    starts: tuple[Starts, ...]
    still_owed: tuple[DutyLine, ...]

    @property
    def open(self) -> int:
        """How many things that must be in place are not."""
        return sum(not gate.in_place and gate.must for gate in (*self.law, *self.local))


def parents_paper(stand: Standpoint) -> ParentsPaper:
    """The paper for a return to a parent, as things stand."""
    home = way_home(stand)
    move = _move_day(stand, home)
    started = tuple(_started(stand, home))
    steps = chain(stand, home.then, home.duties)
    return ParentsPaper(
        route=route(stand),
        destination=_destination(stand),
        gone=stand.titled(home.gone) if home.gone else "",
        asked_as_of=long_day(move),
        law=tuple(gate for gate in home.gates if gate.weight == "law"),
        local=tuple(gate for gate in home.gates if gate.weight != "law"),
        not_asked=tuple(_not_asked(stand, home)),
        contents=tuple(_contents(stand)),
        adults=_adults(stand, move),
        steps=steps,
        approved_papers=tuple(_approved_papers(stand, steps)),
        leave=_leave(stand),
        emergency=tuple(_emergency(stand)),
        own_interval=stand.fact_words("visiting-interval"),
        visits=tuple(_starts(stand, duty) for duty in started if "visit" in events_of(duty.terms.needs)),
        starts=tuple(_starts(stand, duty) for duty in started if "visit" not in events_of(duty.terms.needs)),
        still_owed=_still_owed(stand),
    )


def route(stand: Standpoint) -> Route:
    """Which law the return of this child comes under, by the legal status on the day."""
    if stand.fact("legal-status") is None:
        return Route.NOT_KNOWN
    if stand.fact("in-care"):
        return Route.PARENTS
    return Route.CEASING if stand.fact("looked-after") else Route.NOT_LOOKED_AFTER


def _destination(stand: Standpoint) -> Destination:
    history = stand.judged.history.by_event
    named = next((e for e in reversed(history.get("destination-named", ())) if e.fields.get("to")), None)
    decided = next(iter(reversed(history.get("return-decided", ()))), None)
    key = stand.fact("destination")
    plan = stand.judged.history.plan_on(stand.moment)
    wished = stand.fact("wished-return") or (plan.return_.wished if plan else None)
    to = str(named.fields["to"]) if named else plan.return_.to if plan and plan.return_.to else ""
    planned = stand.value(decided, "return-on") if decided else None
    return Destination(
        home=home_name(stand, key) or (str(key) if key else None),
        to=stand.known_as(to) if to else None,
        kind=stand.fact_words("destination-kind"),
        wished=long_day(wished) if isinstance(wished, date) else None,
        decided=f"{stand.titled(decided)}{f', for {planned}' if planned else ''}" if decided else "",
    )


def _move_day(stand: Standpoint, home: WayHome) -> date:
    """The day by which ages are asked: the move's own, the one planned or wished for where that is ahead, else today."""
    if home.gone is not None:
        return home.gone.when.day
    decided = next(iter(reversed(stand.judged.history.by_event.get("return-decided", ()))), None)
    plan = stand.judged.history.plan_on(stand.moment)
    days = [decided.fields.get("return-on") if decided else None, stand.fact("wished-return")]
    days.append(plan.return_.wished if plan else None)
    return next((day for day in days if isinstance(day, date) and day > stand.today), stand.today)


def _not_asked(stand: Standpoint, home: WayHome) -> Iterator[NotAsked]:
    """The gates before care ends that do not ask anything yet: some begin with time, such as twenty working days."""
    asked = {gate.rule for gate in home.gates}
    if route(stand) is not Route.CEASING or home.gone is not None:
        return
    for rule in stand.policy.rules:
        timing = rule.latest.timing
        if isinstance(timing, BeforeChange) and timing.ends and rule.id not in asked and rule.weight == "law":
            yield NotAsked(rule.title, rule.says, stand.source(rule))


# --- what the papers hold -----------------------------------------------------------------------------------------


def _contents(stand: Standpoint) -> Iterator[Contents]:
    for event in PAPERS:
        entry = next(iter(reversed(stand.judged.history.by_event.get(event, ()))), None)
        for rule in at_rules(stand, event):
            needs, terms = rule.latest.needs, rule.latest
            if not isinstance(needs, NeedSaid) or not needs.records:
                continue
            if stand.judged.times.holds_at(terms.while_, stand.now) is False:
                continue
            if rule.register[:1] == ("reg 9",):
                continue
            yield _content(stand, rule, needs, event, entry)


def _content(stand: Standpoint, rule: Rule, needs: NeedSaid, event: str, entry: Entry | None) -> Contents:
    by = stand.names(entry.by) if entry else ""
    made = f"{short_day(entry.when.day)}{f', {by}' if by else ''} (entry {entry.id})" if entry else ""
    matters = tuple(
        Matter(titled(stand, name, event), recorded(stand, entry, name) if entry else None) for name in needs.records
    )
    title = stand.vocabulary.events[event].title
    return Contents(title, made, rule.title, rule.says, stand.source(rule), rule.note, matters)


def _approved_papers(stand: Standpoint, steps: tuple[Step, ...]) -> Iterator[str]:
    for event in dict.fromkeys(step.paper for step in steps if step.paper):
        found = stand.judged.history.by_event.get(event, ())
        if found:
            yield f"{stand.titled(found[-1])} (entry {found[-1].id})"
        else:
            yield f"{stand.vocabulary.events[event].title}, which is not recorded yet"


# --- the household ------------------------------------------------------------------------------------------------


def _adults(stand: Standpoint, move: date) -> tuple[Adult, ...] | None:
    """Everyone of the household the child may go to who is 18 or over on the day, or will be within three months."""
    household, home = stand.fact("household"), stand.fact("destination")
    if household is None:
        return None
    members = sorted({str(each[0]) for each in household if home is None or str(home) in map(str, each[1:])})
    found = [_adult(stand, key, move) for key in members if key != "child"]
    return tuple(each for each in found if each is not None)


def _adult(stand: Standpoint, key: str, move: date) -> Adult | None:
    person = stand.judged.case.file.people.get(key)
    born = person.born if person else None
    age = relativedelta(move, born).years if born else None
    grown = born + relativedelta(years=18) if born else None
    soon = grown is not None and stand.today < grown <= move + relativedelta(months=3)
    if age is not None and age < 18 and not soon:
        return None
    checks = tuple(_check(stand, key, kind) for kind in CHECKS)
    turns_18 = short_day(grown) if soon and grown else ""
    return Adult(stand.known_as(key), "" if age is None else str(age), checks, turns_18)


def _check(stand: Standpoint, key: str, kind: str) -> str:
    entries = stand.judged.history.by_event.get("check", ())
    found = [e for e in entries if e.fields.get("kind") == kind and e.of == key]
    if not found and kind == "assessment":
        assessed = stand.judged.history.by_event.get("parent-assessment", ())
        found = [e for e in assessed if key in (e.fields.get("of-whom") or ())]
    if not found:
        return ""
    result = stand.value(found[-1], "result")
    return f"{short_day(found[-1].when.day)}{f': {result}' if result else ''}"


# --- placed at once, and afterwards -------------------------------------------------------------------------------


def _leave(stand: Standpoint) -> str:
    found = stand.judged.history.by_event.get("immediate-placement-allowed", ())
    if not found:
        return ""
    return f"{short_day(found[-1].when.day)}, {stand.names(found[-1].by)} (entry {found[-1].id})"


def _emergency(stand: Standpoint) -> Iterator[Emergency]:
    for rule in stand.policy.rules:
        if "reg 19" not in rule.register or rule.weight != "law":
            continue
        duties = [duty for duty in stand.judged.of(rule.id) if duty.ended is None or duty.met]
        stands = lines(stand, duties[-1:])[0].stands if duties else ""
        yield Emergency(rule.title, rule.says, stand.source(rule), stands)


def _started(stand: Standpoint, home: WayHome) -> Iterator[Duty]:
    """The duties that the move starts: those of the case with the move that it does not have without."""
    if home.gone is not None:
        return
    now = {duty.id for duty in stand.judged.duties}
    seen: set[str] = set()
    for duty in home.then.duties:
        new = duty.id not in now and duty.rule.id not in seen and _AT_HOME_ALREADY not in duty.rule.register
        if new and duty.rule.kind in ("deadline", "rhythm", "standing duty") and _follows(duty):
            seen.add(duty.rule.id)
            yield duty


def _follows(duty: Duty) -> bool:
    entry = duty.anchor.entry
    return duty.met is None and entry is not None and entry.id.startswith("?") and entry.event == RETURN


def _starts(stand: Standpoint, duty: Duty) -> Starts:
    words = timing_words(duty.terms.timing, stand.policy)
    when = words.replace("the day this began to apply", "the move").replace("the return home", "the move")
    whose = title_of(stand.vocabulary, duty.rule.owes) if duty.rule.owes else ""
    return Starts(duty.rule.title, capital(when), stand.source(duty.rule), whose)


def _still_owed(stand: Standpoint) -> tuple[DutyLine, ...]:
    """What is still to be done for a child who is at home already: the approval the law asks for all the same."""
    rules = [rule for rule in stand.policy.rules if _AT_HOME_ALREADY in rule.register]
    duties = [d for rule in rules for d in stand.judged.of(rule.id) if standing(d, stand.now).to_do]
    return lines(stand, duties)
