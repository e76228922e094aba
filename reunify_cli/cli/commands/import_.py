"""Other systems' files into case folders: a dry run first, then what was made, skipped and doubtful, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from reunify_cli.casework.importing import apply_plan, existing_cases
from reunify_cli.casework.new_case import given_ids
from reunify_cli.cli.options import Group, Option, argument, option, writes
from reunify_cli.cli.terminal import Terminal
from reunify_cli.text.layout import clean, counted, shorten, wrap

if TYPE_CHECKING:
    from reunify_cli.exchange.ssda903.plan import ChildPlan, ImportPlan
    from reunify_cli.exchange.ssda903.report import Line

MOST = 20
"""How many lines of one kind the screen shows; the rest is counted, and is all there with --json."""

TITLES = {
    "unread": "ROWS THAT CANNOT BE READ, WHOSE CHILD IS NOT KNOWN",
    "skipped": "SKIPPED",
    "updated": "UPDATED",
    "correction": "CORRECTED",
    "withdrawal": "WITHDRAWN",
    "made": "NEW CHILDREN",
    "doubtful": "DOUBTFUL ROWS: imported as far as possible",
}
LONG = 28
"""How much of a file's name is shown; its folder stands once, above."""

FEW = 50
"""Below how many children nobody needs a bar to watch."""

cli = Group("Other systems' files into case folders.")


@cli.command("ssda903")
@writes
def ssda903(
    terminal: Terminal,
    folder: Annotated[Path, argument("DIR|FILE.xml", "the folder with the return's CSV files, or its XML file")],
    apply: Annotated[bool, Option("--apply", help="write it; without this nothing is written")] = False,
    only: Annotated[list[str] | None, option("--only", "WHO", "child numbers, or home, or looked-after")] = None,
    whole: Annotated[bool, Option("--all", help="every line of the report")] = False,
) -> int | None:
    """The yearly return on looked-after children (SSDA903): episodes, reviews, missing."""
    from reunify_cli.exchange.ssda903.plan import plan_import
    from reunify_cli.exchange.ssda903.report import counts, items, unread
    from reunify_cli.exchange.ssda903.rows import read_return

    workspace = terminal.session.workspace
    existing, lost = existing_cases(terminal.session, workspace)
    wanted = [word for each in only or () for word in each.split(",") if word]
    taken = given_ids(terminal.session, workspace)
    found = read_return(folder)
    plan = plan_import(found, existing, terminal.session.now.day, wanted, taken)

    def anew(number: str) -> ChildPlan | None:
        """What is to be done for a child now that a colleague has written."""
        there, _ = existing_cases(terminal.session, workspace)
        ids = given_ids(terminal.session, workspace)
        planned = plan_import(found, there, terminal.session.now.day, [number], ids).children
        return next((each for each in planned if each.number == number), None)

    failed: list[dict[str, str]] = []
    if apply:
        plan, failed = apply_plan(terminal.session, workspace, plan, existing, anew)
    if terminal.json:
        not_read = [{"file": each.file or None, "what": each.what} for each in plan.not_read]
        more: dict[str, Any] = {
            "applied": apply, "counts": counts(plan), "rows_unread": unread(plan), "not_read": not_read,
        }  # fmt: skip
        terminal.answer("import", items(plan), read=len(plan.children), unread=lost, failed=failed, **more)
    else:
        terminal.say(run(plan, folder, failed, terminal.width, applied=apply, whole=whole))
    return 3 if failed or lost or unread(plan) else None


def run(
    plan: ImportPlan, source: Path, failed: Sequence[dict[str, str]], width: int, *, applied: bool, whole: bool
) -> list[str]:
    """The screen's lines: what somebody has to decide, what was (or would be) done in numbers, then the rest."""
    from reunify_cli.exchange.ssda903.report import lines

    report = list(lines(plan))
    verb = "Written." if applied else "Nothing is written yet. This is what would be done."
    out = [verb, f"From {_end_of(clean(source), width - 5)}"]
    out += _to_decide(report, width, applied=applied)
    out += ["", *_totals(plan, width)]
    out += _not_read(plan, width)
    for kind, title in TITLES.items():
        found = [line for line in report if line.kind == kind]
        if not found or (kind == "doubtful" and not whole):
            continue
        out += ["", f"{title} ({len(found)})"]
        shown = _together(found) if kind == "skipped" else [(_head(line), _sentence(line)) for line in found]
        for head, said in shown if whole else shown[:MOST]:
            out += wrap(said, width, "     ", f" {head}: ")
        if not whole and len(shown) > MOST:
            out.append(f" and {len(shown) - MOST} more: --all or --json")
    for each in failed:
        out += ["", *wrap(f"NOT WRITTEN: {each['case']}: {clean(each['why'])}", width)]
    if applied:
        return [*out, "", "Next:  reunify check    reunify list    reunify overdue"]
    return [*out, "", "To write it, add --apply."]


