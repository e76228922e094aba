"""`reunify demo`: a worked folder that reads clean, tells true stories, stands still on its day, and runs anywhere."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import reunify_cli
from reunify_cli import shape
from reunify_cli.casework.demonstration import template
from reunify_cli.cli.commands.demo import SCREENS, TRY
from reunify_cli.model.moment import parse_instant
from reunify_cli.store.journal_mark import is_cut_off, unmarked
from tests.cli.desk import Answer, a_team, bytes_of, journal, lay, reunify

CHILDREN = (9, 17, 31, 42, 50, 51, 52, 58, 63, 71, 88)
Type = Callable[..., Answer]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration that nobody writes in."""
    folder = tmp_path_factory.mktemp("anywhere") / "reunify-demo"
    assert 0 == reunify(folder.parent, "demo", str(folder), "--json", me="").code
    return folder


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A demonstration to write in."""
    folder = tmp_path / "reunify-demo"
    reunify(tmp_path, "demo", str(folder), "--json", me="")
    return folder


def typed(folder: Path, *words: str) -> Answer:
    """Type a command in a demonstration, whose own day holds."""
    return reunify(folder, *words, me="", now="")


def duties(folder: Path, case: str, within: str = "900d") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = typed(folder, "next", case, "--within", within, "--json").json["items"]
    return found


# --- the folder ---------------------------------------------------------------------------------------------------


def test_it_lays_down_plain_files_and_says_that_nobody_in_them_exists(tmp_path: Path) -> None:
    said = reunify(tmp_path, "demo", str(tmp_path / "here"), me="")

    assert 0 == said.code
    laid, shipped = bytes_of(tmp_path / "here"), bytes_of(template())
    own = {name: unmarked(data) for name, data in laid.items() if not name.startswith("policies/.adopted/")}
    assert laid.keys() > own.keys()  # a copy of the rules it goes by
    assert own.pop("reunify.yaml").startswith(shipped.pop("reunify.yaml"))
    assert shipped == own
    assert not [name for name, data in laid.items() if name.endswith("journal.yaml") and not is_cut_off(data[:-1000])]
    assert "11 children, all invented" in said.out
    assert "Every child, relative and worker here is invented." in said.out


def test_it_goes_into_the_current_folder_where_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert "reunify-demo" == reunify(tmp_path, "demo", "--json", me="").json["folder"]
    assert (tmp_path / "reunify-demo" / "team.yaml").is_file()


def test_a_folder_that_holds_anything_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    for files in ({"letters/to-a-friend.txt": "Hello"}, {"reunify.yaml": "policy: surrey\n"}):
        folder = lay(tmp_path / str(len(files)) / next(iter(files)).replace("/", "-"), files)
        before = bytes_of(folder)
        said = reunify(tmp_path, "demo", str(folder), "--again", me="")

        assert 1 == said.code
        assert "holds something else already" in said.err
        assert before == bytes_of(folder)


def test_what_was_tried_stays_until_it_is_made_as_new(fresh: Path) -> None:
    tried = typed(fresh, "record", "31", "visit", "seen=yes", "--who", "d.okafor", "--yes")
    (fresh / "my-notes.txt").write_text("Ask Dana.")

    assert 0 == tried.code
    assert reunify(fresh.parent, "demo", str(fresh), "--json", me="").json["made"] is False
    assert "visit" == journal(fresh, 31)[-1]["event"]
    assert reunify(fresh.parent, "demo", str(fresh), "--again", "--json", me="").json["made"] is True
    assert "visit" != journal(fresh, 31)[-1]["event"]
    assert "Ask Dana." == (fresh / "my-notes.txt").read_text()


# --- its day ------------------------------------------------------------------------------------------------------


def test_every_command_there_takes_its_day_for_today_and_says_so(kept: Path) -> None:
    for words in (("next",), ("overdue",), ("show", "42"), ("check",), ("policy", "list")):
        said = typed(kept, *words)

        assert "Demo: the day is Monday 30 November 2026.\n" == said.err
    assert "Monday 30 November 2026, 08:47" in typed(kept, "morning").out


def test_what_is_recorded_there_is_stamped_with_its_minute(fresh: Path) -> None:
    typed(fresh, "record", "31", "visit", "seen=yes", "--who", "d.okafor", "--yes")
    entry = journal(fresh, 31)[-1]

    assert ("2026-11-30", "2026-11-30T08:47Z") == (entry["date"], entry["recorded"])


def test_no_other_folder_stands_still(kept: Path, tmp_path: Path) -> None:
    team = a_team(tmp_path / "team")

    assert "" == reunify(team, "next", now="").err
    assert "" == reunify(team, "next", "-C", str(team), "-C", str(kept), now="").err
    assert "Demo: " in reunify(team, "next", "-C", str(kept), now="").err


def test_the_tests_clock_goes_before_the_demonstrations(kept: Path) -> None:
    said = reunify(kept, "next", "--json", me="", now="2026-12-24T10:00")

    assert ("", "2026-12-24") == (said.err, said.json["as_of"])


def test_a_day_that_is_none_is_refused_with_its_place(fresh: Path) -> None:
    file = fresh / "reunify.yaml"
    file.write_text(file.read_text().replace("2026-11-30T08:47", "2026-11-31"))
    said = typed(fresh, "next")

    assert 2 == said.code
    assert "reunify.yaml" in said.err
    assert "November 2026 has 30" in said.err


# --- the screens --------------------------------------------------------------------------------------------------


def test_it_shows_each_screen_there_is_and_ends_with_five_commands_to_try(tmp_path: Path) -> None:
    before = dict(os.environ)
    said = reunify(tmp_path, "demo", str(tmp_path / "demo"), me="")
    shown = [line for line in said.lines if line.startswith("> reunify")]
    tries = said.out.partition("NOW YOU")[2].splitlines()

    assert len(SCREENS) == len(shown)
    assert 5 == len([line for line in tries if line.startswith("  reunify ")])
    assert ("", before) == (said.err, dict(os.environ))
    for words in ("0042 R.K. 9", "BREACH", "BOOKED TOO LATE", "Tue 29 December 2026", "Not yet."):
        assert words in said.out


@pytest.mark.parametrize("name", TRY)
def test_what_it_says_to_try_works_as_it_is_written(fresh: Path, name: str) -> None:
    _, *words = TRY[name].split()
    said = typed(fresh, *words)

    assert said.code in (0, 1)
    assert "" != said.out


# --- the children -------------------------------------------------------------------------------------------------


def test_every_case_reads_clean_and_nothing_in_it_contradicts_anything_else(kept: Path) -> None:
    said = typed(kept, "check", "--json").json

    assert (11, []) == (said["read"], said["unread"])
    assert [] == [item for item in said["items"] if item["kind"] != "note"]


def test_there_is_a_child_at_every_stage_before_the_first_and_after_the_last(kept: Path) -> None:
    rows = {row["case"]: row for row in typed(kept, "list", "--closed", "--json").json["items"]}

    assert [f"RU-2026-{number:04}" for number in CHILDREN] == sorted(rows)
    assert {None, "identify", "plan", "implement", "review", "return"} == {
        row["stage"] or None for row in rows.values()
    }
    assert 10 == typed(kept, "list", "--json").json["read"]


# What a manager would see on that Monday: (child, rule, standing, due or None).
STORIES = [
    (42, "extended-stay-approved", "breach", "2026-11-27T16:30"),
    (42, "visits-placement", "due", "2026-11-30"),
    (42, "reviews", "due", "2026-12-02"),
    (42, "rss-twelve-weeks", "due", "2026-12-07"),
    (31, "reviews", "upcoming", "2026-12-29"),
    (31, "placement-plan", "due", "2026-12-04"),
    (31, "visits-placement", "due", "2026-12-04"),
    (31, "care-plan", "due", "2026-12-11"),
    (50, "visits-placement", "overdue", "2026-11-23"),
    (51, "visits-placement", "overdue", "2026-11-23"),
    (52, "visits-placement", "overdue", "2026-11-23"),
    (17, "visits-interim-order-home", "due", "2026-12-01"),
    (63, "professional-planning", "overdue", "2026-11-26"),
    (58, "visits-own-pattern", "upcoming", "2026-12-15"),
    (58, "care-planning-meetings", "upcoming", "2027-01-20"),
    (71, "pathway-assessment", "due", "2026-12-03"),
    (71, "reviews", "upcoming", "2026-12-25"),
    (88, "visits-immediate-placement", "due", "2026-12-02"),
    (88, "immediate-assessed", "due", "2026-12-08"),
]


@pytest.mark.parametrize(("child", "rule", "standing", "due"), STORIES)
def test_each_child_is_owed_what_their_story_says(kept: Path, child: int, rule: str, standing: str, due: str) -> None:
    found = [duty for duty in duties(kept, str(child)) if duty["rule"] == rule]

    assert [(standing, due)] == [(duty["standing"], duty["due"]) for duty in found]


def test_nothing_else_is_late_or_broken(kept: Path) -> None:
    found = {(duty["case"][-2:], duty["rule"]) for case in CHILDREN[1:] for duty in duties(kept, str(case))
             if duty["standing"] in ("breach", "overdue")}  # fmt: skip
    siblings = {(case, rule) for case in ("50", "51", "52") for rule in
                ("visits-placement", "visits-stay-with-the-social-worker")}  # fmt: skip

    assert {("42", "extended-stay-approved"), ("63", "professional-planning"), *siblings} == found


def test_the_girls_review_is_booked_a_week_too_late(kept: Path) -> None:
    (review,) = [duty for duty in duties(kept, "42") if duty["rule"] == "reviews"]

    assert ("2026-12-02", "2026-12-09T14:00") == (review["due"], review["booked"])


@pytest.mark.parametrize(
    ("child", "lacking"),
    [
        (42, {"placement-approved", "reviewed-before-placement", "household-adults-assessed", "open-issues-closed"}),
        (71, {"ceasing-approved-by-director", "section-20-ending-agreed", "final-review-held"}),
        (63, {"planning-held"}),
        (50, {"plans-monitored"}),
    ],
)
def test_the_gate_ahead_asks_for_what_the_story_lacks(kept: Path, child: int, lacking: set[str]) -> None:
    said = typed(kept, "advance", str(child), "--dry-run", "--json")
    (answer,) = said.json["items"]

    assert 1 == said.code
    assert lacking <= {lack["rule"] for lack in answer["missing"]}


# --- the files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("child", CHILDREN)
def test_every_entry_says_when_it_was_written_down_and_by_whom_in_that_order(child: int) -> None:
    entries = journal(template(), child)
    team = shape.load((template() / "team.yaml").read_bytes(), "team.yaml").data["people"]
    stamps = [parse_instant(entry["recorded"]) for entry in entries]

    assert len(entries) == len({entry["id"] for entry in entries})
    assert set() == {entry["recorded_by"] for entry in entries} - set(team)
    assert stamps == sorted(stamps)
    assert stamps[-1] <= parse_instant("2026-11-30T08:47Z")


@pytest.mark.parametrize("child", CHILDREN)
def test_every_agreed_plan_is_kept_as_it_was_agreed(child: int) -> None:
    agreed = [entry["id"] for entry in journal(template(), child) if entry["event"] == "plan-agreed"]
    kept = template() / "cases" / f"RU-2026-{child:04}" / "plans"

    assert sorted(agreed) == sorted(path.stem for path in kept.glob("*.yaml"))


def test_brothers_and_sisters_share_a_group_and_nobody_else_does() -> None:
    files = {child: template() / "cases" / f"RU-2026-{child:04}" / "case.yaml" for child in CHILDREN}
    groups = {child: shape.load(file.read_bytes(), file.name).data.get("group") for child, file in files.items()}

    assert {50: "doyle", 51: "doyle", 52: "doyle"} == {child: group for child, group in groups.items() if group}


def test_no_screen_says_a_surname_unless_names_are_asked_for(kept: Path) -> None:
    for words in (("next",), ("overdue",), ("show", "42"), ("advance", "42", "--dry-run"), ("list",)):
        said = typed(kept, *words).out

        assert [] == [name for name in ("Kesson", "Doyle", "Whitlock", "Malik", "Petrov", "Farrell") if name in said]


def test_an_installation_that_may_only_be_read_lays_down_a_folder_that_can_be_written_in(tmp_path: Path) -> None:
    here = Path(reunify_cli.__file__).parent
    there = tmp_path / "installed"
    for name in ("reunify_cli", "policies", "case_templates"):
        shutil.copytree(here.parent / name, there / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in sorted(there.rglob("*"), reverse=True):
        path.chmod(0o555 if path.is_dir() else 0o444)
    world = {**os.environ, "PYTHONPATH": str(there), "REUNIFY_CACHE": str(tmp_path / "cache")}
    asked = "import sys, reunify_cli; sys.argv[0] = reunify_cli.__file__; from reunify_cli.cli.main import run; run()"
    command = [sys.executable, "-B", "-c", asked, "demo", str(tmp_path / "demo")]
    subprocess.run(command, env=world, check=True, capture_output=True, cwd=tmp_path)

    made = [tmp_path / "demo", *(tmp_path / "demo").rglob("*")]
    assert not [path for path in made if not path.stat().st_mode & stat.S_IWUSR]
    for path in there.rglob("*"):
        path.chmod(0o755)
