"""Laws that hold for any history at all under every shipped policy, however unlikely the order of what happened."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reunify_cli.engine.duty import Duty, Standing, standing
from reunify_cli.policy_store.policies import load_policy, policy_ids
from reunify_cli.rules.policy import Policy
from tests.engine.build import end_of, judge, told

POLICIES = {name: load_policy(name) for name in policy_ids()}

WHAT = """
became-looked-after {} legal-status=s20 admission=emergency term=short plan=reunification reason=child-protection
became-looked-after {} legal-status=care-order admission=planned term=long plan=permanence decided-by=court
legal-status-changed {} legal-status=interim-care-order decided-by=court
legal-status-changed {} legal-status=care-order
order-discharged {}
ceased-looked-after {} decided-by=authority
placement-start {} kind=foster home=carers
placement-start {} kind=foster intended-to-18=yes
placement-start {} kind=parent home=mums
placement-ended {} decided-by=authority why-ended=planned
returned-home {} to=mother home=mums planned=yes decided-by=authority
returned-home {} to=mother planned=no decided-by=parent
immediate-placement-allowed {} by=asha
visit {} by=dana seen=yes alone=yes
visit {} by=dana seen=no
review {} by=irene completed=yes considered=return-home changed-plan-to=reunification
review {} by=irene
care-team-meeting {} plan-reviewed-by=team-manager attended=ruth,dana,irene
planning-meeting {} by=lena
parent-assessment {} by=dana covers=full-time
approved {} by=asha of=e01
approved {} by=asha of=e02
refused {} by=asha of=e01
recommended {} by=panel of=e01
endorsed {} by=asha of=e01
joined-household {} who=mother home=mums
left-household {} who=mother home=mums
joined-household {} who=kai home=mums
destination-named {} home=mums
responsibility-gained {} who=mother
views {} whose=child about-return=for
views {} whose=mother about-return=against
stage-entered {} stage=identify
stage-entered {} stage=assess
booked {} what=review for=2026-03-01
booking-cancelled {} what=review
return-decided {}
plan-changed {} to=permanence
rss-requested {}
rss-answered {} by=rex outcome=agreed
visiting-pattern-set {} interval=2w
visiting-pattern-set {} interval=8w
died {}
case-closed {}
case-reopened {}
service-started {} service=rss
service-ended {} service=rss
plan-agreed {} who=child,mother
notified-of-placement {} who=mother
care-planning-meeting {} evidence-positive=yes
assessment-commissioned {}
""".strip().splitlines()
DAYS = st.one_of(st.integers(0, 8), st.integers(0, 300)).map(lambda n: str(date(2026, 1, 5) + timedelta(days=n)))
LINES = st.lists(st.tuples(st.sampled_from(WHAT), DAYS, st.sampled_from(["", "", "T09:00", "T15:00"])), max_size=12)
ABOUT = st.fixed_dictionaries(
    {
        "born": st.sampled_from(["2016-03-08", "2010-02-20", "2008-03-01", "2012-02-29", None]),
        "known": st.sampled_from(
            [{}, {}, {"visits": "2026-02-01"}, {"everything": "2026-01-01..2026-03-01,2026-05-01"}]
        ),
        "people": st.just({"mother": "mother 1985-01-01", "kai": "brother 2008-02-01", "father": "father"}),
    }
)
anything = pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
Case = tuple[list[str], dict[str, Any]]
CASES = st.tuples(
    LINES.map(lambda lines: [f"{what.format(f'{day}{time}')} id=e{i:02}" for i, (what, day, time) in enumerate(lines)]),
    ABOUT,
)

LATER = "2027-06-01"
OVER = {Standing.MET, Standing.MET_LATE, Standing.MISSED, Standing.BREACH, Standing.CLOSED, Standing.LAPSED}


def shown(duties: tuple[Duty, ...]) -> list[tuple[str, str]]:
    return sorted((duty.id, told(duty, LATER)) for duty in duties)


@anything
@settings(max_examples=12)
@given(CASES)
def test_every_duty_has_a_name_of_its_own_and_the_order_of_lines_plays_no_part(policy: Policy, case: Case):
    lines, about = case
    duties = judge(policy, *lines, **about).duties
    Random(0).shuffle(shuffled := list(lines))

    assert len(duties) == len({duty.id for duty in duties})
    assert shown(duties) == shown(judge(policy, *shuffled, **about).duties)


@anything
@settings(max_examples=8)
@given(CASES)
def test_what_is_over_stays_over_whatever_happens_later(policy: Policy, case: Case):
    lines, about = case
    known: dict[str, Standing] = {}
    for day in sorted({line.split()[1][:10] for line in lines}):
        duties = judge(policy, *lines, as_of=day, **about).duties
        now = {duty.id: standing(duty, end_of(day)) for duty in duties}
        changed = {id: (how, now.get(id)) for id, how in known.items() if now.get(id) is not how}

        assert {} == changed, day
        # A gate that lies ahead has no name yet, and what an 18th birthday will end may still be done before it.
        named = [duty for duty in duties if duty.rule.kind != "gate" or duty.gated]
        done = [d for d in named if now[d.id] in OVER and not (now[d.id] is Standing.LAPSED and d.ended_by is None)]
        known |= {duty.id: now[duty.id] for duty in done}
