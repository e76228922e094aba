"""A child's folder is read whole or not at all, and whatever is wrong in it is said at once."""

import os
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reunify_cli.errors import Place, Unreadable
from reunify_cli.model.case import Case, KnownSpan
from reunify_cli.model.plan import Item
from reunify_cli.store.durable import locks
from reunify_cli.store.folder import Reading, known_span, places, read_case, read_folder
from tests.store.rooms import CASE, child, lay, said, words, workspace

TALK = "- {id: 7K3F, event: talk, date: 2026-03-10}\n"
PLAN = "actions:\n  - {id: A1, what: ring the school}\n"
ID = "RU-2026-0042"


def reading(root: Path, journal: str | bytes = TALK, case: str | bytes = CASE, **files: str) -> Reading:
    return read_folder(child(root, journal, case, **files), ID, words())


def unread(root: Path, journal: str | bytes = TALK, case: str | bytes = CASE, **files: str) -> str:
    """What is said about a folder that is not read, without its name."""
    found = reading(root, journal, case, **files)

    assert found.case is None
    return "\n".join(map(str, found.problems)).replace(f"cases/{ID}/", "")


def read(root: Path, journal: str | bytes = TALK, case: str | bytes = CASE, **files: str) -> Case:
    found = reading(root, journal, case, **files)

    assert () == found.problems
    assert found.case is not None
    return found.case


# --- whole ---


def test_a_folder_is_a_case_with_who_the_child_is_what_happened_and_the_plans(tmp_path: Path) -> None:
    lay(tmp_path / "cases" / ID / "plans", {"7K3F.yaml": "notes: [{id: N1}]", ".draft.tmp": "half"})
    case = read(tmp_path, TALK + "- {withdraws: 7K3F, why: x}\n", **{"plan.yaml": PLAN})

    assert ("R.K.", "mother") == (case.child.short(), case.file.people["mother"].relation)
    assert ["7K3F"] == [entry.id for entry in case.entries]
    assert ["7K3F"] == [each.target for each in case.amendments]
    assert (Item("A1", "ring the school"),) == (case.plan.actions if case.plan else None)
    assert {"7K3F": (Item("N1"),)} == {name: plan.notes for name, plan in case.agreed.items()}
    assert "Dana Okafor" == case.team.name_of("d.okafor")


def test_what_was_read_is_kept_to_the_byte_for_those_who_write(tmp_path: Path) -> None:
    journal = b"\xef\xbb\xbf" + TALK.replace("\n", "\r\n").encode()

    assert {"case.yaml": CASE.encode(), "journal.yaml": journal} == reading(tmp_path, journal).files


def test_a_journal_may_hold_nothing_yet_if_it_says_so(tmp_path: Path) -> None:
    assert () == read(tmp_path, "# none\n").entries


def test_a_journal_that_is_not_there_is_not_taken_for_one_without_entries(tmp_path: Path) -> None:
    lay(tmp_path / "cases" / ID, {"case.yaml": CASE})
    room = workspace(tmp_path)

    assert "journal.yaml\n    This file is missing: what happened is not here." in said(
        lambda: read_case(room, ID, words())
    )


@pytest.mark.parametrize(
    ("journal", "sentence"),
    [
        (b"", "This file is empty; it may not have been synchronised yet, or it was lost."),
        (b"\0" * 4096, "The character here (code 00) is no text; the file may be damaged."),
        (TALK.encode() + b"\0" * 512, "The character here (code 00) is no text; the file may be damaged."),
        (b"- id: 7K3F\n  event: talk\n  date: 2026-03-10\n  reco", "A colon is missing here."),
        (b"- id: 7K3F\n  event: talk\n  date: 2026-03-10\n  note: rang", "The file breaks off in this entry."),
        (b"- id: 7K3F\n  event: talk\n  date: 2026-03", '"2026-03"'),
    ],
)
def test_a_journal_that_is_only_half_here_is_not_read(tmp_path: Path, journal: bytes, sentence: str) -> None:
    assert sentence in unread(tmp_path, journal)


def test_an_editor_that_drops_the_last_line_end_does_no_harm(tmp_path: Path) -> None:
    stamped = "- {id: 7K3F, event: talk, date: 2026-03-10, recorded: 2026-03-11T09:02Z, recorded_by: d.okafor}"

    assert 1 == len(read(tmp_path, stamped).entries)


def test_a_second_copy_of_an_agreed_plan_is_named(tmp_path: Path) -> None:
    lay(tmp_path / "cases" / ID / "plans", {"7K3F.yaml": "notes: [{id: N1}]", "7K3F-NB4471.yaml": "notes: [{id: N2}]"})

    assert 'plans/7K3F.yaml\n    There are two copies: "7K3F-NB4471.yaml" stands beside it.' in unread(tmp_path)


