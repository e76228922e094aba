"""The paper for a placement with parents: the checklist of regulations 15 to 20 and of the policy, and its approval.

For a child accommodated under section 20 those regulations do not hold. The paper then says so, and shows what does:
what the authority has to do before it stops looking after a child (regulation 39). It never reads as if a parent's
right to take the child home depended on any of it (section 20(8)).
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from reunify_cli.engine.duty import Duty, Standing, standing
from reunify_cli.engine.evidence import events_of
from reunify_cli.frozen import dataclass
from reunify_cli.papers.professional.applies import RuleWords, rule_words
from reunify_cli.papers.professional.chain import Step, chain
from reunify_cli.papers.professional.duties import DutyLine, lines
from reunify_cli.papers.professional.gates import RETURN, GateLine, WayHome, way_home
from reunify_cli.papers.professional.head import home_name
from reunify_cli.papers.professional.household import Adult, adults
from reunify_cli.papers.professional.return_papers import CEASING, PLACEMENT, Contents, contents
from reunify_cli.rules.phrasing import timing_words, title_of
from reunify_cli.rules.terms import BeforeChange
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import capital, long_day, short_day

_AT_HOME_ALREADY = "reg 15(2)"
"""The register id of what is owed for a child whom the order finds at home."""


class Route(StrEnum):
    """Which law a return home comes under."""

    PARENTS = "parents"
    CEASING = "ceasing"
    NOT_LOOKED_AFTER = "not-looked-after"
    NOT_KNOWN = "not-known"


_PAPERS = {Route.PARENTS: PLACEMENT, Route.CEASING: CEASING}


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
    not_asked: tuple[RuleWords, ...]
    contents: tuple[Contents, ...]
    adults: tuple[Adult, ...] | None
    """None where nobody recorded who lives there."""
    steps: tuple[Step, ...]
    approved_papers: tuple[str, ...]
    """What the approvals are about: the latest paper of each kind that the steps name."""
    against: tuple[str, ...]
    """What was found that does not speak for the return, each once: what, its outcome, when, by whom."""
    leave: str
    """The entry by which an immediate placement was allowed; "" where none was."""
    emergency: tuple[RuleWords, ...]
    own_interval: str | None
    visits: tuple[Starts, ...]
    starts: tuple[Starts, ...]
    at_home: tuple[DutyLine, ...]
    """What is asked for a child who was at home when the order was made, or went there without approval."""

    @property
    def open(self) -> int:
        """How many things that must be in place are not."""
        return sum(gate.must and not gate.settled for gate in (*self.law, *self.local))


def parents_paper(stand: CaseView) -> ParentsPaper:
    """The paper for a return to a parent, as things stand."""
    home = way_home(stand)
    move = _move_day(stand, home)
    started = tuple(_started(stand, home))
    already = _at_home(stand)
    steps = chain(stand, home.then, (*home.duties, *already))
    return ParentsPaper(
        route=route(stand),
        destination=_destination(stand),
        gone=stand.titled(home.gone) if home.gone else "",
        asked_as_of=long_day(move),
        law=tuple(gate for gate in home.gates if gate.weight == "law"),
        local=tuple(gate for gate in home.gates if gate.weight != "law"),
        not_asked=tuple(_not_asked(stand, home)),
        contents=tuple(contents(stand, _PAPERS.get(route(stand), ()))),
        adults=adults(stand, move),
        steps=steps,
        approved_papers=tuple(_approved_papers(stand, steps)),
        against=tuple(_against(home)),
        leave=_leave(stand),
        emergency=tuple(_emergency(stand)),
        own_interval=stand.fact_words("visiting-interval"),
        visits=tuple(_starts(stand, duty) for duty in started if "visit" in events_of(duty.terms.needs)),
        starts=tuple(_starts(stand, duty) for duty in started if "visit" not in events_of(duty.terms.needs)),
        at_home=lines(stand, already),
    )


def route(stand: CaseView) -> Route:
    """Which law the return of this child comes under, by the legal status on the day."""
    if stand.fact("legal-status") is None:
        return Route.NOT_KNOWN
    if stand.fact("in-care"):
        return Route.PARENTS
    return Route.CEASING if stand.fact("looked-after") else Route.NOT_LOOKED_AFTER


def _destination(stand: CaseView) -> Destination:
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


def _move_day(stand: CaseView, home: WayHome) -> date:
    """The day by which ages are asked: the move's own, else the one planned or wished for if ahead, else today."""
    if home.gone is not None:
        return home.gone.when.day
    decided = next(iter(reversed(stand.judged.history.by_event.get("return-decided", ()))), None)
    plan = stand.judged.history.plan_on(stand.moment)
    days = [decided.fields.get("return-on") if decided else None, stand.fact("wished-return")]
    days.append(plan.return_.wished if plan else None)
    return next((day for day in days if isinstance(day, date) and day > stand.today), stand.today)


