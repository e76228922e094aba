"""A return home as a checklist: every gate before it, with what is in place and what is missing and from whom.

The question is put as `advance` puts it, by supposing the return made and judging the gates it would pass. Where the
child has gone home already the gates that were passed then are shown, as they were.
"""

from collections.abc import Iterable

from reunify_cli.engine.decisions import Decision, decide
from reunify_cli.engine.duty import Duty
from reunify_cli.engine.evidence import events_of
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.matching import WORDS
from reunify_cli.engine.timeline import spans
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.papers.professional.asked import Lacking, lacking
from reunify_cli.papers.professional.duties import about, stands, whose
from reunify_cli.rules.phrasing import joined
from reunify_cli.rules.policy import Stage
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import short_day

RETURN = "returned-home"
"""The event type of going home to a parent."""
NOTICES = "notices"
"""The group of event types that are telling people."""
AGAINST = "recorded, but what was found does not speak for the return"
NOT_RECORDED = "outcome not recorded"
_RANK = {NOTICES: 1, WORDS: 2}
_GOING_HOME = {"event": RETURN, "planned": "yes", "decided-by": "authority"}


@dataclass(frozen=True, slots=True)
class Proof:
    """An entry that shows that something was done: what, what was found, when, by whom, and its id."""

    what: str
    found: str
    """The outcome in its own word; "" where such an entry has none."""
    for_it: bool
    """Whether the outcome speaks for what is asked; an assessment that was made may be against it."""
    when: str
    who: str
    condition: str
    """On what it was given; "" where it was given without one."""
    entry: str


@dataclass(frozen=True, slots=True)
class GateLine:
    """One thing that must be in place before the child goes home."""

    rule: str
    title: str
    about: str
    """For whom or what, where it is asked for each of several; "" otherwise."""
    unnamed: str
    """The same without anybody's name."""
    says: str
    source: str
    weight: str
    in_place: bool
    stands: str
    """How it stands where it is neither simply in place nor simply open; "" otherwise."""
    proofs: tuple[Proof, ...]
    lacking: tuple[Lacking, ...]
    whose: str
    rank: int
    """0, or 1 for telling people, or 2 for somebody's approval: what comes after the rest."""
    must: bool
    """Whether it keeps the child from going home; what is only advice, or was never confirmed, does not."""
    settled: bool
    """Whether it is in place, or need not be: closed by the other lawful way, or excepted by a manager."""


@dataclass(frozen=True)
class WayHome:
    """The gates before a return home, and the judgement of the case with the return supposed (or as made)."""

    gates: tuple[GateLine, ...]
    duties: tuple[Duty, ...]
    then: Judgement
    gone: Entry | None
    """The entry by which the child went home already; None where that lies ahead."""


def way_home(stand: CaseView) -> WayHome:
    """Every gate before this child goes home to a parent: by law, and by the policy."""
    gone = _gone(stand)
    if gone is not None:
        duties = tuple(d for d in stand.judged.duties if d.rule.kind == "gate" and d.gated and d.gated.id == gone.id)
        lines = tuple(gate_line(stand, stand.judged, duty) for duty in duties)
        return WayHome(_sorted(stand, lines), duties, stand.judged, gone)
    decided = decide(stand.judged, _stage(stand), stand.moment)
    lines = tuple(gate_line(stand, decided.judged, duty) for duty in gate_duties(decided))
    return WayHome(_sorted(stand, lines), gate_duties(decided), decided.judged, None)


def _gone(stand: CaseView) -> Entry | None:
    """The entry since which the child lives with a parent, where that is so now."""
    if not stand.fact("with-parent"):
        return None
    now = [s for s in spans(stand.judged.times.fact("with-parent")) if s.start <= stand.now]
    return now[-1].opened if now else None


def _stage(stand: CaseView) -> Stage:
    """The stage that stands for the return home, so that its own gates are asked too; else the return alone."""
    found = next((s for s in stand.policy.stages if s.makes.get("event") == RETURN), None)
    return found or Stage("return", "Return home", 0, _GOING_HOME)


