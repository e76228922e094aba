"""What the sources leave open or contradict themselves in (X-01 onward): our reading, and a local policy's other one.

Each line of the table is a case in which the two readings part. A shipped policy takes the one, and says so wherever
the rule is shown; an authority that reads it otherwise overrides the rule by its id, and gets the other.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pytest

from reunify_cli.cli.policy.handbook import rows
from reunify_cli.engine.derivation import derive
from reunify_cli.policy_store.coverage import READINGS
from reunify_cli.policy_store.policies import load_policy
from reunify_cli.policy_store.readings import reading_words
from reunify_cli.policy_store.register import load_register
from reunify_cli.rules.policy import Policy
from tests.engine.build import PEOPLE, TEAM, judge, stands


@dataclass(frozen=True, slots=True)
class Apart:
    """One case in which two readings part."""

    policy: str
    rule: str
    on: str
    journal: tuple[str, ...]
    ours: str
    """How the rule's duties stand on that day under the shipped policy, joined by `; `."""
    otherwise: str
    """What a local policy writes under the rule's id."""
    theirs: str
    people: Mapping[str, str] | None = None


S20 = ("became-looked-after 2026-03-06 legal-status=s20 term=short", "placement-start 2026-03-06T14:00 kind=foster")
PLAN = (
    "became-looked-after 2026-03-02 legal-status=s20 term=short plan=reunification",
    "placement-start 2026-03-02T10:00 kind=foster",
)
LONG = (*S20, "long-term-decided 2026-03-20")
ORDER = (
    "became-looked-after 2025-06-02 legal-status=care-order plan=reunification",
    "placement-start 2025-06-02T10:00 kind=foster",
)
HOME = (*ORDER, "returned-home 2026-03-30T15:00 to=mother home=mums planned=yes decided-by=authority")
ASKED = ("became-looked-after 2026-03-02 legal-status=s20", "rss-requested 2026-03-06T10:00")
MEETING = (*S20, "planning-meeting 2026-03-09")
STAFF = {**TEAM, "pat": "reunification-practitioner", "rex": "reunification-manager"}

