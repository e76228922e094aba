"""How a file is read: as text and nothing else, into records, and with every mistake named where it stands."""

import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from reunify_cli import shape
from reunify_cli.errors import Problem, Unreadable
from reunify_cli.frozen import dataclass, field
from reunify_cli.model.case import CaseFile
from reunify_cli.model.people import Team
from reunify_cli.model.plan import Plan
from reunify_cli.model.vocabulary import Vocabulary


def complaints(source: str | bytes, kind: type | None = None) -> str:
    """Everything that is said about a file called `f`, as it is printed."""
    return "\n".join(map(str, problems(source, kind)))


def problems(source: str | bytes, kind: type | None = None) -> tuple[Problem, ...]:
    """What is wrong with a file; that it says so in any other way than by Unreadable fails the test."""
    try:
        loaded = shape.load(source, "f")
        if kind is not None:
            shape.read(kind, loaded)
    except Unreadable as refused:
        return refused.problems
    return ()


def well_said(problem: Problem) -> bool:
    """Whether a problem has a place and is a whole sentence."""
    return problem.place is not None and re.match(r"[^a-z].*[.?]\Z", problem.sentence, re.DOTALL) is not None


# --- text, and nothing but text ---


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("seen: no", {"seen": "no"}),
        ("date: 2026-03-01", {"date": "2026-03-01"}),
        ("at: 15:30", {"at": "15:30"}),
        ("score: 1.0", {"score": "1.0"}),
        ("id: 0042", {"id": "0042"}),
        ("id: 7E33", {"id": "7E33"}),
        ("note: ~", {"note": "~"}),
        ("note: null", {"note": "null"}),
        ("note: ''", {"note": ""}),
        ("note:", {"note": None}),
        ("<<: {a: b}", {"<<": {"a": "b"}}),
        ("note: Mum & Dad *both* said no!", {"note": "Mum & Dad *both* said no!"}),
        ("note: |\n  One\n  two", {"note": "One\ntwo"}),
        ("- a\n- [b, {c: d}]", ["a", ["b", {"c": "d"}]]),
        ("%YAML 1.2\n---\na: b\n...\n", {"a": "b"}),
        ("# nothing yet\n", None),
        ("", None),
    ],
)
def test_every_scalar_arrives_as_the_text_it_is(text: str, data: Any) -> None:
    assert data == shape.load(text, "f").data


