"""Everything a paper says, as plain frozen values, before any template lays it out.

Built from a judged case and a minute by pure functions. A template only places these values: it works nothing out, and
has nothing else to say about a child.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from reunify_cli.frozen import dataclass, replace
from reunify_cli.model.case import Entry
from reunify_cli.papers.packs import Pack
from reunify_cli.papers.professional.agenda import Agenda, agenda_of, has_agenda, with_entry
from reunify_cli.papers.professional.agreement import Agreement, agreement
from reunify_cli.papers.professional.asked_for import AskedFor, asked_for
from reunify_cli.papers.professional.chronology import Chronology, chronology
from reunify_cli.papers.professional.duties import NO_DUTIES, DutyList, duties_between
from reunify_cli.papers.professional.head import Head, head
from reunify_cli.papers.professional.meeting import Meeting, meeting_of
from reunify_cli.papers.professional.parents import ParentsPaper, Route, parents_paper
from reunify_cli.papers.professional.review import AHEAD_DAYS, ReviewPaper, review_paper
from reunify_cli.papers.professional.since import care_began, entries_since, last_review
from reunify_cli.papers.professional.smart_plan import SmartPlan, smart_plan
from reunify_cli.papers.professional.tasks import TaskLine, task_lines
from reunify_cli.papers.professional.timeline import Trajectory, trajectory
from reunify_cli.papers.professional.visit_sheet import VISIT, VisitSheet, visit_sheet
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import capital, long_day

AROUND_DAYS = 28
"""How many days after a meeting its paper looks ahead."""
PICTURED = frozenset(("review", "planning-meeting"))
"""The templates that show the way home as a picture."""
CARERS = {"foster": "foster-carer", "connected-person": "carer", "residential": "residential-staff"}
"""Who looks after the child from day to day, by whom the child lives with: invited though no source names them."""


@dataclass(frozen=True, slots=True)
class Lack:
    """Something to find out before the paper can go out, and from whom; for screens, so without names of the family."""

    what: str
    whose: str


@dataclass(frozen=True, slots=True)
class About:
    """What the paper rests on: the policy in its version, the day, and the documents its headings come from."""

    policy: str
    digest: str
    as_of: str
    cites: tuple[str, ...]
    past_review: str = ""
    """The day by which the policy's own document was to be looked at again, where that is past."""
    asked: tuple[AskedFor, ...] = ()
    """The rules that ask for this paper."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A line to sign on."""

    role: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Context:
    """What a template is given; the parts that a paper does not have are None or empty."""

    pack: str
    title: str
    subtitle: str
    head: Head
    about: About
    lacks: tuple[Lack, ...]
    meeting: Meeting | None = None
    agenda: Agenda | None = None
    given: tuple[TaskLine, ...] = ()
    """The decisions of this meeting."""
    before: tuple[TaskLine, ...] = ()
    """The decisions of earlier meetings."""
    duties: DutyList = NO_DUTIES
    late: DutyList = NO_DUTIES
    until: str = ""
    """The day up to which the paper looks ahead."""
    review: ReviewPaper | None = None
    parents: ParentsPaper | None = None
    agreement: Agreement | None = None
    smart: SmartPlan | None = None
    visit: VisitSheet | None = None
    chronology: Chronology | None = None
    form: bool = False
    """Whether it is something to be filled in, and no meeting."""
    way: Trajectory | None = None
    """The way home, for the picture of it."""
    signatures: tuple[Signature, ...] = ()

    @property
    def is_coming(self) -> bool:
        """Whether what it is for lies ahead: a meeting that is booked or owed, a return of a child looked after."""
        if self.meeting is not None:
            return not self.meeting.is_held and bool(self.meeting.booking or self.meeting.due)
        if self.parents is not None:
            return self.parents.route in (Route.PARENTS, Route.CEASING)
        return self.smart is not None or (self.visit is not None and bool(self.visit.due))


def context(stand: CaseView, pack: Pack, borrowed: CaseView | None = None) -> Context:
    """What a paper says of a case as it stands.

    `borrowed` is the same case under another policy, whose headings are used (and cited as guidance) where the case's
    own policy has no rule for what the meeting records.
    """
    if pack.event:
        return _of_meeting(stand, pack, None if has_agenda(stand, pack.event) else borrowed)
    return _of_parents(stand, pack) if pack.template == "placement-with-parents" else _of_case(stand, pack)


