"""`--out` never overwrites what the program or a person keeps, with every command that has it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reunify_cli.errors import Mistyped, Refused, Unreadable
from reunify_cli.store.outputs import real_place
from tests.cli.desk import Answer, a_team, bytes_of, reunify

WRITERS = {
    "list": ("list", "--format", "csv", "--out"),
    "next": ("next", "--format", "csv", "--out"),
    "overdue": ("overdue", "--json", "--out"),
    "list as text": ("list", "--out"),
    "calendar": ("calendar", "--out"),
    "timeline": ("timeline", "42", "--svg"),
    "policy show": ("policy", "show", "northgate", "--format", "md", "--out"),
    "policy as a page": ("policy", "show", "northgate", "--format", "html", "--out"),
    "policy coverage": ("policy", "coverage", "--out"),
}
FOLDERS = {"pack": ("pack", "42", "review", "--format", "md", "--out"), "export": ("export", "--format", "csv")}
KEPT = (
    "cases/RU-2026-0042/journal.yaml", "cases/RU-2026-0042/case.yaml", "cases/RU-2026-0042/late.csv", "cases/late.csv",
    "reunify.yaml", "team.yaml", "policies/northgate/rules.yaml", "policies/late.csv", "case_templates/late.md",
    "disposed.yaml", ".gitignore", ".adopted/late.csv", "Cases/late.csv", "REUNIFY.YAML", "late.yml", ".late.csv",
    "exports/../cases/late.csv", "out/cases/journal.yaml",
)  # fmt: skip
every_writer = pytest.mark.parametrize("words", WRITERS.values(), ids=WRITERS)


@pytest.fixture
def team(tmp_path: Path) -> Path:
    team = a_team(tmp_path / "team", **{"case_templates/packs/readme.txt": "ours\n", ".gitignore": "*.tmp\n"})
    for folder in (".adopted", "exports", "Cases", "out"):
        (team / folder).mkdir(exist_ok=True)
    (team / "out" / "cases").symlink_to(team / "cases" / "RU-2026-0042")
    return team


def out(team: Path, words: tuple[str, ...], path: Path | str, *more: str) -> Answer:
    # Every command that writes is itself allowed to: what they say no to is the place.
    return reunify(team, *words, str(path), *more)


@pytest.mark.parametrize("place", KEPT)
def test_nothing_that_the_workspace_keeps_is_overwritten_or_added_to(team: Path, place: str) -> None:
    with pytest.raises(Refused):
        real_place(team / place)


@every_writer
def test_no_command_overwrites_what_the_workspace_keeps_whoever_wants_it(team: Path, words: tuple[str, ...]) -> None:
    before = bytes_of(team)
    for place, more in (("cases/RU-2026-0042/journal.yaml", ()), ("reunify.yaml", ("--yes",)), ("out/cases/x", ())):
        said = out(team, words, team / place, *more)
        assert (1, "", 2) == (said.code, said.out, len(said.err.strip().splitlines())), place
    assert before == bytes_of(team)


@every_writer
def test_a_new_file_is_written_and_written_anew(team: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    for place in (tmp_path / "late.csv", team / "exports" / "late.csv"):
        assert out(team, words, place).code in (0, 1), "1 is coverage that is not complete"
        made = place.stat().st_ino
        assert place.read_bytes()
        out(team, words, place)
        assert made != place.stat().st_ino, "a new file has taken its name"


@every_writer
def test_a_file_that_somebody_else_made_is_overwritten_only_where_that_is_wanted(
    team: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    theirs = tmp_path / "theirs.csv"
    theirs.write_text("the head teacher's list\n")

    said = out(team, words, theirs)
    assert (1, "the head teacher's list\n") == (said.code, theirs.read_text())
    assert "--yes" in said.err

    out(team, words, theirs, "--yes")
    assert "head teacher" not in theirs.read_text("utf-8")


def test_on_a_terminal_it_is_asked_for(team: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.csv"
    theirs.write_text("theirs\n")

    assert 1 == reunify(team, *WRITERS["list"], str(theirs), typing=["n"]).code
    assert "theirs\n" == theirs.read_text()
    assert 0 == reunify(team, *WRITERS["list"], str(theirs), typing=["y"]).code
    assert "theirs\n" != theirs.read_text("utf-8")


@pytest.mark.parametrize("place", ["inside", "outside"])
def test_a_file_that_was_changed_since_it_was_made_is_somebodys(team: Path, tmp_path: Path, place: str) -> None:
    path = (team if place == "inside" else tmp_path) / "late.csv"
    assert 0 == out(team, WRITERS["list"], path).code
    with path.open("a", encoding="utf-8") as file:
        file.write("a note beside it\n")

    assert 1 == out(team, WRITERS["list"], path).code
    assert path.read_text("utf-8").endswith("a note beside it\n")
    code = out(team, WRITERS["list"], path, "--yes").code
    assert (1 if place == "inside" else 0) == code, "inside a workspace it is never overwritten"


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
@every_writer
def test_nothing_but_a_file_is_written_to(team: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "target").write_text("kept")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    (tmp_path / "dangling").symlink_to(tmp_path / "nothing")
    for place in ("/dev/null", "/dev/stdout", "pipe", "folder", "link", "dangling", ".", "/", "nowhere/late.csv"):
        with pytest.raises(Unreadable if "nowhere" in place else Mistyped):
            real_place(tmp_path / place)
    for place in ("/dev/null", "link"):
        said = out(team, words, tmp_path / place, "--yes")
        assert (2, "", 2) == (said.code, said.out, len(said.err.strip().splitlines())), place
    assert ("kept", False) == ((tmp_path / "target").read_text(), (tmp_path / "nothing").exists())


def test_the_workspace_of_another_team_is_as_safe(team: Path, tmp_path: Path) -> None:
    other = a_team(tmp_path / "other")
    before = bytes_of(other)

    assert 1 == out(team, WRITERS["list"], other / "cases" / "RU-2026-0042" / "journal.yaml").code
    assert 1 == out(team, WRITERS["list"], other / "team.yaml", "--yes").code
    assert before == bytes_of(other)


def test_shipped_policies_and_templates_are_as_safe(team: Path) -> None:
    from reunify_cli.shipped import case_templates_dir, policies_dir

    for folder in (policies_dir(), case_templates_dir()):
        assert 1 == out(team, WRITERS["list"], folder / "late.csv", "--yes").code
        assert not (folder / "late.csv").exists()


@pytest.mark.parametrize("words", FOLDERS.values(), ids=FOLDERS)
def test_a_folder_of_papers_or_tables_lies_where_nothing_is_kept(team: Path, words: tuple[str, ...]) -> None:
    before = bytes_of(team)
    for place in (
        "cases",
        "cases/RU-2026-0042",
        "policies/new",
        "case_templates/new",
        ".adopted",
        "out/cases",
    ):
        said = out(team, words, team / place)
        assert 1 == said.code, place
    assert before == bytes_of(team)
    assert 0 == out(team, words, team / "made").code


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize(
    ("words", "file"),
    [*((words, "/late.csv") for words in WRITERS.values()), *((words, "") for words in FOLDERS.values())],
    ids=[*WRITERS, *FOLDERS],
)
def test_a_link_that_lies_in_the_workspace_leads_nothing_out_of_it(
    team: Path, tmp_path: Path, words: tuple[str, ...], file: str
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (team / "reports").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "the-team").symlink_to(team)
    said = out(team, words, f"{team}/reports{file}")

    assert 1 == said.code
    assert f"leads out of this workspace.\n    If it is meant, name the place itself:  {tmp_path}/elsewhere" in said.err
    assert not list((tmp_path / "elsewhere").iterdir())
    assert "leads out" not in out(team, words, f"{tmp_path}/the-team/exports{file}").err, "the whole folder is linked"


def test_papers_go_where_they_always_go_also_when_that_is_named(team: Path) -> None:
    assert 0 == out(team, FOLDERS["pack"], team / "cases" / "RU-2026-0042" / "packs").code


def test_an_export_does_not_replace_a_folder_in_which_somebody_keeps_something(team: Path, tmp_path: Path) -> None:
    target = tmp_path / "export"
    assert 0 == out(team, FOLDERS["export"], target).code
    assert 0 == out(team, FOLDERS["export"], target).code
    (target / "csv" / "my notes.txt").write_text("kept")

    said = out(team, FOLDERS["export"], target)
    assert 1 == said.code
    assert "my notes.txt" in said.err
    assert "kept" == (target / "csv" / "my notes.txt").read_text()


def test_without_a_cache_it_is_still_written(team: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "no-folder").write_text("")
    monkeypatch.setenv("REUNIFY_CACHE", str(tmp_path / "no-folder" / "cache"))

    assert 0 == out(team, WRITERS["list"], tmp_path / "late.csv").code
    assert 1 == out(team, WRITERS["list"], tmp_path / "late.csv").code, "and the next time is asked about"