def _not_asked(stand: CaseView, home: WayHome) -> Iterator[RuleWords]:
    """The gates before care ends that do not ask anything yet: some begin with time, such as twenty working days."""
    asked = {gate.rule for gate in home.gates}
    if route(stand) is not Route.CEASING or home.gone is not None:
        return
    for rule in stand.policy.rules:
        timing = rule.latest.timing
        if isinstance(timing, BeforeChange) and timing.ends and rule.id not in asked and rule.weight == "law":
            yield rule_words(stand, rule)


def _approved_papers(stand: CaseView, steps: tuple[Step, ...]) -> Iterator[str]:
    for event in dict.fromkeys(step.paper for step in steps if step.paper):
        found = stand.judged.history.by_event.get(event, ())
        if found:
            yield f"{stand.titled(found[-1])} (entry {found[-1].id})"
        else:
            yield f"{stand.vocabulary.events[event].title}, which is not recorded yet"


def _against(home: WayHome) -> Iterator[str]:
    """The outcomes that do not speak for the return."""
    found = (each for gate in home.gates for each in gate.proofs if not each.for_it)
    for each in dict.fromkeys(found):
        yield f"{capital(each.what)}, {each.when}{f', {each.who}' if each.who else ''}: {each.found}"


# --- placed at once, and afterwards -------------------------------------------------------------------------------


def _leave(stand: CaseView) -> str:
    found = stand.judged.history.by_event.get("immediate-placement-allowed", ())
    if not found:
        return ""
    return f"{short_day(found[-1].when.day)}, {stand.names(found[-1].by)} (entry {found[-1].id})"


def _emergency(stand: CaseView) -> Iterator[RuleWords]:
    for rule in stand.policy.rules:
        if "reg 19" not in rule.register or rule.weight != "law":
            continue
        duties = [duty for duty in stand.judged.of(rule.id) if duty.ended is None or duty.met]
        stands = lines(stand, duties[-1:])[0].stands if duties else ""
        yield rule_words(stand, rule, stands)


def _started(stand: CaseView, home: WayHome) -> Iterator[Duty]:
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


def _starts(stand: CaseView, duty: Duty) -> Starts:
    words = timing_words(duty.terms.timing, stand.policy)
    when = words.replace("the day this began to apply", "the move").replace("the return home", "the move")
    whose = title_of(stand.vocabulary, duty.rule.owes) if duty.rule.owes else ""
    return Starts(duty.rule.title, capital(when), stand.source(duty.rule), whose)


def _at_home(stand: CaseView) -> tuple[Duty, ...]:
    """What is asked for a child who is at home already: the approval the law wants all the same."""
    if not stand.fact("with-parent"):
        return ()
    rules = [rule for rule in stand.policy.rules if _AT_HOME_ALREADY in rule.register]
    past = (Standing.LAPSED, Standing.NOT_STARTED)
    return tuple(d for rule in rules for d in stand.judged.of(rule.id) if standing(d, stand.now) not in past)