# fmt: off
READ: Mapping[str, Apart] = {
    "X-01": Apart(
        "care-team", "first-care-team-meeting", "2026-03-20",
        (*S20, "planning-meeting 2026-03-09", "care-team-meeting 2026-03-16"),
        ours="due 2026-03-13, met-other-reading", theirs="due 2026-03-16, met",
        otherwise="{within: 5 wd, from: {event: planning-meeting}}",
    ),
    "X-02": Apart(
        "care-team", "first-overnight", "2026-03-24", MEETING,
        ours="due 2026-03-21, overdue", theirs="due 2026-03-30, due",
        otherwise="{within: 15 wd, from: {event: planning-meeting}}",
    ),
    "X-03": Apart(
        "care-team", "iro-views-at-six-weeks", "2026-05-02",
        (*S20, "plan-changed 2026-03-20 to=permanence", "plan-changed 2026-04-10 to=reunification"),
        ours="due 2026-06-05, upcoming", theirs="due 2026-04-17, overdue",
        otherwise="{within: 42 d, from: {starts: {looked-after: yes}}}",
    ),
    "X-04": Apart(
        "care-team", "manager-review-74", "2026-05-20",
        (*PLAN, "care-team-meeting 2026-04-24 plan-reviewed-by=team-manager"),
        ours="due 2026-05-15, overdue",
        otherwise="{if-owed: manager-review-56, closed-by: {event: care-team-meeting, where: {plan-reviewed-by: "
        "team-manager}}, not-before: 0 d}",
        theirs="due 2026-05-15, met",
    ),
    "X-05": Apart(
        "care-team", "manager-review-56", "2026-05-01",
        (*PLAN, "review 2026-03-05 completed=yes", "review 2026-03-27 completed=yes"),
        ours="due 2026-04-27, overdue", otherwise="{within: 4 m}",
        theirs="due 2026-06-05, upcoming",
    ),
    "X-06": Apart(
        "care-team", "exit-review-asked-for", "2026-04-08",
        (*S20, "return-decided 2026-04-02"),
        ours="due 2026-04-07, overdue", otherwise="{within: 5 wd}",
        theirs="due 2026-04-13, due",
    ),
    "X-07": Apart(
        "lincolnshire", "visits-at-home", "2026-04-09",
        (
            "became-looked-after 2026-03-02 legal-status=interim-care-order",
            "placement-start 2026-03-02T10:00 kind=parent",
            "legal-status-changed 2026-04-01 legal-status=care-order",
        ),
        ours="due 2026-04-08, overdue", theirs="not owed",
        otherwise="{every: [1 w, 6 w], from: {event: returned-home}}",
    ),
    "X-08": Apart(
        "lincolnshire", "approval-before-any-night", "2026-02-10",
        (
            *ORDER, "responsibility-gained 2025-06-02 who=mother how=birth", "stay 2026-02-07 with=mother nights=1",
        ),
        ours="due 2026-02-07, breach", theirs="not owed",
        otherwise="{before: {event: stay, which: each, where: {with: {in: pr-holders}, nights: {at-least: 2}}}}",
    ),
    "X-09": Apart(
        "care-team", "return-from-long-term", "2026-04-01",
        (
            *ORDER, "long-term-decided 2025-09-01", "parent-assessment 2026-01-12 by=dana covers=full-time id=A",
            "recommended 2026-01-20 by=panel of=A", "endorsed 2026-01-21 by=asha of=A",
            "review 2026-01-28 by=irene considered=return-home completed=yes",
            "returned-home 2026-03-30T15:00 to=mother home=mums planned=yes decided-by=authority",
        ),
        ours="due 2026-03-30T15:00, breach",
        otherwise="{needs: {of: {event: parent-assessment, where: {covers: full-time}}, steps: [{event: recommended, "
        "by: arrangements-panel}, {event: endorsed, by: assistant-director}, {event: review, where: {considered: "
        "{includes: return-home}}}]}}",
        theirs="due 2026-03-30T15:00, met",
    ),
    "X-10": Apart(
        "lincolnshire", "adults-checked", "2026-04-01",
        (
            *ORDER, "joined-household 2025-06-02 who=kai home=mums",
            "returned-home 2026-03-30T15:00 to=mother home=mums planned=yes decided-by=authority",
        ),
        ours="due 2026-03-30T15:00, breach (kai)", theirs="not owed",
        otherwise="{each: {in: household, home: destination, age: {at-least: 19}, except: [child]}}",
        people={"mother": "mother", "kai": "brother 2007-09-29"},
    ),
    "X-11": Apart(
        "surrey", "approved-for-full-time", "2026-04-01",
        (
            *ORDER, "parent-assessment 2026-01-12 by=dana covers=full-time id=A",
            "approved 2026-01-20 by=asha of=A covers=full-time",
            "returned-home 2026-03-30T15:00 to=mother home=mums planned=yes decided-by=authority",
        ),
        ours="due 2026-03-30T15:00, met",
        otherwise="{needs: {of: {event: parent-assessment, where: {covers: full-time}}, steps: [{event: agreed, by: "
        "team-manager}, {event: agreed, by: service-manager}, {event: approved, by: assistant-director}]}}",
        theirs="due 2026-03-30T15:00, breach",
    ),
    "X-12": Apart(
        "surrey", "visits-own-pattern", "2026-04-14",
        (*HOME, "visiting-pattern-set 2026-03-30 interval=2w"),
        ours="due 2026-04-13, overdue", otherwise="{every: 6 w}",
        theirs="due 2026-05-11, upcoming",
    ),
    "X-13": Apart(
        "surrey", "rss-twelve-weeks", "2026-06-10",
        (*ASKED, "service-started 2026-03-16 service=rss"),
        ours="due 2026-06-08, overdue", otherwise="{while: {stage: review}}",
        theirs="not owed",
    ),
    "X-14": Apart(
        "lincolnshire", "discharge-planned", "2026-10-01",
        (*HOME, "review 2026-06-01 completed=yes evidence-positive=yes"),
        ours="due 2026-09-30, overdue", theirs="due 2026-03-30, overdue",
        otherwise="{while: {legal-status: care-order, with-parent: yes}}",
    ),
    "X-15": Apart(
        "care-team", "planning-meeting-chair", "2026-03-10",
        (*S20, "planning-meeting 2026-03-09 chair=ruth"),
        ours="no date, met", theirs="no date, missed",
        otherwise="{needs: {chair: [foster-link-worker]}}",
    ),
    "X-16": Apart(
        "care-team", "planning-meeting-people", "2026-03-10",
        (*S20, "planning-meeting 2026-03-09 attended=child,mother,dana,health"),
        ours="no date, missed", theirs="no date, met",
        otherwise="{needs: {attended: [child, parent, social-worker, health]}}",
    ),
    "X-17": Apart(
        "care-team", "outcome-stated", "2026-03-20", S20,
        ours="no date, open", otherwise="{while: {in-care: yes}}",
        theirs="not owed",
    ),
    "X-18": Apart(
        "care-team", "six-monthly-assessment", "2026-05-01",
        (*LONG, "plan-changed 2026-04-01 to=permanence"),
        ours="due 2026-09-20, upcoming", theirs="not owed",
        otherwise="{while: {looked-after: yes, term: long, not: {plan: permanence}}}",
    ),
    "X-19": Apart(
        "care-team", "yearly-assessment", "2027-03-10",
        (*PLAN, "assessment-completed 2026-09-01 kind=long-term"),
        ours="due 2027-03-02, overdue", theirs="due 2027-03-02, met; due 2027-09-01, upcoming",
        otherwise="{needs: {event: assessment-completed, where: {kind: [annual, long-term]}}}",
    ),
    "X-20": Apart(
        "care-team", "statement-after-planning", "2026-03-24",
        (*LONG, "planning-meeting 2026-03-23"),
        ours="not owed", otherwise="{while: {looked-after: yes}}",
        theirs="no date, open",
    ),
    "X-21": Apart(
        "care-team", "safety-goals-with-family", "2026-03-13",
        (*S20, "care-team-meeting 2026-03-12 attended=ruth,dana,irene"),
        ours="no date, missed", theirs="no date, met",
        otherwise="{needs: {attended: [team-manager, social-worker, iro]}}",
    ),
    "X-22": Apart(
        "care-team", "statement-shared-first", "2026-03-20", MEETING,
        ours="not owed", theirs="due 2026-03-09, overdue",
        otherwise="{within: 0 d, from: {event: planning-meeting}}",
    ),
    "X-23": Apart(
        "surrey", "rss-answered", "2026-03-09", ASKED,
        ours="due 2026-03-08T10:00, overdue", theirs="due 2026-03-10, due",
        otherwise="{within: 2 wd}",
    ),
    "X-24": Apart(
        "care-team", "planning-meeting", "2026-03-10", S20,
        ours="due 2026-03-09T14:00, overdue", theirs="due 2026-03-11, due",
        otherwise="{within: 3 wd}",
    ),
    "X-25": Apart(
        "surrey", "rss-clarified", "2026-03-14",
        (*ASKED, "rss-information-asked 2026-03-09"),
        ours="due 2026-03-16, due", theirs="due 2026-03-13, overdue",
        otherwise="{from: {event: rss-requested}}",
    ),
    "X-26": Apart(
        "surrey", "discharge-agreed", "2026-06-02",
        (
            *ORDER, "discharge-planned 2026-05-01 by=dana target=2026-07-01",
            "discharge-application 2026-06-01 applicant=authority",
        ),
        ours="due 2026-06-01, breach", theirs="due 2026-06-01, met",
        otherwise="{needs: {event: discharge-planned, by: social-worker}}",
    ),
    "X-27": Apart(
        "surrey", "stay-has-an-end", "2026-04-04",
        (*S20, "extended-stay 2026-04-03 with=mother"),
        ours="no date, open", otherwise="{when: {in-care: yes}}",
        theirs="not owed",
    ),
    "X-28": Apart(
        "lincolnshire", "return-plan-discussed", "2026-03-28",
        (*S20, "review 2026-03-27 completed=yes"),
        ours="not owed", otherwise="{while: {looked-after: yes}}",
        theirs="no date, open",
    ),
    "X-29": Apart(
        "lincolnshire", "guardian-and-iro-before-court", "2026-02-03",
        (
            *ORDER, "proceedings-issued 2026-01-05", "ratified 2026-01-20 by=irene",
            "approved 2026-02-02 by=court covers=full-time",
        ),
        ours="due 2026-02-02, breach", theirs="due 2026-02-02, met",
        otherwise="{needs: {event: ratified, by: iro}}",
    ),
    "X-30": Apart(
        "lincolnshire", "approval-before-move-home", "2026-04-01",
        ("became-looked-after 2025-06-02 legal-status=interim-care-order", ORDER[1], HOME[-1]),
        ours="due 2026-03-30T15:00, breach", theirs="not owed",
        otherwise="{while: {legal-status: care-order}}",
    ),
    "X-31": Apart(
        "lincolnshire", "destination-recorded", "2026-03-03",
        (
            *ORDER, "destination-named 2026-02-10 home=aunts to=aunt kind=connected-person",
            "stage-entered 2026-03-02 stage=plan",
        ),
        ours="due 2026-03-02, met", theirs="due 2026-03-02, breach",
        otherwise="{needs: {holds: {destination-kind: [parent, pr-holder]}}}",
    ),
    "X-33": Apart(
        "care-team", "assessment-before-first-review", "2026-03-28",
        (
            "became-looked-after 2026-03-06 legal-status=s20 admission=planned", S20[1],
            "review 2026-03-27 completed=yes",
        ),
        ours="not owed", otherwise="{while: {looked-after: yes}}",
        theirs="due 2026-03-27, breach",
    ),
    "X-34": Apart(
        "care-team", "family-meeting-held", "2026-03-10",
        ("referral 2026-03-02",),
        ours="no date, open", theirs="due 2026-03-04, overdue",
        otherwise="{within: 2 wd, from: {event: referral}}",
    ),
    "X-35": Apart(
        "care-team", "contingency-plan-tried", "2026-03-20",
        ("became-looked-after 2026-03-06 legal-status=s20 term=short admission=planned", S20[1]),
        ours="no date, open", otherwise="{within: 5 wd}",
        theirs="due 2026-03-13, overdue",
    ),
    "X-36": Apart(
        "lincolnshire", "review-after-return", "2026-05-05",
        (*HOME, "review-asked-for 2026-04-07 reason=iro"),
        ours="due 2026-04-29, overdue", theirs="due 2026-04-29, met",
        otherwise="{needs: {event: review-asked-for}}",
    ),
    "X-37": Apart(
        "care-team", "planning-meeting", "2026-04-10",
        (
            *S20, "planning-meeting 2026-03-07", "placement-ended 2026-04-01T10:00",
            "placement-start 2026-04-01T11:00 kind=foster",
        ),
        ours="due 2026-03-09T14:00, met", theirs="due 2026-03-09T14:00, met; due 2026-04-04T11:00, overdue",
        otherwise="{from: {event: placement-start, which: each}}",
    ),
    "X-38": Apart(
        "lincolnshire", "discharge-planned", "2026-10-05",
        (
            *HOME, "review 2026-06-01 completed=yes evidence-positive=yes",
            "placement-start 2026-07-01T10:00 kind=foster",
            "returned-home 2026-08-03T10:00 to=mother planned=yes decided-by=authority",
        ),
        ours="due 2027-02-03, not-started", theirs="due 2026-06-01, overdue",
        otherwise="{while: {legal-status: care-order, evidence-positive: yes}}",
    ),
    "X-39": Apart(
        "care-team", "iro-views-at-six-weeks", "2026-04-28",
        (*PLAN, "stay 2026-04-08 with=mother"),
        ours="due 2026-04-27, overdue", theirs="due 2026-04-27, closed",
        otherwise="{closed-by: {event: stay}}",
    ),
    "X-40": Apart(
        "surrey", "rss-twelve-weeks-no-start", "2026-06-03",
        (*ASKED, "rss-answered 2026-03-09T10:00 outcome=agreed"),
        ours="due 2026-06-01, overdue", theirs="due 2026-05-29, overdue",
        otherwise="{within: 12 w, from: {event: rss-requested}}",
    ),
    "X-41": Apart(
        "surrey", "midway-before-final", "2026-05-02",
        (*ORDER, "progress-review 2026-05-01 kind=final"),
        ours="due 2026-05-01, breach",
        otherwise="{before: {event: progress-review, where: {kind: midway}}, needs: {event: service-started, where: "
        "{service: rss}}}",
        theirs="not owed",
    ),
    "X-42": Apart(
        "care-team", "first-overnight", "2026-03-24",
        ("became-looked-after 2026-03-06 legal-status=care-order term=short", S20[1]),
        ours="not owed", theirs="due 2026-03-21, overdue",
        otherwise="{while: {looked-after: yes, term: short}}",
    ),
    "X-43": Apart(
        "care-team", "no-other-plan", "2026-05-12",
        (
            *ORDER[1:], "became-looked-after 2025-06-02 legal-status=care-order term=long plan=permanence",
            "stage-entered 2026-05-11 stage=plan",
        ),
        ours="due 2026-05-11, breach", theirs="due 2026-05-11, met",
        otherwise="{needs: {holds: {plan: {known: yes}}}}",
    ),
    "X-44": Apart(
        "care-team", "manager-review-56", "2026-04-28",
        (*PLAN, "care-team-meeting 2026-04-10 plan-reviewed-by=team-manager"),
        ours="due 2026-04-27, overdue", otherwise="{not-before: 28 d}",
        theirs="due 2026-04-27, met",
    ),
    "X-45": Apart(
        "care-team", "assessment-on-change", "2026-06-20",
        (*LONG, "circumstances-changed 2026-05-01"),
        ours="no date, open", theirs="due 2026-06-12, overdue",
        otherwise="{within: 6 w, from: {event: circumstances-changed}}",
    ),
    "X-46": Apart(
        "care-team", "review-before-plan-changes", "2026-04-02",
        (*LONG, "plan-changed 2026-04-01 to=reunification"),
        ours="not owed", otherwise="{while: {looked-after: yes}}",
        theirs="due 2026-04-01, breach",
    ),
    "X-47": Apart(
        "care-team", "safety-goals-in-plan", "2026-03-14",
        (*S20, "care-team-meeting 2026-03-12", "safety-goals-set 2026-03-13"),
        ours="no date, open", otherwise="{needs: {event: safety-goals-set}}",
        theirs="no date, met",
    ),
    "X-48": Apart(
        "lincolnshire", "destination-recorded", "2026-03-03",
        ("stage-entered 2026-03-02 stage=plan",),
        ours="due 2026-03-02, breach", theirs="due 2026-03-02, unclear",
        otherwise="{while: {looked-after: yes}}",
    ),
    "X-49": Apart(
        "northamptonshire", "review-before-return", "2026-04-11",
        (*PLAN, "returned-home 2026-04-10T10:00 to=mother planned=no decided-by=parent"),
        ours="not owed", theirs="due 2026-04-10T10:00, breach",
        otherwise="{before: {event: returned-home}}",
    ),
    "X-50": Apart(
        "care-team", "exit-review-asked-for", "2026-04-10",
        (*S20, "return-decided 2026-04-02"),
        ours="due 2026-04-07, overdue", otherwise="{while: {term: long}}",
        theirs="not owed",
    ),
    "X-51": Apart(
        "surrey", "rss-answered", "2026-03-09",
        (*ASKED, "rss-information-asked 2026-03-07T10:00"),
        ours="due 2026-03-08T10:00, met", theirs="due 2026-03-08T10:00, overdue",
        otherwise="{needs: {event: rss-answered}}",
    ),
    "X-52": Apart(
        "surrey", "rss-views-before-discharge", "2026-06-02",
        (
            *ORDER, "progress-review 2026-04-01 kind=final attended=pat,rex support-after-discharge=weekly",
            "discharge-application 2026-06-01 applicant=authority",
        ),
        ours="due 2026-06-01, met",
        otherwise="{since: {event: progress-review}, needs: {event: views, where: {whose: reunification-practitioner, "
        "about: support}}}",
        theirs="due 2026-06-01, breach",
    ),
    "X-53": Apart(
        "surrey", "first-formal-review", "2026-03-04",
        (
            *ORDER, "stage-entered 2026-01-05 stage=plan", "stage-entered 2026-02-02 stage=implement",
            "progress-review 2026-03-02 kind=midway", "stage-entered 2026-03-03 stage=review",
        ),
        ours="due 2026-03-03, met", theirs="due 2026-03-03, breach",
        otherwise="{since: {starts: {stage: review}}}",
    ),
    "X-54": Apart(
        "surrey", "agreement-expectations", "2026-03-03",
        (*ORDER, "parent-agreement 2026-03-02 covers=full-time"),
        ours="no date, open",
        otherwise="{needs: {records: [discharge-timescale]}, at: {event: parent-agreement, where: {covers: "
        "overnight-stays}}}",
        theirs="not owed",
    ),
    "X-55": Apart(
        "care-team", "support-plan-on-file", "2026-04-10",
        (*S20, "return-decided 2026-04-02", "exit-review-declined 2026-04-03 by=child"),
        ours="no date, open", theirs="no date, closed",
        otherwise="{closed-by: {event: exit-review-declined}}",
    ),
    "X-56": Apart(
        "lincolnshire", "iro-told-of-move", "2026-03-10",
        (*ORDER, "placement-start 2026-02-02T10:00 kind=foster"),
        ours="no date, open", theirs="due 2026-03-02, overdue",
        otherwise="{within: 20 wd, from: {event: placement-start}, needs: {event: review}}",
    ),
    "X-57": Apart(
        "lincolnshire", "child-seen-alone", "2026-01-13",
        (*ORDER, "trajectory-agreed 2026-01-05", "child-seen-alone 2026-01-12 alone=no why-not-alone=refused"),
        ours="no date, closed", theirs="no date, open",
        otherwise="{closed-by: {event: exit-review-declined}}",
    ),
    "X-58": Apart(
        "lincolnshire", "safety-plan-in-care-plan", "2026-01-13",
        (*ORDER, "safety-plan-agreed 2026-01-12"),
        ours="no date, open", otherwise="{when: {in-care: no}}",
        theirs="not owed",
    ),
}
# fmt: on