@pytest.mark.parametrize(
    "encode", [str.encode, lambda t: b"\xef\xbb\xbf" + t.encode(), lambda t: t.encode("utf-8-sig")]
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_file_saved_on_windows_reads_like_any_other(encode: Any, line_end: str) -> None:
    text = line_end.join(["- note: |", "    Zoë went home", "    at three", "  seen: yes", ""])

    assert [{"note": "Zoë went home\nat three\n", "seen": "yes"}] == shape.load(encode(text), "f").data


# --- what is no file of ours ---


IN_QUOTES = "Put the text into quotation marks."


@pytest.mark.parametrize(
    ("text", "place", "sentence", "help"),
    [
        (
            "- event: visit\n  note: He said: yes",
            "2:16",
            "There is a colon too many here, or the line is indented too far.",
            'Text with a colon in it goes into quotation marks: note: "He said: yes".',
        ),
        (
            "- event: visit\n  seen yes\n  by: dana",
            "2:3",
            "A colon is missing here.",
            "Every line is written as key: value.",
        ),
        (
            "- event: visit\n  seen: yes\n by: dana",
            "3:2",
            "This line is not indented like the entry it belongs to.",
            "Let it start in the same column as the lines it belongs with.",
        ),
        ("a:\n\tb: c", "2:1", "This line is indented with a tab.", "Use spaces instead."),
        ("a: b\n\tc: d", "2:1", "This line is indented with a tab.", "Use spaces instead."),
        (
            'a: b\nnote: "half\nc: d',
            "2:7",
            "This quotation mark is never closed.",
            "Close it at the end of the text.",
        ),
        (
            "a: b\nby: [dana, ruth\nc: d",
            "2:5",
            "This bracket is never closed, or a comma is missing in it.",
            "Close it.",
        ),
        ("a: b\nby: [dana,", "3:1", "A bracket is still open here.", "Close it."),
        ("a: ]", "1:4", "This bracket was never opened.", IN_QUOTES),
        (
            "a: 'it's'",
            "1:8",
            "The text goes on here, after its closing quotation mark.",
            'Put the other kind of quotation mark around a text that holds one: "it\'s".',
        ),
        (
            r'file: "C:\notes\day"',
            "1:16",
            "A backslash between double quotation marks has a meaning of its own.",
            "Use single quotation marks.",
        ),
        ("a: @home", "1:4", "A text may not start with @.", IN_QUOTES),
        ("a: |now\n", "1:5", "Text after | or > starts on the next line.", "Move it down and indent it."),
        ("a: 1\nb: &here 2\nc: 3", "2:4", "A text may not start with &.", IN_QUOTES),
        ("a: *here", "1:4", "A text may not start with *.", IN_QUOTES),
        ("a: !!str b", "1:4", "A text may not start with !.", IN_QUOTES),
        ("a: ! b", "1:4", "A text may not start with !.", IN_QUOTES),
        ("a: !x!y b", "1:4", "A text may not start with !.", IN_QUOTES),
        ("a: 1\nb: 2\na: 3", "3:1", '"a" appears twice.', "Keep one of them."),
        ("- {a: 1, a: 2}", "1:10", '"a" appears twice.', "Keep one of them."),
        (
            "a: {{name}}",
            "1:5",
            "A word should stand here, before the colon.",
            "Text with { or [ goes into quotation marks.",
        ),
        (
            "a: b\n---\na: b",
            "2:1",
            "A second file seems to start here, with a line of ---.",
            "Take that line out.",
        ),
        (
            "a: b\nb: x\x00y",
            "2:5",
            "The character here (code 00) is no text; the file may be damaged.",
            "Take it out.",
        ),
        (
            "a: \x1b[31mred",
            "1:4",
            "The character here (code 1B) is no text; the file may be damaged.",
            "Take it out.",
        ),
        (
            "- id: 7K3F\n<<<<<<< HEAD\n- id: 7K3G\n=======\n- id: 7K3H\n>>>>>>> theirs\n",
            "2:1",
            "This file holds two versions side by side, which git could not join.",
            "Keep what is right of both and take out the lines with <<<<<<<, ======= and >>>>>>>.",
        ),
        (
            "a: b\nnote: café".encode("cp1252"),
            "2:10",
            "The character here is not UTF-8: the file was saved in an older Windows encoding, or is damaged.",
            "Open it in an editor, put this character right, and save the file as UTF-8.",
        ),
        (
            b"\x00\x00\x00\x00",
            "1:1",
            "The character here (code 00) is no text; the file may be damaged.",
            "Take it out.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_what_to_do(
    text: str | bytes, place: str, sentence: str, help: str
) -> None:
    assert f"f:{place}\n    {sentence}\n    {help}" == complaints(text)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_saved_as_utf_16_says_so(encoding: str) -> None:
    sentence = 'This file is saved as UTF-16, which some editors call "Unicode".'

    assert f"f\n    {sentence}\n    Open it in an editor and save it as UTF-8." == complaints(
        "note: b".encode(encoding)
    )


def test_a_file_larger_than_8_mb_is_not_even_looked_at() -> None:
    assert "f\n    This file is larger than 8 MB; no case file ever is." == complaints(b"a" * (8 * 1024 * 1024 + 1))


def test_forty_levels_are_read_and_one_more_is_not() -> None:
    deepest = "[" * 40 + "]" * 40

    assert deepest == str(shape.load(deepest, "f").data)
    assert "nested more than 40 levels" in complaints(f"[{deepest}]")


@pytest.mark.parametrize("opener", ["[", "{", "- ", "? ", "[a, ", "{a: "])
def test_no_depth_of_nesting_can_hurt(opener: str) -> None:
    assert "f:1:" in complaints(opener * 100_000)


@given(st.text())
@example("\x85\x85 a: b: c")
@example("a: '\u2028\u2028")
@example("\ufeff\ufeff")
@example("\ud800")
@example(": ")
def test_whatever_text_a_file_holds_it_is_read_or_refused_in_words(text: str) -> None:
    assert all(map(well_said, problems(text)))


@given(st.binary())
@example(b"\xff")
@example(b"\xef\xbb")
def test_whatever_bytes_a_file_holds_they_are_read_or_refused_in_words(data: bytes) -> None:
    assert all(map(well_said, problems(data)))


# --- places ---

WORDS = st.text("abcdefghijklm", min_size=2, max_size=6)
VALUES = st.recursive(
    WORDS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=12
)


def leaves(data: Any, path: shape.Path = ()) -> list[tuple[shape.Path, str]]:
    if isinstance(data, str):
        return [(path, data)]
    steps = data.items() if isinstance(data, dict) else enumerate(data)
    return [found for step, each in steps for found in leaves(each, (*path, step))]


@given(VALUES, st.booleans())
def test_a_value_s_place_is_where_it_stands_in_the_file(data: Any, flow: bool) -> None:
    text = yaml.safe_dump(data, default_flow_style=flow, width=30)
    loaded = shape.load(text, "f")
    lines = text.split("\n")

    assert data == loaded.data
    for path, word in leaves(data):
        place = loaded.place(path)
        found = lines[(place.line or 0) - 1][(place.column or 0) - 1 :]
        assert found.startswith((word, f"{path[-1]}:" if path else word))


def test_a_place_is_the_value_s_or_its_key_s() -> None:
    loaded = shape.load("- id: 7K3F\n  note: |\n    long\n  by:\n    - dana\n", "f")

    assert "f:1:3" == str(loaded.place((0,)))
    assert "f:1:7" == str(loaded.place((0, "id")))
    assert "f:1:3" == str(loaded.place((0, "id"), key=True))
    assert "f:2:9" == str(loaded.place((0, "note")))
    assert "f:4:3" == str(loaded.place((0, "by"))), "a value that starts further down is shown at its key"
    assert "f:5:7" == str(loaded.place((0, "by", 0)))
    assert "f:1:3" == str(loaded.place((0, "nowhere", 7))), "what is missing is shown where it is missing"


def test_the_lines_of_a_list_are_those_its_items_start_on() -> None:
    assert [2, 4, 6] == shape.load("# journal\n- a: b\n  c: d\n- e\n-\n  f: g", "f").lines()
    assert [] == shape.load("a: b", "f").lines()


# --- records ---


@dataclass(frozen=True)
class Dog:
    name: str
    born: date | None = None
    good: bool = True
    legs: int = 4


@dataclass(frozen=True)
class Kennel:
    dogs: tuple[Dog | str, ...] = ()
    run_by: str = "nobody"
    size: Literal["small", "large"] = "small"
    opened: dict[str, str | tuple[str, ...]] = field(default_factory=dict)


def test_a_record_takes_its_types_from_what_it_declares() -> None:
    text = "dogs:\n  - Rex\n  - {name: 1.0, born: 2024-02-29, good: no, legs: 3}\nrun-by: yes\nopened: {a: b, c: [d]}"
    dogs = ("Rex", Dog("1.0", date(2024, 2, 29), good=False, legs=3))

    assert Kennel(dogs, "yes", opened={"a": "b", "c": ("d",)}) == shape.read(Kennel, shape.load(text, "f"))


def test_a_key_left_empty_is_a_key_left_out() -> None:
    assert Kennel((Dog("Rex"),)) == shape.read(Kennel, shape.load("dogs: [{name: Rex, born: , legs: }]\nsize:", "f"))
    assert Kennel() == shape.read(Kennel, shape.load("", "f"))


def test_all_mistakes_of_a_file_are_said_at_once_from_the_top() -> None:
    text = """\
run_by: ruth
size: smal
dogs:
  - {nam: Rex}
  - {born: 2027-02-31, good: perhaps, legs: four}
  - [Rex]
  - name:
opened:
  a: {b: c}
  d: [e, [f]]
wheels: 4
"""

    said = """\
f:1:1
    "run_by" is not known here. Did you mean "run-by"?
f:2:7
    "smal" is not one of small, large. Did you mean "small"?
f:4:6
    "nam" is not known here. Did you mean "name"?
f:5:5
    "name" is missing.
    Fill it in.
f:5:12
    "2027-02-31" is not a day: February 2027 has 28.
f:5:30
    "perhaps" should be yes or no.
f:5:45
    "legs" should be a whole number, not "four".
f:6:5
    Number 3 of "dogs" should be lines of the form key: value or text, not a list.
f:7:5
    "name" is left empty.
    Fill it in.
f:9:6
    "a" should be text or a list, not lines of the form key: value.
f:10:10
    Number 2 of "d" should be text, not a list.
f:11:1
    "wheels" is not known here.
    Known here: dogs, run-by, size, opened."""

    assert said == complaints(text, Kennel)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a", "f:1:1\n    This file should be lines of the form key: value, not a list."),
        ("a", 'f:1:1\n    This file should be lines of the form key: value, not "a".'),
        ("", 'f:1:1\n    "name" is missing.\n    Fill it in.'),
        ("name:", 'f:1:1\n    "name" is left empty.\n    Fill it in.'),
    ],
)
def test_a_file_that_is_no_record_says_what_it_should_be(text: str, said: str) -> None:
    assert said == complaints(text, Dog)


KEYS = [
    *("id", "child", "name", "born", "external", "people", "relation", "homes", "known-from", "format", "protected"),
    *(
        "bodies",
        "role",
        "roles",
        "from",
        "until",
        "leave",
        "teams",
        "aliases",
        "actions",
        "what",
        "due",
        "for",
        "return",
    ),
    *("events", "title", "fields", "type", "values", "when", "columns", "sets", "adds", "facts", "computed"),
]
SCALARS = st.sampled_from(["", "x", "yes", "7", "2026-12-03", "2026-02-30", "text", "rows"]) | st.none()
FILES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=20,
)


