"""Small invented returns, jotted down a row a line, and what a case looks like once an import is written."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from reunify_cli import shape
from reunify_cli.exchange.ssda903.already import QUESTION
from reunify_cli.exchange.ssda903.entries import MadeEntries
from reunify_cli.exchange.ssda903.plan import ChildPlan, ExistingCase, ImportPlan, plan_import
from reunify_cli.exchange.ssda903.rows import Return, read_return
from reunify_cli.model.case import Amendment, Case, CaseFile, Entry, KnownSpan
from reunify_cli.model.moment import parse_moment
from reunify_cli.model.people import Child
from reunify_cli.model.vocabulary import EventType, Vocabulary
from reunify_cli.shipped import policies_dir

COLUMNS = {
    "header": ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"),
    "episodes": (
        *("CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC"),
        *("REASON_PLACE_CHANGE", "HOME_POST", "PL_POST", "URN"),
    ),
    "reviews": ("CHILD", "DOB", "REVIEW", "REVIEW_CODE"),
    "missing": ("CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"),
}
TODAY = date(2018, 9, 3)
"""The day of the import, unless a test says otherwise."""


def write(folder: Path, table: str, rows: str) -> None:
    """Write a table: a row a line, a word a cell, `-` for an empty one; what is not written is empty."""
    with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS[table])
        for row in filter(str.strip, rows.splitlines()):
            cells = ["" if word == "-" else word for word in row.split()]
            writer.writerow(cells + [""] * (len(COLUMNS[table]) - len(cells)))


def a_return(folder: Path, episodes: str, reviews: str = "", missing: str = "", header: str = "") -> Return:
    """A return of these rows; every child is a girl born on 8 March 2010 unless the header says otherwise."""
    folder.mkdir(parents=True, exist_ok=True)
    children = dict.fromkeys(row.split()[0] for row in (episodes + "\n" + reviews).splitlines() if row.strip())
    write(folder, "header", header or "\n".join(f"{child} 2 08/03/2010" for child in children))
    write(folder, "episodes", episodes)
    if reviews:
        write(folder, "reviews", reviews)
    if missing:
        write(folder, "missing", missing)
    return read_return(folder)


def said(plan: ChildPlan) -> list[str]:
    """The entries of a child's plan as lines: date, event, fields; without ids and notes, and without questions."""
    return [" ".join(_said(change.entry)) for change in plan.changes if change.event != QUESTION]


def asks(plan: ChildPlan) -> list[str]:
    """What somebody has to decide about a child: the kind and the sentence of each question."""
    return [f"{question.kind}: {question.sentence}" for question in plan.questions]


def _said(entry: Mapping[str, str]) -> list[str]:
    left_out = ("id", "date", "event", "note", "why", "corrects", "withdraws")
    fields = [f"{key}={value}" for key, value in entry.items() if key not in left_out]
    if "withdraws" in entry:
        return ["withdraws"]
    if "corrects" in entry:
        return ["corrects", *([f"date={entry['date']}"] if "date" in entry else []), *fields]
    return [entry["date"], entry["event"], *fields]


def doubts(plan: ChildPlan) -> list[str]:
    """The checks of a child's doubtful rows, or the sentence where there is no check."""
    return [doubt.check or doubt.sentence for doubt in plan.doubts]


# --- what a case looks like once the plan is written ------------------------------------------------------------


@cache
def vocabulary() -> Vocabulary:
    """The words that the shipped policies share."""
    path = policies_dir() / "vocabulary.yaml"
    return shape.read(Vocabulary, shape.load(path.read_text(encoding="utf-8"), path.name))


def written(plan: ImportPlan, before: Mapping[str, ExistingCase] | None = None) -> dict[str, ExistingCase]:
    """The cases after an import was written, by the child's number."""
    cases = dict(before or {})
    for child in plan.children:
        if child.case_yaml is not None:
            cases[child.number] = ExistingCase(child.case_id, _case(child.case_yaml or {}))
        there = cases.get(child.number)
        if there is not None and there.case is not None:
            cases[child.number] = ExistingCase(there.id, appended(there.case, child.entries))
    return cases


