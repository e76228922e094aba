"""The codes of the return that follow from a move or an ending: the same that the import reads."""

import re
from datetime import date, timedelta

import pytest

from reunify_cli.engine import in_care as in_care_words
from reunify_cli.engine import return_codes as hint
from reunify_cli.engine.in_care import in_care
from reunify_cli.exchange.ssda903 import codes
from tests.engine.build import SHIPPED, end_of, judge

START = ("became-looked-after 2026-06-01 legal-status=s20", "placement-start 2026-06-01 kind=foster")
UNDER_ORDER = (START[0].replace("s20", "care-order"), START[1])
HOME = "returned-home 2026-07-01 to=mother decided-by=parent"


def said(*journal: str) -> str | None:
    judged = judge(SHIPPED, *journal)
    found = hint.return_codes(judged, end_of("2026-11-30"))
    return found.says if found else None


@pytest.mark.parametrize(
    ("journal", "says"),
    [
        (START, "RNE S, LS V2, PLACE U4 to U6"),
        ((*START, "placement-start 2026-07-01 kind=secure"), "RNE P, LS V2, PLACE K1; the episode before ends REC X1"),
        ((*UNDER_ORDER, HOME), "RNE P, LS C2, PLACE P1, PLACE_PROVIDER PR0; the episode before ends REC X1"),
        ((*START, "legal-status-changed 2026-07-01 legal-status=care-order"),
         "RNE L, LS C2, PLACE U4 to U6; the episode before ends REC X1"),
        ((*START, f"{HOME} planned=yes"), "REC E4A"),
        ((*START, f"{HOME} planned=no"), "REC E4B"),
        ((*START, HOME), "REC E4A where it was planned, E4B where it was not"),
        ((*UNDER_ORDER, f"{HOME} planned=yes", "order-discharged 2026-09-01"), "REC E4A"),
        ((*START, "ceased-looked-after 2026-07-01 reason=other-family"), "REC E13"),
        ((*START, "ceased-looked-after 2026-07-01 reason=abroad"), "REC E16"),
        ((*START, "died 2026-07-01"), "REC E2"),
        ((*START, "placement-start 2026-07-01 kind=secure", "placement-start 2026-07-01 kind=residential"), None),
        ((), None),
    ],
)  # fmt: skip
def test_a_move_and_an_ending_have_the_codes_of_the_guide(journal: tuple[str, ...], says: str | None) -> None:
    assert says == said(*journal)


def test_a_first_placement_recorded_a_day_later_is_still_the_start_of_the_episode() -> None:
    assert "RNE S, LS V2, PLACE U4 to U6" == said(START[0], "placement-start 2026-06-02 kind=foster")


def each_code(text: str) -> list[str]:
    """`U1 to U3` and `E41, or E45 to E48` as the codes they stand for."""
    found = []
    for part in re.split(r", or | or |, ", text):
        first, _, last = part.partition(" to ")
        letter, number = first[0], int(first[1:]) if first[1:].isdigit() else first[1:]
        through = int(last[1:]) if last else number
        found += [f"{letter}{n}" for n in range(number, through + 1)] if isinstance(number, int) else [first]
    return found


def test_what_is_hinted_is_what_the_import_reads() -> None:
    for word, text in hint.STATUSES.items():
        assert {word} == {codes.LEGAL_STATUS[code] for code in each_code(text)}
    for word, text in hint.PLACEMENTS.items():
        assert {word} == {codes.PLACEMENT[code] for code in each_code(text)}
    for word, text in hint.ENDINGS.items():
        assert all(code in codes.LEAVING for code in each_code(text)), word
    words = SHIPPED.vocabulary
    assert hint.PLACEMENTS.keys() | {"other", "not-recorded"} == words.facts["lives-with"].values.keys()
    assert hint.STATUSES.keys() | {"none"} == words.facts["legal-status"].values.keys()
    reasons = words.events["ceased-looked-after"].fields["reason"].values.keys()
    assert hint.ENDINGS.keys() | {"returned-home", "eighteen"} == reasons


# --- how long a status can last (checks 361 to 363) ---------------------------------------------------------------


def refused(*journal: str, now: str = "2026-11-30") -> list[str]:
    """The checks of the return that what is recorded would fail by how long a status lasted."""
    found = in_care(judge(SHIPPED, *journal, born="2014-05-12"), end_of(now))
    return [check for each in found for check in ("361", "362", "363") if f"return check {check}" in each.sentence]


@pytest.mark.parametrize("status", in_care_words.LONGEST)
@pytest.mark.parametrize("more", range(-2, 3))
def test_a_status_that_lasts_longer_than_it_can_is_said_by_the_days_that_the_import_counts(
    status: str, more: int
) -> None:
    longest, check = in_care_words.LONGEST[status]
    began = date(2026, 11, 2)
    end = began + timedelta(days=longest + more)
    started = f"became-looked-after {began} legal-status={status}"

    assert [check] * (more > 0) == refused(started, f"legal-status-changed {end} legal-status=interim-care-order")
    assert [check] * (more > 0) == refused(started, f"ceased-looked-after {end} reason=other")
    assert [check] * (more > 0) == refused(started, now=str(end))
    assert (longest, check) == codes.LONGEST[hint.STATUSES[status]]


@pytest.mark.parametrize(("end", "says"), [("2026-11-05T10:00", []), ("2026-11-05T10:01", ["361"])])
def test_police_protection_is_counted_in_hours_where_the_times_are_recorded(end: str, says: list[str]) -> None:
    started = "became-looked-after 2026-11-02T10:00 legal-status=police-protection"

    assert says == refused(started, f"legal-status-changed {end} legal-status=interim-care-order")


def test_another_status_may_last() -> None:
    assert [] == refused("became-looked-after 2020-11-02 legal-status=interim-care-order")
