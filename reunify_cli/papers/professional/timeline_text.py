"""The way home as lines of signs, a column for each week: the same picture for a terminal."""

from collections.abc import Iterable, Iterator
from datetime import date

from reunify_cli.papers.professional.timeline import WEEK, Mark, Trajectory
from reunify_cli.text.days import MONTHS
from reunify_cli.wording.phrases import short_day

LABEL = 13
"""How wide the rows' names are."""
_SIGNS = {"done": "x", "missed": "-", "booked": "b", "due": "?"}


def lines(way: Trajectory) -> Iterator[str]:
    """Give the picture's lines: ASCII, as wide as its weeks and the rows' names (at most 73 columns), and a key."""
    rows = [("", _months(way)), ("stage", _stages(way))]
    rows += [("reviews", _marks(way, way.reviews)), ("visits", _marks(way, way.visits))]
    rows += [("family days", _numbers(way, ((week.monday, week.days) for week in way.family_time)))]
    rows += [("  nights", _numbers(way, ((week.monday, week.nights) for week in way.family_time)))]
    rows += [("duties late", _numbers(way, ((week.monday, week.late) for week in way.duties)))]
    rows += [("  to come", _numbers(way, ((week.monday, week.ahead) for week in way.duties)))]
    rows += [("  done", _numbers(way, ((week.monday, week.done) for week in way.duties)))]
    rows += [("", _put(way, [(way.today, "^"), *([(way.wished, "W")] if way.wished else [])]))]
    yield from (f"{name:<{LABEL}}{row}".rstrip() for name, row in rows)
    yield ""
    yield f"^ today, {short_day(way.today)}"
    if way.wished:
        yield f"W return wished for {short_day(way.wished)} ({'approved' if way.approved else 'not approved'})"
    yield "x held   - child not seen   b booked   ? due"
    yield "A column is a week; 9 is nine or more."
    for stage in way.stages:
        yield f"{stage.number} {stage.title}, from {short_day(stage.first)}"


def _column(way: Trajectory, day: date) -> int:
    return (day - way.first).days // 7


def _put(way: Trajectory, marks: Iterable[tuple[date, str]]) -> str:
    """A row with a sign in the week of each day; of several in one week the last."""
    row = [" "] * way.weeks
    for day, sign in marks:
        if way.first <= day < way.last:
            row[_column(way, day)] = sign
    return "".join(row)


def _months(way: Trajectory) -> str:
    row, free = [" "] * (way.weeks + 4), 0
    for column in range(way.weeks):
        monday = way.first + column * WEEK
        if monday.day <= 7 and column >= free:  # the first Monday of a month
            name = MONTHS[monday.month - 1][:3] if monday.month > 1 else str(monday.year)
            row[column : column + len(name)] = name
            free = column + len(name) + 1
    return "".join(row)[: way.weeks]


def _stages(way: Trajectory) -> str:
    row = [" "] * way.weeks
    for stage in way.stages:
        first = max(_column(way, stage.first), 0)
        end = _column(way, stage.end) if stage.end else _column(way, way.today) + 1
        row[first : max(end, first + 1)] = str(stage.number) * (max(end, first + 1) - first)
    return "".join(row)[: way.weeks]


def _marks(way: Trajectory, marks: tuple[Mark, ...]) -> str:
    return _put(way, ((mark.day, _SIGNS[mark.how]) for mark in marks))


def _numbers(way: Trajectory, weeks: Iterable[tuple[date, int]]) -> str:
    return _put(way, ((monday, str(min(number, 9))) for monday, number in weeks if number))
