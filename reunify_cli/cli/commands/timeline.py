"""The case as a picture: on the terminal a column for each week, or as a drawing for a file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reunify_cli.cli.days import say_day
from reunify_cli.cli.door import Door, Opened
from reunify_cli.cli.options import CaseRef, outputs
from reunify_cli.cli.out import check_out, put_out
from reunify_cli.cli.screen import clean, clean_text, edge
from reunify_cli.cli.who import child, typed

if TYPE_CHECKING:
    from reunify_cli.render.timeline import Trajectory

_SVG = typer.Option("--svg", metavar="FILE", show_default=False, help="draw it into a file, for a web page or a letter")


@outputs
def cli(door: Door, case: CaseRef, svg: Annotated[Path | None, _SVG] = None) -> int | None:
    """The case as a picture: stages, reviews, visits, family time, duties, today."""
    from reunify_cli.render.standpoint import Standpoint
    from reunify_cli.render.timeline import trajectory

    if svg is not None:
        check_out(door, svg)
    opened = door.open_case(case)
    way = trajectory(Standpoint(opened.judged, door.position))
    if svg is not None:
        from reunify_cli.render.picture import drawn

        put_out(door, svg, drawn(way).encode("utf-8"))
    if door.json:
        door.answer("timeline", [asdict(way) | {"id": opened.id, "words": way.words}], read=1)
    elif svg is not None:
        door.say([f"Drawn: {clean(svg)}"])
    else:
        door.say(run(opened, way, door))
    return None


def run(opened: Opened, way: Trajectory, door: Door) -> list[str]:
    """The screen's lines: the child, the picture, its key."""
    from reunify_cli.render.timeline_text import lines

    top = edge(child(opened, door), say_day(door.today), door.width)
    return [top, "", *map(clean_text, lines(way)), "", f"As a drawing:  reunify timeline {typed(opened.id)} --svg FILE"]
