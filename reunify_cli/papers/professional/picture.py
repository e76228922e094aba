"""The way home drawn as SVG: calm, sparing with ink, told by shape and never by colour, nothing under 12 points.

A pure function from plain values to text. Drawn 166 millimetres wide, as on A4, five units are a millimetre.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate

from reunify_cli.papers.layout.escape import visible
from reunify_cli.papers.layout.xml import escape
from reunify_cli.papers.professional.timeline import WEEK, Mark, Stretch, Trajectory
from reunify_cli.text.days import MONTHS
from reunify_cli.wording.phrases import short_day

WIDTH, LEFT = 830, 128
"""The whole width, and where the days begin: before that stand the rows' names."""
LETTERS = 21
"""The size of letters: 12 points where the picture is 166 millimetres wide."""
_LETTER, _BOLD = 11, 15
"""At most about how wide a letter is, in whatever sans serif there is."""
INK, SOFT, HAIR = "#111", "#444", "#999"
_MOST_SQUARES = 4
"""How many duties of a week are drawn one by one."""


def drawn(way: Trajectory) -> str:
    """Draw a child's way home: an SVG without names, scripts, or anything fetched."""
    rows = (
        ("", 58 if way.wished else 32, list(_days_named(way))),
        ("", 34, list(_months(way))),
        ("Stage", 48, list(_stages(way))),
        ("Reviews", 38, [_mark(way, mark, _DIAMOND) for mark in way.reviews]),
        ("Visits", 38, [_mark(way, mark, _CIRCLE) for mark in way.visits]),
        ("Family time", 66, list(_family_time(way))),
        ("Duties", 66, list(_duties(way))),
        ("", 112, list(_legend())),
    )
    tops = list(accumulate((height for _, height, _ in rows), initial=0))
    body = "".join(_row(name, top, height, parts) for (name, height, parts), top in zip(rows, tops, strict=False))
    grid = (tops[2], tops[-2])
    lines = _line(_x(way, way.today), tops[1], grid[1], 'stroke-width="2"')
    if way.wished:
        lines += _line(_x(way, way.wished), tops[1], grid[1], 'stroke-width="2" stroke-dasharray="2 6"')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {tops[-1]}" width="{WIDTH}" '
        f'height="{tops[-1]}" font-family="Source Sans 3, Arial, sans-serif" font-size="{LETTERS}" fill="{INK}">'
        f"<title>The way home</title><desc>{escape(visible(way.words))}</desc>{_grid(way, *grid)}{lines}{body}</svg>"
    )


def _x(way: Trajectory, day: date) -> float:
    return round(LEFT + (WIDTH - LEFT - 4) * (day - way.first).days / (way.last - way.first).days, 1)


def _row(name: str, top: int, height: int, parts: list[str]) -> str:
    label = _text(0, height / 2 + 7, name) if name else ""
    return f'<g transform="translate(0 {top})">{label}{"".join(parts)}</g>'


def _text(x: float, y: float, words: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}"{" " if more else ""}{more}>{escape(visible(words))}</text>'


def _line(x: float, top: float, foot: float, more: str) -> str:
    return f'<path d="M{x} {top}V{foot}" stroke="{INK}" fill="none" {more}/>'


# --- the days -----------------------------------------------------------------------------------------------------


def _days_named(way: Trajectory) -> Iterator[str]:
    named = [(way.today, f"today, {short_day(way.today)}")]
    if way.wished:
        told = "" if way.approved else " (not approved)"
        named.append((way.wished, f"wished return, {short_day(way.wished)}{told}"))
    for nth, (day, words) in enumerate(named):
        x, half = _x(way, day), len(words) * _BOLD / 2
        # Where the day is near an edge its words end there, however wide their letters are.
        at, anchor = (WIDTH, "end") if x + half > WIDTH else (0, "start") if x < half else (x, "middle")
        yield _text(at, 20 + 26 * nth, words, f'text-anchor="{anchor}" font-weight="bold"')


def _firsts(way: Trajectory) -> Iterator[date]:
    """The first day of each month that is drawn."""
    day = way.first.replace(day=1)
    while day < way.last:
        if day >= way.first:
            yield day
        day = (day + timedelta(days=32)).replace(day=1)


def _months(way: Trajectory) -> Iterator[str]:
    taken = 0.0
    for day in _firsts(way):
        x = _x(way, day)
        words = MONTHS[day.month - 1][:3] if day.month > 1 else str(day.year)
        # Where months are narrow, some go without their name.
        if x >= taken and x + len(words) * _LETTER < WIDTH:
            yield _text(x + 4, 24, words, f'fill="{SOFT}"')
            taken = x + len(words) * _LETTER + 12


def _grid(way: Trajectory, top: int, foot: int) -> str:
    lines = "".join(f"M{_x(way, day)} {top - 28}V{foot}" for day in _firsts(way))
    return f'<path d="{lines}M0 {top}H{WIDTH}M0 {foot}H{WIDTH}" stroke="{HAIR}" stroke-width="0.8" fill="none"/>'


# --- the rows -----------------------------------------------------------------------------------------------------


