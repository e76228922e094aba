"""The footnote to each date of a paper: counted from which entry, what was left out, since when, and where."""

from reunify_cli.papers.professional.context import Context
from tests.papers.children import jonah, markdown_of, paper_of, rosie


def planning() -> Context:
    return paper_of("IPM", jonah(), "2026-11-29", "care-team")


def footnotes(text: str) -> list[str]:
    (below,) = text.split("### Why these dates\n")[1:]
    return [line for line in below.split("\n## ")[0].splitlines() if line.startswith("- **")]


def test_every_date_of_a_paper_that_was_counted_has_its_footnote() -> None:
    known = planning()
    listed = known.duties
    lines = (*listed.broken, *listed.not_recorded, *listed.ahead, *listed.unclear, *listed.done_late)
    counted = {(line.reason.title, line.reason.by) for line in lines if line.reason is not None}

    assert counted
    assert len(counted) == len(footnotes(markdown_of(known)))


def test_weekends_and_bank_holidays_left_out_are_named_with_the_entry_that_it_is_counted_from() -> None:
    notes = [note for note in footnotes(markdown_of(planning())) if note.startswith("- **Care plan**")]

    assert len(notes) == 1
    assert "10 working days from start of a placement, Fri 27 Nov 2026 (entry " in notes[0]
    assert "without 2 weekends" in notes[0]
    assert "In force since Fri 1 Apr 2011. https://www.legislation.gov.uk/uksi/2010/959/regulation/4" in notes[0]


def test_of_two_readings_each_says_where_it_ends() -> None:
    (note,) = [note for note in footnotes(markdown_of(planning())) if "Think about the way home" in note]

    assert ": Mon 30 Nov 2026 18:30; and 72 hours from start of a placement" in note
    assert ": Mon 30 Nov 2026 19:15. " in note


def test_what_is_done_in_time_needs_none() -> None:
    known = paper_of("review", rosie(), "2026-11-30", "surrey")
    done = {(line.title, line.by) for line in known.duties.done}

    assert done
    assert not done & {(each.title, each.by) for each in known.duties.reasons}