def _of_meeting(stand: CaseView, pack: Pack, borrowed: CaseView | None) -> Context:
    guests = () if pack.form else (*pack.guests, *_carer(stand))
    meeting = meeting_of(stand, pack.event, guests, borrowed)
    agenda = agenda_of(stand, meeting, borrowed)
    if pack.form:
        agenda = with_entry(stand, agenda, meeting)
    review = review_paper(stand) if pack.template == "review" else None
    last = stand.today + timedelta(days=AHEAD_DAYS if review else AROUND_DAYS)
    first = _first_day(stand)
    around = duties_between(stand, first.when.day if first else stand.today - timedelta(days=AROUND_DAYS), last)
    late = replace(review.duties, ahead=(), done=(), undated=()) if review else NO_DUTIES
    known = Context(
        pack=pack.name,
        title=_title(stand, pack),
        subtitle=pack.subtitle,
        head=head(stand),
        about=_about(stand, pack, agenda.cites),
        lacks=(),
        meeting=meeting,
        agenda=agenda,
        given=task_lines(stand, [meeting.held]) if meeting.held else (),
        before=() if pack.form else task_lines(stand, _earlier(stand, meeting)),
        duties=around,
        late=late,
        until=long_day(last),
        review=review,
        form=pack.form,
        way=trajectory(stand) if pack.template in PICTURED else None,
        signatures=tuple(_completes(stand)) if pack.form else (),
    )
    return replace(known, lacks=tuple(_unique([*_lacks_of(known), *_lacks_of_meeting(known)])))


def _of_parents(stand: CaseView, pack: Pack) -> Context:
    paper = parents_paper(stand)
    ceasing = paper.route in (Route.CEASING, Route.NOT_LOOKED_AFTER)
    known = Context(
        pack=pack.name,
        title=f"Return home: {head(stand).child}" if ceasing else _title(stand, pack),
        subtitle="Not a placement with parents: what regulation 39 asks" if ceasing else pack.subtitle,
        head=head(stand),
        about=_about(stand, pack, ()),
        lacks=(),
        parents=paper,
        signatures=tuple(_signatures(stand, paper)),
    )
    return replace(known, lacks=tuple(_unique([*_lacks_of(known), *_lacks_of_parents(paper)])))


def _of_case(stand: CaseView, pack: Pack) -> Context:
    """A paper that is for no meeting: agreement, plan, visit sheet, chronology."""
    known = Context(
        pack=pack.name,
        title=_title(stand, pack),
        subtitle=pack.subtitle,
        head=head(stand),
        about=_about(stand, pack, ()),
        lacks=(),
    )
    match pack.template:
        case "placement-agreement":
            agreed = agreement(stand)
            known = replace(known, agreement=agreed, about=_about(stand, pack, agreed.items.cites))
        case "smart-plan":
            known = replace(known, smart=smart_plan(stand), signatures=tuple(_agrees(stand)))
        case "visit-sheet":
            asked = agenda_of(stand, meeting_of(stand, VISIT))
            known = replace(known, visit=visit_sheet(stand), agenda=asked, about=_about(stand, pack, asked.cites))
        case "chronology":
            known = replace(known, chronology=chronology(stand, pack.theme))
        case _:
            last = stand.today + timedelta(days=AROUND_DAYS)
            known = replace(known, duties=duties_between(stand, stand.today, last), until=long_day(last))
    return replace(known, lacks=tuple(_unique([*_lacks_of(known), *_lacks_of_case(known)])))


def _title(stand: CaseView, pack: Pack) -> str:
    return f"{pack.title or capital(stand.vocabulary.events[pack.event].title)}: {head(stand).child}"


def _carer(stand: CaseView) -> tuple[str, ...]:
    role = CARERS.get(str(stand.fact("lives-with")))
    return (role,) if role else ()


def _first_day(stand: CaseView) -> Entry | None:
    """The entry that began this time of care, or the last review: what lies before it is not this paper's matter."""
    last = last_review(stand)
    if last is not None:
        return last
    began = care_began(stand)
    return next((e for e in stand.judged.history.entries if began and e.when.day >= began.day), None)


def _earlier(stand: CaseView, meeting: Meeting) -> list[Entry]:
    """The entries since the last review (that review too) whose decisions are old business at this meeting."""
    last = last_review(stand)
    entries = [*([last] if last else []), *entries_since(stand, last)]
    held = meeting.held
    return [e for e in entries if e.event != "plan-agreed" and (held is None or e.when.start < held.when.start)]


