"""A case as it stood: what was known by one day, of what had happened by another, corrected in between."""

from itertools import permutations

import pytest

from reunify_cli.model.history import History, history, in_order
from reunify_cli.model.plan import Item
from tests.engine.build import at, case, judge, plan_of

RETURN = (
    "placement-start 2026-01-05 kind=foster id=placed recorded=2026-01-05T09:00Z",
    "returned-home 2026-05-03 decided-by=authority id=home recorded=2026-05-03T09:00Z",
    "correct home date=2026-05-10 recorded=2026-05-10T12:00Z",
)


def seen(*journal: str, as_of: str | None = None, known_at: str | None = None) -> History:
    return history(
        case(*journal), as_of=at(as_of).day if as_of else None, known_at=at(known_at).day if known_at else None
    )


def days(found: History) -> dict[str, str]:
    return {entry.id: str(entry.when) for entry in found.entries}


# --- the reading order --------------------------------------------------------------------------------------------


def home_on(day: str, known_at: str | None = None) -> bool:
    judged = judge("[]", *RETURN, as_of=day, known_at=known_at)
    return judged.times.fact_at("with-parent", at(day).end) is True


def test_a_return_of_3_may_corrected_to_10_may_is_not_home_on_5_may():
    assert not home_on("2026-05-05")
    assert home_on("2026-05-10")


def test_as_it_was_known_before_the_correction_the_child_was_home_on_5_may():
    assert home_on("2026-05-05", known_at="2026-05-09")
    assert not home_on("2026-05-05", known_at="2026-05-10")
    assert not home_on("2026-05-05", known_at="2026-05-02")


@pytest.mark.parametrize("as_of", ["2026-05-02", "2026-05-03", "2026-05-05", "2026-05-09", "2026-05-10", "2026-05-11"])
def test_it_is_one_answer_for_every_question_of_one_day(as_of: str):
    assert (as_of >= "2026-05-10") is ("home" in days(seen(*RETURN, as_of=as_of)))


# --- corrections and withdrawals ----------------------------------------------------------------------------------

VISIT = "visit 2026-03-01 seen=yes alone=no by=dana id=v recorded=2026-03-01T18:00Z"


def visit(*changes: str, known_at: str | None = None) -> tuple[object, ...]:
    found = seen(VISIT, *changes, known_at=known_at).by_id.get("v")
    return (str(found.when), found.get("seen"), found.get("alone"), found.by) if found else ()


def test_a_correction_changes_the_fields_it_names_and_no_other():
    assert ("2026-03-01", True, True, ("dana",)) == visit("correct v alone=yes recorded=2026-03-02T09:00Z")
    assert ("2026-03-02T10:00", True, False, ("pat",)) == visit(
        "correct v date=2026-03-02T10:00 by=pat recorded=2026-03-02T09:00Z"
    )


def test_of_two_corrections_the_one_recorded_later_counts_in_whatever_order_they_stand():
    first = "correct v date=2026-03-03 alone=yes recorded=2026-03-05T09:00Z id=one"
    second = "correct v date=2026-03-04 recorded=2026-03-05T16:00Z id=two"

    for order in permutations((first, second)):
        assert ("2026-03-04", True, True, ("dana",)) == visit(*order)
        assert ("2026-03-04", True, True, ("dana",)) == visit(*order, known_at="2026-03-05")


def test_a_correction_by_hand_counts_as_written_right_after_the_one_above_it():
    early, by_hand, late = (
        "correct v date=2026-03-03 recorded=2026-03-05T09:00Z",
        "correct v date=2026-03-04",
        "correct v date=2026-03-06 recorded=2026-03-08T09:00Z",
    )

    assert "2026-03-04" == visit(early, by_hand)[0]
    assert "2026-03-06" == visit(early, by_hand, late)[0]


def test_what_is_withdrawn_is_gone_and_is_remembered_as_that():
    found = seen(VISIT, "withdraw v recorded=2026-03-09T09:00Z")

    assert ((), {"v"}) == (found.entries, found.withdrawn)
    assert visit("withdraw v recorded=2026-03-09T09:00Z", known_at="2026-03-08")


def test_a_correction_after_a_withdrawal_brings_nothing_back():
    assert () == visit("withdraw v recorded=2026-03-09T09:00Z", "correct v alone=yes recorded=2026-03-10T09:00Z")


def test_a_correction_or_a_withdrawal_may_itself_be_withdrawn():
    wrong = "correct v alone=yes recorded=2026-03-02T09:00Z id=c"

    assert visit() == visit(wrong, "withdraw c recorded=2026-03-03T09:00Z")
    assert visit() == visit("withdraw v recorded=2026-03-02T09:00Z id=w", "withdraw w recorded=2026-03-03T09:00Z")
    assert visit(wrong) == visit(
        wrong, "withdraw c recorded=2026-03-03T09:00Z id=w", "withdraw w recorded=2026-03-04T09:00Z"
    )


def test_a_correction_of_a_correction_is_one_of_the_entry():
    wrong, right = (
        "correct v date=2026-03-03 recorded=2026-03-02T09:00Z id=c",
        "correct c date=2026-03-04 recorded=2026-03-03T09:00Z",
    )

    assert "2026-03-04" == visit(wrong, right)[0]


def test_each_correction_leaves_its_name_on_the_entry():
    found = seen(VISIT, "correct v alone=yes recorded=2026-03-02T09:00Z id=c").by_id["v"]

    assert ("c",) == found.corrected_by


def test_an_entry_by_hand_counts_as_known_from_its_own_day():
    assert {"v": "2026-03-01"} == days(seen("visit 2026-03-01 id=v", known_at="2026-03-01"))
    assert {} == days(seen("visit 2026-03-01 id=v", known_at="2026-02-28"))


# --- order --------------------------------------------------------------------------------------------------------


def test_entries_come_by_day_and_time_and_those_of_one_day_without_a_time_first():
    journal = (
        "visit 2026-03-02T10:00 id=c",
        "visit 2026-03-02 id=b",
        "visit 2026-03-01 id=a",
        "visit 2026-03-02T09:00 id=d",
    )

    assert ["a", "b", "d", "c"] == [entry.id for entry in seen(*journal).entries]


def test_where_times_do_not_tell_the_order_asked_is_that_of_recording_and_not_of_lines():
    lines = (
        "visit 2026-03-02 id=late recorded=2026-03-05T09:00Z",
        "visit 2026-03-02 id=early recorded=2026-03-03T09:00Z",
        "visit 2026-03-02 id=by-hand",
    )

    for order in permutations(lines):
        assert ["early", "late", "by-hand"] == [entry.id for entry in in_order(seen(*order).entries)]


def test_one_more_entry_may_be_supposed():
    more = seen("visit 2026-03-09 id=x").entries[0]

    assert ["placed", "x", "home"] == [entry.id for entry in seen(*RETURN).with_entry(more).entries]


def test_the_plan_of_a_day_is_the_last_one_agreed_and_before_any_the_one_on_the_desk():
    one, two, desk = (plan_of(goals=[Item(name)]) for name in ("one", "two", "desk"))
    found = history(
        case(
            "plan-agreed 2026-02-01 id=one", "plan-agreed 2026-03-01 id=two", agreed={"one": one, "two": two}, plan=desk
        )
    )

    assert [desk, one, one, two] == [found.plan_on(at(f"2026-{day}")) for day in ("01-31", "02-01", "02-28", "03-01")]
