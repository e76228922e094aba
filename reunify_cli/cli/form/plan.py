"""The plan on the desk as a form: statements, goals, actions, contact, review points, each keeping its id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reunify_cli import shape
from reunify_cli.casework.writing import WritableCase, my_key
from reunify_cli.cli.confirm import child_line, right_child
from reunify_cli.cli.form.fill import from_file, in_editor
from reunify_cli.cli.form.layout import heading, item, labelled, made, remark
from reunify_cli.cli.form.page import Mistake, text_of
from reunify_cli.cli.form.plan_kinds import KINDS, RETURN, TYPES, Kind, spell
from reunify_cli.cli.form.read_plan import Read, Said, read_plan
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.actions import CLOSING
from reunify_cli.engine.matching import entries_of
from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.model.plan import Plan
from reunify_cli.session.session import Session
from reunify_cli.store.drafts import draft_path, put_aside, read_draft, remove_draft, shown
from reunify_cli.store.durable.change import in_turn
from reunify_cli.store.plan_file import digest_of, plan_with, write_plan
from reunify_cli.text.days import say_long, short_day
from reunify_cli.text.layout import counted, wrap
from reunify_cli.wording.display_names import child, typed

HOW = (
    "Each thing begins with a dash. What has an id in square brackets keeps it: change its words, not its id. A new "
    "one needs no id and is given one. Taking out a thing with all its lines takes it out of the plan. Lines that "
    "begin with # are for you to read. Save and close the window when you are done: a mistake is then written under "
    "its line, and the form opens again."
)


def run(terminal: Terminal, held: WritableCase, given: Path | None = None, *, show: bool = False) -> None:
    """Have the plan's form filled in and keep what it says in plan.yaml; `given` is one that is filled in already.

    Raises Unreadable for a plan.yaml that is broken, or that somebody else changed meanwhile; Mistyped where the form
    holds mistakes and nobody goes on. A form that was not kept stays as a draft.
    """
    path = held.opened.folder / "plan.yaml"
    old = read_draft(path)
    loaded = shape.load(old or b"", f"cases/{held.opened.id}/plan.yaml")
    shape.read(Plan, loaded)
    data: dict[str, Any] = loaded.data or {}
    empty = plan_form(terminal.session, held, data, digest_of(old))
    if show:
        terminal.say(empty.rstrip("\n").split("\n"))
        return
    right_child(terminal, [held.opened])
    draft = draft_path(held.opened.folder, "plan", my_key(terminal.session, held.directory))
    here = typed(held.opened.id)

    def check(text: str) -> tuple[Read | None, list[Mistake]]:
        return read_plan(terminal.session, held, data, text)

    if given is not None:
        read = from_file(given, check, empty)
    else:
        _only_of_this_plan(terminal, draft, digest_of(old))
        read = in_editor(terminal, draft, empty, check, f"reunify form {here} plan")
    if read is None or not read.changes:
        if given is None:
            remove_draft(draft)
        terminal.say(["Nothing was changed in the plan."])
        return
    changes = read.changes

    def work(again: bool) -> None:
        now = read_draft(path) if again else old
        if again:
            _others_only(held, data, now, changes)
        write_plan(path, plan_with(now, changes), expected=now, holder=terminal.session.me or "somebody")

    in_turn(work)
    if given is None:
        remove_draft(draft)
    if terminal.json:
        terminal.answer("plan", [plan_json(held, read)], read=1)
    else:
        terminal.say(saved_lines(terminal, held, read))


def _others_only(held: WritableCase, before: Mapping[str, Any], now: bytes | None, changes: Mapping[str, Any]) -> None:
    """Raise Unreadable where a colleague changed one of the same parts of the plan meanwhile."""
    there: dict[str, Any] = shape.load(now or b"", f"cases/{held.opened.id}/plan.yaml").data or {}
    if any(there.get(key) != before.get(key) for key in changes):
        sentence = "Someone else changed this file, so nothing was saved."
        raise Unreadable(Problem(Place(f"cases/{held.opened.id}/plan.yaml"), sentence, "Type the command again."))


def _only_of_this_plan(terminal: Terminal, draft: Path, digest: str) -> None:
    """Put a draft aside that was begun from another plan than the one that is there now: it would undo the changes."""
    before = read_draft(draft)
    if before is not None and f"# Plan {digest}" not in text_of(before):
        aside = put_aside(draft)
        terminal.say([f"The plan was changed after you began your form of before; that is kept in {shown(aside)}"])


def saved_lines(terminal: Terminal, held: WritableCase, read: Read) -> list[str]:
    """What was kept, what is new in it, and what makes it count."""
    said = [
        f"{counted(len(ids), 'thing')} {word} ({', '.join(ids)})"
        for word, ids in (("new", read.new), ("changed", read.changed), ("taken out", read.gone))
        if ids
    ]
    if read.around:
        said.append("the return itself")
    here = typed(held.opened.id)
    return [
        *wrap(
            f"The plan of {child(held.opened, terminal.session)}: {'; '.join(said)}.",
            terminal.width,
            " " * 11,
            "SAVED      ",
        ),
        f"           in cases/{held.opened.id}/plan.yaml",
        "",
        "Saved as a draft. It counts once it is agreed. To record that:",
        f"           reunify form {here} plan-agreed",
    ]


def plan_json(held: WritableCase, read: Read) -> dict[str, Any]:
    """What was kept, for programs."""
    return {
        "case": held.opened.id, "new": list(read.new), "changed": list(read.changed), "taken_out": list(read.gone),
        "sections": sorted(read.changes),
    }  # fmt: skip


# --- laying it out ------------------------------------------------------------------------------------------------


def plan_form(session: Session, held: WritableCase, data: Mapping[str, Any], digest: str) -> str:
    """The form of the plan as it is; `digest` marks which plan that was."""
    lines = [
        *remark(f"THE PLAN: {child_line(held.opened, session)}"),
        *remark(f"{say_long(session.now.day)}. Days are written 3/12/2026, people by name."),
        "#",
        *remark(HOW),
    ]
    for kind in KINDS:
        lines += [*_section(held, kind, data.get(kind.key) or [])]
    lines += heading("THE RETURN")
    if held.opened.case.file.homes:
        lines += remark(f"Homes: {', '.join(held.opened.case.file.homes)}.")
    going = data.get("return") or {}
    lines += [
        line for key, (label, how) in RETURN.items() for line in labelled(label, spell(held, how, going.get(key)))
    ]
    return made([*lines, "", f"# Plan {digest}"])


def _section(held: WritableCase, kind: Kind, items: Sequence[Said]) -> Iterator[str]:
    yield from heading(kind.label.upper())
    if kind.says:
        yield from remark(kind.says)
    yield f"{kind.label}:"
    done = {entry.of: entry for entry in entries_of(CLOSING, held.opened.judged.times)}
    for each in items:
        shown_here = [*kind.columns, *(key for key in each if key not in kind.columns and key != "id")]
        columns = [(kind.label_of(key), spell(held, TYPES[key], each.get(key))) for key in shown_here[1:]]
        yield from item(str(each["id"]), str(each.get(kind.first) or ""), columns, kind.labels)
        if each["id"] in done:
            yield from remark(f"done {short_day(done[each['id']].when.day)}")
    for _ in range(kind.blanks):
        yield from item("", "", [(kind.label_of(key), "") for key in list(kind.columns)[1:]], kind.labels)
