"""What `new` and `init` lay down: templates filled in, with everything that nobody said left out or left as a hint.

A template is YAML with `$names` where values go. In case.yaml a line whose value nobody gave stays as a comment, so
that whoever opens the file sees what can be written there. In journal.yaml a line ending in `?` is left out with its
value, `$name=word` has a default, and an entry that lacks any other value is left out whole.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from reunify_cli.errors import Mistyped, Unreadable, did_you_mean
from reunify_cli.shipped import case_templates_dir

_HOLE: Final = re.compile(r"\$([a-z][a-z-]*)(\?|=[\w-]+)?")
Spell = Callable[[str], str]
"""Writes a value so that it is read back as the same text."""


def template_dirs(workspace: Path) -> dict[str, Path]:
    """Every template for a new case by name: the authority's own, then the shipped ones."""
    found: dict[str, Path] = {}
    for root in (workspace / "case_templates" / "new", case_templates_dir() / "new"):
        if root.is_dir():
            for path in sorted(root.iterdir()):
                if (path / "case.yaml").is_file():
                    found.setdefault(path.name, path)
    return found


def template_named(name: str, known: Mapping[str, Path]) -> Path:
    """The template of that name. Raises Mistyped with those there are."""
    if name not in known:
        near = did_you_mean(name, known)
        raise Mistyped(f'There is no template "{name}".{near}', help=f"There are: {', '.join(known)}")
    return known[name]


def template_for(legal_status: str, known: Mapping[str, Path]) -> str:
    """The template whose children have that legal status, else the blank one."""
    for name, path in known.items():
        if legal_status and f"$legal-status={legal_status}\n" in text_of(path / "journal.yaml"):
            return name
    return "blank"


def text_of(path: Path) -> str:
    """A template's text; nothing where there is no such file."""
    try:
        return path.read_text(encoding="utf-8").replace("\r\n", "\n") if path.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path} cannot be read: {error}") from None


def filled_case(text: str, values: Mapping[str, str], spell: Spell) -> str:
    r"""case.yaml with the values in their places; a line whose value nobody gave becomes a comment.

    >>> filled_case("child:\n  initials: $initials\n  born: $born\n", {"initials": "R.K."}, str)
    'child:\n  initials: R.K.\n  # born: ...\n'
    """
    return "".join(_case_line(line, values, spell) for line in text.splitlines(keepends=True))


def _case_line(line: str, values: Mapping[str, str], spell: Spell) -> str:
    holes = [hole[1] for hole in _HOLE.finditer(line)]
    if line.lstrip().startswith("#") or not holes:
        return line
    if all(values.get(name) for name in holes):
        return _HOLE.sub(lambda hole: spell(values[hole[1]]), line)
    indent = line[: len(line) - len(line.lstrip())]
    return f"{indent}# {_HOLE.sub('...', line.lstrip())}"


def filled_journal(text: str, values: Callable[[str], str], spell: Spell) -> str:
    r"""journal.yaml with those entries that have all they need; `values` is asked once for each place.

    >>> filled_journal("- event: visit\n  date: $on\n  by: $me?\n", {"on": "2026-03-10", "me": ""}.__getitem__, str)
    '- event: visit\n  date: 2026-03-10\n'
    """
    head, *entries = re.split(r"(?m)^(?=- )", text)
    return head + "".join(filter(None, (_entry(each, values, spell) for each in entries)))


def _entry(text: str, values: Callable[[str], str], spell: Spell) -> str:
    lines = []
    for line in text.splitlines(keepends=True):
        hole = _HOLE.search(line)
        if hole is None:
            lines.append(line)
            continue
        mark = hole[2] or ""
        value = values(hole[1]) or (mark[1:] if mark.startswith("=") else "")
        if value:
            lines.append(line[: hole.start()] + spell(value) + line[hole.end() :])
        elif mark != "?":
            return ""
    return "".join(lines)
