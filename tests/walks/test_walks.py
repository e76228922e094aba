"""Children walked from admission to home by commands alone: what everybody saw, and what must be true of it.

The transcripts are golden files (tests/golden/walk-*.txt); read them as a social worker at the end of a long day would.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reunify_cli import shape
from tests import golden
from tests.walks.walk import Walk

LONG = ("section-20", "care-order", "taken-home")
"""Walks of weeks and months, through a pipe."""
EVERYDAY = (
    "first-day", "three-siblings", "monday-110", "six-reviews", "wrong-child", "taken-home", "worker-sick",
    "breach-seen", "return-fails", "administrators-day",
)  # fmt: skip
"""What people do with it, as issue 4 lists it: each is walked at a terminal and through a pipe."""
WALKS = tuple(dict.fromkeys((*LONG, *EVERYDAY)))
OURS = re.compile(
    r"Traceback|Error\b|\bNone\b(?! of)|\bTrue\b|\bFalse\b|frozenset|[{}]|\$each|\$anchor|\$gated"
    r"|\b(anchor|stretch|gated|NeedEvent|EventRef|not-started|met-late|not-known|known-from)\b"
)
"""Words of ours that nobody outside should ever read."""


Walked = Callable[[str], Walk]


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """Walks that have been walked, each once for all the tests of it."""

    @cache
    def walk(name: str) -> Walk:
        found = Walk(tmp_path_factory.mktemp(name) / "north-team", keeps_evenings=name in LONG)
        found.through((Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8"))
        return found

    return walk


@pytest.fixture(scope="session")
def at_a_terminal(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """The same, typed by somebody at a terminal, who is asked what a script has to say beforehand."""
    pytest.importorskip("pty", reason="Windows has no such terminals")

    @cache
    def walk(name: str) -> Walk:
        found = Walk(tmp_path_factory.mktemp(f"{name}-terminal") / "north-team", terminal=True)
        found.through((Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8"))
        return found

    return walk


def duties(walk: Walk, case: str, *words: str) -> list[dict[str, Any]]:
    """Every duty of a child, as `show` has it."""
    found: list[dict[str, Any]] = walk.json("show", case, "--json", *words)["items"][0]["duties"]
    return found


def rules(found: Iterable[dict[str, Any]], *standings: str) -> list[str]:
    """The rules of duties, sorted; of those in these standings, if any are named."""
    return sorted({each["rule"] for each in found if not standings or each["standing"] in standings})


def missing(walk: Walk, name: str) -> list[str]:
    """The rules that kept a gate shut when it was asked about under a name."""
    return rules(walk.answers[name]["items"][0]["missing"])


# --- what people saw ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LONG)
def test_a_walk_is_seen_as_it_was_last_read_through(walked: Walked, name: str) -> None:
    golden.check(f"walk-{name}.txt", walked(name).transcript)


@pytest.mark.parametrize("name", [each for each in EVERYDAY if each not in LONG])
def test_a_day_is_seen_at_a_terminal_as_it_was_last_read_through(at_a_terminal: Walked, name: str) -> None:
    golden.check(f"walk-{name}.txt", at_a_terminal(name).transcript)


@pytest.mark.parametrize("name", EVERYDAY)
def test_a_screen_says_through_a_pipe_what_it_says_at_a_terminal(
    walked: Walked, at_a_terminal: Walked, name: str
) -> None:
    """Word for word, but for the questions that come before it, for colour, and for where a refusal's lines break."""
    piped, shown = walked(name), at_a_terminal(name)

    assert len(piped.screens) == len(shown.screens) > 0
    for (words, through_pipe), (_, at_terminal) in zip(piped.screens, shown.screens, strict=True):
        expected = " ".join(through_pipe.replace(str(piped.folder), "FOLDER").split())
        seen = " ".join(at_terminal.replace(str(shown.folder), "FOLDER").split())

        assert (words, expected) == (words, seen[-len(expected) :])


