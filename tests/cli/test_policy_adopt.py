"""`reunify policy adopt`: from its day a policy judges whom it should; neither an edit nor an upgrade moves a date."""

import json
import shutil
from pathlib import Path

import pytest

from reunify_cli.policy_store import policy_files
from reunify_cli.policy_store.adoptions import KEPT
from reunify_cli.policy_store.policies import load_policy
from tests.cli.desk import Answer, a_team, another_child, bytes_of, lay, reunify

WEST = """\
id: west
title: West
extends: northgate
source: {cite: West procedure, checked: 2026-11-01}
in-force: 2010-01-01
"""
CALLS = """\
rules:
  - {id: calls, title: Ring the carer, source: {at: p 1}, owes: social-worker, says: Somebody rings every three weeks.,
     while: {looked-after: yes}, every: 3 w, needs: {event: visit}}
"""
LATER = """\
- {id: 3A11, event: became-looked-after, date: 2026-11-28T10:00, legal-status: care-order, by: d.okafor}
- {id: 3A12, event: placement-start, date: 2026-11-28T11:00, kind: foster}
"""


def team(folder: Path) -> Path:
    """Northgate with a policy `west` on top; one child since August, another since 28 November."""
    west = {"policies/west/policy.yaml": WEST, "policies/west/calls.yaml": CALLS}
    child = another_child(43, "A.K.") | {"cases/RU-2026-0043/journal.yaml": LATER}
    return a_team(folder, **west, **child)


def adopt(folder: Path, *words: str, policy: str = "west", now: str = "2026-11-30T08:47") -> Answer:
    return reunify(folder, "policy", "adopt", policy, *words, me="Ruth Amadi", now=now)


def rules(folder: Path, *words: str, now: str = "2026-11-30T08:47") -> dict[str, tuple[str, set[str]]]:
    """By child: which policy it is judged by, and under which rules something is to be done."""
    answer = reunify(folder, "next", "--within", "1y", "--json", *words, now=now)
    found: dict[str, tuple[str, set[str]]] = {}
    for item in json.loads(answer.out)["items"]:
        for duty in item.get("duties", [item]):
            found.setdefault(duty["case"], (duty["policy"]["id"], set()))[1].add(duty["rule"])
    return found


def dates(folder: Path) -> list[tuple[str, str]]:
    """Every duty that there is, with its date."""
    items = json.loads(reunify(folder, "next", "--within", "1y", "--json").out)["items"]
    return sorted((duty["id"], duty["due"]) for item in items for duty in item.get("duties", [item]))


def list_(folder: Path, *words: str) -> dict[str, dict[str, object]]:
    return {each["id"]: each for each in reunify(folder, "policy", "list", "--json", *words).json["items"]}


# --- who is judged by what ------------------------------------------------------------------------------------------


def test_only_a_case_that_began_on_that_day_or_later_goes_by_the_new_policy(tmp_path: Path) -> None:
    folder = team(tmp_path)

    answer = adopt(folder, "--from", "28/11/2026")
    found = rules(folder)

    assert 0 == answer.code, answer.err
    assert ("northgate", "west") == (found["RU-2026-0042"][0], found["RU-2026-0043"][0])
    assert ("calls" in found["RU-2026-0043"][1], "calls" in found["RU-2026-0042"][1]) == (True, False)


def test_with_open_cases_those_that_are_open_come_along(tmp_path: Path) -> None:
    folder = team(tmp_path)
    adopt(folder, "--from", "28/11/2026", "--open-cases")

    assert {"west"} == {policy for policy, _ in rules(folder).values()}


def test_a_closed_case_stays_where_it_was(tmp_path: Path) -> None:
    folder = team(tmp_path)
    closed = "- {id: 4A11, event: case-closed, date: 2026-11-20}\n"
    with (folder / "cases/RU-2026-0042/journal.yaml").open("a") as file:
        file.write(closed)
    adopt(folder, "--from", "28/11/2026", "--open-cases")

    listed = reunify(folder, "list", "--closed", "--json").json["items"]
    assert {"RU-2026-0042": "northgate", "RU-2026-0043": "west"} == {each["case"]: each["policy"] for each in listed}


def test_before_its_day_nothing_changes_and_looking_back_shows_what_held_then(tmp_path: Path) -> None:
    folder = team(tmp_path)
    before = dates(folder)
    adopt(folder, "--from", "1/12/2026", "--open-cases")

    assert before == dates(folder)
    assert {"west"} == {policy for policy, _ in rules(folder, now="2026-12-01T09:00").values()}
    assert {"northgate"} == {p for p, _ in rules(folder, "--as-of", "30/11/2026", now="2026-12-01T09:00").values()}


