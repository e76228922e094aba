"""The way home as a picture: what is drawn where, what is told to those who cannot see it, and what is kept back."""

import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.model.case import Case
from reunify_cli.papers.layout.blocks import Picture, plain
from reunify_cli.papers.layout.parse import parse
from reunify_cli.papers.layout.pdf import to_png
from reunify_cli.papers.professional.picture import WIDTH, drawn
from reunify_cli.papers.professional.timeline import DutyWeek, Mark, Stretch, Trajectory, Week, trajectory
from reunify_cli.papers.professional.timeline_text import lines
from tests.papers.children import jonah, rosie, stand

SVG = "{http://www.w3.org/2000/svg}"
NOW = "2026-11-30T08:47"


def way(*more: str, now: str = NOW, wish: bool = True) -> Trajectory:
    return trajectory(stand(rosie(*more), now, "surrey"), wish=wish)


def shown(drawing: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(drawing).iter(f"{SVG}text")]


def test_it_holds_the_stages_the_reviews_and_the_visits() -> None:
    found = way()

    assert [1, 2, 3, 4] == [stage.number for stage in found.stages]
    assert (date(2026, 10, 29), None) == (found.stages[-1].first, found.stages[-1].end)
    assert [
        Mark(date(2026, 6, 2), "done"),
        Mark(date(2026, 12, 2), "due"),
        Mark(date(2026, 12, 9), "booked"),
    ] == list(found.reviews)
    assert Mark(date(2026, 9, 17), "missed") in found.visits
    assert Mark(date(2026, 11, 30), "due") == found.visits[-1]


def test_family_time_grows_week_on_week_and_nights_are_counted_once() -> None:
    found = way(
        "family-time 2026-11-02 by=d.okafor with=mother",
        "family-time 2026-11-02 by=d.okafor with=mother",
        "family-time 2026-11-16 by=d.okafor with=mother",
        "stay 2026-11-18 by=d.okafor with=mother home=mothers nights=2",
        "stay 2026-11-29 by=d.okafor with=mother home=mothers nights=5",
    )

    assert [
        Week(date(2026, 11, 2), 1, 0),
        Week(date(2026, 11, 9), 1, 1),
        Week(date(2026, 11, 16), 3, 2),
        Week(date(2026, 11, 23), 1, 1),
    ] == list(found.family_time)


def test_nothing_that_lies_ahead_is_drawn_as_done() -> None:
    for week in way("extended-stay 2026-11-29 by=d.okafor with=mother home=mothers nights=30").family_time:
        assert week.monday <= date(2026, 11, 30)


def test_a_wished_return_is_drawn_as_not_approved_and_kept_from_who_must_not_see_it() -> None:
    assert date(2027, 2, 14) == way().wished
    assert "The return is wished for Sun 14 Feb 2027 (not approved)." in way().words
    assert [words for words in shown(drawn(way())) if words.startswith("wished return, Sun 14 Feb 2027 (not approved)")]

    kept = way(wish=False)
    for told in (kept.words, drawn(kept), "\n".join(lines(kept))):
        assert not re.search("wish|14 Feb|2027-02-14", told)
    assert kept.last < date(2027, 2, 14)


def test_the_picture_holds_no_name_and_fetches_nothing() -> None:
    drawing = drawn(way())

    for name in ("Rosie", "Maria", "Dana", "Kendal"):
        assert name not in drawing
    assert [] == re.findall(r"href|url\(|<script|<style|<image", drawing)
    colours = [each * (6 // len(each)) for each in re.findall(r'"#([0-9a-f]{3,6})"', drawing)]
    assert {(each[:2], each[:2]) for each in colours} == {(each[2:4], each[4:]) for each in colours}, "only greys"


def test_no_letter_of_the_picture_is_under_twelve_points() -> None:
    points = 21 * (166 / 25.4 * 72) / WIDTH

    assert 'font-size="21"' in drawn(way())
    assert 11.9 < points
    assert ["21"] == re.findall(r'font-size="(\d+)"', drawn(way()))


def test_the_drawing_takes_the_place_of_its_words_and_can_be_drawn_in_dots() -> None:
    (picture,) = parse(f"<!-- picture: way-home -->\n\n{way().words}", {"way-home": drawn(way())}).blocks

    assert isinstance(picture, Picture)
    assert way().words == plain(picture.inlines)
    assert to_png(drawn(way()).encode(), "svg", width_mm=166).startswith(b"\x89PNG")


def test_without_its_drawing_the_words_stand_alone_and_a_text_of_a_case_draws_nothing() -> None:
    assert ["Paragraph"] == [type(block).__name__ for block in parse("<!-- picture: way-home -->\n\nSo.").blocks]
    nested = parse("> <!-- picture: way-home -->\n>\n> So.", {"way-home": "<svg />"})
    assert "Picture" not in str(nested)


@pytest.mark.parametrize("case", [jonah(), rosie()])
@pytest.mark.parametrize("now", ["2025-06-01T09:00", NOW, "2027-06-01T09:00", "2031-01-01T09:00"])
def test_there_is_a_picture_of_every_case_on_any_day(case: Case, now: str) -> None:
    for policy in ("surrey", "care-team", "england"):
        found = trajectory(stand(case, now, policy))

        assert 0 == found.first.weekday() == found.last.weekday()
        assert found.first <= found.today < found.last
        assert found.weeks <= 60
        assert ET.fromstring(drawn(found)).tag == f"{SVG}svg"
        assert all(len(line) <= 80 and line.isascii() for line in lines(found))


DAYS = st.dates(date(2026, 1, 5), date(2026, 12, 20))
MARKS = st.lists(st.builds(Mark, DAYS, st.sampled_from(["done", "missed", "booked", "due"])), max_size=5).map(tuple)


@given(
    reviews=MARKS,
    visits=MARKS,
    starts=st.lists(DAYS, max_size=5).map(sorted),
    counts=st.lists(st.integers(0, 7), max_size=6),
    wished=st.none() | DAYS,
    title=st.text(max_size=30),
)
def test_every_sign_of_any_picture_stands_within_it(
    reviews: tuple[Mark, ...],
    visits: tuple[Mark, ...],
    starts: list[date],
    counts: list[int],
    wished: date | None,
    title: str,
) -> None:
    mondays = [date(2026, 1, 5) + timedelta(days=7 * nth) for nth in range(len(counts))]
    ends = [*starts[1:], None]
    found = Trajectory(
        first=date(2026, 1, 5),
        last=date(2026, 12, 21),
        today=date(2026, 6, 1),
        stages=tuple(Stretch(n, title, day, end) for n, (day, end) in enumerate(zip(starts, ends, strict=False), 1)),
        reviews=reviews,
        visits=visits,
        family_time=tuple(Week(day, n, n // 2) for day, n in zip(mondays, counts, strict=True)),
        duties=tuple(DutyWeek(day, n, n, n) for day, n in zip(mondays, counts, strict=True)),
        wished=wished,
        approved=False,
    )

    drawing = ET.fromstring(drawn(found))
    across = [float(each.get("x") or 0) for each in drawing.iter() if each.get("x")]
    moved = [float(at) for at in re.findall(r"translate\((-?[\d.]+) ", drawn(found))]
    assert all(-10 <= x <= WIDTH for x in (*across, *moved))
    assert all(len(line) <= 80 for line in list(lines(found))[:12])
