"""Policies and calendars: the shipped ones and an authority's own, each with what it builds on.

A policy is read whole or not at all. Every mistake its author made comes back at once, as `file:line:column`. Where
there is a folder to keep it in, what was read once is not read again until a file changes (`policy_store/compiled.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reunify_cli import shape
from reunify_cli.errors import Unreadable
from reunify_cli.frozen import replace
from reunify_cli.policy_store.compiled import compiled
from reunify_cli.policy_store.policy_files import CALENDARS, TERMS, ids_in, policy_dirs, read_text, shown
from reunify_cli.rules.calendar import Calendar, SchoolTerm, calendar_from, terms_from
from reunify_cli.rules.policy import Policy


def policy_ids(workspace: Path | None = None) -> list[str]:
    """Every policy there is, by id."""
    return ids_in(policy_dirs(workspace))


def load_policy(policy_id: str, workspace: Path | None = None, cache: Path | None = None) -> Policy:
    """A policy with everything it builds on: its own rules first, then those beneath.

    `cache` is the folder to keep it in, compiled. Raises Unreadable with every problem of every file concerned; nothing
    half applies.
    """
    return load_from(policy_id, policy_dirs(workspace), cache)


def load_from(policy_id: str, roots: Sequence[Path], cache: Path | None = None) -> Policy:
    """A policy as `load_policy` has it, from folders of policies of which the first that holds an id counts."""

    def read() -> Policy:
        from reunify_cli.policy_store.policy_reading import read_policy  # some thirty records that only this needs

        return read_policy(policy_id, roots)

    return compiled(cache, f"policy {policy_id}", roots, Policy, read)


def load_calendar(
    name: str = "england-and-wales", workspace: Path | None = None, cache: Path | None = None
) -> Calendar:
    """The calendar of that name. Raises Unreadable with every problem of its file."""
    return read_calendar(name, policy_dirs(workspace), cache)


def read_calendar(name: str, roots: Sequence[Path], cache: Path | None = None) -> Calendar:
    """The calendar of that name in the first of some folders of policies that has it, with the school terms there.

    School terms are looked for no further than that: a copy that was adopted without any is judged without any.
    """
    return compiled(cache, f"calendar {name}", roots, Calendar, lambda: _calendar(name, roots), only=(CALENDARS,))


def _calendar(name: str, roots: Sequence[Path]) -> Calendar:
    for i, root in enumerate(roots):
        path = root / CALENDARS / f"{name}.yaml"
        if path.is_file():
            found = calendar_from(shape.load(read_text(path), shown(path)).data, shown(path))
            return replace(found, terms=_school_terms(roots[: i + 1]))
    raise Unreadable(f'There is no calendar "{name}".', help="Look in policies/calendars.")


def _school_terms(roots: Sequence[Path]) -> tuple[SchoolTerm, ...]:
    """The school terms in the first of some folders of policies that has them; an authority lays down its own."""
    for root in roots:
        path = root / CALENDARS / TERMS
        if path.is_file():
            return terms_from(shape.load(read_text(path), shown(path)).data, shown(path))
    return ()