@pytest.mark.parametrize("name", EVERYDAY)
def test_answering_questions_records_what_a_script_says_beforehand(
    walked: Walked, at_a_terminal: Walked, name: str
) -> None:
    def written(walk: Walk) -> dict[str, Any]:
        files = sorted(walk.folder.glob("cases/*/journal.yaml"))
        return {path.parent.name: shape.load(path.read_bytes(), path.name).data for path in files}

    assert written(walked(name)) == written(at_a_terminal(name)) != {}


@pytest.mark.parametrize("name", EVERYDAY)
def test_colour_stands_only_at_a_terminal_and_only_beside_the_word(
    walked: Walked, at_a_terminal: Walked, name: str
) -> None:
    assert 0 == walked(name).colours < at_a_terminal(name).colours


@pytest.mark.parametrize("name", WALKS)
def test_no_line_of_a_walk_is_wider_than_a_screen_or_needs_more_than_ascii(walked: Walked, name: str) -> None:
    lines = walked(name).said

    assert [] == [line for line in lines if len(line) > 80]
    assert [] == [line for line in lines if not line.isascii()]
    assert [] == [line for line in lines if line != line.rstrip()]


@pytest.mark.parametrize("name", WALKS)
def test_nobody_is_shown_a_word_that_only_programmers_use(walked: Walked, name: str) -> None:
    assert [] == [line for line in walked(name).said if OURS.search(line)]


@pytest.mark.parametrize("name", WALKS)
def test_no_screen_names_a_child_or_a_relative_by_name(walked: Walked, name: str) -> None:
    names = re.compile(r"\b(Lark|Moira|Graham|Nia|Bright|Kent|Jade|Oakes|Tarrow|Kai|Bramley|Sara|Abara)\b")

    assert [] == [line for line in walked(name).said if names.search(line)]


@pytest.mark.parametrize("name", LONG)
def test_what_was_to_be_done_on_the_evening_of_any_day_can_be_asked_for_ever_after(walked: Walked, name: str) -> None:
    walk = walked(name)

    for day, then in walk.evenings.items():
        assert then == walk.evening(day, "--known-at", day), day


# --- a section 20 child -------------------------------------------------------------------------------------------


def test_a_section_20_child_enters_all_five_stages_and_each_only_after_a_refusal(walked: Walked) -> None:
    walk = walked("section-20")
    entered = [
        each for each in walk.json("show", "2", "--json")["items"][0]["entries"] if each["event"] == "stage-entered"
    ]
    refused = re.findall(r"^Not yet\.  .* to (\d) ", walk.transcript, re.MULTILINE)

    assert 5 == len(entered)
    assert ["2", "3", "4", "5"] == sorted(set(refused))


def test_a_section_20_child_goes_home_with_no_breach_and_nothing_owed(walked: Walked) -> None:
    found = duties(walked("section-20"), "2")

    assert [] == rules(found, "breach", "missed", "overdue", "unclear", "due", "upcoming")


def test_ending_care_was_approved_before_the_child_went_home_and_so_was_everything_that_law_asks_before_it(
    walked: Walked,
) -> None:
    found = duties(walked("section-20"), "2")
    asked = [each for each in found if each["rule"].startswith("ceasing-") and each["due"] == "2026-05-22T15:30"]

    assert {"met"} == {each["standing"] for each in asked}
    assert {"ceasing-approved", "ceasing-welfare", "ceasing-child-heard"} <= set(rules(asked))


def test_a_visit_four_days_late_is_met_late_for_ever(walked: Walked) -> None:
    visits = [each for each in duties(walked("section-20"), "2") if each["rule"] == "visits-placement"]

    assert [("2026-02-27", "met-late")] == [(v["due"], v["standing"]) for v in visits if v["met_on"] == "2026-03-03"]


def test_a_review_on_the_wrong_child_is_taken_back_and_stays_in_the_file(walked: Walked) -> None:
    walk = walked("section-20")
    other = walk.json("show", "1", "--json")["items"][0]
    journal = (walk.folder / "cases/RU-2026-0001/journal.yaml").read_text(encoding="utf-8")

    assert [] == [each for each in other["entries"] if each["event"] == "review"]
    assert "event: review" in journal
    assert "withdraws:" in journal


