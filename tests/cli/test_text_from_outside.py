"""An escape planted in every name there is reaches no screen: folders, files, policies, and whatever somebody typed."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.cli.desk import CHILD, JOURNAL, TEAM, Answer, a_team, reunify

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no file has such a name there")

ESCAPE = "\x1b]0;pwned\x07\x1b[2J\x9b31m\u202e"
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
FORGED = "\nFORGED  all children were read\n"
SCREENS = (
    (), ("next",), ("overdue",), ("list",), ("check",), ("doctor",), ("seen",), ("show", "42"), ("events", "42"),
    ("why", "42"), ("timeline", "42"), ("pack", "42", "--list"), ("policy", "list"), ("policy", "lint"),
    ("policy", "test"), ("policy", "coverage"), ("calendar", "--out", "OUT"), ("list", "--names"), ("next", "--json"),
    ("list", "--format", "csv"), ("advance", "42", "--dry-run"),
)  # fmt: skip
TYPED = (
    ("X",), ("--X",), ("list", "--X"), ("show", "X"), ("next", "X"), ("record", "42", "visX", "--yes"),
    ("record", "42", "visit", "seX=yes", "--yes"), ("record", "42", "visit", "seen=X", "--yes"),
    ("record", "42", "visit", "seen=yes", "--on", "X", "--yes"), ("record", "42", "visit", "--who", "X", "--yes"),
    ("-C", "X", "list"), ("list", "--format", "X"), ("list", "--stage", "X"), ("list", "--role", "X"),
    ("overdue", "--by", "X"), ("--as-of", "X", "list"), ("next", "--within", "X"), ("next", "--person", "X"),
    ("policy", "show", "X"), ("policy", "diff", "X", "northgate"), ("policy", "test", "X"), ("policy", "lint", "X"),
    ("policy", "new", "X", "--from", "england"), ("policy", "adopt", "X", "--from", "1/1/2027"), ("why", "42", "X"),
    ("pack", "42", "X"), ("pack", "42", "review", "--for", "X"), ("list", "--out", "FOLDER/X.csv"),
    ("list", "--format", "csv", "--out", "FOLDER/X"), ("list", "--out", "FOLDER/X/X"),
    ("timeline", "42", "--svg", "FOLDER/X.svg"),
    ("calendar", "--out", "FOLDER/X.ics"), ("policy", "show", "northgate", "--format", "md,html", "--out", "FOLDER/X"),
    ("pack", "42", "review", "--format", "md", "--out", "FOLDER/X"), ("export", "--format", "csv", "FOLDER/X"),
    ("new", "X"), ("new", "77", "X=3"), ("events", "X"), ("help", "X"), ("import", "ssda903", "X"),
    ("init", "FOLDER/X"), ("close", "42", "--outcome", "X", "--yes"), ("seen", "42", "X", "--yes"),
    ("vary", "42", "X", "--why", "a", "--authorised-by", "X", "--until", "31/12", "--yes"), ("book", "42", "X"),
    ("correct", "42", "X", "a=b", "--why", "c", "--yes"), ("withdraw", "42", "X", "--why", "c", "--yes"),
    ("form", "42", "X"), ("redact", "42", "X"), ("schema", "X"), ("setup", "--me", "X"), ("back", "42", "--to", "X"),
    ("merge-driver", "X", "X", "X"), ("check", "X"), ("dispose", "X"), ("advance", "X"), ("calendar", "--case", "X"),
)  # fmt: skip


def safe(said: Answer, words: tuple[str, ...]) -> None:
    for text in (said.out, said.err):
        assert RAW.search(text) is None, (words, text)
        assert not any(line.startswith("FORGED") for line in text.splitlines()), (words, text)
    assert "should not" not in said.err, (words, said.err)


@pytest.mark.parametrize("name", [f"RU-2026-0099{ESCAPE}", f"RU-2026-0099{FORGED}", f"a{ESCAPE}"])
def test_no_name_of_a_folder_or_a_file_reaches_a_screen_as_it_is(name: str, tmp_path: Path) -> None:
    team = a_team(
        tmp_path / "team",
        **{
            f"cases/{name}/journal.yaml": "- {event: x}\n",
            f"cases/RU-2026-0042/{name}": "left",
            f"cases/RU-2026-0042/.{name}.12345678.tmp": "left",
            f"policies/{name}/policy.yaml": f"id: {name}\n",
            f"policies/northgate/{name}.yaml": "rules: [\n",
        },
    )
    (team / "cases" / f"link{name}").symlink_to(tmp_path / f"nowhere{name}")
    for words in SCREENS:
        safe(reunify(team, *(str(tmp_path / "m.ics") if word == "OUT" else word for word in words)), words)


def test_no_text_in_a_file_reaches_a_screen_as_it_is(tmp_path: Path) -> None:
    text = '"a\\e]0;pwned\\a\\e[2J\\x9b\\u202e"'
    case = CHILD.replace("relation: uncle", f"relation: {text}")
    for each in ("R.K.", "Robin Kelly", "Petra Kelly"):
        case = case.replace(each, text)
    team = a_team(
        tmp_path / "team",
        **{
            "cases/RU-2026-0042/case.yaml": case.replace("lcs: 447190", f"{text}: {text}"),
            "cases/RU-2026-0042/journal.yaml": JOURNAL + f"- {{id: 9A11, event: note, date: 2026-11-02, by: {text}}}\n",
            "team.yaml": TEAM.replace("Dana Okafor", text).replace("Community Arrangements Panel", text),
            "reunify.yaml": f"name: {text}\npolicy: northgate\n",
        },
    )  # fmt: skip
    for words in SCREENS:
        safe(reunify(team, *(str(tmp_path / "m.ics") if word == "OUT" else word for word in words)), words)


@pytest.mark.parametrize("planted", [f"x{ESCAPE}"])
def test_nothing_that_somebody_typed_reaches_a_screen_as_it_is(planted: str, tmp_path: Path) -> None:
    team = a_team(tmp_path / "team")
    (tmp_path / "out").mkdir()
    for words in TYPED:
        typed = tuple(word.replace("FOLDER", str(tmp_path / "out")).replace("X", planted) for word in words)
        safe(reunify(team, *typed), words)
