"""`reunify policy diff`: which rules differ, in words; and which children would feel it, counted at the end."""

from pathlib import Path

import pytest

from reunify_cli.policy_store.policies import load_policy, policy_ids
from tests.cli.desk import Answer, a_team, another_child, bytes_of, lay, reunify

WEST = """\
id: west
title: West
short: West
extends: northgate
source: {cite: West procedure, checked: 2026-11-01}
in-force: 2010-01-01
labels: {stages: {plan: Drawing up the plan}}
"""
REPORT = """\
override:
  review-report: {strength: should, owes: iro, source: {at: p 3}}
"""
CALLS = """\
rules:
  - {id: calls, title: Ring the carer, source: {at: p 1}, owes: social-worker, says: Somebody rings every three weeks.,
     while: {looked-after: yes}, every: 3 w, needs: {event: visit}}
"""
GATE = """\
rules:
  - {id: seen-first, title: The home is seen first, source: {at: p 2}, owes: social-worker, says: Somebody looks.,
     while: {looked-after: yes}, before: {event: review, which: each}, needs: {event: home-seen}}
"""


def team(folder: Path, **files: str) -> Path:
    """Northgate with a policy `west` on top of it, and two children in care since August."""
    west = {"policies/west/policy.yaml": WEST, **{f"policies/west/{name}.yaml": text for name, text in files.items()}}
    return a_team(folder, **west, **another_child(43, "A.K."))


def diff(folder: Path, *words: str, now: str = "2026-11-30T08:47") -> Answer:
    return reunify(folder, "policy", "diff", *words, now=now)


# --- rules ----------------------------------------------------------------------------------------------------------


def test_what_was_added_changed_and_removed_is_said_in_words_and_counted(tmp_path: Path) -> None:
    answer = diff(team(tmp_path, report=REPORT, calls=CALLS), "northgate", "west")
    said = " ".join(answer.out.split())

    assert (0, "") == (answer.code, answer.err)
    assert answer.out.startswith("northgate -> west\n")
    assert "changed Social worker's report before a review policy review-report" in said
    assert "Who was social worker now independent reviewing officer" in said
    assert "Strength was must now should" in said
    assert "Source was Northgate handbook, p 4 now West procedure, p 3" in said
    assert "added Ring the carer policy calls" in said
    assert "Stage plan was 2 Planning now 2 Drawing up the plan" in said
    assert said.endswith("Total: 1 rule added, 1 changed, 0 removed, 5 the same.")
    assert all(len(line) <= 80 for line in answer.lines)


def test_the_other_way_round_what_was_added_was_removed(tmp_path: Path) -> None:
    said = " ".join(diff(team(tmp_path, calls=CALLS), "west", "northgate").out.split())

    assert "removed Ring the carer policy calls" in said
    assert "0 rules added, 0 changed, 1 removed" in said


@pytest.mark.parametrize("policy", policy_ids())
def test_nothing_differs_from_itself(tmp_path: Path, policy: str) -> None:
    answer = diff(a_team(tmp_path), policy, policy, "--cases")

    assert 0 == answer.code, answer.err
    assert "No rule, no word and no bank holiday differs." in answer.out
    assert "No child's dates change." in answer.out


@pytest.mark.parametrize("before", policy_ids())
@pytest.mark.parametrize("now", policy_ids())
def test_every_rule_of_either_of_two_policies_is_accounted_for(tmp_path: Path, before: str, now: str) -> None:
    counts = diff(outside(tmp_path), before, now, "--json").json["counts"]
    old, new = (set(load_policy(each).by_id) for each in (before, now))

    assert (len(new - old), len(old - new)) == (counts["added"], counts["removed"])
    assert len(old & new) == counts["changed"] + counts["same"]


