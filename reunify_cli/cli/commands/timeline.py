"""The case as a picture: on the terminal a column for each week, or as a drawing for a file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from reunify_cli.cli.options import CaseRef, option, outputs
from reunify_cli.cli.out import check_out, put_out
from reunify_cli.cli.terminal import Terminal
from reunify_cli.session.session import OpenCase
from reunify_cli.text.days import say_day
from reunify_cli.text.layout import clean, clean_text, edge
from reunify_cli.wording.display_names import child, typed

if TYPE_CHECKING:
    from reunify_cli.papers.professional.timeline import Trajectory

_SVG = option("--svg", "FILE", "draw it into a file, for a web page or a letter")


@outputs
def cli(terminal: Terminal, case: CaseRef, svg: Annotated[Path | None, _SVG] = None) -> None:
    """The case as a picture: stages, reviews, visits, family time, duties, today."""
    from reunify_cli.papers.professional.timeline import trajectory
    from reunify_cli.wording.case_view import CaseView

    if svg is not None:
        check_out(terminal, svg)
    opened = terminal.session.open_case(case)
    way = trajectory(CaseView(opened.judged, terminal.session.position))
    if svg is not None:
        from reunify_cli.papers.professional.picture import drawn

        put_out(terminal, svg, drawn(way).encode("utf-8"))
    if terminal.json:
        terminal.answer("timeline", [asdict(way) | {"id": opened.id, "words": way.words}], read=1)
    elif svg is not None:
        terminal.say([f"Drawn: {clean(svg)}"])
    else:
        terminal.say(run(opened, way, terminal))


def run(opened: OpenCase, way: Trajectory, terminal: Terminal) -> list[str]:
    """The screen's lines: the child, the picture, its key."""
    from reunify_cli.papers.professional.timeline_text import lines

    top = edge(child(opened, terminal.session), say_day(terminal.session.today), terminal.width)
    return [top, "", *map(clean_text, lines(way)), "", f"As a drawing:  reunify timeline {typed(opened.id)} --svg FILE"]
