"""The long runs of tests/soak, short: writers killed, drives that fail, many at once, clones that pull and push."""

import itertools
import os

import pytest

from reunify_cli.store.durable import change
from tests.soak import clones, commands, corruption, cuts, faults, kill, plants, writers

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are forked")


def test_a_writer_killed_at_any_moment_loses_nothing_it_was_told_is_recorded() -> None:
    figures = kill.run(600, rounds=25)

    assert 25 == figures["kills"]
    assert figures["confirmed"]


@pytest.mark.parametrize("work", faults.WORKS)
def test_a_drive_that_fails_at_any_call_leaves_each_file_as_before_or_as_after(work: faults.Work) -> None:
    outcomes = set()
    for error in ("ENOSPC", "EIO"):
        for n in itertools.count(1):
            faulty = faults.Faulty(error, n, n, 0.5)
            outcomes.add(faults.attempt(work, faulty))
            if faulty.calls < n:
                break

    assert {"before", "after"} <= outcomes


def test_a_drive_that_stays_broken_from_any_call_on_says_what_could_not_be_put_back() -> None:
    outcomes = set()
    for n in itertools.count(1):
        faulty = faults.Faulty("ENOSPC", n, 10**9, 0.5)
        outcomes.add(faults.attempt(faults.several, faulty))
        if faulty.calls < n:
            break

    assert {"before", "after", "told"} == outcomes


def test_eight_who_record_on_one_child_at_once_lose_nothing_and_double_nothing() -> None:
    assert 8 * 6 == writers.run(8, 6)["found"]


def test_where_no_lock_works_those_who_clash_repeat_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change, "settle", 0.2)

    assert 2 * 3 == writers.run(2, 3, locks_work=False)["found"]


def test_what_clones_record_apart_is_in_each_of_them_after_they_pulled_and_pushed() -> None:
    figures = clones.run(600, clones=3, merges=4)

    assert 4 <= figures["merges"]
    assert figures["confirmed"]


def test_colleagues_who_type_at_one_child_at_the_same_moment_wait_for_one_another() -> None:
    figures = commands.run(3, 3)

    assert 9 == figures["commands"]


def test_a_journal_cut_anywhere_is_named_by_the_commands_that_read_it() -> None:
    figures = cuts.run(600, some=12, journals=2)

    assert 2 == figures["journals"]
    assert 20 < figures["named"]


@pytest.mark.skipif(os.name == "nt", reason="no such files there")
def test_nothing_that_is_planted_in_a_workspace_reaches_out_of_it_or_hides_a_child() -> None:
    figures = plants.run(600, trees=100)

    assert (100, 0) == (figures["trees"], figures["faults"])


def test_a_damaged_index_changes_no_answer() -> None:
    figures = corruption.run(600, number=70)

    assert (70, 0) == (figures["damaged"], figures["other_answers"])
