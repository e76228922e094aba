"""What anybody may have put into a team's folder or typed: a clear no or harmless words, soon, and never a name."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reunify_cli.cli.command_list import COMMANDS
from tests.cli.desk import CHILD, JOURNAL, TEAM, Answer, a_team, another_child, bytes_of, journal, lay, reunify
from tests.soak import plants

SOON = 20.0
"""Seconds that nothing here may take, on however busy a machine; what went wrong would take minutes or for ever."""
NAMES = ("Robin", "Kelly", "Petra", "Marsh")
"""The names of the child and the family, which no message may hold."""
RAW = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
FILES = {
    "aliases that multiply": (BOMB.encode(), "A text may not start with &."),
    "brackets a thousand deep": (b"[" * 1000, "40 levels deep"),
    "lists a thousand deep": (b"- " * 1000 + b"x\n", "40 levels deep"),
    "lines a thousand deep": (b"".join(b" " * n + b"a:\n" for n in range(1000)), "40 levels deep"),
    "an object of Python": (b"!!python/object/apply:os.system [touch gone]\n", "A text may not start with !."),
    "a merge key with an alias": (b"<<: *x\n", "A text may not start with *."),
    "a key that stands twice": (b"id: a\nid: b\n", '"id" appears twice.'),
    "a second document": (b"a: b\n---\nc: d\n", "A second file seems to start here"),
    "a NUL byte": (b"a: b\0c\n", "is no text"),
    "an escape": (b"a: \x1b[2J\n", "is no text"),
    "UTF-16 with its mark": ("a: b\n".encode("utf-16"), "UTF-8"),
    "UTF-16 without": ("a: b\n".encode("utf-16-le"), ""),
    "Latin-1": ("a: caf\xe9\n".encode("latin-1"), "UTF-8"),
    "half a character": (b"a: \xed\xa0\x80\n", "UTF-8"),
    "random bytes": (bytes(range(256)) * 40, "UTF-8"),
    "nine million bytes": (b"# " + b"x" * 9_000_000, "larger than 8 MB"),
    "marks of a merge": (b"<<<<<<< ours\na: b\n=======\na: c\n>>>>>>> theirs\n", "two versions"),
}
READ = ("cases/RU-2026-0042/journal.yaml", "cases/RU-2026-0042/case.yaml", "reunify.yaml", "team.yaml",
        "policies/northgate/policy.yaml", "policies/northgate/rules.yaml")  # fmt: skip


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return a_team(tmp_path / "team")


def soon(team: Path, *words: str) -> Answer:
    """An answer that comes in time, in our own words, with nothing in it that a terminal would obey."""
    start = time.monotonic()
    answer = reunify(team, *words)

    assert time.monotonic() - start < SOON
    assert answer.code in (0, 1, 2, 3)
    assert "Traceback" not in answer.err
    assert "Something went wrong" not in answer.err
    assert not RAW.search(answer.out + answer.err)
    return answer


def refused(answer: Answer, sentence: str = "") -> None:
    """It is a no in words, without anybody's name."""
    assert answer.code in (2, 3)
    assert sentence.lower() in (answer.out + answer.err).lower()
    assert not [name for name in NAMES if name in answer.out + answer.err]


# --- files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", READ)
@pytest.mark.parametrize("what", FILES)
def test_a_hostile_file_is_refused_in_a_sentence(team: Path, file: str, what: str) -> None:
    data, sentence = FILES[what]
    (team / file).write_bytes(data)

    refused(soon(team, "show", "42"), sentence)


@pytest.mark.parametrize("what", FILES)
def test_a_hostile_plan_leaves_the_child_readable_and_is_named(team: Path, what: str) -> None:
    data, sentence = FILES[what]
    (team / "cases/RU-2026-0042/plan.yaml").write_bytes(data)
    answer = soon(team, "check", "42")

    assert answer.code == 1
    assert sentence.lower().replace(" ", "") in answer.out.lower().replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("what", [*FILES, "nothing"])
