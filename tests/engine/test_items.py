"""What a plan's items say in one of a few words counts in whatever case it was written, in the plan and in the rule."""

import pytest

from reunify_cli.model.plan import Item
from tests.engine.build import judge, plan_of

RULE = """
- id: helped
  from: {event: plan-agreed}
  within: 5 d
  each: {item: action, where: {service: %s}}
  needs: {event: action-done, of: $each}
"""


@pytest.mark.parametrize("rule", ["rss", "RSS"])
@pytest.mark.parametrize(("service", "owed"), [("rss", 1), ("RSS", 1), ("Rss", 1), ("camhs", 0), ("", 0)])
def test_an_action_of_the_support_service_is_found_however_that_is_spelt(rule: str, service: str, owed: int) -> None:
    plan = plan_of(actions=[Item("a1", "morning routine", service=service)])
    judged = judge(RULE % rule, "plan-agreed 2026-10-01 id=p1", plan=plan, agreed={"p1": plan})

    assert owed == len(judged.of("helped"))