def test_a_child_who_comes_later_is_recorded_and_judged_under_the_new_policy(tmp_path: Path) -> None:
    folder = team(tmp_path)
    lay(folder, {"policies/west/vocabulary.yaml": "events: {carer-rung: {title: call to the carer}}\n"})
    adopt(folder, "--from", "28/11/2026")

    there = reunify(folder, "record", "43", "carer-rung", "--on", "29/11", "--yes")
    not_there = reunify(folder, "record", "42", "carer-rung", "--on", "29/11", "--yes")

    assert 0 == there.code, there.err
    assert 0 != not_there.code


def test_a_child_who_stays_under_the_old_policy_keeps_its_event_types_and_is_told_of_the_new_ones(
    tmp_path: Path,
) -> None:
    folder = team(tmp_path)
    own = "events:\n  carer-rung: {title: call to the carer, group: meetings, minutes: yes}\n"
    lay(folder, {"policies/west/vocabulary.yaml": own})
    adopt(folder, "--from", "1/11/2026", "--open-cases")
    adopt(folder, "--from", "28/11/2026", policy="northgate")

    recorded = reunify(folder, "record", "42", "call", "to", "the", "carer", "--on", "29/11", "--yes")
    booked = reunify(folder, "book", "42", "carer-rung", "--on", "7/12 10:00", "--yes")
    before = bytes_of(folder)
    refused = [
        reunify(folder, "record", "43", "carer-rung", "--on", "29/11", "--yes"),
        reunify(folder, "record", "42", "43", "carer-rung", "--on", "29/11", "--yes"),
        reunify(folder, "book", "43", "carer-rung", "--on", "8/12 10:00", "--yes"),
        reunify(folder, "record", "42", "carer-rang", "--on", "29/11", "--yes"),
    ]

    assert (0, 0) == (recorded.code, booked.code), recorded.err + booked.err
    assert [2, 2, 2, 2] == [each.code for each in refused]
    assert ["RU-2026-0043 is judged by northgate, which knows no event carer-rung."] * 3 == [
        each.err.splitlines()[0] for each in refused[:3]
    ]
    assert before == bytes_of(folder)


def test_every_list_still_reads_everybody(tmp_path: Path) -> None:
    folder = team(tmp_path)
    adopt(folder, "--from", "28/11/2026")

    for words in (("next",), ("overdue",), ("list",), ("check",), ()):
        answer = reunify(folder, *words)
        assert answer.code in (0, 1), answer.err
        assert "NOT READ" not in answer.out


# --- what is written ------------------------------------------------------------------------------------------------


def test_what_a_hand_wrote_stays_and_the_line_says_what_since_when_by_whom_and_pinned_by_what(tmp_path: Path) -> None:
    folder = team(tmp_path)
    old = "# our team\nname: Northgate   # in the north\npolicy: northgate\n"
    (folder / "reunify.yaml").write_text(old)
    pinned, new = (load_policy(name, folder).digest for name in ("northgate", "west"))

    adopt(folder, "--from", "1/12/2026")
    text = (folder / "reunify.yaml").read_text()

    assert text.startswith(old)
    assert (
        f'adoptions:\n  - {{id: northgate, digest: {pinned}, recorded: "2026-11-30T08:47Z"}}\n'
        f"  - {{id: west, from: 2026-12-01, by: r.amadi, digest: {new}, open-cases: no, "
        'recorded: "2026-11-30T08:47Z"}\n'
    ) in text


def test_a_copy_of_exactly_what_it_was_read_from_is_kept(tmp_path: Path) -> None:
    folder = team(tmp_path)
    adopt(folder, "--from", "1/12/2026")
    digest = load_policy("west", folder).digest
    kept = folder / "policies" / KEPT / f"west-{digest}"
    files = {str(path.relative_to(kept)) for path in kept.rglob("*") if path.is_file()}

    assert {
        "vocabulary.yaml", "calendars/england-and-wales.yaml", "west/policy.yaml", "west/calls.yaml",
        "northgate/policy.yaml", "northgate/rules.yaml",
    } == files  # fmt: skip
    assert (folder / "policies/west/calls.yaml").read_text() == (kept / "west/calls.yaml").read_text()
    assert "west" in reunify(folder, "policy", "list").out