def _stages(way: Trajectory) -> Iterator[str]:
    for stretch in way.stages:
        left = _x(way, max(stretch.first, way.first))
        right = _x(way, min(stretch.end or max(way.today, stretch.first + WEEK), way.last))
        now = stretch.end is None
        shape = f'fill="{"#e4e4e4" if now else "#fff"}" stroke="{INK}" stroke-width="{2 if now else 1}"'
        yield f'<rect x="{left}" y="9" width="{max(right - left, 2):.1f}" height="30" {shape}/>'
        words = _fitting(stretch, right - left)
        if words:
            weight = ' font-weight="bold"' if now else ""
            yield _text((left + right) / 2, 31, words, f'text-anchor="middle"{weight}')


def _fitting(stretch: Stretch, room: float) -> str:
    """The stage's title with its number, or its number alone, or nothing, as there is room."""
    for words in (f"{stretch.number} {stretch.title}", str(stretch.number)):
        if len(words) * _LETTER + 6 < room:
            return words
    return ""


def _mark(way: Trajectory, mark: Mark, shape: str) -> str:
    looks = {
        "done": f'fill="{INK}" stroke="{INK}"',
        "missed": f'fill="#fff" stroke="{INK}"',
        "booked": f'fill="#bbb" stroke="{INK}"',
        "due": f'fill="#fff" stroke="{INK}" stroke-dasharray="3 3"',
    }
    crossed = f'<path d="M-5 -5L5 5" stroke="{INK}" stroke-width="2"/>' if mark.how == "missed" else ""
    where = f"translate({_x(way, mark.day)} 19)"
    return f'<g transform="{where}"><path d="{shape}" stroke-width="2" {looks[mark.how]}/>{crossed}</g>'


_DIAMOND = "M0 -10L10 0L0 10L-10 0Z"
_CIRCLE = "M-7 0A7 7 0 1 1 7 0A7 7 0 1 1 -7 0Z"


def _family_time(way: Trajectory) -> Iterator[str]:
    """For each week a bar as high as the days with family time, of which the dark part are nights."""
    wide = max(_x(way, way.first + WEEK) - LEFT - 2, 2)
    for week in way.family_time:
        x = _x(way, week.monday) + 1
        high, dark = week.days * 8, week.nights * 8
        yield f'<rect x="{x:.1f}" y="{62 - high}" width="{wide:.1f}" height="{high}" fill="#fff" stroke="{INK}"/>'
        if dark:
            yield f'<rect x="{x:.1f}" y="{62 - dark}" width="{wide:.1f}" height="{dark}" fill="{SOFT}" stroke="{INK}"/>'


def _duties(way: Trajectory) -> Iterator[str]:
    """For each week a sign for each duty: a dark square for late, an empty one for to come, a dot for done."""
    for week in way.duties:
        x = (_x(way, week.monday) + _x(way, week.monday + WEEK)) / 2
        signs = [_LATE] * week.late + [_AHEAD] * week.ahead + [_DONE] * week.done
        for nth, sign in enumerate(signs[:_MOST_SQUARES]):
            more = nth == _MOST_SQUARES - 1 and len(signs) > _MOST_SQUARES
            yield f'<g transform="translate({x:.1f} {57 - nth * 14})">{_MORE if more else sign}</g>'


_LATE = f'<rect x="-5" y="-5" width="10" height="10" fill="{INK}"/>'
_AHEAD = f'<rect x="-5" y="-5" width="10" height="10" fill="#fff" stroke="{INK}" stroke-width="1.4"/>'
_DONE = f'<circle r="2.4" fill="{SOFT}"/>'
_MORE = f'<path d="M-5 0H5M0 -5V5" stroke="{INK}" stroke-width="2"/>'


def _legend() -> Iterator[str]:
    """What the signs mean, in three lines."""
    held = f'stroke-width="2" fill="{INK}" stroke="{INK}"'
    bar = 'x="-6" y="-9" width="12" height="18"'
    lines = (
        (
            (f'<path d="{_DIAMOND}" {held}/>', "held"),
            (f'<path d="{_DIAMOND}" stroke-width="2" fill="#bbb" stroke="{INK}"/>', "booked"),
            (f'<path d="{_DIAMOND}" stroke-width="2" fill="#fff" stroke="{INK}" stroke-dasharray="3 3"/>', "due"),
            (f'<path d="{_CIRCLE}M-5 -5L5 5" stroke-width="2" fill="#fff" stroke="{INK}"/>', "child not seen"),
        ),
        (
            (f'<rect {bar} fill="#fff" stroke="{INK}"/>', "days with the family"),
            (f'<rect {bar} fill="{SOFT}" stroke="{INK}"/>', "of them with a night"),
        ),
        ((_LATE, "late or missing"), (_AHEAD, "to come"), (_DONE, "done"), (_MORE, "and more")),
    )
    for nth, line in enumerate(lines):
        x = float(LEFT)
        for sign, words in line:
            yield f'<g transform="translate({x + 10:.1f} {28 + nth * 30})">{sign}</g>'
            yield _text(x + 26, 35 + nth * 30, words, f'fill="{SOFT}"')
            x += 26 + len(words) * _LETTER + 18