def again(found: Return, before: ImportPlan, today: date = TODAY) -> ImportPlan:
    """The plan of importing a return into cases that another import has made."""
    return plan_import(found, written(before), today)


def _case(data: Mapping[str, Any]) -> Case:
    child = data["child"]
    born = date.fromisoformat(child["born"]) if "born" in child else None
    known = {key: _spans(value) for key, value in data["known-from"].items()}
    file = CaseFile(data["id"], Child(sex=child.get("sex", ""), born=born), external=data["external"])
    return Case(file, known=known)


def by_hand(*rows: Mapping[str, str]) -> dict[str, ExistingCase]:
    """The case of child 501 as people wrote it before any import."""
    file = CaseFile("RU-2016-0001", Child(born=date(2010, 3, 8)), external={"ssda903": "501"})
    return {"501": ExistingCase(file.id, appended(Case(file), rows))}


def _spans(value: str | Sequence[str]) -> tuple[KnownSpan, ...]:
    found = []
    for each in [value] if isinstance(value, str) else value:
        first, _, last = each.partition(" to ")
        found.append(KnownSpan(date.fromisoformat(first), date.fromisoformat(last) if last else None))
    return tuple(found)


def appended(case: Case, rows: Sequence[Mapping[str, str]]) -> Case:
    """A case with entries appended to its journal, read by the vocabulary; raises what does not fit it."""
    entries, amendments = list(case.entries), list(case.amendments)
    for row in rows:
        index = len(entries) + len(amendments)
        target = row.get("corrects") or row.get("withdraws")
        if target is None:
            assert row["id"] not in {e.id for e in entries}
            entries.append(_entry(row, index))
        else:
            kind = next(e.event for e in entries if e.id == target)
            changes = {key: value for key, value in row.items() if key not in ("id", "corrects", "withdraws", "why")}
            typed = {key: _value(vocabulary().events[kind], key, value) for key, value in changes.items()}
            amendments.append(Amendment(row["id"], target, "withdraws" in row, typed, None, "", row["why"], index))
    return Case(case.file, tuple(entries), tuple(amendments), known=case.known)


def _entry(row: Mapping[str, str], index: int) -> Entry:
    kind = vocabulary().events[row["event"]]
    common = ("id", "event", "date", "note", "of")
    fields = {key: _value(kind, key, value) for key, value in row.items() if key not in common}
    when, note = parse_moment(row["date"]), row.get("note", "")
    return Entry(row["id"], row["event"], when, index, of=row.get("of"), fields=fields, note=note)


def _value(kind: EventType, key: str, value: str) -> Any:
    if key == "date":
        return parse_moment(value)
    if key == "note":
        return value
    field = kind.fields[key]
    if field.type == "yes-no":
        return {"yes": True, "no": False}[value]
    assert field.type in ("choice", "text")
    assert field.type == "text" or value in field.values
    return value


def complaints(made: Sequence[MadeEntries]) -> list[str]:
    """What of the entries the vocabulary does not know: events, fields, choices, a required field left out."""
    found = []
    for entry in (each.entry for each in made):
        kind = vocabulary().events.get(entry["event"])
        if kind is None:
            found.append(f"no event {entry['event']}")
            continue
        for key in entry.keys() - {"id", "event", "date", "note"}:
            if key not in kind.fields:
                found.append(f"{entry['event']} has no field {key}")
            elif kind.fields[key].type == "choice" and entry[key] not in kind.fields[key].values:
                found.append(f"{entry['event']} has no {key} {entry[key]}")
            elif kind.fields[key].type == "yes-no" and entry[key] not in ("yes", "no"):
                found.append(f"{entry['event']}: {key} is yes or no, not {entry[key]}")
        missing = [name for name, field in kind.fields.items() if field.required and name not in entry]
        found.extend(f"{entry['event']} needs {name}" for name in missing)
    return found
