"""`why`: every kind of rule answers with its words, its source, its day and its entry, on the screen and as JSON."""

import re
from pathlib import Path

import pytest

from tests.cli.desk import Answer, reunify

DATED = {
    "a deadline": ("42", "rss-twelve-weeks"),
    "a deadline that has an hour": ("42", "rss-answered"),
    "a deadline that is met": ("42", "review-record-in-days"),
    "a birthday that lies ahead": ("42", "pathway-assessment"),
    "a rhythm": ("42", "visits-placement"),
    "a rhythm by phase": ("17", "visits-interim-order-home"),
}
"""By what they are: duties that were counted, in the demo's cases."""
UNDATED = {
    "a gate that was passed": ("42", "extended-stay-approved"),
    "a gate that was met": ("42", "assessment-before-request"),
    "what a form must hold": ("42", "agreement-details"),
    "a standing duty that is met": ("42", "guidance-to-parents"),
    "a standing duty still open": ("88", "unplanned-return-plan"),
}
NOT_OWED = {
    "a gate that lies ahead": ("42", "placement-approved"),
    "a rule that does not apply": ("42", "section-20-ends-at-return"),
    "what another meeting must hold": ("88", "professional-planning-covers"),
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "team"
    assert 0 == reunify(folder.parent, "demo", str(folder)).code
    return folder


def why(demo: Path, case: str, rule: str, *words: str) -> Answer:
    answer = reunify(demo, "why", case, rule, *words)

    assert 0 == answer.code, answer.err
    return answer


def labels(answer: Answer) -> set[str]:
    """The words on the left of a screen."""
    return {found[1].strip() for line in answer.lines if (found := re.match(r" ([A-Z][A-Z ]+?)  +\S", line))}


@pytest.mark.parametrize(("case", "rule"), DATED.values(), ids=DATED)
def test_a_date_says_what_it_was_counted_from_and_how_on_the_screen_and_as_json(
    demo: Path, case: str, rule: str
) -> None:
    screen, (item,) = why(demo, case, rule), why(demo, case, rule, "--json").json["items"]
    proof = item["why"]

    assert {"DUE", "STATUS", "THE RULE", "SOURCE", "COUNTED"} <= labels(screen)
    assert item["due"]
    assert proof["says"]
    assert proof["asks"]
    assert proof["in_force"]
    assert proof["checked"]
    assert proof["readings"][0]["due"] == item["due"]
    for reading in proof["readings"]:
        assert reading["period"]
        assert reading["entry"] is None or re.fullmatch(r"cases/.*/journal\.yaml:\d+", reading["place"])
        assert reading["entry"] is None or reading["place"] in "".join(line.strip() for line in screen.lines)
    assert all(len(line) <= 80 for line in screen.lines if "https://" not in line)


@pytest.mark.parametrize(("case", "rule"), UNDATED.values(), ids=UNDATED)
def test_what_has_no_date_of_its_own_says_what_it_asks_where_that_stands_and_what_met_it(
    demo: Path, case: str, rule: str
) -> None:
    screen, (item,) = why(demo, case, rule), why(demo, case, rule, "--json").json["items"]

    assert {"STATUS", "THE RULE", "SOURCE"} <= labels(screen)
    assert item["why"]["says"]
    assert "Met by" in {each["question"] for each in item["why"]["asks"]}
    assert item["why"]["evidence"] or item["why"]["missing"]


@pytest.mark.parametrize(("case", "rule"), NOT_OWED.values(), ids=NOT_OWED)
def test_a_rule_under_which_nothing_is_owed_says_so_and_what_it_asks(demo: Path, case: str, rule: str) -> None:
    screen, (item,) = why(demo, case, rule), why(demo, case, rule, "--json").json["items"]

    assert {"STATUS", "THE RULE", "SOURCE"} <= labels(screen)
    assert (rule, None) == (item["rule"], item["standing"])
    assert item["when"]
    assert item["why"]["asks"]


def test_a_gate_says_what_each_missing_thing_rests_on(demo: Path) -> None:
    screen = why(demo, "42", "placement-approved")
    (missing,) = why(demo, "42", "placement-approved", "--json").json["items"][0]["why"]["missing"]

    assert "rests on: What must be there before the approval" in screen.out
    assert ["satisfied-before-approving"] == missing["rests_on"]


def test_what_is_asked_only_before_one_roles_word_is_not_named_for_another_roles(demo: Path) -> None:
    (missing,) = why(demo, "42", "approved-for-full-time", "--json").json["items"][0]["why"]["missing"]

    assert "approval by the assistant director" in missing["words"]
    assert ["issues-closed-before-approval"] == missing["rests_on"]


def test_what_the_sources_leave_open_is_said_beside_the_date_that_rests_on_it(demo: Path) -> None:
    screen = why(demo, "42", "rss-answered")

    assert "READING" in labels(screen)
    assert "As shipped (X-23): 48 hours are hours on the clock" in screen.out
    (item,) = why(demo, "42", "rss-answered", "--json").json["items"]
    assert ["X-23", "X-51"] == [each["id"] for each in item["why"]["as_shipped"]]


@pytest.mark.parametrize("words", ["visits", "visit", "stat visit"])
def test_a_rule_goes_by_part_of_its_name_or_by_the_event_that_meets_it(demo: Path, words: str) -> None:
    said = reunify(demo, "why", "42", words)

    assert 0 == said.code
    assert "reg 28(2)" in said.out