@pytest.mark.parametrize(
    ("lock", "left"),
    [("Helen\n{here}\n{ended} a1\n", 2), ("Helen\n{here}\n{running} a1\n", 0), ("Helen\nNB4471\n1 a1\n", 0), ("", 1)],
)
def test_what_a_write_left_lying_is_said_unless_somebody_may_still_be_writing(
    tmp_path: Path, lock: str, left: int
) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    files = {".journal.lock": lock.format(here=locks.machine(), ended=ended.pid, running=os.getpid())} if lock else {}
    found = reading(tmp_path, **files, **{".journal.yaml.0a1b2c3d.tmp": TALK + TALK.replace("7K3F", "8B4G")})

    assert found.case is not None
    assert left == len(found.left)
    assert left == 0 or "It holds 1 that the journal has not." in str(found.left[-1])


def test_an_entry_by_hand_is_measured_by_the_day_that_it_is(tmp_path: Path) -> None:
    room = child(tmp_path, "- {event: talk, date: 2026-03-10}")

    assert () == read_folder(room, ID, words(), date(2026, 3, 10)).problems
    assert "is in the future" in said(lambda: read_case(room, ID, words(), date(2026, 3, 9)))


# --- or not at all ---


def test_every_mistake_of_every_file_is_said_at_once(tmp_path: Path) -> None:
    lay(tmp_path / "cases" / ID / "plans", {"7K3F.yaml": "actons: []"})
    case = CASE.replace("relation: mother", "relation: mum") + "colour: red\n"
    words = unread(
        tmp_path, "- {event: tlak, date: 2026-03-10}\n", case, **{"plan.yaml": "actions: [{id: A1, due: soon}]"}
    )

    assert (
        words
        == """\
case.yaml:6:1
    "colour" is not known here.
    Known here: id, child, format, external, people, homes, known-from, group, template.
journal.yaml:1:11
    "tlak" is not an event. Did you mean "talk"?
    All of them:  reunify events
plans/7K3F.yaml:1:1
    "actons" is not known here. Did you mean "actions"?
plan.yaml:1:25
    "soon" is not written as a day: write it like 2026-12-03."""
    )


def test_read_case_raises_all_of_it(tmp_path: Path) -> None:
    room = child(tmp_path, "- {event: tlak, date: x}", "id: RU\n", **{"plan.yaml": "- no plan"})
    with pytest.raises(Unreadable) as caught:
        read_case(room, ID, words())

    assert read_folder(room, ID, words()).problems == caught.value.problems
    assert 3 <= len(caught.value.problems)


@pytest.mark.parametrize("plan", ["actions: [", "actons: []", "- a", "actions: [{what: no id}]"])
def test_a_broken_plan_alone_leaves_the_child_readable_without_it(tmp_path: Path, plan: str) -> None:
    found = reading(tmp_path, **{"plan.yaml": plan})

    assert found.case is not None
    assert found.case.plan is None
    assert {f"cases/{ID}/plan.yaml"} == {problem.place.file for problem in found.problems if problem.place}
    assert found.case == read_case(workspace(tmp_path), ID, words())


@pytest.mark.parametrize(
    ("old", "new", "place", "sentence", "help"),
    [
        (
            f"id: {ID}",
            "id: RU-2026-0041",
            "1:5",
            f"The id and the name of the folder ({ID}) differ.",
            f'Write id: {ID}, or call the folder "RU-2026-0041".',
        ),
        (
            "people:",
            "format: 2\npeople:",
            "4:9",
            "This case was written by a newer reunify (format 2); this one reads format 1.",
            "Bring reunify up to date.",
        ),
        ("relation: mother", "relation: mothr", "5:22", '"mothr" is no relation. Did you mean "mother"?', ""),
        (
            "people:",
            "known-from: {visit: 2026-01-01, vists: 2026-01-01}\npeople:",
            "4:33",
            '"vists" is nothing to know. Did you mean "visits"?',
            "",
        ),
        (
            "people:",
            "known-from: {visits: [2026-01-01, 2020-01-01 to 2019-01-01]}\npeople:",
            "4:35",
            '"2020-01-01 to 2019-01-01" ends before it begins.',
            "",
        ),
    ],
)
def test_a_case_file_that_does_not_fit_is_refused(
    tmp_path: Path, old: str, new: str, place: str, sentence: str, help: str
) -> None:
    said = "\n    ".join(filter(None, (f"case.yaml:{place}", sentence, help)))

    assert said == unread(tmp_path, case=CASE.replace(old, new))


def test_a_folder_without_a_case_file_is_named(tmp_path: Path) -> None:
    lay(tmp_path / "cases" / ID, {"journal.yaml": TALK})
    room = workspace(tmp_path)

    assert f"cases/{ID}/case.yaml\n    This file is missing." == said(lambda: read_case(room, ID, words()))


def test_a_folder_with_nothing_in_it_is_named(tmp_path: Path) -> None:
    lay(tmp_path / "cases" / ID, {"letter.docx": "x"})
    room = workspace(tmp_path)

    assert (
        said(lambda: read_case(room, ID, words()))
        == f"""\
cases/{ID}
    This folder holds neither case.yaml nor journal.yaml.
    Put the child's files back, or take the folder away."""
    )


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    room = child(tmp_path, TALK)

    assert "cases/RU-2026-0043\n    This folder cannot be opened" in said(
        lambda: read_case(room, "RU-2026-0043", words())
    )