@pytest.mark.parametrize("file", ["setup.yaml", "disposed.yaml", "packs/made.yaml", "drafts/visit-dana-okafor.txt"])
def test_a_hostile_file_that_is_read_now_and_then_hurts_nobody(team: Path, file: str, what: str) -> None:
    where = {"setup.yaml": "config/reunify/setup.yaml", "disposed.yaml": "disposed.yaml"}
    path = team / where.get(file, f"cases/RU-2026-0042/{file}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(FILES[what][0] if what in FILES else b"")

    command = {"disposed.yaml": ("new",), "packs/made.yaml": ("pack", "42", "review", "--format", "md")}
    soon(team, *command.get(file, ("form", "42", "visit", "--yes")))


@pytest.mark.parametrize("encoded", [b"\xef\xbb\xbf" + JOURNAL.encode(), JOURNAL.replace("\n", "\r\n").encode()])
def test_a_byte_order_mark_and_windows_line_ends_are_read(team: Path, encoded: bytes) -> None:
    (team / "cases/RU-2026-0042/journal.yaml").write_bytes(encoded)

    assert soon(team, "show", "42").code == 0


@pytest.mark.skipif(os.name == "nt", reason="no such files there")
@pytest.mark.parametrize("file", [*READ, "cases/RU-2026-0042/plan.yaml"])
@pytest.mark.parametrize("kind", ["pipe", "gigabytes", "device", "folder", "circle", "secret"])
def test_a_pipe_a_device_a_huge_file_or_a_link_to_elsewhere_is_refused_at_once(
    team: Path, tmp_path: Path, file: str, kind: str
) -> None:
    path = team / file
    path.unlink(missing_ok=True)
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "gigabytes":
            with path.open("wb") as hole:
                hole.truncate(20_000_000_000)
        case "device":
            path.symlink_to("/dev/zero")
        case "folder":
            path.mkdir()
        case "circle":
            path.symlink_to(path)
        case "secret":
            (tmp_path / "secret").write_text("root:x:0:0:Petra\n")
            path.symlink_to(tmp_path / "secret")
    answer = soon(team, "check", "42")

    assert answer.code in (1, 2, 3)
    assert "Petra" not in answer.out + answer.err or file.startswith("policies/")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_childs_folder_that_is_a_link_out_of_the_workspace_is_not_followed(team: Path, tmp_path: Path) -> None:
    other = a_team(tmp_path / "other")
    (team / "cases/RU-2026-0043").symlink_to(other / "cases/RU-2026-0042", target_is_directory=True)

    refused(soon(team, "show", "43"), "leads out of the team's folder")
    assert soon(team, "list").code == 3


# --- what is planted in the workspace -----------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="no such files there")
@pytest.mark.parametrize("what", plants.NOTES)
def test_a_planted_note_changes_nothing_outside_and_hides_nobody(what: str) -> None:
    plants.attempt([what], plants.OBEYING)


@pytest.mark.skipif(os.name == "nt", reason="no such files there")
@pytest.mark.parametrize("number", range(len(plants.PLACES)))
def test_whatever_lies_in_a_place_changes_nothing_outside_and_hides_nobody(number: int) -> None:
    kinds = list(plants.KINDS)
    for turn in (number, number + 5):
        commands = [plants.COMMANDS[(number * 3 + turn + n) % len(plants.COMMANDS)] for n in range(2)]
        plants.attempt([f"{kinds[turn % len(kinds)]} as {plants.PLACES[number]}"], commands)


def test_a_file_called_packs_is_named_and_is_no_fault_of_ours(team: Path) -> None:
    (team / "cases/RU-2026-0042/packs").write_text("not a folder")
    answer = soon(team, "pack", "42", "review", "--format", "md")

    assert answer.code == 3
    assert "cases/RU-2026-0042/packs" in answer.err
    assert "cannot be opened" in answer.err
    assert "fault in reunify" not in answer.err


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize(
    "words", [("init", "loop"), ("export", "loop"), ("export", "made"), ("list", "--out", "loop/x")]
)
def test_links_that_go_round_in_a_circle_are_no_fault_of_ours(
    team: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(team)
    (team / "loop").symlink_to("loop")
    if words[-1] == "made":
        shutil.rmtree(team / "cases")
        (team / "cases").symlink_to("cases")

    refused(soon(team, *words))


def test_every_command_is_among_those_that_are_typed_at_planted_folders() -> None:
    typed = {words[0] for words in plants.COMMANDS if words}

    assert {*COMMANDS} == typed | {*plants.ELSEWHERE}


def test_a_planted_note_stays_to_the_byte_where_it_was_and_no_journal_changes(team: Path, tmp_path: Path) -> None:
    lay(team, another_child(51, "T.W."))
    (tmp_path / "victim").mkdir()
    (tmp_path / "victim/bashrc").write_text("alias ll='ls -l'\n")
    plants.NOTES["a note that leads home"](team, tmp_path / "victim")
    before = bytes_of(team / "cases")
    told = soon(team, "list").err

    assert "cases/.together.deadbeef.tmp" in told
    assert "This is not a note that reunify wrote" in told
    assert soon(team, "record", "51", "visit", "seen=yes", "--yes").code == 0
    after = bytes_of(team / "cases")
    assert {name for name in before if before[name] != after[name]} == {"RU-2026-0051/journal.yaml"}


# --- words that name files ----------------------------------------------------------------------------------------

ESCAPES = ("../x", "..", ".", "/etc/passwd", "a/b", "a\\b", "C:x", "C:\\x", "\\\\server\\share", "CON", "con", "nul",
           "LPT1", "x.", "x ", " x", "-x", "x\0y", "x\ny", "~", "~root", "$HOME", "%TEMP%", "a" * 300, "ﬁ", "é", "",
           "*", "\u202egnp", ".git", "_x")  # fmt: skip


@pytest.mark.parametrize("word", ESCAPES)
def test_no_id_can_name_anything_but_a_folder_of_a_child(team: Path, word: str) -> None:
    kept = team.parent / "cache"  # the user's own, which every command may write
    before = sorted(path for path in team.parent.rglob("*") if kept not in (path, *path.parents))
    answer = soon(team, "new", "--", word)

    if answer.code == 0:
        assert word == ""
    else:
        assert sorted(path for path in team.parent.rglob("*") if kept not in (path, *path.parents)) == before


@pytest.mark.parametrize("command", ["show", "pack", "why", "form", "record", "redact", "dispose"])
def test_nobody_is_found_by_a_path(team: Path, command: str) -> None:
    for word in filter(None, ESCAPES):
        assert soon(team, command, "--", word, "review").code in (2, 3)


@pytest.mark.parametrize("word", [each for each in ESCAPES if each])
def test_no_paper_and_no_template_is_found_by_a_path(team: Path, word: str) -> None:
    lay(team, {"secret.md.j2": "a secret"})

    assert "a secret" not in soon(team, "pack", "42", "--format", "md", "--", word).out
    assert soon(team, "new", f"--template={word}").code == 2


def test_a_paper_goes_into_the_folder_that_was_named_and_its_name_is_our_own(team: Path, tmp_path: Path) -> None:
    answer = soon(team, "pack", "42", "review", "--format", "md", "--out", str(tmp_path / "out" / ".." / "out"))

    assert answer.code == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["review-0042-v1.md"]


@pytest.mark.skipif(os.name == "nt", reason="no such files there")
def test_a_list_is_not_written_into_a_pipe_that_nobody_reads(team: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    refused(soon(team, "list", "--out", str(tmp_path / "pipe")))


# --- what templates may do ----------------------------------------------------------------------------------------

TEMPLATES = {
    "a private attribute": "{{ title.__class__.__mro__[1].__subclasses__() }}",
    "by way of a filter": "{{ ''|attr('__class__') }}",
    "by way of a format": "{{ '{0.__class__}'.format(title) }}",
    "a module": "{% import 'os' as os %}{{ os }}",
    "a file above": "{% include '../../reunify.yaml' %}",
    "a file by its path": "{% include '/etc/passwd' %}",
    "endless numbers": "{% for n in range(10**9) %}x{% endfor %}",
    "loops in loops": "{% for a in range(999) %}" * 3 + "{% endfor %}" * 3,
    "a text many times": "{{ 'x' * 10**9 }}",
    "a number without end": "{{ 9 ** 9 ** 9 ** 9 }}",
    "a wide column": "{{ '%1000000000d' % 1 }}",
    "a text set in the middle": "{{ 'x'.center(1000000000) }}",
    "a text replaced": "{{ title.replace('', title) }}",
    "doubling": "{% macro f(t, n) %}{% if n %}{{ f(t ~ t, n - 1) }}{% endif %}{{ t }}{% endmacro %}{{ f('xxxx', 60) }}",
    "calling itself": "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
    "calling itself twice": "{% macro f(n) %}{% if n %}{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(40) }}",
    "lorem ipsum": "{{ lipsum(n=1000000) }}",
    "changing what it is given": "{% set _ = title.append(1) %}",
    "dividing by nothing": "{{ 1 / 0 }}",
    "half a template": "{% for x in",
    "what does not exist": "{{ nobody }}",
}  # fmt: skip


@pytest.mark.parametrize("what", TEMPLATES)
def test_a_template_that_wants_out_or_never_ends_is_refused_soon(team: Path, what: str) -> None:
    lay(team, {"case_templates/packs/review.md.j2": TEMPLATES[what]})
    answer = soon(team, "pack", "42", "review", "--format", "md")

    refused(answer, "template")
    assert not (team / "cases/RU-2026-0042/packs").exists() or not list(
        (team / "cases/RU-2026-0042/packs").glob("*.md")
    )


# --- text that wants to be more than text -------------------------------------------------------------------------

NOTES = (
    '=HYPERLINK("http://a.b","x")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\x1b[2J\x1b]0;owned\x07", "\x9b31m",
    "\u202etxt.exe", "BEGIN:VEVENT\r\nSUMMARY:x", 'x","breach":true,"y":"', "{{ 7 * 7 }}", "#eval(1)", "</script>",
    "x\x00y", "\ud800", "a\u2028b\x85c",
)  # fmt: skip
SCREENS = (
    ("show", "42", "--all"), ("events", "42"), ("next", "42"), ("check", "42"), ("why", "42"), ("list",), ("overdue",),
    ("timeline", "42"), ("calendar",), ("events", "42", "--json"), ("list", "--json"), ("show", "42", "--json"),
    ("events", "42", "--format", "csv"), ("list", "--format", "csv"), ("pack", "42", "chronology", "--format", "md"),
)  # fmt: skip


def test_notes_are_read_as_notes_on_every_screen_in_every_format(team: Path) -> None:
    for note in NOTES:
        given = note.replace("\x00", "").encode("utf-8", "replace").decode()
        if given.startswith("@"):  # typed, that would name a file
            (team / "note.txt").write_text(given, encoding="utf-8")
            given = f"@{team / 'note.txt'}"
        said = reunify(team, "record", "42", "visit", "seen=yes", "--on", "26/11", "--note", given, "--yes")

        assert (0, "visit") == (said.code, journal(team)[-1]["event"])

    for words in SCREENS:
        answer = soon(team, *words)
        if "--json" in words:
            json.loads(answer.out)
        if "csv" in words:
            cells = re.findall(r'(?:^|,)"?([^",\n]*)', answer.out, re.MULTILINE)
            assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t")) or re.match(r"-\D", cell)]
        if words == ("calendar",):
            assert answer.out.count("BEGIN:VEVENT") == answer.out.count("END:VEVENT")


@pytest.mark.parametrize("note", NOTES[::3])
def test_words_written_by_hand_into_a_case_are_harmless_too(team: Path, note: str) -> None:
    said = json.dumps(note.replace("\ud800", "?").replace("\x00", "?"))
    case = CHILD.replace("initials: R.K.", f"initials: {said}").replace("{lcs: 447190}", f"{{lcs: {said}}}")
    lay(team, {"cases/RU-2026-0042/case.yaml": case, "team.yaml": TEAM.replace("Dana Okafor", said)})

    for words in SCREENS:
        soon(team, *words)


LONG = {
    "spaces": " " * 50_000, "letters": "a" * 50_000, "brackets": "(" * 50_000, "colons": ": " * 25_000,
    "figures": "1" * 50_000, "dashes": "- " * 25_000, "marks": "#" * 50_000, "commas": "a, " * 15_000,
    "quotes": "'\"" * 25_000, "escapes": "\x1b]" * 25_000, "Arabic": "ع1 " * 15_000, "backslashes": "\\" * 50_000,
    "stars": "*a" * 25_000, "lines": "\n" * 50_000, "links": "[](" * 15_000, "turned": "\u202e" * 50_000,
}  # fmt: skip
"""Long texts at which a regular expression that tries every way would still be trying tomorrow."""


@pytest.mark.parametrize("what", LONG)
def test_no_text_is_long_enough_to_keep_a_command_busy(team: Path, what: str) -> None:
    text = LONG[what]
    soon(team, "record", "42", "visit", "seen=yes", "--on", "26/11", "--note", text[:20_000], "--yes")
    for words in (
        ("show", "42", "--all"),
        ("events", "42"),
        ("pack", "42", "chronology", "--format", "md"),
        ("check",),
    ):
        soon(team, *words)
    for words in (
        ("show", text), ("record", "42", text, "--yes"), ("record", "42", "visit", "--on", text), ("why", "42", text),
        ("new", f"born={text}"), ("help", text), ("record", "42", "visit", f"seen={text}"), ("list", "--as-of", text),
        (text,),
    ):  # fmt: skip
        soon(team, *words)


@pytest.mark.parametrize("what", LONG)
def test_no_file_is_odd_enough_to_keep_a_command_busy(team: Path, what: str) -> None:
    for data in (LONG[what], f"- {LONG[what]}", f'- note: "{LONG[what]}', f"- {{note: {LONG[what]}"):
        (team / "cases/RU-2026-0042/journal.yaml").write_text(data, encoding="utf-8")
        soon(team, "check", "42")


# --- the program from outside -------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="limits are set otherwise there")
def test_a_file_of_gigabytes_is_refused_in_little_memory(team: Path) -> None:
    with (team / "cases/RU-2026-0042/journal.yaml").open("wb") as hole:
        hole.truncate(20_000_000_000)
    limit = "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))"
    limited = f"{limit}; from reunify_cli.cli.main import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", limited, "-C", str(team), "show", "42"],
        capture_output=True,
        text=True,
        timeout=SOON * 3,
        check=False,
    )

    assert done.returncode == 3
    assert "larger than" in done.stderr
    assert stat.S_ISREG((team / "cases/RU-2026-0042/journal.yaml").stat().st_mode)


@pytest.mark.skipif(os.name == "nt", reason="no such files there")
@pytest.mark.parametrize("file", ["/dev/zero", "../case.yaml", "{outside}/bashrc", "{outside}/review-0042-v1.md"])
def test_a_file_that_a_list_of_papers_names_and_no_paper_is_called_is_not_read(
    team: Path, tmp_path: Path, file: str
) -> None:
    (tmp_path / "victim").mkdir()
    (tmp_path / "victim/bashrc").write_text("alias ll='ls -l'\n")
    (tmp_path / "victim/review-0042-v1.md").symlink_to("bashrc")
    soon(team, "pack", "42", "review", "--format", "md")
    made = team / "cases/RU-2026-0042/packs/made.yaml"
    made.write_text(
        made.read_text().replace("file: review-0042-v1.md", f"file: {file.format(outside=tmp_path / 'victim')}")
    )
    before = len(journal(team))

    answer = soon(team, "pack", "42", "review", "--sent", "--yes")
    assert answer.code == 1
    assert "none of its papers" in answer.err
    assert before == len(journal(team))
