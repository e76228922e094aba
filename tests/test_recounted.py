"""Visits and reviews counted a second time, from the text of the journals alone and with somebody else's calendar.

No line here is the engine's or the rules': a journal is read as text, line by line, and the dates are counted by hand
as a person with a wall calendar would. The childhoods are the benchmark's, entered whole and entered part-way; and the
sample of the SSDA903 return, where it lies beside the project.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from benchmarks.generate import Order, workspace
from reunify_cli.cli.main import answer
from tests.almanac import birthday, counted

TODAY = date(2026, 11, 30)
SAMPLE = next(
    (each / "shared/data/ssda903-sample" for each in Path(__file__).parents if (each / "shared/data").is_dir()), None
)
"""The sample of a return, where it lies in `shared` beside the project or above it."""
LOOKED_AFTER = (
    "s20", "interim-care-order", "care-order", "emergency-protection", "police-protection", "placement-order",
    "child-assessment-order",
)  # fmt: skip
"""The legal statuses under which visits and reviews are counted here; the others are left out."""


# --- a journal as text --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """An entry of a journal as it is written."""

    event: str
    day: date
    clock: str
    said: dict[str, str]


def lines(text: str) -> list[Line]:
    """The entries of a journal, in the order of their days; those that correct or withdraw are not expected here."""
    found = []
    for block in re.split(r"^- ", text, flags=re.MULTILINE)[1:]:
        said = dict(re.findall(r"^ *([\w-]+): (.*)$", block, flags=re.MULTILINE))
        assert "corrects" not in said
        day, _, clock = said["date"].partition("T")
        found.append(Line(said["event"], date.fromisoformat(day), clock, said))
    return sorted(found, key=lambda each: (each.day, each.clock))


@dataclass(frozen=True)
class Care:
    """A time in which one thing is counted: from a day, to a day."""

    start: date
    end: date


def cared_for(journal: list[Line], until: date) -> Iterator[Care]:
    """The times of being looked after, by the legal status as each entry sets it."""
    start, status = None, "none"
    for each in journal:
        before = status
        ends = ("ceased-looked-after", "order-discharged", "case-closed", "died")
        if each.event in ("became-looked-after", "legal-status-changed"):
            status = each.said["legal-status"]
        elif each.event in ends or (each.event == "returned-home" and status == "s20"):
            status = "none"
        if before not in LOOKED_AFTER and status in LOOKED_AFTER:
            start = each.day
        elif before in LOOKED_AFTER and status not in LOOKED_AFTER and start is not None:
            yield Care(start, min(each.day, until))
            start = None
    if start is not None:
        yield Care(start, until)


def without_adopters(journal: list[Line], care: list[Care]) -> list[Care]:
    """The same without the times with adopters, of whom these Regulations say nothing (SI 2010/959, reg 3)."""
    moves = [each for each in journal if each.event in ("placement-start", "returned-home", "case-closed")]
    for number, each in enumerate(moves):
        if each.event == "placement-start" and each.said["kind"] == "adopters":
            end = moves[number + 1].day if number + 1 < len(moves) else date.max
            parts = [
                part
                for time in care
                for part in (Care(time.start, min(each.day, time.end)), Care(max(end, time.start), time.end))
            ]
            care = [part for part in parts if part.start < part.end]
    return care


def placements(journal: list[Line], care: list[Care]) -> Iterator[Care]:
    """The placements within those times that are not with a parent, each to the next move."""
    moves = [each for each in journal if each.event in ("placement-start", "returned-home", "case-closed")]
    for number, each in enumerate(moves):
        if each.event != "placement-start" or each.said["kind"] == "parent":
            continue
        end = moves[number + 1].day if number + 1 < len(moves) else date.max
        for time in care:
            if time.start <= each.day < time.end:
                yield Care(each.day, min(end, time.end))


def plus(day: date, period: str) -> date:
    return counted(day, None, period).day


SERIES = {"review": ("20 wd", "3 m", "6 m"), "visit": ("1 w", "6 w")}


def done(journal: list[Line], event: str, time: Care) -> list[date]:
    """The days on which it was done in a time."""
    counts = {"review": ("completed", "no"), "visit": ("seen", "no")}[event]
    return [
        each.day
        for each in journal
        if each.event == event and time.start <= each.day < time.end and each.said.get(counts[0]) != counts[1]
    ]


# --- entered whole ------------------------------------------------------------------------------------------------


def counted_whole(journal: list[Line], event: str, times: list[Care]) -> list[tuple[date, date | None]]:
    """By when each was due, and when it was done; what would fall due only after its time is over is left out."""
    found: list[tuple[date, date | None]] = []
    for time in times:
        last, days = time.start, done(journal, event, time)
        for number in range(len(days) + 1):
            due = plus(last, SERIES[event][min(number, len(SERIES[event]) - 1)])
            met = days[number] if number < len(days) else None
            if met is not None or due < time.end:
                found.append((due, met))
            last = met or last
    return found


# --- entered part-way ---------------------------------------------------------------------------------------------


def _numbers(days: list[date], lasts: list[date]) -> list[int]:
    """How many there may have been by the last of some days, by the last lawful day of each of the series."""
    if days[-1] <= lasts[1]:
        return [len(days)]
    return [max(len(days), len(lasts) - 1)] if days[-1] > lasts[-1] else [len(days), len(lasts)]


def counted_part_way(journal: list[Line], event: str, times: list[Care], known: date) -> list[tuple[date, date, date]]:
    """By when the open one of each time that runs on the day `known` is due, after which day it is late, its end."""
    found = []
    series = SERIES[event]
    for time in times:
        if not time.start <= known < time.end:
            continue
        days = done(journal, event, time)
        if time.start >= known:
            last = days[-1] if days else time.start
            due = plus(last, series[min(len(days), len(series) - 1)])
            found.append((due, due, time.end))
            continue
        lasts = [time.start]
        for period in series[:-1]:
            lasts.append(plus(lasts[-1], period))
        day, kind = days[-1] if days else time.start, ""
        numbers = _numbers(days, lasts) if days else [0]
        if days and event == "review":
            kind = next(e.said.get("kind", "") for e in reversed(journal) if e.event == event and e.day == day)
        by_days = numbers
        if kind in ("first", "second", "later"):
            numbers = [{"first": 1, "second": 2, "later": 9}[kind]]
        possible = [plus(day, series[min(number, len(series) - 1)]) for number in numbers]
        widest = [plus(day, series[min(number, len(series) - 1)]) for number in (*numbers, *by_days)]
        if days and max(widest) >= known:
            found.append((min(possible), max(possible), time.end))
            continue
        number = min(numbers)
        while True:
            day, number = plus(day, series[min(number, len(series) - 1)]), number + 1
            if day >= known:
                break
        found.append((day, max(plus(known - timedelta(days=1), period) for period in series), time.end))
    return found


# --- what the program says ----------------------------------------------------------------------------------------


RULE = {"review": "reviews", "visit": "visits-placement"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REUNIFY_NOW", f"{TODAY}T08:00")
    monkeypatch.setenv("REUNIFY_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("REUNIFY_ROOT", raising=False)
    monkeypatch.delenv("REUNIFY_ME", raising=False)
    return tmp_path


def told(root: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> dict[tuple[str, str], list[dict[str, str]]]:
    """The duties about visits and reviews of every child, by child and rule, as the export has them."""
    assert 0 == answer(["-C", str(root), "export", str(out)]), capsys.readouterr().err
    capsys.readouterr()
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for path in sorted((out / "csv" / "duties").rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row["rule"] in RULE.values() and row["standing"] != "lapsed":
                    found.setdefault((row["case"], row["rule"]), []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row["due"])
    return found


def of_child(path: Path) -> tuple[list[Line], dict[str, list[Care]]]:
    """A child's journal, and the times in which reviews and visits are counted: while the child is under 18."""
    journal = lines((path / "journal.yaml").read_text(encoding="utf-8"))
    born = re.search(r"born: (\d{4}-\d\d-\d\d)", (path / "case.yaml").read_text(encoding="utf-8"))
    grown = birthday(date.fromisoformat(born[1]), 18) if born else date.max
    care = without_adopters(journal, [time for time in cared_for(journal, grown) if time.start < grown])
    return journal, {"review": care, "visit": list(placements(journal, care))}