def test_a_second_adoption_is_a_second_line_and_takes_the_place_of_the_first(tmp_path: Path) -> None:
    folder = team(tmp_path)
    adopt(folder, "--from", "28/11/2026", "--open-cases")
    lay(folder, {"policies/west/calls.yaml": CALLS.replace("3 w", "2 w")})
    unmoved = dates(folder)

    answer = adopt(folder, "--from", "29/11/2026", "--open-cases")

    assert 0 == answer.code, answer.err
    assert 3 == (folder / "reunify.yaml").read_text().count("- {id:")
    assert unmoved != dates(folder)


def test_the_answer_says_for_whom_it_holds_and_as_json_too(tmp_path: Path) -> None:
    folder = team(tmp_path)
    answer = adopt(folder, "--from", "1/12/2026")
    said = " ".join(answer.out.split())

    assert "ADOPTED west from Tue 1 December 2026, by Ruth Amadi." in said
    assert "2 cases here began before it and stay with northgate." in said
    assert "What held so far, northgate, is pinned" in said
    assert all(len(line) <= 80 for line in answer.lines if "reunify policy" not in line)
    again = adopt(folder, "--from", "1/12/2026", "--open-cases", "--json").json["items"]
    assert [("west", True, "r.amadi")] == [(each["id"], each["open_cases"], each["by"]) for each in again]


def test_what_is_no_longer_asked_of_open_cases_is_said_and_can_be_had_by_looking_back(tmp_path: Path) -> None:
    folder = team(tmp_path)
    adopt(folder, "--from", "28/11/2026", "--open-cases")

    answer = adopt(folder, "--from", "30/11/2026", "--open-cases", policy="northgate")
    said = " ".join(answer.out.split())

    assert "1 rule of west is not in it: what was late or broken under it is then no longer listed" in said
    assert "calls" not in rules(folder)["RU-2026-0042"][1]
    assert "calls" in rules(folder, "--as-of", "29/11/2026")["RU-2026-0042"][1]


def test_adopting_what_holds_already_pins_it_and_moves_nobody(tmp_path: Path) -> None:
    folder = team(tmp_path)
    before = dates(folder)

    answer = adopt(folder, "--from", "today", policy="northgate")

    assert 0 == answer.code, answer.err
    assert "No dates change" in " ".join(answer.out.split())
    assert before == dates(folder)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("wset", "--from", "today"), 2, 'Did you mean "west"?'),
        (("west", "--from", "31/2/2026"), 2, "February 2026 has 28"),
        (("west",), 2, "--from"),
        (("west", "--from", "today", "--as-of", "1/1/2026"), 2, "--as-of"),
    ],
)
def test_what_is_mistyped_changes_nothing(tmp_path: Path, words: tuple[str, ...], code: int, said: str) -> None:
    folder = team(tmp_path)
    before = bytes_of(folder)

    answer = reunify(folder, "policy", "adopt", *words)

    assert code == answer.code
    assert said in answer.err
    assert before == bytes_of(folder)


def test_somebody_has_to_adopt_it(tmp_path: Path) -> None:
    folder = team(tmp_path)
    nobody = reunify(folder, "policy", "adopt", "west", "--from", "today", me="")
    named = reunify(folder, "policy", "adopt", "west", "--from", "today", "--by", "Imran Ali", me="")

    assert (2, 0) == (nobody.code, named.code)
    assert "--by NAME" in nobody.err
    assert "by: Imran Ali," in (folder / "reunify.yaml").read_text()


def test_adoptions_follow_one_another_and_the_same_is_not_adopted_twice(tmp_path: Path) -> None:
    folder = team(tmp_path)
    adopt(folder, "--from", "1/12/2026")
    before = bytes_of(folder)
    twice = adopt(folder, "--from", "2/12/2026")
    lay(folder, {"policies/west/calls.yaml": CALLS.replace("3 w", "2 w")})
    earlier = adopt(folder, "--from", "28/11/2026")
    lay(folder, {"policies/west/calls.yaml": CALLS})

    assert (1, 1) == (twice.code, earlier.code)
    assert "is adopted already, just as it reads now" in twice.err
    assert "adoptions follow one another" in earlier.err
    assert before == bytes_of(folder)


def test_a_policy_that_does_not_read_is_not_adopted(tmp_path: Path) -> None:
    folder = team(tmp_path)
    lay(folder, {"policies/west/calls.yaml": CALLS.replace("3 w", "3 wk")})
    before = bytes_of(folder)

    answer = adopt(folder, "--from", "today")

    assert 3 == answer.code
    assert "policies/west/calls.yaml:3:" in answer.err
    assert before == bytes_of(folder)


