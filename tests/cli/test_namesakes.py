"""Two colleagues of one name: never one of them by chance, in whatever takes a name, but a list to choose from."""

from pathlib import Path

import pytest

from tests.cli.desk import TEAM, a_team, reunify

TWO = TEAM.replace("name: Sizwe Naidoo", "name: Dana Okafor")
CHOICE = '"Dana Okafor" can be "d.okafor" (Dana Okafor) or "s.naidoo" (Dana Okafor).'
TAKES_A_NAME = (
    ("list", "--person", "NAME"),
    ("next", "--person", "NAME"),
    ("overdue", "--person", "NAME"),
    ("calendar", "--out", "FOLDER/meetings.ics", "--person", "NAME"),
    ("record", "42", "visit", "seen=yes", "--on", "today", "--yes", "--who", "NAME"),
    ("record", "42", "allocated", "as=social-worker", "to=NAME", "--on", "today", "--yes"),
    ("book", "42", "review", "--on", "9 Dec 14:00", "--yes", "chair=NAME"),
    ("setup", "--me", "NAME"),
    ("policy", "adopt", "northgate", "--from", "2026-12-01", "--by", "NAME"),
)


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return a_team(tmp_path / "north", **{"team.yaml": TWO})


@pytest.mark.parametrize("words", TAKES_A_NAME, ids=lambda words: words[0])
def test_a_name_that_two_have_is_a_choice(team: Path, words: tuple[str, ...]) -> None:
    answer = reunify(
        team,
        *(word.replace("NAME", "Dana Okafor").replace("FOLDER", str(team.parent)) for word in words),
        me="d.okafor",
    )

    assert 2 == answer.code
    assert CHOICE in " ".join(answer.err.split())
    assert "Type one of the keys." in answer.err


@pytest.mark.parametrize("words", TAKES_A_NAME[:6], ids=lambda words: words[0])
@pytest.mark.parametrize("name", ["d.okafor", "s.naidoo", "Ruth Amadi", "D.OKAFOR"])
def test_a_key_and_a_name_that_one_has_are_taken(team: Path, words: tuple[str, ...], name: str) -> None:
    assert (
        0
        == reunify(
            team, *(word.replace("NAME", name).replace("FOLDER", str(team.parent)) for word in words), me="r.amadi"
        ).code
    )


def test_whoever_is_one_of_two_by_their_own_name_is_asked_which(team: Path) -> None:
    for words in (("next", "--mine"), ("record", "42", "visit", "seen=yes", "--on", "today", "--yes")):
        answer = reunify(team, *words, me="Dana Okafor")

        assert 2 == answer.code
        assert CHOICE in " ".join(answer.err.split())


def test_keys_that_differ_by_a_dot_or_a_hyphen_are_two_people(tmp_path: Path) -> None:
    both = TEAM.replace("  s.naidoo: {name: Sizwe", "  d-okafor: {name: Sizwe")
    root = a_team(tmp_path / "north", **{"team.yaml": both})
    journal = root / "cases" / "RU-2026-0042" / "journal.yaml"
    for key in ("d.okafor", "d-okafor"):
        assert (
            0
            == reunify(
                root, "record", "42", "visit", "seen=yes", "--on", "today", "--yes", "--who", key, me="r.amadi"
            ).code
        )
    unsure = reunify(
        root, "record", "42", "visit", "seen=yes", "--on", "today", "--yes", "--who", "d okafor", me="r.amadi"
    )

    assert ["by: d.okafor", "by: d-okafor"] == [
        line.strip() for line in journal.read_text().splitlines()[-16:] if line.strip().startswith("by:")
    ]
    assert 2 == unsure.code
    assert '"d okafor" can be "d-okafor" (Sizwe Naidoo) or "d.okafor" (Dana Okafor).' in " ".join(unsure.err.split())