# --- copies ---


@pytest.mark.parametrize(
    "copy",
    [
        "journal (1).yaml",
        "journal-NB4471.yaml",
        "journal_2.yaml",
        "Journal - Copy.yaml",
        "Copy of journal.yaml",
        "Copy (2) of journal.yaml",
        "journal (Dana Okafor's conflicted copy 2026-03-10).yaml",
        "journal.sync-conflict-20260310-101112-ABCDEFG.yaml",
        "journal_REMOTE_1234.yaml",
        "journals.yaml",
        "journal.yml",
    ],
)
def test_a_second_copy_of_a_journal_is_never_passed_over(tmp_path: Path, copy: str) -> None:
    assert (
        unread(tmp_path, **{copy: TALK})
        == f"""\
journal.yaml
    There are two copies: "{copy}" stands beside it.
    Type  reunify doctor {ID}  to see what differs and to join them."""
    )


@pytest.mark.parametrize("copy", ["case (1).yaml", "case-NB4471.yaml", "Copy of case.yaml"])
def test_nor_is_one_of_case_yaml(tmp_path: Path, copy: str) -> None:
    assert f'case.yaml\n    There are two copies: "{copy}"' in unread(tmp_path, **{copy: CASE})


def test_a_second_copy_of_the_plan_costs_only_the_plan(tmp_path: Path) -> None:
    found = reading(tmp_path, **{"plan.yaml": PLAN, "plan (1).yaml": PLAN})

    assert found.case is not None
    assert found.case.plan is None
    assert ['There are two copies: "plan (1).yaml" stands beside it.'] == [p.sentence for p in found.problems]


@pytest.mark.parametrize(
    "name",
    [
        "planning.yaml",
        "letters.yaml",
        "cases.yaml",
        "care-plan.yaml",
        "journal.pdf",
        ".journal.yaml.0a1b2c3d.tmp",
        ".journal.lock",
    ],
)
def test_what_is_no_copy_is_left_alone(tmp_path: Path, name: str) -> None:
    assert () == reading(tmp_path, **{name: "anything"}).problems


def test_a_journal_under_another_name_is_not_taken_for_none(tmp_path: Path) -> None:
    lay(tmp_path / "cases" / ID, {"case.yaml": CASE, "journal.yml": TALK})
    room = workspace(tmp_path)

    assert (
        said(lambda: read_case(room, ID, words()))
        == f"""\
cases/{ID}/journal.yaml
    This file is missing, and "journal.yml" is not read.
    Call that one journal.yaml."""
    )


@pytest.mark.parametrize("name", ["journal.yaml", "case.yaml"])
def test_a_merge_that_git_left_unfinished_is_named(tmp_path: Path, name: str) -> None:
    half = f"<<<<<<< HEAD\n{TALK}=======\n{TALK}>>>>>>> theirs\n"
    files: dict[str, Any] = {"journal.yaml": TALK, "case.yaml": CASE, name: half}

    assert f"{name}:1:1\n    This file holds two versions side by side" in unread(
        tmp_path, files["journal.yaml"], files["case.yaml"]
    )


# --- known from ---


def test_since_when_a_journal_is_complete_is_read_by_what_of(tmp_path: Path) -> None:
    known = "known-from: {everything: 2026-09-01, visits: [2015-04-01 to 2018-03-31, 2020-01-01], review: 2019-02-03}"

    assert {
        "everything": (KnownSpan(date(2026, 9, 1)),),
        "visits": (KnownSpan(date(2015, 4, 1), date(2018, 3, 31)), KnownSpan(date(2020, 1, 1))),
        "review": (KnownSpan(date(2019, 2, 3)),),
    } == read(tmp_path, case=CASE + known).known


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2026-09-01", KnownSpan(date(2026, 9, 1))),
        ("2015-04-01 to 2018-03-31", KnownSpan(date(2015, 4, 1), date(2018, 3, 31))),
        (" 2015-04-01  to  2015-04-01 ", KnownSpan(date(2015, 4, 1), date(2015, 4, 1))),
    ],
)
def test_a_stretch_is_a_day_or_two(text: str, span: KnownSpan) -> None:
    assert span == known_span(text)


@pytest.mark.parametrize(
    "text", ["", "then", "2026-09-01 until 2026-10-01", "2026-09-01 to", "2026-10-01 to 2026-09-01"]
)
def test_what_is_no_stretch_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^\".*(is not|should|ends)"):
        known_span(text)


# --- places ---


def test_an_entry_is_found_again_by_what_it_answers_to(tmp_path: Path) -> None:
    journal = "# journal\n" + TALK + "- event: talk\n  date: 2026-03-11\n\n- {withdraws: 7K3F, why: x}\n"
    room = child(tmp_path, journal)

    assert Place(f"cases/{ID}/journal.yaml", 3) == places(room, ID).get("talk-2026-03-11")
    assert "7K3E" not in places(room, ID)
    assert {"7K3F": 2, "talk-2026-03-11": 3, "withdraws-7K3F": 6} == {
        name: place.line for name, place in places(room, ID).items()
    }