def _about(stand: CaseView, pack: Pack, cites: Sequence[str]) -> About:
    policy = stand.policy
    past = policy.review_by is not None and policy.review_by < stand.today
    review = long_day(policy.review_by) if past and policy.review_by else ""
    asked = asked_for(stand, pack.asked_by)
    return About(policy.title, policy.digest, long_day(stand.today), tuple(cites), review, asked)


def _signatures(stand: CaseView, paper: ParentsPaper) -> Iterator[Signature]:
    """Everyone who signs: the social worker, then whoever has to agree; each role once."""
    worker = stand.allocated("social-worker")
    yield Signature("Social worker", stand.person(worker) if worker else None)
    for step in {step.role: step for step in paper.steps}.values():
        yield Signature(step.role, step.who)
    if paper.route is Route.CEASING and not paper.steps:
        manager = stand.allocated("team-manager")
        yield Signature("Team manager", stand.person(manager) if manager else None)


def _completes(stand: CaseView) -> Iterator[Signature]:
    """Who signs a form: whoever completes it, and the manager who reads it."""
    for role, title in (("social-worker", "Completed by"), ("team-manager", "Read by the team manager")):
        key = next(iter(stand.holders(role)), "")
        yield Signature(title, stand.person(key) if key else None)


def _agrees(stand: CaseView) -> Iterator[Signature]:
    """Who agrees a plan: the child, whoever holds parental responsibility, the parents, the social worker."""
    seen: dict[str, str] = {"child": "child or young person"}
    for role in ("pr-holder", "parent", "foster-carer", "social-worker", "team-manager", "reunification-practitioner"):
        for key in stand.holders(role):
            seen.setdefault(key, stand.relation(key) or stand.role_words(key) or role)
    for key, what in seen.items():
        yield Signature(what, stand.person(key))


# --- what a paper still lacks -------------------------------------------------------------------------------------


def _lacks_of(known: Context) -> Iterator[Lack]:
    worker = known.head.social_worker or "the social worker"
    wanted = (
        ("date of birth", known.head.born),
        ("legal status", known.head.status),
        ("who the child lives with", known.head.lives),
        ("who holds parental responsibility", known.head.responsibility),
    )
    for what, said in wanted:
        if said is None:
            yield Lack(what, worker)
    if known.head.social_worker is None:
        yield Lack("who the social worker is", known.head.team_manager or "the team manager")


def _lacks_of_meeting(known: Context) -> Iterator[Lack]:
    meeting, agenda = known.meeting, known.agenda
    if meeting is None or agenda is None:
        return
    worker = known.head.social_worker or "the social worker"
    if meeting.when is None:
        yield Lack("day and time of the meeting", worker)
    if meeting.place is None and not meeting.is_held:
        yield Lack("place of the meeting", worker)
    if meeting.chair is None:
        yield Lack("who chairs", worker)
    for seat in meeting.seats:
        if seat.name is None and seat.asked:
            yield Lack(f"who comes as {seat.role.lower()}", worker)
    if meeting.is_held and agenda.blanks:
        yield Lack(f"{agenda.blanks} headings of the record", meeting.chair or worker)
    if known.review is not None:
        for who in known.review.not_heard:
            yield Lack(f"views: {who.unnamed}", worker)
        for task in known.review.not_done:
            yield Lack(f"what became of: {task.what}", task.owner or worker)


def _lacks_of_parents(paper: ParentsPaper) -> Iterator[Lack]:
    for gate in (*paper.law, *paper.local):
        if gate.must and not gate.settled and gate.lacking:
            title = f"{gate.title}: {gate.unnamed}" if gate.unnamed else gate.title
            yield Lack(title, gate.lacking[0].whose or gate.whose)
    if paper.route is Route.PARENTS and paper.adults is None:
        yield Lack("who lives in the household", "the social worker")
    if paper.destination.to is None:
        yield Lack("to whom the child may go home", "the social worker")


def _lacks_of_case(known: Context) -> Iterator[Lack]:
    worker = known.head.social_worker or "the social worker"
    if known.agreement is not None:
        if known.agreement.items.blanks:
            yield Lack(f"{known.agreement.items.blanks} headings of the agreement", worker)
        if not known.agreement.support:
            yield Lack("what support the authority gives", worker)
    if known.smart is not None:
        for goal in known.smart.goals:
            for what, said in (("how it is measured", goal.measure), ("by when", goal.by)):
                if not said:
                    yield Lack(f"{what}: {goal.what}", worker)
        if not known.smart.now.agreed:
            yield Lack("who agrees the plan", worker)


def _unique(lacks: Sequence[Lack]) -> list[Lack]:
    return list(dict.fromkeys(lacks))
