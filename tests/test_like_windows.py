"""What Windows does differently, imitated here: line ends, marks, names, scripts, and files that others have open.

None of it says that reunify runs on Windows; each is a fault that was found there and shows on any system.
"""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from unittest import mock

import pytest

from reunify_cli.cli.form import fill
from reunify_cli.cli.form.editor import editor_words, started
from reunify_cli.cli.form.page import text_of
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped, Unreadable
from reunify_cli.store.drafts import draft_path, keep_draft, read_draft
from reunify_cli.store.durable import disk
from reunify_cli.store.durable.locks import NAME, locked
from reunify_cli.store.reserved import DEVICES, is_device
from tests.cli.desk import a_team, journal, reunify

# --- a form in a window that is already open ----------------------------------------------------------------------

EMPTY = "# Form\nWhen:\nNote:\n"


@dataclass
class Person:
    """Whoever has the form in a window: the editor has ended, and they save when they are asked, or not at all."""

    draft: Path
    writes: str = ""
    yes: bool = False
    asked: list[str] = field(default_factory=list)

    def terminal(self) -> Terminal:
        return cast(Terminal, mock.Mock(asks=True, yes=self.yes, session=mock.Mock(env={"EDITOR": "code"})))

    def answer(self, question: str) -> str:
        self.asked.append(question)
        assert self.draft.exists(), "the draft is there as long as they may be writing in it"
        if self.writes:
            self.draft.write_bytes(self.draft.read_bytes().replace(b"Note:", b"Note: " + self.writes.encode()))
        return ""


def read(text: str) -> tuple[str | None, list[Any]]:
    return text.split("Note:")[1].strip(), []


def handed_on(person: Person, *, windows: bool, save: Callable[[Path], object] = lambda _: None) -> str | None:
    """What comes of a form whose editor ends at once, having done no more than `save`."""

    def ended(_: object, draft: Path) -> int:
        save(draft)
        return 0

    with (
        mock.patch.object(fill, "edit", ended),
        mock.patch.object(fill, "WINDOWS", windows),
        mock.patch.object(fill, "editor_words", return_value=["code"]),
    ):
        return fill.in_editor(person.terminal(), person.draft, EMPTY, read, "reunify form 42 visit", person.answer)


@pytest.mark.parametrize("windows", [True, False])
@pytest.mark.parametrize("yes", [True, False])
def test_a_form_that_an_open_window_has_is_asked_for_before_it_is_taken_away(
    tmp_path: Path, windows: bool, yes: bool
) -> None:
    person = Person(draft_path(tmp_path, "visit"), "she was well", yes)

    assert "she was well" == handed_on(person, windows=windows)
    assert 1 == len(person.asked)


def with_other_ends(draft: Path) -> None:
    draft.write_bytes(text_of(draft.read_bytes()).replace("\n", "\r\n").rstrip().encode())


def test_line_ends_and_marks_that_an_editor_changes_are_nothing_that_anybody_wrote(tmp_path: Path) -> None:
    person = Person(draft_path(tmp_path, "visit"), "late but here")

    assert "late but here" == handed_on(person, windows=False, save=with_other_ends)
    assert 1 == len(person.asked)


def test_a_form_that_was_filled_in_at_once_is_not_asked_about(tmp_path: Path) -> None:
    person = Person(draft_path(tmp_path, "visit"))
    typed = handed_on(person, windows=True, save=lambda d: d.write_bytes(d.read_bytes().replace(b"Note:", b"Note: x")))

    assert ("x", []) == (typed, person.asked)


@pytest.mark.parametrize("text", ["", "a\n", "a\nb", "\n\na \n", "£20\n"])
def test_a_draft_reads_as_what_was_put_into_it_on_every_system(tmp_path: Path, text: str) -> None:
    path = draft_path(tmp_path, "visit")
    for windows in (True, False):
        keep_draft(path, text, windows=windows)

        assert text == text_of(read_draft(path) or b"")


# --- an editor that is a script -----------------------------------------------------------------------------------

CODE = r"C:\Program Files\VS Code\bin\code.CMD"


def test_an_editor_that_is_found_by_its_extension_is_started_by_its_whole_name() -> None:
    def found(word: str) -> str | None:
        return {"code": CODE, "notepad": r"C:\Windows\notepad.EXE"}.get(word)

    form = Path("a & b%x.txt")
    words = editor_words({"EDITOR": "code --wait"}, windows=True, found=found)

    assert ["code", "--wait"] == words
    said = started(words, form, windows=True, found=found)
    assert isinstance(said, str)
    assert said.endswith(rf'\System32\cmd.exe /d /v:off /s /c ""{CODE}" "--wait" "{form}""')
    assert [r"C:\Windows\notepad.EXE", str(form)] == started(["notepad"], form, windows=True, found=found)
    assert ["code", "--wait", str(form)] == started(words, form, windows=False, found=found)


@pytest.mark.parametrize("form", ["100%TEMP%/form.txt", "%USERNAME%.txt", "%/50%.txt"])
def test_a_name_that_windows_would_change_on_the_way_to_a_script_is_refused_and_a_program_gets_it_as_it_is(
    form: str,
) -> None:
    with pytest.raises(Mistyped, match="two % signs"):
        started(["code"], Path(form), windows=True, found=lambda _: CODE)
    program = r"C:\VS Code\Code.exe"

    assert [program, form] == started(["code"], Path(form), windows=True, found=lambda _: program)


def test_an_editor_that_lies_in_the_folder_one_is_in_is_not_started() -> None:
    with pytest.raises(Mistyped, match="only in the folder that you are in"):
        started(["code"], Path("form.txt"), windows=True, found=lambda _: r".\code.CMD")


# --- a folder with the mark for only reading ----------------------------------------------------------------------


