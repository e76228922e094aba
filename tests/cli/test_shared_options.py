"""The command line: commands found and missed, options before and after them, exit codes, and no traceback."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reunify_cli.cli import command_list
from reunify_cli.cli.command_list import COMMANDS, GROUPS, Row, overview
from reunify_cli.cli.options import lists, reads, writes
from reunify_cli.cli.terminal import SharedOptions, Terminal, terminal_from
from reunify_cli.errors import Mistyped, Refused, Stopped, Unreadable
from reunify_cli.model.moment import Moment
from reunify_cli.session.clock import clock
from tests.cli.desk import CHILD, a_team, reunify

HEAVY = (
    "rich",
    "pydantic",
    "jinja2",
    "typst",
    "yaml",
    "markdown_it",
    "dateutil",
    "reunify_cli.engine",
    "reunify_cli.store",
)


def test_help_lists_every_command_that_exists_once_in_its_group_and_fits_the_screen(tmp_path: Path) -> None:
    shown = reunify(tmp_path, "--help").lines

    assert overview() == shown
    assert sorted(COMMANDS) == sorted(
        line.split()[1] for line in shown if line.startswith("  reunify ") and line[10] != " "
    )
    assert all(len(line) <= 80 for line in shown)
    assert {row.group for row in COMMANDS.values()} == set(GROUPS)


def test_every_command_of_the_table_has_its_module_and_every_module_its_command() -> None:
    there = [
        path.stem for path in (Path(command_list.__file__).parent / "commands").glob("*.py") if path.stem != "__init__"
    ]

    assert sorted(there) == sorted(row.module for row in (command_list.MORNING, *COMMANDS.values()))


@pytest.mark.parametrize("words", [("--help",), ("--version",)])
def test_asking_what_there_is_imports_nothing_heavy(words: tuple[str, ...], tmp_path: Path) -> None:
    asked = (
        "import sys; from reunify_cli.cli.main import answer; answer(sys.argv[1:]);"
        f" print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", asked, *words], capture_output=True, text=True, check=True)

    assert "[]" == done.stderr.strip()


def test_a_mistyped_command_is_met_with_the_one_that_was_meant(tmp_path: Path) -> None:
    said = reunify(tmp_path, "recrod", "42")

    assert (2, "") == (said.code, said.out)
    assert 'There is no command "recrod". Did you mean "record"?' in said.err


def test_a_mistyped_option_is_met_with_the_one_that_was_meant(tmp_path: Path) -> None:
    said = reunify(tmp_path, "events", "--jsn")

    assert (2, "") == (said.code, said.out)
    assert 'There is no option --jsn here. Did you mean "--json"?' in said.err


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("record",), "A word is missing here"),
        (("schema", "case", "plan"), "more words than this command takes: plan"),
        (("book", "--on"), "--on"),
        (("events", "--as-of", "31/02/2027"), "February 2027 has 28"),
        (("record", "42", "visit", "--as-of", "yesterday"), "nothing can be written there"),
        (("--known-at", "yesterday", "record", "42", "visit"), "nothing can be written there"),
    ],
)
def test_what_is_mistyped_ends_with_two_and_a_sentence(words: tuple[str, ...], part: str, tmp_path: Path) -> None:
    said = reunify(tmp_path, *words)

    assert (2, "") == (said.code, said.out)
    assert part in said.err
    assert "Traceback" not in said.err


# --- commands of the tests' own -----------------------------------------------------------------------------------


def use(monkeypatch: pytest.MonkeyPatch, command: object) -> None:
    """Let `reunify try` be a command of this test."""
    module = type(sys)("reunify_cli.cli.commands.try_")
    module.__dict__["cli"] = command
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(command_list.COMMANDS, "try", Row("try_", "technical", "a trial"))  # type: ignore[arg-type]


def keeping(terminals: list[Terminal]) -> Callable[[Terminal], None]:
    """A command that keeps the terminal it was given."""

    def keep(terminal: Terminal) -> None:
        terminals.append(terminal)

    return keep


@pytest.mark.parametrize(
    ("error", "code"),
    [(Mistyped("m"), 2), (Refused("r"), 1), (Unreadable("u"), 3), (KeyboardInterrupt(), 130), (Stopped(), 130)],
)
def test_each_kind_of_no_has_its_exit_code(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(terminal: Terminal) -> None:
        raise error

    use(monkeypatch, reads(refuse))

    assert code == reunify(tmp_path, "try").code


@pytest.mark.parametrize("answered", [None, 0, 1, 3])
def test_what_a_command_returns_is_its_exit_code(
    answered: int | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def answering(terminal: Terminal) -> int | None:
        return answered

    use(monkeypatch, lists(answering))

    assert (answered or 0) == reunify(tmp_path, "try").code


def test_a_fault_of_ours_is_a_plain_sentence_and_a_traceback_only_with_debug(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(terminal: Terminal) -> None:
        raise ZeroDivisionError

    use(monkeypatch, reads(fail))
    said = reunify(tmp_path, "try")

    assert (3, "") == (said.code, said.out)
    assert "--debug" in said.err
    assert "Traceback" not in said.err
    with pytest.raises(ZeroDivisionError):
        reunify(tmp_path, "try", "--debug")


def test_shared_options_may_stand_before_or_after_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    terminals: list[Terminal] = []
    use(monkeypatch, lists(keeping(terminals)))
    for words in (
        ("--as-of", "1/9/2026", "--names", "-C", "a", "try", "-C", "b"),
        ("try", "--as-of", "1/9/2026", "--names"),
    ):
        reunify(tmp_path, *words)

    assert [date(2026, 9, 1)] * 2 == [terminal.session.as_of for terminal in terminals]
    assert [True] * 2 == [terminal.session.names for terminal in terminals]
    assert [("a", "b"), ()] == [tuple(map(str, terminal.session.roots)) for terminal in terminals]


def test_a_command_that_writes_knows_yes_and_one_that_reads_does_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    terminals: list[Terminal] = []
    use(monkeypatch, writes(keeping(terminals)))
    wrote = reunify(tmp_path, "try", "--yes").code
    use(monkeypatch, reads(keeping(terminals)))
    read = reunify(tmp_path, "try", "--yes").code

    assert (0, 2) == (wrote, read)
    assert [True] == [terminal.yes for terminal in terminals]


def test_a_list_can_be_written_to_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use(monkeypatch, lists(lambda terminal: terminal.answer("nothing", [], read=0)))
    said = reunify(tmp_path, "try", "--format", "json", "--out", str(tmp_path / "list.json"))

    assert (0, "") == (said.code, said.out)
    assert '"kind": "nothing"' in (tmp_path / "list.json").read_text("utf-8")
    assert 3 == reunify(tmp_path, "try", "--json", "--out", str(tmp_path / "nowhere" / "list.json")).code


def test_an_answer_for_programs_has_the_envelope_of_the_contract(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    when = Moment(date(2026, 12, 3), 840)
    use(
        monkeypatch,
        reads(lambda terminal: terminal.answer("trial", [{"due": when, "roles": frozenset({"b", "a"})}], read=2)),
    )
    found = reunify(tmp_path, "try", "--json", "--as-of", "22/11/2026").json

    assert ["schema_version", "kind", "as_of", "read", "unread", "items"] == list(found)
    assert (1, "trial", "2026-11-22", 2, []) == tuple(found[key] for key in list(found)[:5])
    assert [{"due": "2026-12-03T14:00", "roles": ["a", "b"]}] == found["items"]


# --- the clock ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        ("2026-11-30T08:47", datetime(2026, 11, 30, 8, 47, tzinfo=UTC)),
        ("2026-06-30T08:47", datetime(2026, 6, 30, 7, 47, tzinfo=UTC)),
        ("2026-03-29T00:59", datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
    ],
)
def test_the_clock_is_on_the_wall_in_london_and_entries_are_stamped_in_utc(wall: str, instant: datetime) -> None:
    moment, stamped = clock({"REUNIFY_NOW": wall})

    assert (wall, instant) == (str(moment), stamped)


def test_without_as_of_things_are_judged_at_this_minute_and_with_it_at_the_end_of_that_day() -> None:
    env = {"REUNIFY_NOW": "2026-11-30T08:47"}
    now, then = terminal_from(SharedOptions(), env=env), terminal_from(SharedOptions(as_of="29/11"), env=env)

    assert (Moment(date(2026, 11, 30), 527).start, date(2026, 11, 30)) == (now.session.position, now.session.today)
    assert (Moment(date(2026, 11, 29)).end, date(2026, 11, 29)) == (then.session.position, then.session.today)


def test_a_clock_that_is_none_is_mistyped() -> None:
    with pytest.raises(Mistyped):
        clock({"REUNIFY_NOW": "half past eight"})


def test_reunify_alone_says_good_morning_and_takes_the_shared_options(tmp_path: Path) -> None:
    team = a_team(tmp_path)

    assert reunify(team, "morning").out == reunify(team).out
    assert reunify(team, "morning", "--json").json == reunify(team, "--json").json


def test_nothing_is_written_into_two_folders_at_once(tmp_path: Path) -> None:
    one, two = a_team(tmp_path / "one"), a_team(tmp_path / "two")
    said = reunify(one, "record", "42", "visit", "seen=yes", "--yes", "-C", str(one), "-C", str(two))

    assert 2 == said.code
    assert "Give -C once." in said.err


def test_a_backslash_before_a_closing_quotation_mark_is_explained(tmp_path: Path) -> None:
    team = a_team(tmp_path)
    said = reunify(team, "-C", 'S:\\My Team" next 42')

    assert 2 == said.code
    assert 'Leave the last backslash out:  -C "S:\\My Team"' in said.err


def test_a_shell_is_told_how_a_word_may_go_on_without_importing_a_command() -> None:
    asked = {"_REUNIFY_COMPLETE": "complete_bash", "COMP_WORDS": "reunify ov", "COMP_CWORD": "1"}
    program = "import sys; from reunify_cli.cli.main import run\ntry: run()\nexcept SystemExit: print(*sys.modules)"
    env = {**os.environ, **asked}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
    answer, _, modules = done.stdout.partition("\n")

    assert "overdue" == answer
    assert "reunify_cli.cli.commands.overdue" not in modules


def test_a_line_break_in_a_file_forges_no_message_of_ours(tmp_path: Path) -> None:
    forged = 'people: {mother: {relation: "aunt\\n\\nRECORDED   Visit, today."}}\n'
    plain = CHILD.replace("relation: mother", "relation: mother", 1).split("people:")[0]
    team = a_team(tmp_path / "team", **{"cases/RU-2026-0042/case.yaml": plain + forged})

    answer = reunify(team, "show", "42")

    assert "RECORDED" in answer.err
    assert not any(line.startswith("RECORDED") for line in (answer.out + answer.err).splitlines())