BLANK = {
    "X-32": "two review dates of one document: what `policy list` says of it is tested with that",
}
"""Readings that no rule carries."""


@cache
def shipped(policy_id: str) -> Policy:
    return load_policy(policy_id)


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Policy]:
    """For each reading, a local policy that reads it otherwise; as few policies as can be, each rule changed once."""
    root = tmp_path_factory.mktemp("office")
    turn: Counter[str] = Counter()
    written: dict[tuple[str, int], list[str]] = {}
    for name, each in READ.items():
        written.setdefault((each.policy, turn[each.rule]), []).append(name)
        turn[each.rule] += 1
    found: dict[str, Policy] = {}
    for (base, number), names in written.items():
        policy = f"{base}-{number}"
        lines = [
            f"id: {policy}",
            f"extends: {base}",
            "source: {cite: Our procedure}",
            "in-force: 2011-04-01",
            "override:",
        ]
        lines += [f"  {READ[name].rule}: {READ[name].otherwise}" for name in names]
        (root / "policies" / policy).mkdir(parents=True)
        (root / "policies" / policy / "policy.yaml").write_text("\n".join(lines), encoding="utf-8")
        found |= dict.fromkeys(names, load_policy(policy, root))
    return found


def standing_of(apart: Apart, policy: Policy) -> str:
    judged = judge(policy, *apart.journal, as_of=apart.on, people=apart.people or PEOPLE, team=STAFF)
    return "; ".join(stands(judged, apart.rule, apart.on)) or "not owed"