def gate_duties(decided: Decision) -> tuple[Duty, ...]:
    """The duties of all gates that were asked, open or shut."""
    return (*decided.in_place, *(lack.duty for lack in (*decided.shut, *decided.asked)))


def gate_line(stand: CaseView, then: Judgement, duty: Duty) -> GateLine:
    """One gate, judged in a case in which the child has gone home."""
    proofs = tuple(proof(stand, entry) for entry in _latest(stand, duty.evidence))
    in_place = duty.met is not None and all(each.for_it for each in proofs)
    kinds = events_of(duty.terms.needs)
    return GateLine(
        rule=duty.rule.id,
        title=duty.rule.title,
        about=about(stand, duty),
        unnamed=stand.unnamed(duty.each) if duty.each in stand.judged.case.file.people else about(stand, duty),
        says=duty.rule.says,
        source=stand.source(duty.rule),
        weight=duty.rule.weight,
        in_place=in_place,
        stands=_stands(stand, duty),
        proofs=proofs,
        lacking=lacking(stand, then, duty),
        whose=whose(stand, duty),
        rank=max((_RANK.get(_group(stand, name), 0) for name in kinds), default=0),
        must=duty.rule.strength == "must" and not duty.rule.unverified,
        settled=in_place or duty.closed is not None or duty.varied is not None,
    )


def _stands(stand: CaseView, duty: Duty) -> str:
    """How a gate stands where it is not simply in place or open."""
    supposed = duty.gated is not None and duty.gated.id.startswith("?")
    if duty.met is not None:
        return "" if all(proof(stand, each).for_it for each in _latest(stand, duty.evidence)) else AGAINST
    if duty.closed is not None:
        return f"closed by {stand.titled(duty.closed)}"
    if duty.varied is not None:
        until = f" until {short_day(duty.varied.until.day)}" if duty.varied.until else ""
        return f"a manager's exception{until}"
    # A gate in front of a return that is only supposed is open, never breached.
    return duty.unclear if supposed else stands(stand, duty)


def _latest(stand: CaseView, entries: Iterable[Entry]) -> list[Entry]:
    """What shows that a gate is passed, once; where it has an outcome, the last one about the same.

    A gate asks whether an assessment was made. Whether the last one was for the return is for its reader to see.
    """
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.id.startswith("?"):
            continue
        kind = stand.kind(entry)
        judged = any(field.supports for field in kind.fields.values())
        same = [e for e in stand.judged.history.by_event.get(entry.event, ()) if judged and _about(e) == _about(entry)]
        last = {e.get("covers"): e for e in same if e.when.start <= stand.now} or {"": entry}
        found.update({e.id: e for e in last.values()})
    return list(found.values())


def _about(entry: Entry) -> tuple[object, ...]:
    """What an assessment or check is about: the same person, of the same kind, in the same home."""
    return tuple(entry.get(name) for name in ("of", "of-whom", "kind", "about", "home"))


def proof(stand: CaseView, entry: Entry) -> Proof:
    """An entry as proof."""
    kind = stand.kind(entry)
    judged = [name for name, field in kind.fields.items() if field.supports]
    return Proof(
        what=kind.title,
        found=", ".join(stand.value(entry, name) or NOT_RECORDED for name in judged),
        for_it=all(entry.get(name) in kind.fields[name].supports for name in judged),
        when=short_day(entry.when.day),
        who=joined([stand.person(key) for key in entry.by]),
        condition=str(entry.get("conditions") or ""),
        entry=entry.id,
    )


def _group(stand: CaseView, name: str) -> str:
    kind = stand.vocabulary.events.get(name)
    return kind.group if kind else ""


def _sorted(stand: CaseView, lines: Iterable[GateLine]) -> tuple[GateLine, ...]:
    """Law before policy before guidance, in the order of the files; but telling people comes after, approval last."""
    order = {rule.id: place for place, rule in enumerate(stand.policy.rules)}
    weights = ("law", "policy", "guidance")
    return tuple(sorted(lines, key=lambda line: (weights.index(line.weight), line.rank, order.get(line.rule, 0))))
