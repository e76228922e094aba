"""Other systems' files into case folders: a dry run first, then what was made, skipped and doubtful, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reunify_cli.cli.door import Door, Office, Unread
from reunify_cli.cli.options import writes
from reunify_cli.cli.screen import clean, counted, wrap
from reunify_cli.errors import ReunifyError

if TYPE_CHECKING:
    from reunify_cli.exchange.ssda903.plan import ChildPlan, ExistingCase, ImportPlan

MOST = 20
"""How many lines of one kind the screen shows; the rest is counted, and is all there with --json."""

TITLES = {
    "unread": "ROWS THAT COULD NOT BE READ",
    "doubtful": "DOUBTFUL: imported as well as can be; look at these",
    "skipped": "SKIPPED",
    "made": "MADE",
    "updated": "UPDATED",
    "correction": "CORRECTED",
    "withdrawal": "TAKEN BACK",
}

FEW = 50
"""Below how many children nobody needs a bar to watch."""

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Other systems' files into case folders.")


@app.callback()
def about() -> None:
    """Other systems' files into case folders."""


@app.command("ssda903")
@writes
def ssda903(
    door: Door,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="the folder with the return's CSV files")],
    apply: Annotated[bool, typer.Option("--apply", help="write it; without this nothing is written")] = False,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="WHO", help="child numbers, or home, or looked-after")
    ] = None,
    whole: Annotated[bool, typer.Option("--all", help="every line of the report")] = False,
) -> int | None:
    """The yearly return on looked-after children (SSDA903): episodes, reviews, missing."""
    from reunify_cli.exchange.ssda903.plan import plan_import
    from reunify_cli.exchange.ssda903.report import counts, items, lines, unread
    from reunify_cli.exchange.ssda903.rows import read_return
    from reunify_cli.store.removal import disposed
    from reunify_cli.store.workspace import case_ids

    office = door.office
    existing, lost = _existing(door, office)
    wanted = [word for each in only or () for word in each.split(",") if word]
    taken = [*case_ids(office.workspace), *(each["id"] for each in disposed(office.root))]
    plan = plan_import(read_return(folder), existing, door.now.day, wanted, taken)
    failed = _apply(door, office, plan) if apply else []
    if door.json:
        more: dict[str, Any] = {"applied": apply, "counts": counts(plan), "rows_unread": unread(plan)}
        door.answer("import", items(plan), read=len(plan.children), unread=lost, failed=failed, **more)
    else:
        door.say(run(plan, list(lines(plan)), failed, door, applied=apply, whole=whole))
    return 3 if failed or lost or plan.problems else None


def _existing(door: Door, office: Office) -> tuple[dict[str, ExistingCase], list[Unread]]:
    """The cases there are, by the child's number in the return; and those that could not be read."""
    from reunify_cli.exchange.ssda903.plan import SYSTEM, ExistingCase

    found: dict[str, ExistingCase] = {}
    lost: list[Unread] = []
    for each in door.all_cases():
        if isinstance(each, Unread):
            lost.append(each)
            continue
        number = each.case.file.external.get(SYSTEM)
        if number:
            found[number] = ExistingCase(each.id, each.case)
    _name_unread(office, lost, found)
    return found, lost


def _name_unread(office: Office, lost: Sequence[Unread], found: dict[str, ExistingCase]) -> None:
    """A child whose journal is broken is still known by its number, so that no second case is made."""
    from reunify_cli.exchange.ssda903.plan import ExistingCase
    from reunify_cli.store.workspace import summaries

    broken = {each.id for each in lost}
    for summary in summaries(office.workspace):
        if summary.id in broken:
            found.update({number: ExistingCase(summary.id, None) for number in summary.numbers if number not in found})


def _apply(door: Door, office: Office, plan: ImportPlan) -> list[dict[str, str]]:
    """Write the plan, child by child; one that cannot be written is named and the others go on."""
    failed = []
    for child in _watched(plan.children, door):
        try:
            _write(door, office, child)
        except ReunifyError as error:
            failed.append({"case": child.case_id, "why": str(error.problems[0])})
    return failed


def _watched(children: Sequence[ChildPlan], door: Door) -> Iterable[ChildPlan]:
    """The children one by one, with a bar and the time left where somebody sits and waits."""
    if not door.asks or len(children) < FEW:
        return children
    from rich.progress import track

    return track(children, description="Writing", transient=True)


def _write(door: Door, office: Office, child: ChildPlan) -> None:
    from reunify_cli.store.case_files import write_new_case
    from reunify_cli.store.journal import append
    from reunify_cli.store.spelling import mapping_yaml

    stamp = {"recorded": door.instant.strftime("%Y-%m-%dT%H:%MZ"), **({"recorded_by": door.me} if door.me else {})}
    entries = [{**entry, **stamp} for entry in child.entries]
    if child.outcome == "made" and child.case_yaml is not None:
        write_new_case(office.workspace, child.case_id, mapping_yaml(child.case_yaml), entries)
    elif child.outcome == "updated" and entries:
        path = office.root / "cases" / child.case_id / "journal.yaml"
        append(path, entries, expected=path.read_bytes() if path.exists() else None, holder=door.me or "import")


def run(
    plan: ImportPlan, report: Sequence[Any], failed: Sequence[dict[str, str]], door: Door, *, applied: bool, whole: bool
) -> list[str]:
    """The screen's lines: what was (or would be) done in numbers, then the report line by line."""
    from reunify_cli.exchange.ssda903.report import counts

    number = counts(plan)
    verb = "Written" if applied else "Nothing is written yet. This is what would be done"
    done = ", ".join(f"{number[kind]} {kind}" for kind in ("made", "updated", "unchanged", "skipped"))
    doubtful = counted(number["doubtful"], "child", "children")
    lines = wrap(f"{verb}: {done}; {doubtful} with doubtful rows.", door.width)
    lines += wrap(
        "Such a file knows no visits, approvals, workers or names. What it cannot know is \"not known here\" and "
        "never called late; from today on the record counts as complete.", door.width,
    )  # fmt: skip
    for kind, title in TITLES.items():
        found = [line for line in report if line.kind == kind]
        if not found:
            continue
        lines += ["", f"{title} ({len(found)})"]
        for line in found if whole else found[:MOST]:
            where = f" {line.place}" if line.place else ""
            check = f" (check {line.check})" if line.check else ""
            head = f" {line.number}{f' {line.case_id}' if line.case_id else ''}{where}: "
            lines += wrap(clean(f"{line.sentence}{check}"), door.width, "     ", head)
        if not whole and len(found) > MOST:
            lines.append(f" ... {len(found) - MOST} more; all of them with --all or --json")
    for each in failed:
        lines += ["", *wrap(f"NOT WRITTEN: {each['case']}: {clean(each['why'])}", door.width)]
    tail = "Next:  reunify list    reunify overdue    reunify check" if applied else "To write it, add --apply."
    return [*lines, "", tail]
