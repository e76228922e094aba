"""Meetings as iCalendar: no text ever leaves its property, and a meeting stays one however often it is changed."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.exchange.ical.booked import Booking, bookings
from reunify_cli.exchange.ical.calendar import LONDON, Event, calendar
from reunify_cli.exchange.ical.lines import folded, text
from reunify_cli.model.case import Amendment, Case, CaseFile, Entry
from reunify_cli.model.history import history
from reunify_cli.model.moment import Moment
from reunify_cli.model.people import Child

STAMP = datetime(2026, 11, 30, 8, 47, tzinfo=UTC)
SEPARATORS = ["\r\n", "\n", "\r", "\u2028", "\x85", "\\n", "\\", ";", ",", ":", "END:VEVENT", "ATTENDEE:x", '"']
HOSTILE = st.lists(st.one_of(st.text(), st.sampled_from(SEPARATORS))).map("".join)
"""Texts that would end their line, their event or the file, if any could."""


# --- a reader of our own, by RFC 5545 -----------------------------------------------------------------------------


def lines_of(data: bytes) -> list[str]:
    """The content lines of a file, unfolded as section 3.1 says."""
    assert data.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", data)
    return data.replace(b"\r\n ", b"").decode("utf-8").removesuffix("\r\n").split("\r\n")


def components(data: bytes) -> list[tuple[str, dict[str, str]]]:
    """Every component of a file with its own properties, the parameters among the names; each must be closed."""
    found: list[tuple[str, dict[str, str]]] = []
    outer: list[tuple[str, dict[str, str]]] = []
    for line in lines_of(data):
        name, _, value = line.partition(":")
        if name == "BEGIN":
            outer.append((value, {}))
            found.append(outer[-1])
        elif name == "END":
            assert value == outer.pop()[0]
        else:
            assert name not in outer[-1][1], f"{name} stands there twice"
            outer[-1][1][name] = value

    assert [] == outer
    return found


def events_of(data: bytes) -> list[dict[str, str]]:
    return [properties for name, properties in components(data) if name == "VEVENT"]


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), value)


# --- texts and lines ----------------------------------------------------------------------------------------------


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_any_text_stays_inside_its_property(uid: str, summary: str, description: str, place: str) -> None:
    event = Event(uid, summary, Moment(date(2026, 12, 3), 840), 60, description=description, location=place)
    (found,) = events_of(calendar([event], STAMP))
    shown = {"UID": uid, "SUMMARY": summary, "DESCRIPTION": description, "LOCATION": place}

    for name, value in shown.items():
        plain = re.sub("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "\n", value)
        readable = "".join(letter for letter in plain if letter in "\n\t" or is_text(letter))
        assert readable == unescaped(found.get(name, ""))
    assert {"DTSTAMP", "SEQUENCE", "STATUS", "DTSTART;TZID=Europe/London", "DURATION", "CLASS"} == {*found} - {*shown}


def is_text(letter: str) -> bool:
    code = ord(letter)
    marks = (0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2060, 0x206A))
    return code >= 0x20 and not 0x7F <= code <= 0x9F and not 0xD800 <= code <= 0xDFFF and code not in marks


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_no_line_is_longer_than_75_octets_and_no_letter_is_broken(value: str) -> None:
    written = folded(f"SUMMARY:{text(value)}").encode("utf-8")

    assert 75 >= max(map(len, written.split(b"\r\n")))
    assert all(part.decode("utf-8") or not part for part in written.split(b"\r\n"))
    assert f"SUMMARY:{text(value)}" == written.replace(b"\r\n ", b"").decode("utf-8")


# --- days and times -----------------------------------------------------------------------------------------------


def test_a_meeting_with_a_time_is_in_london_time_and_one_without_is_a_whole_day() -> None:
    days = [Event("u", "s", Moment(date(2026, 12, 31), minute), 90) for minute in (840, None)]
    timed, whole = (events_of(calendar([each], STAMP))[0] for each in days)

    assert ("20261231T140000", "PT90M") == (timed["DTSTART;TZID=Europe/London"], timed["DURATION"])
    assert ("20261231", "20270101") == (whole["DTSTART;VALUE=DATE"], whole["DTEND;VALUE=DATE"])


def test_the_rule_for_summer_time_is_londons_on_every_day_of_ten_years() -> None:
    london = ZoneInfo("Europe/London")
    rules = dict(line.split(":", 1) for line in LONDON if line.startswith("RRULE"))

    assert {"RRULE": "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"} == rules
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU" in LONDON
    for number in range(3650):
        day = date(2024, 1, 1) + timedelta(days=number)
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=london)
        summer = last_sunday(day.year, 3) <= day < last_sunday(day.year, 10)

        assert timedelta(hours=1 if summer else 0) == noon.utcoffset()


def last_sunday(year: int, month: int) -> date:
    return max(date(year, month, n) for n in range(25, 32) if date(year, month, n).weekday() == 6)


def test_a_file_of_cancelled_meetings_only_cancels() -> None:
    gone = Event("u", "s", Moment(date(2026, 12, 3)), 60, cancelled=True, sequence=1)
    stays = Event("v", "s", Moment(date(2026, 12, 3)), 60)
    methods = [components(calendar(events, STAMP))[0][1]["METHOD"] for events in ([gone], [gone, stays], [stays], [])]

    assert ["CANCEL", "PUBLISH", "PUBLISH", "PUBLISH"] == methods
    assert ["CANCELLED", "CONFIRMED"] == [each["STATUS"] for each in events_of(calendar([gone, stays], STAMP))]


# --- one meeting, however often it is changed ---------------------------------------------------------------------


def journal(*steps: str) -> tuple[Booking, ...]:
    """The meetings of a journal: `book DAY`, `cancel`, `hold DAY`, `correct ENTRY DAY`, `withdraw ENTRY`, one a day."""
    entries, amendments = list[Entry](), list[Amendment]()
    for number, step in enumerate(steps):
        when, recorded = Moment(date(2026, 11, 1) + timedelta(days=number)), STAMP + timedelta(minutes=number)
        more: dict[str, Any] = {"index": number, "recorded": recorded}
        match step.split():
            case ["book", day]:
                says = {"what": "review", "for": Moment(date.fromisoformat(day), 600)}
                entries.append(Entry(f"E{number}", "booked", when, fields=says, **more))
            case ["cancel"]:
                entries.append(Entry(f"E{number}", "booking-cancelled", when, fields={"what": "review"}, **more))
            case ["hold", day]:
                entries.append(Entry(f"E{number}", "review", Moment(date.fromisoformat(day)), **more))
            case ["correct", target, day]:
                changes = {"for": Moment(date.fromisoformat(day), 600)}
                amendments.append(Amendment(f"A{number}", target, False, changes, recorded, "", "wrong", number))
            case ["withdraw", target]:
                amendments.append(Amendment(f"A{number}", target, True, {}, recorded, "", "wrong", number))
    return bookings(history(Case(CaseFile("RU-2026-0042", Child()), tuple(entries), tuple(amendments))))


def said(found: tuple[Booking, ...]) -> Iterator[tuple[str, str, int, str]]:
    for each in found:
        yield each.id, str(each.when.day), each.sequence, "cancelled" if each.cancelled else "on"


CHANGES = {
    ("book 2026-12-03",): [("E0", "2026-12-03", 0, "on")],
    ("book 2026-12-03", "book 2026-12-09"): [("E0", "2026-12-09", 1, "on")],
    ("book 2026-12-03", "correct E0 2026-12-04"): [("E0", "2026-12-04", 1, "on")],
    ("book 2026-12-03", "cancel"): [("E0", "2026-12-03", 1, "cancelled")],
    ("book 2026-12-03", "withdraw E0"): [("E0", "2026-12-03", 1, "cancelled")],
    ("book 2026-12-03", "book 2026-12-09", "withdraw E1"): [("E0", "2026-12-03", 2, "on")],
    ("book 2026-12-03", "cancel", "withdraw E1"): [("E0", "2026-12-03", 2, "on")],
    ("book 2026-12-03", "cancel", "book 2026-12-09"): [
        ("E0", "2026-12-03", 1, "cancelled"), ("E2", "2026-12-09", 0, "on"),
    ],
    ("book 2026-11-02", "hold 2026-11-02", "book 2026-12-09"): [
        ("E0", "2026-11-02", 0, "on"), ("E2", "2026-12-09", 0, "on"),
    ],
    ("book 2026-11-01", "hold 2026-10-30", "book 2026-12-09"): [
        ("E0", "2026-11-01", 0, "on"), ("E2", "2026-12-09", 0, "on"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("steps", CHANGES)
def test_a_meeting_keeps_its_identity_when_it_is_moved_corrected_cancelled_or_withdrawn(steps: tuple[str, ...]) -> None:
    assert CHANGES[steps] == list(said(journal(*steps)))


STEPS = st.sampled_from(
    ["book 2026-12-03", "book 2026-12-09", "cancel", "hold 2026-11-05", "correct E0 2026-12-10", "withdraw E0",
     "withdraw E1", "withdraw E2"]
)  # fmt: skip


@given(st.lists(STEPS, max_size=7))
def test_whatever_is_written_next_no_meeting_vanishes_and_no_sequence_falls(steps: list[str]) -> None:
    for number in range(len(steps)):
        before = {each.id: each.sequence for each in journal(*steps[:number])}
        after = {each.id: each.sequence for each in journal(*steps[: number + 1])}

        assert before.keys() <= after.keys()
        assert all(after[key] >= sequence for key, sequence in before.items())
