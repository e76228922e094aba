"""What doctor shows and puts right: copies joined, cut-off writes finished, leftovers put away, both sides kept."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from reunify_cli.store.durable import locks, multi_write
from reunify_cli.store.journal_mark import sealed
from tests.cli.desk import JOURNAL, a_team, another_child, bytes_of, journal, lay, reunify

CASE = "cases/RU-2026-0042"
MORE = "- {id: 7K3F, event: visit, date: 2026-11-24, seen: yes, by: s.naidoo, recorded: 2026-11-24T10:00Z}\n"
OTHER = "- {id: 8B4G, event: visit, date: 2026-11-25, seen: yes, by: d.okafor, recorded: 2026-11-25T10:00Z}\n"


def test_a_copy_is_joined_and_shown_first_and_the_originals_are_kept(tmp_path: Path) -> None:
    team = a_team(tmp_path, **{f"{CASE}/journal.yaml": JOURNAL + OTHER, f"{CASE}/journal-NB4471.yaml": JOURNAL + MORE})
    before = bytes_of(team / "cases")
    shown = reunify(team, "doctor", "42")

    assert 1 == shown.code
    assert before == bytes_of(team / "cases")
    assert (
        "\n".join(shown.lines)
        == """\
1 child looked at.

TO REPAIR: nothing has been changed yet
 cases/RU-2026-0042/journal.yaml
     There are two versions: "journal-NB4471.yaml" beside journal.yaml.
     Joined, it has 9 entries. The originals go to set-aside.
       only in journal.yaml:  visit, 2026-11-25, by d.okafor (entry 8B4G)
       only in journal-NB4471.yaml:  visit, 2026-11-24, by s.naidoo (entry 7K3F)