@pytest.fixture
def marked() -> Iterator[None]:
    """Every folder says that it is only for reading, as one with that mark does on Windows, and can be written in."""
    real = Path.stat

    def stat_of(path: Path, **options: bool) -> os.stat_result:
        found = real(path, **options)
        return os.stat_result((found.st_mode & ~0o222, *found[1:])) if stat.S_ISDIR(found.st_mode) else found

    with mock.patch.object(Path, "stat", stat_of):
        yield


def test_a_folders_mark_for_only_reading_makes_no_lock_draft_or_file_so(tmp_path: Path, marked: None) -> None:
    draft = draft_path(tmp_path, "visit")
    with locked(tmp_path, "D. Okafor"):
        locks = [os.stat(tmp_path / NAME).st_mode]  # noqa: PTH116 - Path.stat imitates
    keep_draft(draft, "x", windows=False)
    disk.put_in_place(tmp_path / "list.csv", b"x")
    disk.make_folder(tmp_path / "exports" / "may")
    made = [draft, draft.parent, tmp_path / "list.csv", tmp_path / "exports", tmp_path / "exports" / "may"]

    assert all(mode & stat.S_IWUSR for mode in [*locks, *(os.stat(each).st_mode for each in made)])  # noqa: PTH116


def test_a_file_is_still_open_to_nobody_whom_its_folder_keeps_out(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    disk.put_in_place(tmp_path / "list.csv", b"x")

    assert 0o600 == stat.S_IMODE((tmp_path / "list.csv").stat().st_mode)


# --- a file that another program has open -------------------------------------------------------------------------


class Held(PermissionError):
    """What Windows answers when a file is open elsewhere."""

    winerror = 32


def held_for(times: int) -> tuple[Callable[..., Path], list[int]]:
    """A rename that is refused so often, and the count of tries."""
    real, tries = Path.replace, list[int]()

    def replaced(new: Path, path: Path) -> Path:
        tries.append(1)
        if len(tries) <= times:
            raise Held(13, "The process cannot access the file", str(new), None, str(path))
        return real(new, path)

    return replaced, tries


def test_a_list_that_is_open_in_excel_is_named_with_what_to_close_and_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "week.csv"
    path.write_bytes(b"before")
    replaced, tries = held_for(10**9)
    with (
        mock.patch.object(Path, "replace", replaced),
        mock.patch.object(disk, "pause", 0.0),
        pytest.raises(Unreadable, match=r"week\.csv is open in another program.*\n.*Close it there"),
        disk.in_plain_words("week.csv"),
    ):
        disk.put_in_place(path, b"after")

    assert disk.tries < len(tries)
    assert b"before" == path.read_bytes()
    assert ["week.csv"] == [each.name for each in tmp_path.iterdir()]


def test_a_file_that_is_held_for_a_moment_is_written_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "week.csv"
    path.write_bytes(b"before")
    replaced, _ = held_for(3)
    with mock.patch.object(Path, "replace", replaced), mock.patch.object(disk, "pause", 0.0):
        disk.put_in_place(path, b"after")

    assert b"after" == path.read_bytes()


def test_a_lock_that_a_scanner_looks_at_for_a_moment_is_not_left_behind(tmp_path: Path) -> None:
    real, tries = Path.unlink, list[int]()

    def unlinked(path: Path, missing_ok: bool = False) -> None:
        if path.name == NAME and len(tries) < 3:
            tries.append(1)
            raise Held(13, "The process cannot access the file", str(path))
        real(path, missing_ok)

    with mock.patch.object(Path, "unlink", unlinked), mock.patch.object(disk, "pause", 0.0), locked(tmp_path, "D. O."):
        pass

    assert 3 == len(tries)
    assert [] == [*tmp_path.iterdir()]


def test_a_file_that_cannot_be_read_because_it_is_open_elsewhere_says_so(tmp_path: Path) -> None:
    refused = Held(13, "The process cannot access the file", "journal.yaml")
    with (
        mock.patch.object(disk, "whole", side_effect=refused),
        pytest.raises(Unreadable, match="another program has it open"),
    ):
        disk.read_file(tmp_path / "journal.yaml", "cases/RU-2026-0042/journal.yaml")


def test_a_permission_that_is_missing_is_not_waited_for(tmp_path: Path) -> None:
    refused = mock.Mock(side_effect=PermissionError(13, "no"))
    with mock.patch.object(Path, "replace", refused), pytest.raises(PermissionError):
        disk.put_in_place(tmp_path / "week.csv", b"after")

    assert 1 == refused.call_count


# --- names that Windows keeps -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*sorted(DEVICES), "CON", "Nul.csv", "aux .tar.gz", "lpt1.pdf"])
def test_a_name_that_windows_keeps_is_one_in_whatever_spelling(name: str) -> None:
    assert is_device(name)
    assert not is_device(f"x{name}")


@pytest.mark.parametrize(
    "words",
    [
        ("init", "con"),
        ("init", "teams/AUX"),
        ("demo", "nul"),
        ("list", "--out", "nul.csv", "--format", "csv"),
        ("export", "com1"),
        ("pack", "42", "review", "--out", "prn"),
        ("policy", "new", "con", "--from", "nspcc"),
        ("new", "CON", "name=Ruby", "born=8/3/2017"),
    ],
)
def test_nothing_is_called_as_windows_calls_its_devices(tmp_path: Path, words: tuple[str, ...]) -> None:
    team = a_team(tmp_path)
    before = sorted(path for path in team.rglob("*"))
    said = reunify(team, *words)

    assert 2 == said.code, said.err
    assert "Windows" in said.err or "cannot be an id" in said.err
    assert before == sorted(path for path in team.rglob("*"))
    assert journal(team) is not None
