"""A meeting's agenda asks by the rules that are in force on the meeting's own day, not on the day of printing."""

import pytest

from reunify_cli.papers.professional.agenda import agenda_of, has_agenda
from reunify_cli.papers.professional.meeting import meeting_of
from reunify_cli.wording.case_view import CaseView
from tests.engine.build import end_of, judge

RULES = """
- id: progress
  title: Progress since the last review
  in-force: 2027-01-01
  at: {event: review}
  needs: {records: [progress]}
- id: voice
  title: The child's voice
  in-force: 2020-01-01
  until: 2026-12-31
  at: {event: review}
  needs: {records: [childs-voice]}
- id: chair
  title: Who leads it
  in-force: 2020-01-01
  at: {event: review}
  needs: {chair: [iro]}
  versions: [{in-force: 2027-01-01, needs: {chair: [team-manager]}}]
"""
CARE = "became-looked-after 2026-08-24 legal-status=care-order"


@pytest.mark.parametrize(
    ("day", "titles", "chair"),
    [
        ("2026-12-31", ["The child's voice"], "independent reviewing officer"),
        ("2027-01-01", ["Progress since the last review"], "team manager"),
        ("2027-01-14", ["Progress since the last review"], "team manager"),
    ],
)
def test_a_booked_meeting_is_asked_for_what_is_in_force_on_its_day(day: str, titles: list[str], chair: str) -> None:
    stand = CaseView(judge(RULES, CARE, f"booked 2026-11-20 what=review for={day}T10:00"), end_of("2026-11-30"))
    meeting = meeting_of(stand, "review")

    assert titles == [item.title for item in agenda_of(stand, meeting).items]
    assert chair in meeting.chairs_should.lower()
    assert has_agenda(stand, "review")


def test_a_meeting_that_was_held_is_asked_for_what_was_in_force_then() -> None:
    stand = CaseView(judge(RULES, CARE, "review 2026-12-10"), end_of("2027-02-01"))

    assert ["The child's voice"] == [item.title for item in agenda_of(stand, meeting_of(stand, "review")).items]
