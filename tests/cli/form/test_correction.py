"""An entry put right in its form: what is changed becomes a correction, and what nobody touched stays as it was."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reunify_cli.casework.writing import hold
from reunify_cli.cli.form.correction import correction_form, correction_slots, read_correction
from reunify_cli.cli.form.page import says, without_mistakes
from reunify_cli.model.moment import parse_moment
from reunify_cli.session.session import Session
from reunify_cli.shipped import case_templates_dir
from tests.cli.desk import NOW, Answer, a_team, bytes_of, journal, lay, reunify

REVIEW = """
- {id: 4R11, event: review, date: 2026-11-27T14:00, by: h.fenwick, kind: later, considered: [reunification, discharge],
   attended: [child, mother, d.okafor], apologies: [father], chair: [h.fenwick], childs-voice: "She said:\\nhome.",
   decisions: [{id: x1, what: ask her uncle, owner: d.okafor, due: 2026-12-04}, {what: "buy\\na bed", owner: mother}],
   covered: [reunification-discussed], long-term-plan: home, note: "a: b", document: {ref: "LCS 1"},
   recorded: "2026-11-28T09:00Z", recorded_by: h.fenwick}
"""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    team = a_team(tmp_path / "team")
    path = team / "cases/RU-2026-0042/journal.yaml"
    path.write_text(path.read_text() + REVIEW, encoding="utf-8")
    return team


def changed(team: Path, *changes: tuple[str, str]) -> Answer:
    """What comes of the review's form with some words changed."""
    text = reunify(team, "form", "42", "4R11", "--print").out
    for old, new in changes:
        assert old in text, text
        text = text.replace(old, new, 1)
    file = lay(team.parent, {"form.txt": text}) / "form.txt"
    return reunify(team, "form", "42", "4r11", "--from", str(file), "--yes")


def test_only_what_is_changed_is_corrected_and_why_is_said(team: Path) -> None:
    before = journal(team)
    said = changed(
        team,
        ("When: 27/11/2026 14:00", "When: 26/11/2026 14:00"),
        ("Reunification discussed:", "Reunification discussed: at length\nand again"),
        ("[a] father", "[x] father"),
        ("[x1] ask her uncle", "[x1] ask her uncle twice"),
        ("  -\n    who:", "  - ring the school\n    who: Dana"),
        ("left out when it was recorded", "the minutes came late"),
    )
    *others, entry = journal(team)

    assert (0, "") == (said.code, said.err)
    assert before == others
    assert {
        "id": entry["id"], "corrects": "4R11", "date": "2026-11-26T14:00",
        "reunification-discussed": "at length\nand again",
        "attended": ["child", "mother", "d.okafor", "father"], "apologies": [],
        "decisions": [
            {"id": "x1", "what": "ask her uncle twice", "owner": "d.okafor", "due": "2026-12-04"},
            {"id": "4R11-d2", "what": "buy\na bed", "owner": "mother"},
            {"id": f"{entry['id']}-d3", "what": "ring the school", "owner": "d.okafor"},
        ],
        "why": "the minutes came late", "recorded": "2026-11-30T08:47Z", "recorded_by": "d.okafor",
    } == entry  # fmt: skip


def test_a_form_given_back_as_it_is_corrects_nothing(team: Path) -> None:
    before = bytes_of(team)
    said = changed(team, ("# PUTTING RIGHT", "# Putting right"), ("Note: a: b", "Note:   a: b  "))

    assert (0, True) == (said.code, "Nothing was changed" in said.out)
    assert before == bytes_of(team)


WRONG = {
    ("[x1] ask", "[x9] ask"): 'Nothing here is called "x9" yet.',
    ("Note: a: b", "Note:"): '"Note" cannot be emptied',
    ("When: 27/11/2026 14:00", "When: 3/12/2026"): "is in the future",
    ("Kind of review: later", "Kind of review: latest"): "Write one of: first",
}


@pytest.mark.parametrize("change", WRONG)
def test_what_cannot_be_a_correction_is_said_and_nothing_is_recorded(team: Path, change: tuple[str, str]) -> None:
    before = bytes_of(team)
    said = changed(team, change)

    assert 2 == said.code
    assert WRONG[change] in " ".join(said.err.split())
    assert before == bytes_of(team)


def test_what_a_meeting_left_out_is_added_in_its_form(team: Path) -> None:
    lay(team.parent, {"form.txt": "When: 30/11/2026 8:00\n"})
    said = reunify(team, "form", "42", "review", "--from", str(team.parent / "form.txt"), "--yes")

    assert "to add   Reunification discussed; The child's voice" in said.out
    assert f"reunify form 42 {journal(team)[-1]['id']}" in said.out


def test_every_entry_of_a_worked_child_reads_back_as_it_was(tmp_path: Path) -> None:
    demo = case_templates_dir() / "demo"
    child = "RU-2026-0042"
    files = {name: (demo / name).read_text(encoding="utf-8") for name in ("reunify.yaml", "team.yaml")}
    inner = [path for path in (demo / "cases" / child).rglob("*.yaml") if "packs" not in path.parts]
    files |= {str(path.relative_to(demo)): path.read_text(encoding="utf-8") for path in inner}
    team = lay(tmp_path, files)
    instant = datetime(2026, 11, 30, 8, 47, tzinfo=UTC)
    session = Session(now=parse_moment(NOW), instant=instant, roots=(team,), env={"REUNIFY_ME": "Dana Okafor"})
    held = hold(session, "42")
    for entry in held.opened.judged.history.entries:
        slots = correction_slots(held, entry)
        form = correction_form(session, held, entry, slots)
        found, mistakes = read_correction(session, held, entry, slots, form, form)

        assert [] == mistakes, entry
        assert found is not None
        assert {} == found.changes
        assert says(form) == says(without_mistakes(form))