def cases(root: Path) -> list[Path]:
    return sorted(path for path in (root / "cases").iterdir() if path.is_dir())


def differing(found: dict[tuple[str, str, str], tuple[object, object]]) -> dict[tuple[str, str, str], object]:
    return {key: pair for key, pair in found.items() if pair[0] != pair[1]}


def test_every_visit_and_review_of_made_up_childhoods_is_due_and_done_when_a_second_count_says(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace(Order(folder / "w", 60, seed=3, today=TODAY, policy="england"))
    said = told(folder / "w", folder / "out", capsys)
    pairs: dict[tuple[str, str, str], tuple[object, object]] = {}
    for path in cases(folder / "w"):
        journal, times = of_child(path)
        for event, rule in RULE.items():
            rows = [(row["due"], row["met_on"]) for row in said.get((path.name, rule), ())]
            mine = [(str(due), str(met or "")) for due, met in counted_whole(journal, event, times[event])]
            pairs[path.name, rule, ""] = mine, rows

    assert {} == differing(pairs)
    assert 800 < sum(len(mine) for mine, _ in pairs.values() if isinstance(mine, list))


def part_way(path: Path, known: date, random: Random) -> None:
    """A child's files as they would be, had somebody brought the child in on a day with some of what was before."""
    text = (path / "journal.yaml").read_text(encoding="utf-8")
    head, *blocks = re.split(r"^(?=- )", text, flags=re.MULTILINE)
    kept = [head]
    for block in blocks:
        day = re.search(r"date: (\d{4}-\d\d-\d\d)", block)
        before = day is not None and date.fromisoformat(day[1]) < known
        if not (re.search(r"event: (visit|review)$", block, flags=re.MULTILINE) and before and random.random() < 0.9):
            kept.append(re.sub(r"^  kind: (first|second|later)\n", "", block, flags=re.MULTILINE))
    (path / "journal.yaml").write_text("".join(kept), encoding="utf-8")
    with (path / "case.yaml").open("a", encoding="utf-8") as file:
        file.write(f"known-from: {{everything: {known}}}\n")


def counted_and_told(
    root: Path, out: Path, capsys: pytest.CaptureFixture[str], known: date
) -> dict[tuple[str, str, str], tuple[object, object]]:
    """The open duties by both counts, of what began before the record starts and still runs."""
    said = told(root, out, capsys)
    pairs: dict[tuple[str, str, str], tuple[object, object]] = {}
    for path in cases(root):
        journal, times = of_child(path)
        for event, rule in RULE.items():
            rows = [row for row in said.get((path.name, rule), ()) if row["standing"] not in ("met", "met-late")]
            for due, last, end in counted_part_way(journal, event, times[event], known):
                if due >= end:
                    continue  # over before it falls due
                row = rows[-1] if rows else {"due": "", "other_due": ""}
                pairs[path.name, rule, str(due)] = (str(due), str(last)), (row["due"], row["other_due"] or row["due"])
    return pairs


def test_the_open_visits_and_reviews_of_childhoods_entered_part_way_are_those_of_a_second_count(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace(Order(folder / "w", 80, seed=5, today=TODAY, policy="england"))
    random = Random(5)
    for path in cases(folder / "w"):
        part_way(path, TODAY, random)
    pairs = counted_and_told(folder / "w", folder / "out", capsys, TODAY)

    assert {} == differing(pairs)
    assert 60 < len(pairs)
    assert 20 < len([mine for mine, _ in pairs.values() if isinstance(mine, tuple) and mine[0] != mine[1]])


def test_the_open_visits_and_reviews_of_a_return_are_those_of_a_second_count(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if SAMPLE is None:
        pytest.skip("shared/data/ssda903-sample is not beside this project")
    assert 0 == answer(["init", str(folder / "w"), "--policy", "england"])
    assert 0 == answer(["-C", str(folder / "w"), "import", "ssda903", str(SAMPLE), "--apply"])
    capsys.readouterr()
    pairs = counted_and_told(folder / "w", folder / "out", capsys, TODAY)

    assert {} == differing(pairs)
    assert 30 < len(pairs)