# --- neither an edit nor an upgrade -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "edits",
    [
        {"policies/west/calls.yaml": CALLS.replace("3 w", "1 w")},
        {"policies/west/calls.yaml": "rules: [{half: written"},
        {"policies/west/calls.yaml": "rules: []\n", "policies/west/policy.yaml": WEST.replace("northgate", "england")},
        {"policies/calendars/england-and-wales.yaml": "id: england-and-wales\n"},
    ],
)
def test_no_edit_moves_a_date_until_it_is_adopted(tmp_path: Path, edits: dict[str, str]) -> None:
    folder = team(tmp_path)
    adopt(folder, "--from", "28/11/2026", "--open-cases")
    before = dates(folder)

    lay(folder, edits)

    assert before == dates(folder)
    notes = " ".join(reunify(folder, "check").out.split())
    assert "policy west reads otherwise than when it was adopted" in notes


def test_an_upgrade_of_the_program_moves_no_date_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = tmp_path / "shipped"
    shutil.copytree(policy_files.policies_dir(), shipped)
    monkeypatch.setattr(policy_files, "policies_dir", lambda: shipped)
    folder = team(tmp_path / "team")
    lay(folder, {"reunify.yaml": "policy: surrey\n"})
    adopt(folder, "--from", "today", policy="surrey")
    before = dates(folder)

    visits = shipped / "england" / "visits.yaml"
    text = visits.read_text(encoding="utf-8")
    assert "every: [1 w, 6 w]" in text
    visits.write_text(text.replace("every: [1 w, 6 w]", "every: [3 d, 2 w]"), encoding="utf-8")

    assert before == dates(folder)
    assert list_(folder)["surrey"]["changed_since_adopted"] is True
    assert 0 == adopt(folder, "--from", "today", "--open-cases", policy="surrey").code
    assert before != dates(folder)


def test_a_change_is_said_on_the_list_with_the_commands_that_show_it_and_take_it_over(tmp_path: Path) -> None:
    folder = team(tmp_path)
    adopt(folder, "--from", "28/11/2026")
    assert list_(folder)["west"]["changed_since_adopted"] is False

    lay(folder, {"policies/west/calls.yaml": CALLS.replace("3 w", "1 w")})
    said = " ".join(reunify(folder, "policy", "list").out.split())
    west = list_(folder)["west"]

    assert "CHANGED since it was adopted here: children are judged by the copy kept then, so no date has moved" in said
    assert "reunify policy diff west@adopted west --cases" in said
    assert "reunify policy adopt west --from DATE" in said
    assert west["changed_since_adopted"] is True
    assert [{"from": "2026-11-28", "by": "r.amadi", "open_cases": False, "kept": True}] == [
        {key: value for key, value in each.items() if key != "digest"}
        for each in west["adopted"]  # type: ignore[attr-defined]
    ]


def test_the_difference_between_what_was_adopted_and_what_it_says_now_can_be_seen(tmp_path: Path) -> None:
    folder = team(tmp_path)
    adopt(folder, "--from", "28/11/2026", "--open-cases")
    lay(folder, {"policies/west/calls.yaml": CALLS.replace("3 w", "1 w")})

    said = " ".join(reunify(folder, "policy", "diff", "west", "--cases").out.split())

    assert said.startswith("west@adopted -> west")
    assert "was at least every 3 weeks" in said
    assert "now at least every 1 week" in said
    assert "2 of 2 children would feel it" in said


def test_a_copy_that_was_changed_is_not_used_and_that_is_said(tmp_path: Path) -> None:
    folder = team(tmp_path)
    adopt(folder, "--from", "28/11/2026", "--open-cases")
    (kept,) = (folder / "policies" / KEPT).glob("west-*")
    path = kept / "west" / "calls.yaml"
    path.write_text(path.read_text().replace("3 w", "1 w"))

    answer = reunify(folder, "next")

    assert 3 == answer.code
    assert "This copy was changed: it is not what was adopted." in " ".join(answer.out.split())
    assert "NOT READ" in answer.out


def test_where_no_copy_was_kept_it_is_said_that_dates_may_have_moved(tmp_path: Path) -> None:
    folder = team(tmp_path)
    adopt(folder, "--from", "28/11/2026")
    shutil.rmtree(folder / "policies" / KEPT)
    lay(folder, {"policies/west/calls.yaml": CALLS.replace("3 w", "1 w")})

    assert "no copy was kept, so dates may have moved" in " ".join(reunify(folder, "policy", "list").out.split())
    assert "no copy of it was kept" in reunify(folder, "policy", "diff", "west@adopted", "west").err
