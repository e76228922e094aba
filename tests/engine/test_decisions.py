"""May this case go into that stage now: what is in place, what is missing, and what the answer rests on."""

from reunify_cli.engine.decisions import Decision, decide, stage_of
from tests.engine.build import STAGES, at, end_of, judge

CARE = ("placement-start 2026-01-05 kind=foster", "became-looked-after 2026-01-05 legal-status=care-order")
RULES = """
- {id: home-named, before: {stage: plan}, needs: {event: destination-named}}
- {id: assessed, before: {stage: plan}, needs: {event: parent-assessment}}
- {id: approved, before: {stage: plan},
   needs: {of: {event: parent-assessment}, steps: [{event: approved, by: assistant-director}]}}
- {id: nice-to-have, strength: recommend, before: {stage: plan}, needs: {event: safety-map}}
- {id: unconfirmed, source: {at: "1", sure: unverified}, before: {stage: plan}, needs: {event: safety-map}}
- {id: other-stage, before: {stage: implement}, needs: {event: safety-map}}
- {id: before-home, while: {in-care: yes}, before: {starts: {in-care: yes, with-parent: yes}},
   needs: {event: home-seen}}
- {id: ceasing, before: {ends: {looked-after: yes}, cause: authority}, needs: {event: ceasing-approved}}
"""


def answer(to: str, *journal: str, on: str = "2026-06-01") -> Decision:
    stage = next(stage for stage in STAGES if stage.key == to)
    return decide(judge(RULES, *CARE, *journal), stage, at(on))


def shut(decision: Decision) -> list[str]:
    return [lack.duty.rule.id for lack in decision.shut]


def test_what_is_missing_keeps_the_gate_shut_and_advice_does_not():
    found = answer("plan", "destination-named 2026-05-01 home=mums id=d")

    assert not found.allowed
    assert {"assessed", "approved"} == set(shut(found))
    assert {"nice-to-have", "unconfirmed"} == {lack.duty.rule.id for lack in found.asked}
    assert (["home-named"], ("d",)) == ([duty.rule.id for duty in found.in_place], found.evidence)


def test_what_was_done_today_counts_without_a_time():
    journal = (
        "destination-named 2026-06-01 home=mums",
        "parent-assessment 2026-06-01T09:00 id=pa by=dana",
        "approved 2026-06-01T10:00 of=pa by=asha",
    )

    assert answer("plan", *journal).allowed


def test_a_stage_that_stands_for_an_event_asks_that_events_gates_as_well():
    assert ["before-home"] == shut(answer("return"))
    assert answer("return", "home-seen 2026-05-01").allowed


def test_a_return_is_supposed_to_be_the_authoritys_decision():
    section_20 = ("order-discharged 2026-01-06", "became-looked-after 2026-01-07 legal-status=s20")

    assert ["ceasing"] == shut(answer("return", *section_20))


def test_asking_changes_nothing_in_the_case_itself():
    judged = judge(RULES, *CARE, "stage-entered 2026-05-01 stage=assess")
    before = judged.duties
    decision = decide(judged, STAGES[2], at("2026-06-01"))

    assert before == judged.duties
    assert ("assess", "assess") == (
        decision.from_.key if decision.from_ else "",
        getattr(stage_of(judged, end_of("2026-06-01")), "key", ""),
    )


def test_a_varied_gate_is_open():
    varied = [
        f"varied 2026-05-20 rule={rule} authorised-by=sam until=2026-07-01"
        for rule in ("home-named", "assessed", "approved")
    ]

    assert answer("plan", *varied).allowed
    assert answer("plan", *(line.replace("2026-07-01", "2026-06-01") for line in varied)).allowed
    assert not answer("plan", *(line.replace("2026-07-01", "2026-05-31") for line in varied)).allowed


def test_a_child_who_is_home_already_does_not_go_home_once_more():
    rules = "- {id: seen, before: {event: returned-home, which: each}, needs: {event: home-seen}}"
    home = "returned-home 2026-05-20 decided-by=parent planned=no"
    back = "placement-start 2026-05-25 kind=foster"

    allowed = [
        decide(judge(rules, *CARE, *each), STAGES[4], at("2026-06-01")).allowed for each in ((home,), (home, back))
    ]
    assert [True, False] == allowed