def test_every_reading_that_was_taken_is_tried_here() -> None:
    register = load_register()

    assert {each.id for each in register.clauses if register.document(each) == READINGS} == {*READ, *BLANK}


@pytest.mark.parametrize("name", READ)
def test_the_shipped_policy_reads_it_so(name: str) -> None:
    assert READ[name].ours == standing_of(READ[name], shipped(READ[name].policy))


@pytest.mark.parametrize("name", READ)
def test_a_local_policy_can_read_it_otherwise(name: str, local: Mapping[str, Policy]) -> None:
    assert READ[name].ours != READ[name].theirs
    assert READ[name].theirs == standing_of(READ[name], local[name])


@pytest.mark.parametrize("name", READ)
def test_the_reading_is_said_beside_the_rule_and_what_it_was_where_a_local_policy_changed_it(
    name: str, local: Mapping[str, Policy]
) -> None:
    rule, changed = shipped(READ[name].policy).by_id[READ[name].rule], local[name].by_id[READ[name].rule]
    said = [words for words in reading_words(rule) if words.startswith(f"as shipped ({name}): ")]

    assert 1 == len(said), rule.register
    assert ("Reading", said[0]) in rows(rule, shipped(READ[name].policy))
    assert said[0] in reading_words(changed)
    assert f"Changed by {changed.policy}." in changed.note


def test_both_dates_are_shown_each_with_the_sentence_that_asks_for_it() -> None:
    apart = READ["X-01"]
    judged = judge(shipped("care-team"), *apart.journal, as_of=apart.on, team=STAFF)
    (duty,) = judged.of(apart.rule)

    assert ("2026-03-13", "2026-03-16") == (str(duty.due), str(duty.other_due))
    assert ["the paragraph after the list", "agenda, bullet 4"] == [each.at for each in derive(judged, duty).readings]
