"""A meeting of an authority's own, with its own paper: a word, a rule for its agenda, a template, and it is there."""

from pathlib import Path

import pytest

from tests.cli.desk import a_team, lay, reunify

WORDS = """\
headings:
  carers-worries: {title: What worries the carers}
events:
  carers-evening:
    title: evening with the carers
    aliases: [carers' evening]
    group: meetings
    minutes: yes
"""
RULES = """\
rules:
  - id: carers-evening-covers
    title: What the carers see
    owes: social-worker
    source: {at: section 7}
    while: {looked-after: yes}
    at: {event: carers-evening}
    needs: {records: [carers-worries], attended: [foster-carer]}
    says: The evening hears what worries the carers.
"""
TEMPLATE = """\
{%- import "blocks.md.j2" as blocks -%}
{{ blocks.about(head) }}

## Before anything else

Thank the carers for coming.

{{ blocks.details(meeting) }}
{{ blocks.items_of(agenda, meeting) }}
{{ blocks.sources(about) }}
"""
OWN = {"policies/northgate/vocabulary.yaml": WORDS, "policies/northgate/evening.yaml": RULES}


def paper(folder: Path, *words: str) -> str:
    answer = reunify(folder, "pack", "42", *words, "--format", "md", "--out", str(folder / "made"))

    assert 0 == answer.code, answer.err
    (made,) = (folder / "made").glob("*.md")
    return made.read_text(encoding="utf-8")


def test_a_meeting_of_its_own_has_the_general_paper_with_the_agenda_that_its_own_rule_gives(tmp_path: Path) -> None:
    text = paper(lay(a_team(tmp_path), OWN), "carers' evening")

    assert text.startswith("# Evening with the carers: Robin Kelly\n")
    assert "What worries the carers" in text
    assert "Thank the carers" not in text


def test_a_template_of_its_own_beside_the_cases_is_used_for_that_meeting_and_no_other(tmp_path: Path) -> None:
    team = lay(a_team(tmp_path), {**OWN, "case_templates/packs/carers-evening.md.j2": TEMPLATE})

    assert "## Before anything else\n\nThank the carers for coming.\n" in (text := paper(team, "carers-evening"))
    assert "What worries the carers" in text
    assert "northgate" in text.lower()
    (team / "made").rename(team / "evening")
    assert "Thank the carers" not in paper(team, "care planning meeting")


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ("{{ meeting.wen }}", "case_templates/packs/carers-evening.md.j2:3"),
        ("{% for %}", "case_templates/packs/carers-evening.md.j2:3"),
    ],
)
def test_a_slip_in_it_is_named_with_its_line_and_nothing_is_made(tmp_path: Path, slip: str, said: str) -> None:
    team = lay(a_team(tmp_path), {**OWN, "case_templates/packs/carers-evening.md.j2": f"one\n\n{slip}\n"})

    answer = reunify(team, "pack", "42", "carers-evening", "--format", "md", "--out", str(team / "made"))

    assert 3 == answer.code
    assert said in answer.err
    assert [] == list(team.rglob("*.md"))
