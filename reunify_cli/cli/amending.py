"""Putting an entry right or taking it back: by another entry, with why; nothing that stands in a journal is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reunify_cli.cli.about import entry_words
from reunify_cli.cli.confirm import right_child
from reunify_cli.cli.effects import Effects, effects, moved_lines
from reunify_cli.cli.odd import amended_lines
from reunify_cli.cli.prompt import Ask, at_terminal
from reunify_cli.cli.screen import clean, edge
from reunify_cli.cli.terminal import Terminal
from reunify_cli.cli.who import duty_json, typed
from reunify_cli.cli.writing import Held, fresh_id, in_turn, stamped, with_ids, write
from reunify_cli.errors import Mistyped, Problem
from reunify_cli.model.case import Entry
from reunify_cli.session.session import OpenCase, Session


def told_why(terminal: Terminal, why: str, ask: Ask) -> str:
    """Why an entry is changed. Raises Mistyped where nobody says and nobody can be asked."""
    while not why.strip():
        if not terminal.asks or terminal.yes:
            raise Mistyped(Problem(None, "Say why: it stays beside what was written first.", "Add  --why TEXT"))
        why = ask(" Why?  one line")
    return why.strip()


def amend(session: Session, held: Held, says: Mapping[str, Any], why: str) -> tuple[dict[str, Any], OpenCase, Effects]:
    """Append a correction (`corrects` and fields) or a withdrawal (`withdraws`); returns it, the case, what changed.

    Where a colleague was faster theirs comes first. Raises Mistyped where they withdrew the entry meanwhile.
    """
    target = says.get("corrects") or says.get("withdraws")

    def work(now: Sequence[Held]) -> tuple[dict[str, Any], OpenCase, Effects]:
        (each,) = now
        if each is not held and any(a.target == target and a.withdraws for a in each.opened.case.amendments):
            sentence = f"A colleague has just withdrawn entry {target}. Nothing was changed."
            raise Mistyped(Problem(None, sentence, f"Look at it:  reunify events {typed(each.opened.id)}"))
        given = fresh_id(each)
        said = {key: with_ids(given, key, value) for key, value in says.items()}
        entry = {"id": given, **said, "why": why, **stamped(session, each.directory)}
        (after,) = write(session, [each], [entry])
        changed = effects(each.opened.judged, after.judged, session.position, after.judged.policy.due_soon)
        return entry, after, changed

    return in_turn(session, [held], work)


def agree(terminal: Terminal, held: Held, entry: Entry, ask: Ask = at_terminal) -> None:
    """Show whose entry it is and what it is, and go on only with consent (or --yes)."""
    if terminal.asks and not terminal.yes:
        terminal.say([f"Entry {entry_words(entry, held.opened.office.vocabulary)}"])
    right_child(terminal, [held.opened], ask)


def changed_lines(
    terminal: Terminal,
    word: str,
    entry: Entry,
    amendment: Mapping[str, Any],
    before: OpenCase,
    after: OpenCase,
    found: Effects,
) -> list[str]:
    """What became of an entry, of the duties it touched, and of what fits together."""
    odd = amended_lines(before, after, terminal)
    head = edge(f"{word:<10} {entry_words(entry, after.office.vocabulary)}", f"entry {amendment['id']}", terminal.width)
    return [
        head,
        f"{' ' * 11}{clean(amendment['why'])}",
        "",
        f"For {clean(after.case.child.short())} this changes",
        *moved_lines(after, found, terminal),
        *(["", *odd] if odd else []),
    ]


def as_json(
    session: Session, entry: Entry, amendment: Mapping[str, Any], after: OpenCase, found: Effects
) -> dict[str, Any]:
    """A correction or withdrawal for programs, with each duty that it moved."""
    return {
        "case": after.id,
        "target": entry.id,
        "entry": dict(amendment),
        "changes": [
            {
                "duty": duty_json(after, moved.duty, session),
                "was": moved.was.value if moved.was else None,
                "now": moved.now.value if moved.now else None,
            }
            for moved in found.moved
        ],
    }
