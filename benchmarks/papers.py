"""How long a paper takes to become a PDF, alone and among two hundred, beside WeasyPrint and beside a process for each.

The child is the demonstration's, the paper its review pack. WeasyPrint sets the same pages from our own web page in
the same run; it is not needed for anything else, and where it is absent its rows say so.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, TypeVar

from reunify_cli.casework.paper_making import context_of, house_of
from reunify_cli.cli.terminal import SharedOptions, terminal_from
from reunify_cli.papers.layout.parallel import together
from reunify_cli.papers.layout.parse import parse
from reunify_cli.papers.packs import pack_of
from reunify_cli.papers.paper import Paper, paper, to_pages, to_web
from reunify_cli.papers.readers import PROFESSIONALS
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.shipped import case_templates_dir

T = TypeVar("T")
CHILD = "RU-2026-0042"
MANY = 200
RUNS = 7
"""So often each is timed; the median counts."""
PROCESSES = 5
"""So many processes are timed for one paper each."""
LONG = 20
"""Pages of a long review pack."""
NOW = {"REUNIFY_NOW": "2026-11-30T08:47", "REUNIFY_ME": "Dana Okafor"}


def rows() -> list[dict[str, Any]]:
    """What was measured: `name`, `ours_ms`, `rival`, `rival_ms` and `ratio` (how often ours fits into the rival's)."""
    with tempfile.TemporaryDirectory() as folder, _at(NOW):
        root = Path(folder) / "team"
        shutil.copytree(case_templates_dir() / "demo", root)
        (one,) = _papers(root, {CHILD})
        long = _long(one)
        found = [_against_weasyprint("a review pack", one), _against_weasyprint("a long review pack", long)]
        _copy(root, MANY)
        return [*found, _against_processes(root)]


def _against_weasyprint(name: str, made: Paper) -> dict[str, Any]:
    pages = _pages(to_pages(made, 1).content)
    # Each time it is another paper: Typst remembers what it has laid out, and would have nothing left to do.
    others = [_other(made, number) for number in range(RUNS)]
    ours = _time(lambda each: to_pages(each, 1), others)
    row = {"name": f"{name} of {pages} pages, to PDF", "ours_ms": ours}
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:
        return row | {"rival": f"WeasyPrint is not here: {error}".split("\n")[0], "rival_ms": None, "ratio": None}
    webs = [to_web(each, 1).content.decode("utf-8") for each in others[:3]]
    rival = _time(lambda each: HTML(string=each).write_pdf(pdf_variant="pdf/ua-1"), webs)
    return row | {"rival": "WeasyPrint, from our web page", "rival_ms": rival, "ratio": rival / ours}


def _other(made: Paper, number: int) -> Paper:
    text = made.text.replace("Ruby", f"Ruby {number}")
    return replace(made, text=text, document=parse(text))


def _against_processes(root: Path) -> dict[str, Any]:
    started = perf_counter()
    made = sum(bool(file.content) for file in together(lambda each: to_pages(each, 1), _papers(root)))
    ours = (perf_counter() - started) * 1000 / made
    rival = median(_process(root) for _ in range(PROCESSES))
    return {
        "name": f"{made} review packs in one run, each",
        "ours_ms": ours,
        "rival": "one by one, a process for each",
        "rival_ms": rival,
        "ratio": rival / ours,
    }


def _process(root: Path) -> float:
    """How long one paper takes from typing the command to its end, in milliseconds."""
    with tempfile.TemporaryDirectory() as out:
        words = [sys.executable, "-m", "reunify_cli", "-C", str(root), "pack", CHILD, "review", "--out", out]
        started = perf_counter()
        subprocess.run(words, check=True, capture_output=True)
        return (perf_counter() - started) * 1000


def _papers(root: Path, ids: set[str] | None = None) -> Iterator[Paper]:
    """Review packs before they are laid out, of some children or all."""
    session = terminal_from(SharedOptions(dirs=[root], no_index=True)).session
    for opened in session.all_cases():
        if isinstance(opened, OpenCase) and (ids is None or opened.id in ids):
            yield _paper(opened, session)


def _paper(opened: OpenCase, session: Session) -> Paper:
    pack = pack_of("review")
    said = context_of(opened, pack, PROFESSIONALS, session)
    return paper(pack, said, house_of(opened), case=opened.id, policy=opened.judged.policy.id, day=session.today)


def _long(made: Paper) -> Paper:
    """The same paper, with its sections told again until it has enough pages."""
    pages = _pages(to_pages(made, 1).content)
    text = made.text + made.text.partition("\n")[2] * (LONG // pages)
    return replace(made, text=text, document=parse(text))


def _pages(content: bytes) -> int:
    """How many pages a PDF has, as the root of its page tree says."""
    return max(int(count) for count in re.findall(rb"/Type */Pages\b[^>]*?/Count (\d+)", content))


def _copy(root: Path, many: int) -> None:
    """Make so many children of the one, each with a number and a name of its own, and take the others away."""
    one = root / "cases" / CHILD
    for folder in list((root / "cases").iterdir()):
        if folder != one:
            shutil.rmtree(folder)
    for number in range(1000, 1000 + many - 1):
        shutil.copytree(one, root / "cases" / f"RU-2026-{number}")
        for file in (root / "cases" / f"RU-2026-{number}").rglob("*.yaml"):
            text = file.read_text(encoding="utf-8")
            file.write_text(
                text.replace(CHILD, f"RU-2026-{number}").replace("Ruby", f"Ruby {number}"), encoding="utf-8"
            )


def _time(run: Callable[[T], object], each: Sequence[T]) -> float:
    """The median time in milliseconds for one of several, after a first time that does not count."""
    run(each[0])
    found = []
    for one in each[1:]:
        started = perf_counter()
        run(one)
        found.append((perf_counter() - started) * 1000)
    return median(found)


class _at:  # noqa: N801
    """The environment with more words in it, for as long as something is measured."""

    def __init__(self, words: dict[str, str]) -> None:
        self.words, self.before = words, dict(os.environ)

    def __enter__(self) -> None:
        os.environ.update(self.words)

    def __exit__(self, *_: object) -> None:
        os.environ.clear()
        os.environ.update(self.before)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(rows(), indent=2) + "\n")