def _to_decide(report: Sequence[Line], width: int, *, applied: bool) -> list[str]:
    """The questions, kind by kind and child by child; all of them, however many."""
    from reunify_cli.exchange.ssda903.questions import KINDS

    out: list[str] = []
    asked = [line for line in report if line.kind == "decide"]
    for kind, words in KINDS.items():
        found = [line for line in asked if line.check == kind]
        if found:
            out += ["", *wrap(f"{counted(len(found), words.one, words.many)}. {words.done}", width, " ", " ")]
            for line in found:
                out += wrap(clean(line.sentence), width, "     ", f"  {_head(line)}: ")
    if not out:
        return []
    children = counted(len({line.number for line in asked}), "child", "children")
    tail = ["", "  Correct the return and import it again, or answer:  reunify check"] if applied else []
    return ["", f"TO DECIDE: {children}", *out, *tail]


def _totals(plan: ImportPlan, width: int) -> list[str]:
    """What is done in numbers, and the doubtful rows by the return's own checks and by kind."""
    from reunify_cli.exchange.ssda903.report import counts, totals

    number = counts(plan)
    done = ", ".join(f"{number[kind]} {kind}" for kind in ("made", "updated", "unchanged", "held", "skipped"))
    out = ["IN ALL", *wrap(f"Children: {done}.", width, "  ", "  ")]
    if number["made"]:
        out += wrap(
            "A return holds no visits, approvals, workers or names. What it cannot know is not recorded, and is "
            "never counted as overdue. The record of the new children is complete from today.",
            width, "  ", "  ",
        )  # fmt: skip
    found = totals(plan)
    if found:
        rows = sum(total.number for total in found)
        out.append(f"  Doubtful: {counted(rows, 'row')}, {counted(number['doubtful'], 'child', 'children')}, such as")
    for total in found:
        head = f"   {f'check {total.check}' if total.check else '':<14} {total.number:>5}  "
        out.append(shorten(f"{head}{clean(total.example)}", width))
    return out


def _not_read(plan: ImportPlan, width: int) -> list[str]:
    """The files, tables and columns that are not read; and numbers that were taken for one child's."""
    out = []
    for each in plan.not_read:
        name = f"{_file(each.file)}: " if each.file else ""
        out += wrap(clean(f"{name}{each.what}"), width, "     ", "  ")
    if plan.spellings:
        first = " and ".join(next(iter(plan.spellings.values())))
        said = f"{counted(len(plan.spellings), 'child has a number', 'children have numbers')} in more than one form"
        out += wrap(clean(f"{said} ({first}), taken as one child."), width, "     ", "  ")
    return ["", "NOT READ, OR READ IN ANOTHER FORM", *out] if out else []


def _head(line: Line) -> str:
    """Whose and which row a line is about: number, case, file and line."""
    where = f"{_file(Path(line.place.file).name)}:{line.place.line}" if line.place else ""
    return clean(" ".join(filter(None, (line.number, line.case_id, where))))


def _sentence(line: Line) -> str:
    return clean(f"{line.sentence}{f' (check {line.check})' if line.check else ''}")


def _together(found: Sequence[Line]) -> list[tuple[str, str]]:
    """The children skipped for one reason in one line."""
    whom: dict[str, list[str]] = {}
    for line in found:
        whom.setdefault(_sentence(line), []).append(" ".join(filter(None, (line.number, line.case_id))))
    return [(f"{len(each)}", f"{said} {clean(', '.join(each))}") for said, each in whom.items()]


def _file(name: str) -> str:
    return shorten(clean(name), LONG)


def _end_of(text: str, width: int) -> str:
    """The end of a path that is longer than a line."""
    return text if len(text) <= width else f"..{text[-(width - 2) :]}"
