"""Importing again: the same return changes nothing; a newer one changes what its rows changed."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.errors import Mistyped, Unreadable
from reunify_cli.exchange.ssda903.plan import ChildPlan, ExistingCase, free_ids, plan_import
from reunify_cli.exchange.ssda903.rows import read_return
from reunify_cli.model.case import Case
from reunify_cli.model.history import history
from tests.exchange.returns import COLUMNS, TODAY, a_return, again, appended, by_hand, doubts, said, write, written

LATER = date(2019, 6, 3)
FIRST = "501 04/05/2017 S C1 N1 U6 PR1 13/07/2017 X1\n501 13/07/2017 L C2 N1 U6 PR1"
REVIEWS = "501 08/03/2010 25/05/2017 PN1\n501 08/03/2010 22/08/2017 PN6"


def updated(
    folder: Path, first: tuple[str, ...], second: tuple[str, ...], *, typed: tuple[dict[str, str], ...] = ()
) -> ChildPlan:
    """What a second return does to the case that a first one made (and people wrote in)."""
    cases = written(plan_import(a_return(folder / "first", *first), {}, TODAY))
    there = cases["501"]
    assert there.case is not None
    cases["501"] = ExistingCase(there.id, appended(there.case, typed))
    newer = a_return(folder / "second", *second)
    plan = plan_import(newer, cases, LATER)

    # What was planned and written is not planned again.
    assert [()] == [child.changes for child in plan_import(newer, written(plan, cases), LATER).children]
    return plan.children[0]


def test_the_same_return_changes_nothing_on_any_day(tmp_path: Path) -> None:
    found = a_return(tmp_path, FIRST, REVIEWS)
    first = plan_import(found, {}, TODAY)

    for today in (TODAY, LATER):
        assert [("unchanged", ())] == [(child.outcome, child.changes) for child in again(found, first, today).children]


def test_new_rows_make_new_entries(tmp_path: Path) -> None:
    more = f"{FIRST} 09/06/2018 X1 CARPL\n501 09/06/2018 P C2 N1 P1 PR0"

    child = updated(tmp_path, (FIRST, REVIEWS), (more, f"{REVIEWS}\n501 08/03/2010 20/02/2018 PN1"))

    assert [
        "2018-02-20 review participation=PN1",
        "2018-06-09 returned-home planned=yes decided-by=authority has-responsibility=yes",
    ] == said(child)
    assert ("updated", None) == (child.outcome, child.case_yaml)


def test_a_changed_row_corrects_the_entry_it_made(tmp_path: Path) -> None:
    child = updated(tmp_path, (FIRST, REVIEWS), (FIRST.replace("C2", "E1"), REVIEWS.replace("PN6", "PN2")))

    assert ["corrects legal-status=placement-order", "corrects participation=PN2"] == said(child)
    assert "The newer SSDA903 return says so." == child.entries[0]["why"]


def test_a_new_day_for_the_end_of_care_corrects_everything_that_hangs_on_it(tmp_path: Path) -> None:
    before, after = (f"501 04/05/2017 S V2 N1 U6 PR1 {day} E4A" for day in ("09/02/2018", "12/02/2018"))

    assert ["corrects date=2018-02-12", "corrects date=2018-02-12", "corrects date=2018-02-13"] == said(
        updated(tmp_path, (before,), (after,))
    )


def test_a_row_that_says_another_kind_of_thing_takes_its_entry_back_and_makes_another(tmp_path: Path) -> None:
    before = "501 04/05/2017 S C2 N1 U6 PR1 09/06/2017 X1\n501 09/06/2017 P C2 N1 K2 PR4"
    after = before.replace("K2 PR4", "P1 PR0")

    assert ["withdraws", "2017-06-09 returned-home decided-by=authority has-responsibility=yes"] == said(
        updated(tmp_path, (before,), (after,))
    )


def test_a_row_that_says_less_than_before_is_told_anew(tmp_path: Path) -> None:
    before, after = (f"501 04/05/2017 S V2 N1 {rest}" for rest in ("U4 PR1 09/02/2018 E4B", "U6 PR1 09/02/2018 E13"))

    assert [
        "withdraws",  # the return home
        "withdraws",  # the long-term placement
        "2017-05-04 placement-start kind=foster",
        "withdraws",
        "2018-02-09 ceased-looked-after reason=other-family",
        "corrects outcome=other",
    ] == said(updated(tmp_path, (before,), (after,)))


def test_what_an_import_took_back_can_be_told_again_by_a_later_one(tmp_path: Path) -> None:
    foster = "501 04/05/2017 S C2 N1 K2 PR1 09/06/2017 X1\n501 09/06/2017 P C2 N1 U6 PR1"
    home = foster.replace("U6 PR1", "P1 PR0")
    cases: dict[str, ExistingCase] = {}
    for i, episodes in enumerate((foster, home, foster, home)):
        plan = plan_import(a_return(tmp_path / str(i), episodes), cases, TODAY)
        cases = written(plan, cases)

    case = cases["501"].case
    assert case is not None
    assert ["becam", "place", "retur"] == [entry.event[:5] for entry in history(case).entries]
    assert 3 == len(case.amendments)


def test_a_child_who_had_not_left_after_all_is_in_care_again_and_the_case_open(tmp_path: Path) -> None:
    before = "501 04/05/2017 S V2 N1 U6 PR1 09/02/2018 E13"

    child = updated(tmp_path, (before,), ("501 04/05/2017 S V2 N1 U6 PR1",))

    assert ["ceased-looked-after", "case-closed"] == [change.event for change in child.changes]
    assert ["withdraws", "withdraws"] == said(child)


def test_a_vanished_row_is_doubtful_and_its_entry_stays(tmp_path: Path) -> None:
    child = updated(tmp_path, (FIRST, REVIEWS), (FIRST, REVIEWS.splitlines()[0]))

    assert () == child.entries
    assert ["review of 22/08/2017"] == [doubt.split(" (")[0] for doubt in doubts(child)]


def test_a_child_who_vanished_from_the_return_is_doubtful(tmp_path: Path) -> None:
    first = plan_import(a_return(tmp_path / "first", FIRST, REVIEWS), {}, TODAY)
    second = a_return(tmp_path / "second", FIRST.replace("501", "502"), REVIEWS.replace("501", "502"))

    child = again(second, first, LATER).children[-1]

    assert ("501", "unchanged", 5) == (child.number, child.outcome, len(child.doubts))


def test_the_next_years_return_adds_its_year_and_does_not_miss_the_year_before(tmp_path: Path) -> None:
    next_year = (
        "501 13/07/2017 L C2 N1 U6 PR1 11/06/2018 X1\n501 11/06/2018 P C2 N1 K2 PR4",
        "501 08/03/2010 14/05/2018 PN1",
    )

    child = updated(tmp_path, (FIRST, REVIEWS), next_year)

    assert ["2018-05-14 review participation=PN1", "2018-06-11 placement-start kind=residential"] == said(child)
    assert [] == doubts(child)


def test_a_return_that_reaches_further_back_tells_what_came_before(tmp_path: Path) -> None:
    middle = "501 13/07/2017 P C2 N1 U6 PR1"
    whole = "501 04/05/2017 S C2 N1 K2 PR1 13/07/2017 X1 CARPL\n501 13/07/2017 P C2 N1 U6 PR1"

    child = updated(tmp_path, (middle,), (whole,))

    # On 13 July the legal status did not change after all: the wider return shows that it was the same before.
    assert [
        "withdraws",
        "2017-05-04 became-looked-after legal-status=care-order reason=child-protection",
        "2017-05-04 placement-start kind=residential",
        "corrects change-reason=care-plan",
    ] == said(child)


def test_a_child_who_comes_back_into_care_has_the_case_reopened(tmp_path: Path) -> None:
    before = "501 04/05/2017 S V2 N1 U6 PR1 09/02/2018 E4A"
    after = f"{before}\n501 04/06/2018 S C1 N1 U6 PR1"

    child = updated(tmp_path, (before,), (after,))

    assert [
        "2018-06-04 case-reopened",
        "2018-06-04 became-looked-after legal-status=interim-care-order reason=child-protection",
        "2018-06-04 placement-start kind=foster",
    ] == said(child)


@pytest.mark.parametrize("back_on", ["09/02/2018", "10/02/2018", "11/02/2018"])
def test_a_case_is_open_again_however_soon_the_child_comes_back(tmp_path: Path, back_on: str) -> None:
    before = "501 04/05/2017 S V2 N1 U6 PR1 09/02/2018 E4A"
    cases = written(plan_import(a_return(tmp_path / "first", before), {}, TODAY))
    second = plan_import(a_return(tmp_path / "second", f"{before}\n501 {back_on} S C1 N1 U6 PR1"), cases, TODAY)

    case = written(second, cases)["501"].case

    turns = [entry for entry in case.entries if entry.event.startswith("case-")] if case else []
    assert ["case-closed", "case-reopened"] == [e.event for e in sorted(turns, key=lambda e: (e.when.start, e.index))]


# --- what people wrote themselves -------------------------------------------------------------------------------


def test_what_a_person_recorded_is_not_recorded_a_second_time(tmp_path: Path) -> None:
    entry = {"id": "7K3F", "event": "review", "date": "2018-02-20", "participation": "PN1", "completed": "yes"}

    child = updated(tmp_path, (FIRST, REVIEWS), (FIRST, f"{REVIEWS}\n501 08/03/2010 20/02/2018 PN1"), typed=(entry,))

    assert ((), []) == (child.entries, doubts(child))


def test_a_return_that_begins_in_the_middle_does_not_repeat_what_a_person_recorded_before(tmp_path: Path) -> None:
    cases = by_hand(
        {"id": "7K3F", "event": "became-looked-after", "date": "2016-05-04", "legal-status": "care-order"},
        {"id": "7K3G", "event": "placement-start", "date": "2016-05-04", "kind": "foster"},
    )

    same = plan_import(a_return(tmp_path / "same", "501 04/05/2017 L C2 N1 U6 PR1"), cases, TODAY)
    other = plan_import(a_return(tmp_path / "other", "501 04/05/2017 L E1 N1 K2 PR1"), cases, TODAY)

    assert [("unchanged", [])] == [(child.outcome, said(child)) for child in same.children]
    assert [
        "2017-05-04 legal-status-changed legal-status=placement-order decided-by=court",
        "2017-05-04 placement-start kind=residential",
    ] == said(other.children[0])


def test_a_case_that_people_closed_is_not_closed_again(tmp_path: Path) -> None:
    cases = by_hand({"id": "7K3F", "event": "case-closed", "date": "2018-03-01", "outcome": "home-discharged"})

    (child,) = plan_import(a_return(tmp_path, "501 04/05/2017 S V2 N1 U6 PR1 09/02/2018 E4A"), cases, TODAY).children

    assert "case-closed" not in [change.event for change in child.changes]
    assert "ceased-looked-after" in [change.event for change in child.changes]


def test_where_a_person_and_the_return_differ_the_case_stands_and_somebody_looks(tmp_path: Path) -> None:
    entry = {"id": "7K3F", "event": "review", "date": "2018-02-20", "participation": "PN1"}

    child = updated(tmp_path, (FIRST, REVIEWS), (FIRST, f"{REVIEWS}\n501 08/03/2010 20/02/2018 PN7"), typed=(entry,))

    assert () == child.entries
    assert ["The case says participation PN1 (7K3F), and the return PN7; the case stands."] == doubts(child)


def imported_review(folder: Path) -> str:
    """The id of the entry that the first review of REVIEWS makes."""
    plan = plan_import(a_return(folder / "once", FIRST, REVIEWS), {}, TODAY)
    return next(entry["id"] for entry in plan.children[0].entries if entry["event"] == "review")


def test_what_a_person_corrected_is_not_corrected_back(tmp_path: Path) -> None:
    entry = {"id": "7K3F", "corrects": imported_review(tmp_path), "participation": "PN2", "why": "He came."}

    same = updated(tmp_path / "same", (FIRST, REVIEWS), (FIRST, REVIEWS), typed=(entry,))
    other = updated(tmp_path / "other", (FIRST, REVIEWS), (FIRST, REVIEWS.replace("PN1", "PN3")), typed=(entry,))
    mended = updated(tmp_path / "mended", (FIRST, REVIEWS), (FIRST, REVIEWS.replace("PN1", "PN2")), typed=(entry,))

    assert ((), []) == (same.entries, doubts(same))
    assert ((), 1) == (other.entries, len(doubts(other)))
    assert doubts(other)[0].endswith("was corrected here to PN2; the return now says PN3.")
    assert ((), []) == (mended.entries, doubts(mended))


def test_what_a_person_took_back_is_not_put_back(tmp_path: Path) -> None:
    entry = {"id": "7K3F", "withdraws": imported_review(tmp_path), "why": "Another child's review."}

    child = updated(tmp_path, (FIRST, REVIEWS), (FIRST, REVIEWS), typed=(entry,))

    assert () == child.entries
    assert doubts(child)[0].endswith("was withdrawn in the case, and the return still has it.")


def test_a_birthday_that_differs_is_for_a_person_to_settle(tmp_path: Path) -> None:
    first = plan_import(a_return(tmp_path / "first", FIRST), {}, TODAY)

    (child,) = again(a_return(tmp_path / "second", FIRST, header="501 1 09/03/2010"), first).children

    assert ((), "unchanged") == (child.entries, child.outcome)
    assert [
        "case.yaml says born 08/03/2010, the return 09/03/2010.",
        "case.yaml says female, the return male.",
    ] == doubts(child)


def test_a_case_that_cannot_be_read_is_skipped_and_nothing_is_made_twice(tmp_path: Path) -> None:
    unread: dict[str, ExistingCase] = {"501": ExistingCase("RU-2018-0007", None)}

    (child,) = plan_import(a_return(tmp_path, FIRST), unread, TODAY).children

    assert ("skipped", "RU-2018-0007", ()) == (child.outcome, child.case_id, child.entries)


# --- which children, which ids ----------------------------------------------------------------------------------

FIVE = """
501 04/05/2017 S C2 N1 U6 PR1
502 04/05/2017 S C2 N1 P1 PR0
503 04/05/2017 S V2 N1 U6 PR1 09/02/2018 E4B
504 04/05/2017 S C2 N1 U6 PR1 09/02/2018 E3
505 04/05/2017 S V2 N1 U6 PR1 - E4A
"""


@pytest.mark.parametrize(
    ("only", "numbers"),
    [
        ((), ["501", "502", "503", "504", "505"]),
        (("looked-after",), ["501", "502", "505"]),
        (("home",), ["502", "503", "505"]),
        (("home", "501"), ["501", "502", "503", "505"]),
        (("504",), ["504"]),
    ],
)
def test_only_the_children_asked_for_are_imported_and_the_others_named(
    tmp_path: Path, only: tuple[str, ...], numbers: list[str]
) -> None:
    plan = plan_import(a_return(tmp_path, FIVE), {}, TODAY, only)

    assert numbers == [child.number for child in plan.of("made")]
    assert 5 == len(plan.children)


def test_a_child_asked_for_who_is_not_in_the_return_is_said_aloud(tmp_path: Path) -> None:
    with pytest.raises(Mistyped, match='"506" is neither') as mistyped:
        plan_import(a_return(tmp_path, FIVE), {}, TODAY, ("506", "hoem", "501"))

    assert 2 == len(mistyped.value.problems)
    assert 'Did you mean "home"?' in mistyped.value.problems[1].sentence


def test_new_cases_take_ids_that_are_free(tmp_path: Path) -> None:
    there: dict[str, ExistingCase] = {"502": ExistingCase("RU-2018-0030", None)}

    plan = plan_import(a_return(tmp_path, FIVE), there, TODAY, taken=("RU-2018-0009", "RU-2017-0099", "ours"))

    assert ["RU-2018-0031", "RU-2018-0032", "RU-2018-0033", "RU-2018-0034"] == [
        child.case_id for child in plan.of("made")
    ]


@given(st.sets(st.from_regex(r"RU-(2018|2019)-[0-9]{1,4}", fullmatch=True), max_size=8))
def test_a_free_id_is_never_taken(taken: set[str]) -> None:
    ids = free_ids(taken, 2018)

    assert set() == {next(ids), next(ids)} & taken


# --- any return at all -------------------------------------------------------------------------------------------

CODES = ["", "S", "P", "L", "C1", "V2", "V4", "L3", "N1", "U6", "P1", "PR0", "X1", "E4A", "E2", "PN0", "PN1", "M", "?"]
DAYS = st.dates(date(2017, 3, 20), date(2017, 6, 1)).map(lambda day: f"{day:%d/%m/%Y}")
CELLS = st.one_of(DAYS, DAYS, st.sampled_from(CODES), st.sampled_from(["501", "502"]))
ROW = {
    "header": st.tuples(st.sampled_from(["501", "502"]), CELLS, DAYS),
    "episodes": st.tuples(
        st.sampled_from(["501", "502"]),
        DAYS,
        st.sampled_from([*"SPLTBU", "?"]),
        st.sampled_from(["C1", "C2", "V2", "V3", "L1", "L3", "?"]),
        st.sampled_from(["N1", ""]),
        st.sampled_from(["U4", "U6", "P1", "K2", "T1", "?"]),
        st.sampled_from(["PR0", "PR1"]),
        st.one_of(st.just(""), DAYS),
        st.sampled_from(["", "X1", "E4A", "E4B", "E2", "E13", "?"]),
        st.sampled_from(["", "CARPL", "CREQB"]),
    ),
    "reviews": st.tuples(st.sampled_from(["501", "502"]), DAYS, DAYS, st.sampled_from(["PN0", "PN1", "?"])),
    "missing": st.tuples(
        st.sampled_from(["501", "502"]), DAYS, st.sampled_from("MA?"), DAYS, st.one_of(st.just(""), DAYS)
    ),
}
RETURNS = st.fixed_dictionaries({table: st.lists(row, max_size=5) for table, row in ROW.items()})


def laid(folder: Path, tables: dict[str, list[tuple[str, ...]]]) -> Path:
    for table, rows in tables.items():
        write(folder, table, "\n".join(" ".join(cell or "-" for cell in row) for row in rows))
    return folder


@given(first=RETURNS, second=RETURNS, today=st.dates(date(2017, 3, 1), date(2017, 7, 1)))
def test_whatever_a_return_holds_a_second_import_of_it_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    first: dict[str, list[tuple[str, ...]]],
    second: dict[str, list[tuple[str, ...]]],
    today: date,
) -> None:
    cases: dict[str, ExistingCase] = {}
    for tables in (first, second, second):
        found = read_return(laid(tmp_path_factory.mktemp("return"), tables))
        try:
            plan = plan_import(found, cases, today)
        except Unreadable:  # it ends before what the first one told
            return
        cases = written(plan, cases)

    assert [] == [entry for child in plan.children for entry in child.entries]


@given(first=RETURNS, second=RETURNS, third=RETURNS)
def test_an_import_never_makes_an_id_twice_nor_takes_back_what_is_gone(
    tmp_path_factory: pytest.TempPathFactory,
    first: dict[str, list[tuple[str, ...]]],
    second: dict[str, list[tuple[str, ...]]],
    third: dict[str, list[tuple[str, ...]]],
) -> None:
    cases: dict[str, ExistingCase] = {}
    for tables in (first, second, third, first):
        try:
            plan = plan_import(read_return(laid(tmp_path_factory.mktemp("return"), tables)), cases, TODAY)
        except Unreadable:  # it ends before what an earlier one told
            continue
        cases = written(plan, cases)

    for there in cases.values():
        assert isinstance(there.case, Case)
        ids = [*(entry.id for entry in there.case.entries), *(each.id for each in there.case.amendments)]
        taken_back = [amendment.target for amendment in there.case.amendments if amendment.withdraws]
        assert len(ids) == len(set(ids))
        assert len(taken_back) == len(set(taken_back))


@given(
    texts=st.dictionaries(
        st.sampled_from(["a", "b", "c", "d"]),
        st.one_of(
            st.binary(max_size=60),
            st.tuples(st.sampled_from(sorted(COLUMNS)), st.lists(st.lists(CELLS, max_size=14), max_size=4)).map(
                lambda table: "\n".join(",".join(row) for row in [COLUMNS[table[0]], *table[1]]).encode()
            ),
            st.tuples(st.sampled_from(sorted(COLUMNS)), st.text(max_size=60)).map(
                lambda table: f"{','.join(COLUMNS[table[0]])}\n{table[1]}".encode("utf-8", "surrogatepass")
            ),
        ),
    )
)
def test_no_file_makes_anything_but_a_refusal_or_a_plan(
    tmp_path_factory: pytest.TempPathFactory, texts: dict[str, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("return")
    for name, content in texts.items():
        (folder / f"{name}.csv").write_bytes(content)
    try:
        found = read_return(folder)
    except Unreadable:
        return
    plan = plan_import(found, {}, TODAY)

    assert set(found.numbers) == {child.number for child in plan.children}
