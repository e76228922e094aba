"""A return written into cases, child by child, each whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from reunify_cli.errors import Place, Problem, ReunifyError
from reunify_cli.frozen import replace
from reunify_cli.session.session import Session, Unread
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.store.durable.change import Overtaken, in_turn

if TYPE_CHECKING:
    from reunify_cli.exchange.ssda903.plan import ChildPlan, ExistingCase, ImportPlan
    from reunify_cli.model.case import Case


def existing_cases(session: Session, workspace: OpenWorkspace) -> tuple[dict[str, ExistingCase], list[Unread]]:
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


def apply_plan(
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
    for child in session.progress(plan.children, len(plan.children), "Writing"):
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
            sentence = "Someone else changed this case, so nothing was saved."
            raise Overtaken(Problem(Place(f"cases/{child.case_id}"), sentence, "Type the command again."))
        append(now.folder / "journal.yaml", entries, expected=now.journal, holder=session.me or "import")
