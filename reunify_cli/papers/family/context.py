"""What a paper for family or court says: a record of its own, made only of what somebody marked as shareable.

It is built up from what may be told (`family_allowed`) and not cut down from what professionals are told, so that a new
field, a note or an advice can never reach it unless somebody writes it in here. A template has nothing else to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reunify_cli.errors import Refused
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.model.people import Contacts
from reunify_cli.papers.family.allowed import happenings, shared_texts, unshared
from reunify_cli.papers.family.law import Law, law_for
from reunify_cli.papers.family.lines import (
    Happened,
    Promise,
    ToCome,
    Words,
    happened,
    meetings,
    promises,
    source,
    words,
)
from reunify_cli.papers.family.people import called, named
from reunify_cli.papers.family.plan import SharedPlan, plan_for
from reunify_cli.papers.family.whose import HeldBack, held_back
from reunify_cli.papers.packs import Pack
from reunify_cli.papers.packs import meetings as meetings_of
from reunify_cli.papers.professional.context import Lack
from reunify_cli.papers.professional.gates import way_home
from reunify_cli.papers.professional.since import care_began, entries_since, last_review
from reunify_cli.papers.readers import COURT, Reader
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import capital, long_day, short_day

_WEIGHTS = ("law", "policy", "guidance")
GATES = "placement-with-parents"
"""The paper that lists what must be in place before a return home."""


@dataclass(frozen=True, slots=True)
class Who:
    """The people a family deals with, and how they are reached; "" where nobody recorded them."""

    social_worker: str
    team_manager: str
    iro: str
    contacts: Contacts


@dataclass(frozen=True, slots=True)
class Heading:
    """What a meeting wrote down under a heading."""

    title: str
    text: str
    when: str
    source: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that is asked for before a return home, and the marked entries that show it; "" where none does."""

    title: str
    shown: str
    source: str


@dataclass(frozen=True, slots=True)
class SharedPaper:
    """What a template for family or court is given. There is no hole in it: what is not known is "" or empty."""

    pack: str
    title: str
    subtitle: str
    reader: Reader
    reader_name: str
    """The reader's own name, for the top of a letter; "" where it is not recorded."""
    language: str
    """The reader's language, where they need an interpreter."""
    child: str
    today: str
    since: str
    """The day of the last review, or on which the child became looked after; "" where neither is recorded."""
    law: Law
    who: Who
    meetings: tuple[ToCome, ...]
    """The meetings to come, of which the reader knows."""
    meeting: ToCome | None
    """The meeting that the paper is for, where it is for one and it is booked."""
    promises: tuple[Promise, ...]
    """What anybody was given to do: the authority (`ours`), the reader (`yours`), others (`theirs`)."""
    ours: tuple[Promise, ...]
    yours: tuple[Promise, ...]
    theirs: tuple[Promise, ...]
    plan: SharedPlan | None
    words: tuple[Words, ...]
    headings: tuple[Heading, ...]
    happened: tuple[Happened, ...]
    """What is marked since the last review."""
    history: tuple[Happened, ...]
    """Everything that is marked."""
    gates: tuple[Asked, ...]
    """What is asked for before the return home, where the paper is about that."""
    policy: str
    digest: str
    lacks: tuple[Lack, ...]
    held: tuple[HeldBack, ...] = ()
    """What is marked and all the same not on it, since it may be about somebody else: for screens alone."""

    @property
    def is_coming(self) -> bool:
        """Whether there is a reason to make it now: it is a letter, or its meeting is to come."""
        return self.meeting is not None or self.pack == "parent-letter"

    @property
    def points(self) -> int:
        """The size of its text."""
        return 13 if self.reader.kind == "court" else 14


