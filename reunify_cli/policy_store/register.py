"""The register of clauses from its file: every source and every clause of it, with mistakes at their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from reunify_cli import shape
from reunify_cli.errors import Problem, Unreadable, did_you_mean
from reunify_cli.policy_store.coverage import LAW, READINGS, Clause, Register
from reunify_cli.policy_store.policy_files import policy_dirs, read_text
from reunify_cli.rules.reading import STRENGTHS
from reunify_cli.shipped import policies_dir

NAME: Final = "register.yaml"
DOCUMENTS: Final = "documents"
KEYS: Final = ("at", "strength", "says", "guidance", "not-taken-up")


def load_register() -> Register:
    """The shipped register. Raises Unreadable with every problem of its file."""
    return read_register(read_text(policies_dir() / NAME), f"policies/{NAME}")


def own_register(policy_id: str, workspace: Path | None) -> Register | None:
    """The register of a policy's own procedure, which lies in its folder; None where there is none.

    Raises Unreadable with every problem of its file.
    """
    for root in policy_dirs(workspace):
        path = root / policy_id / NAME
        if path.is_file():
            return read_register(read_text(path), f"policies/{policy_id}/{NAME}", own=True)
    return None


def read_register(text: str, file: str, *, own: bool = False) -> Register:
    """A register from its text; `file` is the name that problems carry. Raises Unreadable with every problem.

    The shipped one has the law and the readings among its documents; an authority's `own` has only its procedures.
    """
    loaded = shape.load(text, file)
    problems: list[Problem] = []
    if not isinstance(loaded.data, Mapping):
        raise Unreadable(loaded.problem((), "this file should hold clauses, each as id: {at, strength, says}"))
    titles = dict(_titles(loaded, problems, own=own))
    clauses = tuple(
        clause
        for name, raw in loaded.data.items()
        if name != DOCUMENTS and (clause := _clause(name, raw, loaded, problems)) is not None
    )
    if problems:
        raise Unreadable(*problems)
    return Register(titles, clauses)


def _titles(loaded: shape.Loaded, problems: list[Problem], *, own: bool) -> Iterator[tuple[str, str]]:
    raw = loaded.data.get(DOCUMENTS)
    if not isinstance(raw, Mapping):
        help = "Write documents: {northgate: Northgate procedure}, and begin each clause's at: with that word."
        said = f'"{DOCUMENTS}" is missing: it gives each source its title'
        problems.append(loaded.problem((DOCUMENTS,), said, help))
        return
    needed = () if own else (LAW, READINGS)
    problems += [loaded.problem((DOCUMENTS,), f'"{key}" is missing here') for key in needed if key not in raw]
    yield from ((str(key), str(title or key)) for key, title in raw.items())


def _clause(name: str, raw: Any, loaded: shape.Loaded, problems: list[Problem]) -> Clause | None:
    before = len(problems)

    def complain(key: str, sentence: str) -> None:
        path = (name, key) if key else (name,)
        problems.append(loaded.problem(path, f"{name}: {sentence}", key=key not in KEYS and bool(key)))

    if not isinstance(raw, Mapping):
        complain("", "a clause is written as {at: ..., strength: ..., says: ...}")
        return None
    for key in raw:
        if key not in KEYS:
            complain(key, f'"{key}" is not known here.{did_you_mean(key, KEYS)}')
    for key in ("at", "says"):
        if not raw.get(key):
            complain("", f'"{key}" is missing')
    strength = str(raw.get("strength") or "")
    if strength and strength not in STRENGTHS:
        complain("strength", f'"{strength}" is not one of {", ".join(STRENGTHS)}.{did_you_mean(strength, STRENGTHS)}')
    if raw.get("guidance") and raw.get("not-taken-up"):
        complain("not-taken-up", "a clause either has words to print or a reason why there is nothing, not both")
    if len(problems) > before:
        return None
    return Clause(
        id=name,
        at=str(raw["at"]),
        says=str(raw["says"]),
        strength=strength,
        guidance=str(raw.get("guidance") or ""),
        not_taken_up=str(raw.get("not-taken-up") or ""),
    )