@pytest.mark.parametrize("kind", [CaseFile, Team, Plan, Vocabulary])
@given(data=FILES)
def test_whatever_a_file_says_it_is_read_or_refused_in_words(kind: type, data: Any) -> None:
    assert all(map(well_said, problems(yaml.safe_dump(data), kind)))


def test_every_day_reads_back_as_itself() -> None:
    first = date(2023, 1, 1)

    for n in range(5 * 366):
        day = first + timedelta(n)
        assert day == shape.read_day(day.isoformat())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("86400", '"86400" is not written as a day: write it like 2026-12-03'),
        ("3/12/2026", '"3/12/2026" is not written as a day: write it like 2026-12-03'),
        ("2026-12-03T14:00", '"2026-12-03T14:00" is not written as a day: write it like 2026-12-03'),
        ("0000-01-01", '"0000-01-01" is not written as a day: write it like 2026-12-03'),
        ("2026-13-01", '"2026-13-01" is not a day: there is no month 13'),
        ("2026-04-31", '"2026-04-31" is not a day: April 2026 has 30'),
        ("2026-04-00", '"2026-04-00" is not a day: April 2026 has 30'),
        (["2026-04-01"], "a list is not written as a day: write it like 2026-12-03"),
    ],
)
def test_what_is_no_day_says_why(text: Any, said: str) -> None:
    with pytest.raises(ValueError, match="day") as caught:
        shape.read_day(text)

    assert said == str(caught.value)


def test_without_the_c_part_of_pyyaml_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "reunify.yaml").write_text("policy: surrey\n")
    hide = "import sys; sys.modules['yaml._yaml'] = None"
    run = f"{hide}; from reunify_cli.cli.main import answer; sys.exit(answer(['-C', '.', 'policy', 'list']))"
    done = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=False, cwd=tmp_path)

    assert "PyYAML is installed here without its C part" in done.stderr
    assert "python3 -m pip install --force-reinstall --only-binary :all: pyyaml" in done.stderr
    assert 3 == done.returncode


def test_a_list_that_is_read_again_is_the_same_and_nobodys_additions_are_in_it() -> None:
    first = shape.load("- a: b\n- c: d", "f").data
    first.append({"e": "f"})

    assert [{"a": "b"}, {"c": "d"}] == shape.load("- a: b\n- c: d", "g").data
    assert [{"a": "b"}, {"c": "e"}] == shape.load("- a: b\n- c: e", "f").data