Nothing was written. To do this:  reunify doctor --yes"""
    )
    assert 0 == reunify(team, "doctor", "42", "--yes").code
    assert ["7K3F", "8B4G"] == [each["id"] for each in journal(team)][-2:]
    kept = {path.read_bytes() for path in (team / CASE / "set-aside").iterdir()}
    assert kept == {before["RU-2026-0042/journal.yaml"], before["RU-2026-0042/journal-NB4471.yaml"]}
    assert 0 == reunify(team, "check", "--files").code


def test_at_a_terminal_it_is_done_only_if_somebody_says_yes(tmp_path: Path) -> None:
    team = a_team(tmp_path, **{f"{CASE}/journal (1).yaml": JOURNAL + MORE})
    before = bytes_of(team / "cases")

    assert 130 == reunify(team, "doctor", typing=["n"]).code
    assert before == bytes_of(team / "cases")
    assert 0 == reunify(team, "doctor", typing=["y"]).code
    assert "7K3F" == journal(team)[-1]["id"]


def test_what_git_left_between_its_marks_is_joined(tmp_path: Path) -> None:
    half = f"{JOURNAL}<<<<<<< HEAD\n{OTHER}=======\n{MORE}>>>>>>> theirs\n"
    team = a_team(tmp_path, **{f"{CASE}/journal.yaml": half})

    assert 3 == reunify(team, "show", "42").code
    assert 0 == reunify(team, "doctor", "42", "--yes").code
    assert ["7K3F", "8B4G"] == [each["id"] for each in journal(team)][-2:]


@pytest.mark.parametrize("ours", ["", "\0" * 2048, None])
def test_where_the_journal_itself_is_lost_its_copy_takes_its_place(tmp_path: Path, ours: str | None) -> None:
    team = a_team(tmp_path, **{f"{CASE}/journal-NB4471.yaml": JOURNAL + MORE})
    (team / CASE / "journal.yaml").unlink()
    if ours is not None:
        (team / CASE / "journal.yaml").write_text(ours)

    assert 3 == reunify(team, "show", "42").code
    assert 0 == reunify(team, "doctor", "42", "--yes").code
    assert "7K3F" == journal(team)[-1]["id"]


def test_two_wordings_of_one_entry_both_stay_and_the_child_is_not_read_until_somebody_chose(tmp_path: Path) -> None:
    no, yes = MORE.replace("seen: yes", "seen: no"), MORE
    team = a_team(tmp_path, **{f"{CASE}/journal.yaml": JOURNAL + no, f"{CASE}/journal-NB4471.yaml": JOURNAL + yes})
    done = reunify(team, "doctor", "42", "--yes")

    assert 1 == done.code
    assert "7K3F says one thing in one and another in the other." in done.out
    assert {"yes", "no"} == {each["seen"] for each in journal(team) if each["id"] == "7K3F"}
    assert '"7K3F" is already the id' in reunify(team, "check", "--files").out


def test_people_added_on_two_machines_are_all_kept_and_what_contradicts_itself_is_for_somebody_to_decide(
    tmp_path: Path,
) -> None:
    team = a_team(tmp_path)
    case = team / CASE / "case.yaml"
    text = case.read_text().replace("homes: {mothers-home: {kind: parent}}\n", "")
    case.write_text(text + "  aunt: {relation: aunt}\n")
    copy = case.with_name("case-NB4471.yaml")
    copy.write_text(text + "  uncle2: {relation: uncle}\n")

    assert 0 == reunify(team, "doctor", "42", "--yes").code
    assert text + "  aunt: {relation: aunt}\n  uncle2: {relation: uncle}\n" == case.read_text()
    copy.write_text(text.replace("Dan Kelly", "Daniel Kelly"))
    asked = reunify(team, "doctor", "42", "--yes")
    assert 1 == asked.code
    assert "TO DECIDE" in asked.out
    assert copy.exists()


def test_a_record_for_several_that_was_cut_off_halfway_is_told_by_every_command_and_finished(tmp_path: Path) -> None:
    team = a_team(tmp_path, **another_child(51, "T.W."))
    paths = [team / "cases" / case / "journal.yaml" for case in ("RU-2026-0042", "RU-2026-0051")]
    old = paths[0].read_bytes()
    multi_write.promise((path, old, MORE) for path in paths)
    paths[0].write_bytes(sealed(old + MORE.encode()))

    told = reunify(team, "list").err
    assert "An entry for RU-2026-0042 and RU-2026-0051 was cut off halfway: it is not in RU-2026-0051 yet." in told
    assert 0 == reunify(team, "doctor", "--yes").code
    assert sealed(old + MORE.encode()) == paths[0].read_bytes() == paths[1].read_bytes()
    assert "" == reunify(team, "list").err


def test_what_was_changed_by_hand_is_named_until_somebody_has_looked_at_just_that_child(tmp_path: Path) -> None:
    team = a_team(tmp_path)
    path = team / CASE / "journal.yaml"
    data = sealed(path.read_bytes())
    lines = [line for line in data.split(b"\n") if b"2B11" not in line]
    path.write_bytes(b"\n".join(lines).replace(b"2026-10-19", b"2026-10-20"))

    told = reunify(team, "check", "42")
    assert 1 == told.code
    assert "Entry 2C11 was changed by hand after being recorded." in told.out
    assert "An entry was removed by hand after being recorded: below 2A13." in told.out
    assert 0 == reunify(team, "show", "42").code
    assert "changed by hand" not in reunify(team, "doctor", "--yes").out
    assert "changed by hand" in reunify(team, "check", "42").out
    assert "Entry 2C11 was changed by hand" in reunify(team, "doctor", "42", "--yes").out
    assert 0 == reunify(team, "check", "42", "--files").code


def test_a_lock_of_a_process_that_ended_and_its_half_written_file_are_told_and_put_away(tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    lock = f"Helen Fenwick\n{locks.machine()}\n{ended.pid} a1\n"
    team = a_team(tmp_path, **{f"{CASE}/.journal.lock": lock, f"{CASE}/.journal.yaml.0a1b2c3d.tmp": JOURNAL + MORE})

    told = reunify(team, "show", "42").err
    assert "Helen Fenwick was cut off while writing here." in told
    assert "It holds 1 that the journal has not." in told
    assert 0 == reunify(team, "doctor", "--yes").code
    assert [".journal.yaml.0a1b2c3d"] == [f".{p.name.rsplit('.', 2)[0]}" for p in (team / CASE / "set-aside").iterdir()]
    assert "" == reunify(team, "show", "42").err


def test_it_says_who_can_read_the_folder_and_names_copies_of_the_teams_own_files(tmp_path: Path) -> None:
    team = a_team(tmp_path / "team", **{"team-NB4471.yaml": "people: {}\n"})
    team.chmod(0o750)
    (team / "cases").chmod(0o700)
    (team / CASE).chmod(0o755)
    said = reunify(team, "doctor")

    assert 1 == said.code
    assert '"team-NB4471.yaml" stands beside it, and is not read.' in " ".join(said.out.split())
    assert "3 files and folders in it open to more people than its folder is" in " ".join(said.out.split())
    assert "everyone with an account" not in said.out


def test_a_clone_is_told_how_git_joins_journals(tmp_path: Path) -> None:
    team = a_team(tmp_path)
    subprocess.run(["git", "init", "--quiet"], cwd=team, check=True)

    assert "git does not yet join journals" in reunify(team, "doctor").out
    assert 0 == reunify(team, "doctor", "--yes").code
    assert "Nothing to repair." in reunify(team, "doctor").out


def test_where_all_is_well_it_says_so(tmp_path: Path) -> None:
    said = reunify(a_team(tmp_path), "doctor")

    assert (0, "1 child looked at.") == (said.code, said.lines[0])
    assert "Nothing to repair." in said.out


# --- git ---


def test_a_workspace_under_git_can_be_set_up_and_a_clone_of_it_again(tmp_path: Path) -> None:
    assert 0 == reunify(tmp_path, "init", str(tmp_path / "w"), "--git").code
    lay(tmp_path / "w", {".gitignore": "mine\n", ".gitattributes": "*.csv text"})
    again = reunify(tmp_path, "init", str(tmp_path / "w"), "--git")

    assert 0 == again.code
    assert (
        "mine\n.journal.lock\n*.tmp\n~$*\nset-aside/\ndrafts/\n.reunify-key\n"
        == (tmp_path / "w/.gitignore").read_text()
    )
    assert "*.csv text\n* text=auto" in (tmp_path / "w/.gitattributes").read_text()
    assert "reunify check --files" in (tmp_path / "w/.git/hooks/pre-commit").read_text()
    assert "entry: reunify check --files" in (tmp_path / "w/.pre-commit-config.yaml").read_text()


def test_a_late_visit_never_stops_a_commit_and_a_broken_file_does(tmp_path: Path) -> None:
    team = a_team(tmp_path)

    assert 1 == reunify(team, "overdue", "--exit-code", now="2027-11-30T08:47").code
    assert 0 == reunify(team, "check", "--files", now="2027-11-30T08:47").code
    (team / CASE / "journal.yaml").write_text("- {event: vist}\n")
    assert 1 == reunify(team, "check", "--files").code


def driver(tmp_path: Path, name: str, base: str, ours: str, theirs: str) -> tuple[int, str, str]:
    lay(tmp_path, {"O": base, "A": ours, "B": theirs})
    said = reunify(tmp_path, "merge-driver", *(str(tmp_path / each) for each in "OAB"), str(tmp_path / name))
    return said.code, said.err, (tmp_path / "A").read_text()


def test_git_gets_a_journal_joined_entry_by_entry(tmp_path: Path) -> None:
    joined = driver(tmp_path, "journal.yaml", JOURNAL, JOURNAL + OTHER, JOURNAL + MORE)

    assert (0, "", JOURNAL.lstrip("\n") + MORE + OTHER) == joined


def test_where_one_entry_says_two_things_git_is_told_that_somebody_has_to_choose(tmp_path: Path) -> None:
    code, err, text = driver(tmp_path, "journal.yaml", JOURNAL, JOURNAL + MORE, JOURNAL + MORE.replace("yes", "no"))

    assert 1 == code
    assert "both sides say something else under 7K3F; both stand in the file" in err
    assert 2 == text.count("7K3F")
    assert "<<<" not in text


@pytest.mark.parametrize(
    ("name", "ours", "theirs"),
    [
        ("journal.yaml", JOURNAL + OTHER, "- {id: broken"),
        ("plan.yaml", "actions: [{id: A1}]\n", "actions: [{id: A2}]\n"),
        ("case.yaml", "id: x\n", "id: y\n"),
    ],
)
def test_what_cannot_be_joined_stands_beside_ours_where_every_command_finds_it(
    tmp_path: Path, name: str, ours: str, theirs: str
) -> None:
    code, err, text = driver(tmp_path, name, "", ours, theirs)
    beside = list(tmp_path.glob("*other version*"))

    assert 1 == code
    assert "was not joined. Ours stays" in err
    assert ours.lstrip("\n") == text
    assert [theirs] == [path.read_text() for path in beside]


# --- what was cut off anywhere else -------------------------------------------------------------------------------

PASSING = "0a1b2c3d.tmp"
ANYWHERE = (
    ".journal.lock", f".reunify.yaml.{PASSING}", f".exports.{PASSING}/rows.csv",
    f"policies/.adopted/.surrey-1a.{PASSING}/x",
    f"policies/.{PASSING}", "cases/.journal.lock", f"cases/.case.yaml.{PASSING}", f"{CASE}/packs/.made.yaml.{PASSING}",
    f"{CASE}/packs/.journal.lock", f"{CASE}/plans/.7K3F.yaml.{PASSING}", f"{CASE}/drafts/.visit.txt.{PASSING}",
)  # fmt: skip


def lay_cut_off(team: Path, where: str, minutes: int) -> str:
    """Lay what a crash leaves, so many minutes old; returns the path that is named."""
    path = team / where
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("Ruth Amadi\nsome-other-machine\n77 abcd\n")
    named = next(each for each in (path, *path.parents) if each.name.startswith(".") and each.name != ".adopted")
    for each in (path, path.parent):
        os.utime(each, (time.time() - 60 * minutes,) * 2)
    return named.relative_to(team).as_posix()


@pytest.mark.parametrize("where", ANYWHERE)
def test_what_a_write_left_behind_is_named_and_put_away_wherever_it_lies(tmp_path: Path, where: str) -> None:
    team = a_team(tmp_path)
    named = lay_cut_off(team, where, 60)

    shown = reunify(team, "doctor")
    assert (shown.code, f"\n {named}\n" in shown.out) == (1, True), shown.out
    assert reunify(team, "doctor", "--yes").code == 0
    assert not (team / named).exists()
    assert named not in reunify(team, "doctor").out


@pytest.mark.parametrize("where", [*ANYWHERE, f"{CASE}/.journal.lock"])
def test_what_may_still_be_being_written_is_named_and_left_alone(tmp_path: Path, where: str) -> None:
    team = a_team(tmp_path)
    named = lay_cut_off(team, where, 0)

    said = " ".join(reunify(team, "doctor", "--yes").out.split())
    assert {"./.journal.lock": "reunify.yaml"}.get(f"./{named}", named.removesuffix("/.journal.lock")) in said
    assert "type reunify doctor again" in said
    assert (team / named).exists()


def test_what_is_no_lock_stops_adopting_and_is_named(tmp_path: Path) -> None:
    team = a_team(tmp_path)
    (team / ".journal.lock").mkdir()

    said = " ".join(reunify(team, "doctor").out.split())
    assert "TO DECIDE .journal.lock This is not a lock that reunify made." in said
    assert "no policy can be adopted" in said


DRAFTS = {
    "visit-d.okafor.txt": "reunify form RU-2026-0042 visit",
    "visit-note-d.okafor.txt": "reunify record RU-2026-0042 visit",
    "placement-start-2K7F-d.okafor.txt": "reunify correct RU-2026-0042 2K7F",
    "plan.txt": "reunify form RU-2026-0042 plan",
    "plan-agreed-d.okafor.txt": "reunify form RU-2026-0042 plan-agreed",
    "visit-old-1.txt": "Read it, then delete it by hand.",
    "something.txt": "Read it, then delete it by hand.",
}


@pytest.mark.parametrize("name", DRAFTS)
def test_a_form_that_was_begun_and_not_recorded_is_named_with_what_goes_on_with_it(tmp_path: Path, name: str) -> None:
    team = a_team(tmp_path, **{f"{CASE}/drafts/{name}": "what somebody typed"})

    shown = reunify(team, "doctor")
    said = " ".join(shown.out.split())
    assert f"{CASE}/drafts/{name}: begun and not recorded." in said
    assert DRAFTS[name] in said
    assert "what somebody typed" not in said
    assert shown.code == 0