def shared_paper(stand: CaseView, pack: Pack, reader: Reader, contacts: Contacts) -> SharedPaper:
    """What a paper says to a reader of the family, or to the court.

    `contacts` are the authority's own numbers. Raises Refused where no such paper ought to
    be made by a program: after a child has died.
    """
    law = law_for(stand, reader)
    if law.ended == "died" and reader.kind != "court":
        said = "The child has died: no letter or paper to the family is made from the record."
        raise Refused(said, help="Speak with the family first, and write to them yourself.")
    child = called(stand, reader)
    booked = meetings(stand, reader, meetings_of(stand.vocabulary))
    told = promises(stand, reader)
    every, first = happenings(stand), _since(stand)
    since = tuple(entry for entry in every if first is None or entry.when.day >= first)
    person = stand.judged.case.file.people.get(reader.key)
    who = who_to_ask(stand, contacts)
    return SharedPaper(
        pack=pack.name,
        title=_title(stand, pack, child),
        subtitle=_subtitle(stand, child, reader),
        reader=reader,
        reader_name=person.name if person else "",
        language=person.language if person and person.interpreter else "",
        child=child,
        today=long_day(stand.today),
        since=long_day(first) if first else "",
        law=law,
        who=who,
        meetings=booked,
        meeting=next((each for each in booked if each.event == pack.event), None),
        promises=told,
        ours=tuple(each for each in told if each.whose == "ours"),
        yours=tuple(each for each in told if each.whose == "yours"),
        theirs=tuple(each for each in told if each.whose == "theirs"),
        plan=plan_for(stand, reader),
        words=words(stand, reader),
        headings=tuple(_headings(stand, since)) if reader.kind == "court" else (),
        happened=happened(stand, since, reader),
        history=happened(stand, [e for e in every if pack.theme in ("", stand.kind(e).group)], reader),
        gates=tuple(_gates(stand)) if pack.name == GATES else (),
        policy=stand.policy.title,
        digest=stand.policy.digest,
        lacks=(*_unheard(stand, reader, who), *lacks(stand, first, who)),
        held=held_back(stand, reader),
    )


def who_to_ask(stand: CaseView, contacts: Contacts) -> Who:
    """The child's workers by name, and the authority's own numbers."""

    def name(role: str) -> str:
        key = stand.allocated(role)
        return stand.person(key) if key else ""

    return Who(name("social-worker"), name("team-manager"), name("iro"), contacts)


def _since(stand: CaseView) -> date | None:
    last, began = last_review(stand), care_began(stand)
    return last.when.day if last else began.day if began else None


def _title(stand: CaseView, pack: Pack, child: str) -> str:
    if pack.name == "parent-letter":
        return f"A letter about {child}"
    title = pack.title or stand.vocabulary.events[pack.event].title
    return f"{capital(title)}: {child}"


def _subtitle(stand: CaseView, child: str, reader: Reader) -> str:
    if reader.kind == "court":
        return f"For the court, {long_day(stand.today)}"
    return f"For {child}’s {reader.relation}, {long_day(stand.today)}"


def _headings(stand: CaseView, entries: tuple[Entry, ...]) -> Iterator[Heading]:
    for entry in entries:
        for each in shared_texts(stand, entry):
            yield Heading(each.title, each.text, long_day(entry.when.day), source(stand, entry))


def _gates(stand: CaseView) -> Iterator[Asked]:
    """The gates before the return home; whom one is about is said by what they are to the child."""
    for duty in sorted(way_home(stand).duties, key=lambda each: _WEIGHTS.index(each.rule.weight)):
        about = named(stand, duty.each, COURT) if duty.each and duty.each in stand.judged.case.file.people else ""
        shown = "; ".join(dict.fromkeys(source(stand, entry) for entry in duty.evidence if entry.shareable))
        yield Asked(f"{duty.rule.title}: {about}" if about else duty.rule.title, shown, stand.source(duty.rule))


def _unheard(stand: CaseView, reader: Reader, who: Who) -> Iterator[Lack]:
    """A parent's own views, where none are recorded since the last review: they want to find them on their paper."""
    heard = {str(e.fields.get("whose")) for e in entries_since(stand, last_review(stand)) if e.event == "views"}
    if reader.kind == "parent" and reader.key not in heard:
        yield Lack(f"views: {reader.relation or reader.key}", who.social_worker or "the social worker")


def lacks(stand: CaseView, since: date | None, who: Who) -> Iterator[Lack]:
    """What would make the paper say more, and from whom: for screens, so without names of the family."""
    worker = who.social_worker or "the social worker"
    if stand.fact("legal-status") is None:
        yield Lack("legal status: the paper cannot say who decides", worker)
    for entry in unshared(stand, since or stand.today):
        yield Lack(f"whether it may be shared: {stand.kind(entry).title}, {short_day(entry.when.day)}", worker)
    desk = stand.judged.case.plan
    if desk is not None and not any(item.shareable for _, item in desk.items()):
        yield Lack("what of the plan may be shared: nothing in plan.yaml is marked", worker)
    for word in ("team", "advocate", "complaints"):
        if not getattr(who.contacts, word):
            yield Lack(f"a number to print: contacts, {word}, in reunify.yaml", "the person who keeps that file")
