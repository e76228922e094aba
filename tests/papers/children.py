"""Two invented children to make papers for: one accommodated under section 20, one in care on the way home."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from reunify_cli.engine.judgement import Judgement
from reunify_cli.model.case import Case, CaseFile, Entry, KnownSpan
from reunify_cli.model.history import history
from reunify_cli.model.moment import parse_instant, parse_moment
from reunify_cli.model.people import Body, Child, Colleague, Home, Relative, Team
from reunify_cli.model.plan import Item, Plan, Return
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.papers.filling import markdown
from reunify_cli.papers.packs import find_pack
from reunify_cli.papers.professional.context import Context, context
from reunify_cli.policy_store.examples import _journal
from reunify_cli.policy_store.policies import load_calendar, load_policy
from reunify_cli.rules.policy import Policy
from reunify_cli.wording.case_view import CaseView

TEAM = Team(
    people={
        "d.okafor": Colleague("Dana Okafor", ("social-worker",)),
        "t.bielak": Colleague("Tomasz Bielak", ("social-worker",)),
        "r.amadi": Colleague("Ruth Amadi", ("team-manager",)),
        "s.holt": Colleague("Sam Holt", ("service-manager",)),
        "a.rahman": Colleague("Asha Rahman", ("assistant-director", "nominated-officer")),
        "h.fenwick": Colleague("Helen Fenwick", ("iro",)),
        "l.fisk": Colleague("Lena Fisk", ("foster-link-worker",)),
        "p.lowe": Colleague("Pat Lowe", ("reunification-practitioner",)),
        "m.adeyemi": Colleague("Rex Adeyemi", ("reunification-manager",)),
    },
    bodies={"panel": Body("Community arrangements panel", "arrangements-panel")},
)

JONAH = CaseFile(
    "RU-2026-0031",
    Child("Jonah Bright", date(2011, 6, 14), known_as="Jonah", sex="male"),
    external={"LCS": "451203"},
    people={
        "mother": Relative("mother", "Carla Bright", date(1986, 2, 1)),
        "father": Relative("father", "Neil Bright", date(1984, 9, 30), protected=True),
        "gran": Relative("grandmother", "Joan Bright", date(1958, 5, 5)),
        "marsh": Relative("foster-carer", "Ann Marsh"),
        "teacher": Relative("teacher", "Kofi Osei"),
    },
    homes={
        "marshes": Home("foster", "Ann and Paul Marsh"),
        "mothers": Home("family", "his mother's flat", address="12 Invented Street"),
    },
)
JONAHS_JOURNAL: Sequence[str | Mapping[str, Any]] = (
    "allocated 2026-11-27T18:40 to=d.okafor as=social-worker",
    "allocated 2026-11-27T18:41 to=r.amadi as=team-manager",
    "responsibility-gained 2011-06-14 who=mother how=birth",
    ("became-looked-after 2026-11-27T18:30 legal-status=s20 admission=emergency reason=acute-stress term=short "
    "plan=reunification decided-by=parent consent-written=yes"),
    "placement-start 2026-11-27T19:15 kind=foster home=marshes carer=marsh term=short emergency=yes",
    "notified-of-placement 2026-11-28 by=d.okafor who=child",
    ("booked 2026-11-28 by=d.okafor what=planning-meeting for=2026-11-30T10:00 place=Mill Lane office, room 2 "
    "chair=l.fisk"),
    {
        "event": "planning-meeting", "date": "2026-11-30T10:00", "by": "d.okafor", "chair": "l.fisk", "id": "7K0B",
        "attended": "child, mother, d.okafor, teacher, marsh",
        "apologies": "gran", "apologies-reason": "hospital visit",
        "day-to-day-needs": "Ann takes Jonah to school; Carla buys his clothes.",
        "return-timescale": "Home by 29 January if the work with Carla goes well.",
        "contact-arrangements": "Tea at home on Wednesdays and Saturdays.",
        "first-overnight-date": "2026-12-11", "first-care-team-date": "2026-12-03", "contact-increases": "yes",
        "covered": "looked-after-documents",
        "decisions": [
            {"id": "D1", "what": "Buy a bus pass", "owner": "d.okafor", "due": "2026-12-07"},
            {"id": "D2", "what": "Write the danger statement", "owner": "d.okafor", "due": "2026-12-02"},
            {"id": "D3", "what": "Ask the school for its reports", "owner": "teacher", "due": "2026-12-04"},
        ],
    },
    "action-done 2026-12-04 by=d.okafor of=D1",
    ("visit 2026-12-02T16:00 by=d.okafor seen=yes alone=yes where=placement sleeping-arrangements=yes "
    "childs-words=I want to be home for Christmas."),
    "placement-plan 2026-12-04 by=d.okafor agreed-with=mother,marsh signed-by=marsh",
    ("views 2026-12-02 by=d.okafor whose=child about=return about-return=for words=I want to be home for Christmas. "
    "how-heard=met"),
    ("views 2026-12-10 by=d.okafor whose=mother about=return about-return=unsure words=I need it to be different this "
    "time. how-heard=telephone"),
    "statement-completed 2026-12-02 by=d.okafor label=danger-worries took-part=child,mother",
    "care-team-meeting 2026-12-03T14:00 by=d.okafor attended=child,mother,d.okafor,teacher return-date=2027-01-29",
    "stay 2026-12-11T18:00 by=marsh with=mother home=mothers nights=1 back-on=2026-12-12",
    "booked 2026-12-07 by=d.okafor what=review for=2026-12-22T15:30 place=Ann Marsh's home chair=h.fenwick",
    "destination-named 2026-12-03 by=d.okafor home=mothers to=mother kind=parent",
)  # fmt: skip

ROSIE = CaseFile(
    "RU-2026-0042",
    Child("Rosie Kendal", date(2017, 3, 8), known_as="Rosie", sex="female"),
    external={"LCS": "447190"},
    people={
        "mother": Relative("mother", "Maria Kendal", date(1990, 7, 19), language="Portuguese", interpreter=True),
        "father": Relative("father", "Mark Dunne", date(1988, 1, 3), protected=True),
        "uncle": Relative("uncle", "Dele Kendal", date(1995, 4, 2)),
        "cousin": Relative("cousin", "Bea Kendal", date(2009, 1, 12)),
        "shaw": Relative("foster-carer", "Jean Shaw"),
        "teacher": Relative("teacher", "Kofi Osei"),
    },
    homes={
        "shaws": Home("foster", "Jean and Alan Shaw"),
        "mothers": Home("family", "her mother's house", address="3 Nowhere Lane", protected=True),
    },
)
ROSIES_JOURNAL: Sequence[str | Mapping[str, Any]] = (
    "responsibility-gained 2017-03-08 who=mother how=birth",
    "responsibility-gained 2017-03-08 who=father how=registered",
    "allocated 2025-06-09 to=d.okafor as=social-worker",
    "allocated 2025-06-09 to=r.amadi as=team-manager",
    "allocated 2025-06-12 to=h.fenwick as=iro",
    ("became-looked-after 2025-06-09T09:00 legal-status=interim-care-order admission=planned term=short "
    "reason=child-protection decided-by=court"),
    "placement-start 2025-06-09T11:00 kind=foster home=shaws carer=shaw term=short emergency=no",
    "booked 2025-06-09 by=d.okafor what=planning-meeting for=2025-06-11T13:00 place=Mill Lane office",
    "review 2025-07-04 by=h.fenwick chair=h.fenwick completed=yes",
    "review 2025-10-02 by=h.fenwick chair=h.fenwick completed=yes",
    "legal-status-changed 2026-02-10 legal-status=care-order decided-by=court",
    "visit 2026-05-20 by=d.okafor seen=yes alone=yes where=placement",
    {
        "event": "review", "id": "7A2C", "date": "2026-06-02T14:00", "by": "h.fenwick", "chair": "h.fenwick",
        "attended": "child, mother, d.okafor, shaw", "apologies": "father", "completed": "yes", "kind": "later",
        "considered": "reunification", "changed-plan-to": "reunification", "iro-spoke-alone": "yes",
        "contact-arrangements": "Maria sees Rosie every Saturday; Mark by telephone on Sundays.",
        "health-plan": "Glasses to be checked.", "placement-suitable": "Yes: Rosie is settled at the Shaws'.",
        "decisions": [
            {"id": "R1", "what": "Assess Maria under regulation 17", "owner": "d.okafor", "due": "2026-10-30"},
            {"id": "R2", "what": "Book an eye test", "owner": "shaw", "due": "2026-06-30"},
            {"id": "R3", "what": "Ask Mark for his views about the return", "owner": "d.okafor", "due": "2026-07-31"},
        ],
    },
    "action-done 2026-06-18 by=shaw of=R2",
    "stage-entered 2026-06-20 stage=identify",
    "stage-entered 2026-07-20 stage=plan",
    "stage-entered 2026-09-10 stage=implement",
    "destination-named 2026-06-20 by=d.okafor home=mothers to=mother kind=parent",
    "joined-household 2026-06-20 who=mother home=mothers",
    "joined-household 2026-06-20 who=uncle home=mothers",
    "joined-household 2026-09-01 who=cousin home=mothers",
    "safety-map 2026-07-08 by=d.okafor took-part=mother,uncle",
    "service-started 2026-09-14 by=m.adeyemi service=rss level=specialist for-whom=family",
    {"event": "plan-agreed", "date": "2026-09-08", "by": "d.okafor", "id": "7G1P", "who": "child, mother, d.okafor",
     "kind": "reunification", "took-part": "child, mother"},
    "visit 2026-06-29 by=d.okafor seen=yes alone=yes where=placement",
    "visit 2026-08-07 by=d.okafor seen=yes alone=no why-not-alone=refused where=placement",
    "visit 2026-09-17 by=d.okafor seen=no where=placement note=Rosie was at a swimming gala.",
    ("visit 2026-10-19 by=d.okafor seen=yes alone=yes where=placement childs-words=I want to sleep in my own bed on "
    "school nights."),
    ("views 2026-10-19 by=d.okafor whose=child about=return about-return=for words=I want to sleep in my own bed on "
    "school nights. how-heard=met"),
    ("views 2026-10-28 by=d.okafor whose=mother about=return about-return=for words=We are ready, as long as Pat keeps "
    "coming. how-heard=met"),
    {"event": "risk-classified", "date": "2026-11-03", "by": "d.okafor", "class": "medium", "purpose": "before-return"},
    {
        "event": "parent-assessment", "id": "7H2K", "date": "2026-11-02", "by": "d.okafor", "covers": "full-time",
        "of-whom": "mother", "home": "mothers", "outcome": "positive-with-support", "contact-order-compatible": "yes",
        "schedule-3": "yes", "welfare-safeguarded": "yes", "services-set-out": "yes", "heard": "child, mother",
        "accommodation": "Three bedrooms; Rosie has one of her own.", "physical-needs": "Met: meals, dentist, sleep.",
        "safe-home": "No worries since May.", "emotional-needs": "Warm; Maria notices when Rosie is low.",
        "guidance-and-boundaries": "Bedtimes kept on all six stays.", "neighbourhood": "Two streets from school.",
    },
    "home-seen 2026-11-02 by=d.okafor home=mothers",
    "bedroom-seen 2026-11-02 by=d.okafor home=mothers",
    "check 2026-11-12 by=d.okafor of=mother kind=pnc result=clear",
    "check 2026-11-12 by=d.okafor of=mother kind=agency result=clear",
    "check 2026-11-13 by=d.okafor of=uncle kind=pnc result=clear",
    "agreed 2026-11-20 by=r.amadi of=7H2K to-what=placement-with-parents covers=full-time",
    "stage-entered 2026-10-29 stage=review",
    "stay 2026-11-14 by=shaw with=mother home=mothers nights=1 back-on=2026-11-15",
    "health-assessment 2026-07-14 by=shaw kind=review by-nurse=yes",
    "booked 2026-11-16 by=d.okafor what=review for=2026-12-09T14:00 place=Mill Lane School chair=h.fenwick",
)  # fmt: skip
ROSIES_PLAN = Plan(
    danger_statements=(
        Item("DS1", "Dana and Jean are worried that Maria may drink when she is low, and that Rosie would be left "
             "alone in the evening, as she was twice in May 2025.", who="d.okafor",
             if_nothing_changes="Rosie could be hurt, or frightened on her own at night."),
        Item("DS2", "Helen is worried that Rosie hears Maria and Mark shout at the door.", who="h.fenwick"),
    ),
    safety_goals=(
        Item("SG1", "Maria rings Dele before she drinks, and Dele comes over; Rosie always has an adult awake in the "
             "house.", who="mother", answers="DS1", how_long="six months", scale=6),
    ),
    goals=(Item("G1", "Bedtime by half past eight on school nights", who="mother", steps="a chart on the fridge",
                due=date(2026, 10, 31), support="Pat Lowe visits on Thursdays"),),
    actions=(
        Item("A1", "Finish Dele's checks", owner="d.okafor", due=date(2026, 11, 27), stage="review"),
        Item("A2", "Arrange the school bus", owner="mother", due=date(2026, 12, 4), stage="review"),
        Item("A3", "Meet Rosie's teacher", owner="mother", due=date(2026, 10, 16), stage="implement"),
    ),
    contact=(Item("C1", "Rosie stays with Maria", who="mother", how_often="every other Saturday", overnight=True),),
    review_points=(Item("RP1", "Midway review", date_=date(2026, 10, 27)), Item("RP2", "Final")),
    change_back=(Item("CB1", "Rosie is left alone in the house at night"),),
    return_=Return("mothers", "mother", date(2027, 2, 14)),
)  # fmt: skip


@cache
def policy(name: str) -> Policy:
    """A shipped policy; its digest is none, so that a comment in a policy file leaves the golden papers alone."""
    return replace(load_policy(name), digest="0" * 12)


def entries(lines: Sequence[str | Mapping[str, Any]], vocabulary: Vocabulary) -> tuple[Entry, ...]:
    """Journal entries from short lines, in the order of their days."""

    def complain(at: Any, sentence: str) -> None:
        raise AssertionError(f"{at}: {sentence}")

    return tuple(_journal(lines, vocabulary, complain))


def jonah(*more: str | Mapping[str, Any], under: str = "care-team", file: CaseFile = JONAH) -> Case:
    """Jonah's case, with more that happened."""
    return Case(file, entries((*JONAHS_JOURNAL, *more), policy(under).vocabulary), team=TEAM)