def outside(folder: Path) -> Path:
    return lay(folder, {"reunify.yaml": "policy: surrey\n"})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("every: 3 w", "every: 2 w"), "By when was at least every 3 weeks"),
        (("every: 3 w", "every: 3 w, if-owed: visits"), "Only if due now Visit the child"),
        (("every: 3 w", "every: 3 w, restart: {event: stay}"), "Starts again now at each"),
        (("every: 3 w", "every: 3 w, closed-by: {event: refused}"), "Or closed by now"),
        (("needs: {event: visit}", "needs: {event: review}"), "Met by was visit now review"),
        (("title: Ring", "title: Call"), "Title was Ring the carer now Call the carer"),
        (("owes: social-worker", "owes: social-worker, in-force: 2026-01-01"), "In force was from 2010-01-01 now from"),
        (("source: {at: p 1}", "source: {at: p 1, sure: unverified}"), "How sure was primary now unverified"),
        (
            ("every: 3 w", "every: 3 w, versions: [{in-force: 2026-01-01, every: 1 w}]"),
            "By when was at least every 3 weeks",
        ),
    ],
)
def test_whatever_changes_in_a_rule_is_named(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    assert change[0] in CALLS
    folder = team(tmp_path, calls=CALLS)
    reunify(folder, "policy", "adopt", "west", "--from", "today")
    lay(folder, {"policies/west/calls.yaml": CALLS.replace(*change)})

    said = " ".join(diff(folder, "west").out.split())

    assert "changed" in said
    assert words in said


def test_another_bank_holiday_is_a_difference(tmp_path: Path) -> None:
    folder = team(tmp_path)
    reunify(folder, "policy", "adopt", "west", "--from", "today")
    shipped = (Path(__file__).parents[2] / "policies/calendars/england-and-wales.yaml").read_text(encoding="utf-8")
    more = shipped.replace("holidays:\n", "holidays:\n  - {date: 2026-12-04, title: Day of joy}\n", 1)
    lay(folder, {"policies/calendars/england-and-wales.yaml": more})

    said = " ".join(diff(folder, "west", "--cases").out.split())

    assert "BANK HOLIDAYS 2026-12-04 now Day of joy" in said


def test_another_school_term_is_a_difference(tmp_path: Path) -> None:
    folder = team(tmp_path)
    reunify(folder, "policy", "adopt", "west", "--from", "today")
    terms = "terms: [{title: autumn term, from: 2026-09-02, until: 2026-12-18}]\n"
    lay(folder, {"policies/calendars/school-terms.yaml": terms})

    said = " ".join(diff(folder, "west").out.split())

    assert "SCHOOL TERMS autumn term from 2026-09-02 now until 2026-12-18" in said


# --- children -------------------------------------------------------------------------------------------------------


def test_a_child_who_would_be_late_overnight_is_named_first_and_counted(tmp_path: Path) -> None:
    folder = team(tmp_path, calls=CALLS)

    answer = diff(folder, "northgate", "west", "--cases")
    said = " ".join(answer.out.split())

    assert 0 == answer.code
    assert "CHILDREN 2 open cases, all read, as things stand on Mon 30 November 2026" in said
    assert "0042 R.K. 9 LATE OVERNIGHT Ring the carer policy due Mon 9 Nov, overdue" in said
    assert "2 of 2 children would feel it: 2 duties new, 0 gone, 0 dates moved and 0 standing otherwise." in said
    assert "Gates among these: 0." in said
    assert said.endswith("2 children become late overnight (2 duties).")


def test_before_that_rhythm_runs_out_it_is_new_and_not_late(tmp_path: Path) -> None:
    answer = diff(team(tmp_path, calls=CALLS), "northgate", "west", "--cases", now="2026-11-05T08:47")

    assert "LATE OVERNIGHT" not in answer.out
    assert "0 children become late overnight." in " ".join(answer.out.split())
    assert "new " in answer.out


def test_a_date_that_moves_is_shown_with_both_days(tmp_path: Path) -> None:
    folder = team(tmp_path, calls=CALLS)
    reunify(folder, "policy", "adopt", "west", "--from", "1/8/2026", "--open-cases")
    lay(folder, {"policies/west/calls.yaml": CALLS.replace("3 w", "4 w")})

    answer = diff(folder, "west", "--cases", now="2026-11-03T09:00")
    said = " ".join(answer.out.split())

    assert "moved Ring the carer policy was due Mon 9 Nov, now due Mon 16 Nov" in said
    assert "0 duties new, 0 gone, 2 dates moved and 0 standing otherwise." in said
    assert said.endswith("0 children become late overnight.")


def test_a_gate_that_would_be_asked_is_counted_as_one(tmp_path: Path) -> None:
    folder = team(tmp_path, gate=GATE)

    said = " ".join(diff(folder, "northgate", "west", "--cases").out.split())

    assert "LATE OVERNIGHT The home is seen first policy breach, asked on Fri 18 Sep" in said
    assert "2 duties new, 0 gone" in said
    assert "Gates among these: 2." in said


def test_a_closed_case_is_left_out_and_counted(tmp_path: Path) -> None:
    folder = team(tmp_path, calls=CALLS)
    with (folder / "cases/RU-2026-0043/journal.yaml").open("a") as file:
        file.write("- {id: 9A11, event: case-closed, date: 2026-11-01}\n")

    said = " ".join(diff(folder, "northgate", "west", "--cases").out.split())

    assert "1 open case, all read; 1 closed one left out" in said


def test_a_child_who_cannot_be_read_is_named_and_the_list_is_incomplete(tmp_path: Path) -> None:
    folder = team(tmp_path, calls=CALLS)
    lay(folder, {"cases/RU-2026-0043/journal.yaml": "- {event: visti, date: 2026-11-01}\n"})

    answer = diff(folder, "northgate", "west", "--cases")

    assert 3 == answer.code
    assert "0043 NOT READ" in " ".join(answer.out.split())
    assert "1 NOT READ" in answer.out


def test_a_child_whose_record_has_words_that_the_other_policy_lacks_is_named(tmp_path: Path) -> None:
    folder = team(tmp_path, vocabulary="events: {carer-rung: {title: call to the carer}}\n")
    with (folder / "cases/RU-2026-0043/journal.yaml").open("a") as file:
        file.write("- {id: 9A11, event: carer-rung, date: 2026-11-01}\n")

    there = diff(folder, "northgate", "west", "--cases")
    back = diff(folder, "west", "northgate", "--cases")

    assert (3, 3) == (there.code, back.code)
    assert "It cannot be read under northgate." in " ".join(back.out.split())


def test_as_json_every_change_is_an_item_and_the_counts_stand_beside_them(tmp_path: Path) -> None:
    said = diff(team(tmp_path, report=REPORT, calls=CALLS), "northgate", "west", "--cases", "--json").json
    kinds = [(each["kind"], each["change"]) for each in said["items"]]

    assert ("diff", 2, []) == (said["kind"], said["read"], said["unread"])
    assert ("northgate", "west") == (said["before"]["id"], said["now"]["id"])
    assert [("rule", "changed"), ("rule", "added"), ("word", "changed")] == kinds[:3]
    assert 2 == kinds.count(("duty", "late overnight"))
    assert (1, 1, 0, 2, 2) == tuple(
        said["counts"][key] for key in ("added", "changed", "removed", "children", "children_late_overnight")
    )
    duty = next(each for each in said["items"] if each["change"] == "late overnight")
    assert {"standing": "not owed", "due": None} == duty["before"]
    assert {"standing": "overdue", "due": "2026-11-09"} == duty["now"]


def test_nothing_is_written(tmp_path: Path) -> None:
    folder = team(tmp_path, calls=CALLS)
    before = bytes_of(folder)
    diff(folder, "northgate", "west", "--cases")

    assert before == bytes_of(folder)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("northgate", "wset"), 'Did you mean "west"?'),
        (("northgate@adopted", "west"), "no such version of northgate was adopted here"),
        (("northgate@0a1b", "west"), "no such version of northgate was adopted here"),
        (("west",), "reunify policy adopt west --from DATE"),
    ],
)
def test_a_version_that_there_is_not_is_refused(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    answer = diff(team(tmp_path), *words)

    assert (2, "") == (answer.code, answer.out)
    assert said in answer.err
