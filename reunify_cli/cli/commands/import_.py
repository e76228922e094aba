"""Other systems' files into case folders: a dry run first, then what was made, skipped and doubtful, row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reunify_cli.cli.options import writes
from reunify_cli.cli.progress import watched
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Place, Problem, ReunifyError
from reunify_cli.session.session import Session, Unread
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.store.durable.change import Overtaken, in_turn
from reunify_cli.text.layout import clean, counted, shorten, wrap

if TYPE_CHECKING:
    from reunify_cli.exchange.ssda903.plan import ChildPlan, ExistingCase, ImportPlan
    from reunify_cli.exchange.ssda903.report import Line
    from reunify_cli.model.case import Case

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

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Other systems' files into case folders.")


@app.callback()
def about() -> None:
    """Other systems' files into case folders."""


@app.command("ssda903")
@writes
def ssda903(
    terminal: Terminal,
    folder: Annotated[
        Path, typer.Argument(metavar="DIR|FILE.xml", help="the folder with the return's CSV files, or its XML file")
    ],
    apply: Annotated[bool, typer.Option("--apply", help="write it; without this nothing is written")] = False,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="WHO", help="child numbers, or home, or looked-after")
    ] = None,
    whole: Annotated[bool, typer.Option("--all", help="every line of the report")] = False,
) -> int | None:
    """The yearly return on looked-after children (SSDA903): episodes, reviews, missing."""
    from reunify_cli.exchange.ssda903.plan import plan_import
    from reunify_cli.exchange.ssda903.report import counts, items, unread
    from reunify_cli.exchange.ssda903.rows import read_return
    from reunify_cli.store.removal.carry_out import disposed
    from reunify_cli.store.workspace import case_ids

    workspace = terminal.session.workspace
    existing, lost = _existing(terminal.session, workspace)
    wanted = [word for each in only or () for word in each.split(",") if word]
    taken = [*case_ids(workspace.files), *(each["id"] for each in disposed(workspace.root))]
    found = read_return(folder)
    plan = plan_import(found, existing, terminal.session.now.day, wanted, taken)

    def anew(number: str) -> ChildPlan | None:
        """What is to be done for a child now that a colleague has written."""
        there, _ = _existing(terminal.session, workspace)
        ids = [*case_ids(workspace.files), *(each["id"] for each in disposed(workspace.root))]
        planned = plan_import(found, there, terminal.session.now.day, [number], ids).children
        return next((each for each in planned if each.number == number), None)

    failed: list[dict[str, str]] = []
    if apply:
        plan, failed = _apply(terminal.session, workspace, plan, existing, anew)
    if terminal.json:
        not_read = [{"file": each.file or None, "what": each.what} for each in plan.not_read]
        more: dict[str, Any] = {
            "applied": apply, "counts": counts(plan), "rows_unread": unread(plan), "not_read": not_read,
        }  # fmt: skip
        terminal.answer("import", items(plan), read=len(plan.children), unread=lost, failed=failed, **more)
    else:
        terminal.say(run(plan, folder, failed, terminal.width, applied=apply, whole=whole))
    return 3 if failed or lost or unread(plan) else None


def _existing(session: Session, workspace: OpenWorkspace) -> tuple[dict[str, ExistingCase], list[Unread]]:
    """The cases there are, by the child's number in the return; and those that could not be read."""
    from reunify_cli.exchange.ssda903.plan import SYSTEM, ExistingCase

    found: dict[str, ExistingCase] = {}
    lost: list[Unread] = []
    for each in session.all_cases():
        if isinstance(each, Unread):
            lost.append(each)
            continue
        number = each.case.file.external.get(SYSTEM)
        if number:
            found[number] = ExistingCase(each.id, each.case)
    _name_unread(workspace, lost, found)
    return found, lost


def _name_unread(workspace: OpenWorkspace, lost: Sequence[Unread], found: dict[str, ExistingCase]) -> None:
    """A child whose journal is broken is still known by its number, so that no second case is made."""
    from reunify_cli.exchange.ssda903.plan import ExistingCase
    from reunify_cli.store.workspace import summaries

    broken = {each.id for each in lost}
    for summary in summaries(workspace.files):
        if summary.id in broken:
            found.update({number: ExistingCase(summary.id, None) for number in summary.numbers if number not in found})


def _apply(
    session: Session,
    workspace: OpenWorkspace,
    plan: ImportPlan,
    existing: Mapping[str, ExistingCase],
    anew: Callable[[str], ChildPlan | None],
) -> tuple[ImportPlan, list[dict[str, str]]]:
    """Write the plan, child by child; returns what was done, and what could not be, each child on its own.

    Where a colleague wrote to a child since the plan was made, it is made for that child once more (`anew`).
    """
    known = {each.id: each.case for each in existing.values()}
    done: list[ChildPlan] = []
    failed: list[dict[str, str]] = []
    for child in watched(plan.children, len(plan.children), "Writing"):
        planned = [child]

        def work(again: bool, planned: list[ChildPlan] = planned) -> None:
            if again and (now := anew(planned[0].number)) is not None:
                planned[0] = now
            _write(session, workspace, planned[0], None if again else known.get(planned[0].case_id))

        try:
            in_turn(work)
        except ReunifyError as error:
            failed.append({"case": planned[0].case_id, "why": str(error.problems[0])})
        done.append(planned[0])
    return replace(plan, children=tuple(done)), failed


def _write(session: Session, workspace: OpenWorkspace, child: ChildPlan, planned_for: Case | None) -> None:
    """Write what is planned for a child. Raises Overtaken where the case is not what it was planned for."""
    from reunify_cli.store.case_files import write_new_case
    from reunify_cli.store.journal import append
    from reunify_cli.store.yaml_writer import mapping_yaml

    stamp = {
        "recorded": session.instant.strftime("%Y-%m-%dT%H:%MZ"),
        **({"recorded_by": session.me} if session.me else {}),
    }
    entries = [{**entry, **stamp} for entry in child.entries]
    if child.case_yaml is not None:
        write_new_case(workspace.files, child.case_id, mapping_yaml(child.case_yaml), entries)
    elif entries:
        now = session.open(workspace, child.case_id)
        if planned_for is not None and (now.case.entries, now.case.amendments) != (
            planned_for.entries,
            planned_for.amendments,
        ):
            sentence = "Somebody else wrote to this case just now. Nothing was changed."
            raise Overtaken(Problem(Place(f"cases/{child.case_id}"), sentence, "Type the command again."))
        append(now.folder / "journal.yaml", entries, expected=now.journal, holder=session.me or "import")


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
            "A return holds no visits, approvals, workers or names. What it cannot know is not recorded here, and is "
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