def rosie(
    *more: str | Mapping[str, Any], under: str = "surrey", file: CaseFile = ROSIE, known_from: date = date(2026, 6, 1)
) -> Case:
    """Rosie's case, with more that happened; her record is complete from June 2026, or from another day."""
    journal = entries((*ROSIES_JOURNAL, *more), policy(under).vocabulary)
    known = {"everything": (KnownSpan(known_from),)}
    return Case(file, journal, plan=ROSIES_PLAN, agreed={"7G1P": ROSIES_PLAN}, known=known, team=TEAM)


def written(case: Case, entry_id: str, instant: str) -> Case:
    """A case in which one entry was written down at that instant."""
    kept = (replace(e, recorded=parse_instant(instant)) if e.id == entry_id else e for e in case.entries)
    return replace(case, entries=tuple(kept))


def stand(case: Case, now: str, under: str) -> CaseView:
    """A case as it stood at a minute (or at the end of a day), judged under a policy."""
    moment = parse_moment(now)
    return CaseView(Judgement(history(case, as_of=moment.day), policy(under), load_calendar()), moment.end)


def paper_of(word: str, case: Case, now: str, under: str, borrowed: str = "") -> Context:
    """What a paper says of a case; with headings borrowed from another policy where one is named."""
    here = stand(case, now, under)
    pack = find_pack(word, here.vocabulary)
    assert pack is not None, word
    return context(here, pack, stand(case, now, borrowed) if borrowed else None)


def markdown_of(known: Context, folders: Sequence[Path] = ()) -> str:
    """A paper's Markdown."""
    pack = find_pack(known.pack, policy("england").vocabulary)
    assert pack is not None
    return markdown(pack, known, folders)