def test_a_mother_who_says_that_she_will_fetch_him_changes_no_date_and_shuts_no_gate(walked: Walked) -> None:
    walk = walked("section-20")
    before = duties(walk, "2", "--as-of", "2026-03-18", "--known-at", "2026-03-17")
    after = duties(walk, "2", "--as-of", "2026-03-18", "--known-at", "2026-03-18")

    assert ["concern-passed-on"] == sorted(set(rules(after)) - set(rules(before)))


# --- a child under a care order -----------------------------------------------------------------------------------

APPROVALS = ["approved-for-full-time", "first-approval-in-order", "placement-approved"]


def test_neither_the_authors_word_nor_that_of_somebody_without_the_role_opens_the_gate(walked: Walked) -> None:
    assert set(APPROVALS) <= set(missing(walked("care-order"), "nobody-who-may"))


def test_two_managers_are_not_yet_the_assistant_director_and_her_refusal_binds(walked: Walked) -> None:
    walk = walked("care-order")

    assert set(APPROVALS) <= set(missing(walk, "two-managers"))
    assert set(APPROVALS) <= set(missing(walk, "new-papers"))


def test_three_approvals_of_the_new_papers_in_their_order_leave_only_the_notices_to_be_given(walked: Walked) -> None:
    assert ["return-notice", "return-notice-school"] == missing(walked("care-order"), "approved")


def test_the_nights_before_the_approval_stay_a_breach_that_a_manager_has_seen(walked: Walked) -> None:
    walk = walked("care-order")
    found = [each for each in duties(walk, "1") if each["standing"] == "breach"]

    assert [("extended-stay-approved", "2026-05-08T16:00")] == [
        (each["rule"], each["anchor"]["date"]) for each in found
    ]
    assert [] == walk.json("next", "1", "--json", "--as-of", "2026-08-12")["items"][:0]


def test_the_child_under_an_order_moves_home_with_every_gate_met_and_is_visited_there(walked: Walked) -> None:
    found = duties(walked("care-order"), "1")
    gates = [each for each in found if each["due"] == "2026-07-24T14:00" and each["anchor"]["event"] == "returned-home"]
    home = [each for each in found if each["rule"] == "visits-care-order-home" and each["met_on"]]

    assert {"met"} == {each["standing"] for each in gates}
    assert {"placement-approved", "household-adults-assessed", "return-notice"} <= set(rules(gates))
    assert ["2026-07-30", "2026-08-12"] == [each["met_on"] for each in home]


def test_a_move_with_its_approvals_in_place_never_asks_for_what_regulation_19_asks(walked: Walked) -> None:
    assert [] == [rule for rule in rules(duties(walked("care-order"), "1")) if rule.startswith("immediate-")]


# --- taken home on the tenth day ----------------------------------------------------------------------------------


def test_a_parent_who_takes_the_child_home_breaks_no_rule_and_starts_what_is_owed_now(walked: Walked) -> None:
    walk = walked("taken-home")
    found = walk.answers["owed"]["items"][0]["duties"]

    assert [] == rules(found, "breach", "unclear")
    assert ["section-20-ends-at-return", "unplanned-return-safety"] == rules(found, "due", "overdue")
    assert {"unplanned-return-plan", "unplanned-return-services", "unplanned-return-iro"} <= set(rules(found, "open"))


def test_what_lapsed_with_the_return_is_never_late_and_what_was_late_before_it_is_missed_in_no_list(
    walked: Walked,
) -> None:
    walk = walked("taken-home")
    found = duties(walk, "1")

    assert {"care-plan", "reviews", "visits-placement"} <= set(rules(found, "lapsed"))
    assert ["placement-plan"] == rules(found, "missed")
    assert [] == walk.json("overdue", "--json", now="2026-06-12T09:00")["items"]
