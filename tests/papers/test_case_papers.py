"""Agreement, plan, visit sheet, chronology and forms: golden Markdown, and what must be in each whatever the record."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reunify_cli.papers.layout.parse import parse
from reunify_cli.papers.packs import find_pack, forms, meetings
from reunify_cli.papers.professional.chronology import chronology
from reunify_cli.papers.professional.context import Context
from tests import golden
from tests.papers.children import ROSIE, jonah, markdown_of, paper_of, policy, rosie, stand

PAPERS: dict[str, Callable[[], Context]] = {
    "placement-agreement-order": lambda: paper_of("placement agreement", rosie(), "2026-11-30", "surrey"),
    "placement-agreement-s20": lambda: paper_of("placement plan", jonah(), "2026-12-21", "care-team"),
    "smart-plan-agreed": lambda: paper_of("smart plan", rosie(), "2026-11-30", "surrey"),
    "smart-plan-none": lambda: paper_of("smart plan", jonah(), "2026-12-21", "care-team"),
    "visit-sheet": lambda: paper_of("visit", rosie(), "2026-11-30", "lincolnshire"),
    "chronology": lambda: paper_of("chronology", rosie(), "2026-11-30", "surrey"),
    "chronology-visits": lambda: paper_of("chronology visits", rosie(), "2026-11-30", "surrey"),
    "form-held": lambda: paper_of("risk classification", rosie(), "2026-11-30", "surrey"),
    "form-to-come": lambda: paper_of("support plan made", jonah(), "2026-12-21", "northamptonshire"),
}

INVENTORY = {
    1: "planning-meeting", 2: "care-team-meeting", 3: "review", 4: "case-discussion", 5: "legal-panel", 6: "review",
    7: "review", 8: "placement-with-parents", 9: "placement-agreement", 10: "professional-planning", 11: "smart-plan",
    12: "progress-review", 13: "care-planning-meeting", 14: "fgc-briefed", 15: "visit-sheet", 16: "exit-review",
    17: "discharge-report", 18: "supervision", 19: "chronology", 20: "contingency-plan-made",
    21: "statement-completed", 22: "assessment-reviewed", 23: "care-team-meeting", 24: "review",
    25: "trajectory-agreed", 26: "family-planning", 27: "safety-plan-agreed", 28: "ratified", 29: "rss-requested",
    30: "risk-classified", 31: "parental-agreement", 32: "support-plan-made", 33: "leaving-care-told",
    34: "notified-of-placement",
}  # fmt: skip
"""The papers that the sources imply, by their number in the inventory of the rules, with ours."""


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_reads_like_this(name: str) -> None:
    golden.check(f"packs/{name}.md", markdown_of(PAPERS[name]()))


@pytest.mark.parametrize("number", INVENTORY)
def test_every_paper_that_the_sources_imply_can_be_made(number: int) -> None:
    words = policy("surrey").vocabulary
    pack = find_pack(INVENTORY[number], words)
    text = markdown_of(paper_of(INVENTORY[number], rosie(), "2026-11-30", "surrey"))

    assert pack is not None
    assert INVENTORY[number] == pack.name
    assert text.startswith("# ")
    assert "Rosie Kendal" in text


@pytest.mark.parametrize("of", ["england", "surrey", "lincolnshire", "care-team", "northamptonshire", "nspcc"])
def test_everything_with_minutes_has_a_paper_and_no_meeting_is_a_form(of: str) -> None:
    words = policy(of).vocabulary
    with_minutes = {name for name, kind in words.events.items() if kind.minutes}
    papers = {*meetings(words), *forms(words)}

    assert set() == with_minutes - papers
    assert set() == set(meetings(words)) & set(forms(words))


def test_a_chronology_holds_every_entry_once_in_the_order_of_its_days() -> None:
    child = stand(rosie(), "2026-11-30", "surrey")
    told = [each for year in chronology(child).years for each in year.happened]
    entries = [e for e in child.judged.history.entries if e.when.start <= child.now]

    assert len(entries) == len(told)
    assert [year.year for year in chronology(child).years] == sorted({e.when.day.year for e in entries})


def test_the_themes_of_a_chronology_share_out_its_entries() -> None:
    child = stand(rosie(), "2026-11-30", "surrey")
    whole = [each for year in chronology(child).years for each in year.happened]
    parts = [
        each for theme in child.vocabulary.groups for year in chronology(child, theme).years for each in year.happened
    ]

    assert sorted(map(repr, whole)) == sorted(map(repr, parts))


def test_a_chronology_as_of_a_day_knows_nothing_of_the_day_after() -> None:
    before = paper_of("chronology", rosie(), "2026-10-18", "surrey")
    after = paper_of("chronology", rosie(), "2026-10-19", "surrey")

    assert "19 Oct 2026" not in markdown_of(before)
    assert "19 Oct 2026" in markdown_of(after)


def test_a_chronology_of_a_theme_that_is_none_is_not_made() -> None:
    assert find_pack("chronology moonshine", policy("surrey").vocabulary) is None


def test_a_wished_day_is_called_a_wish_on_the_plan() -> None:
    text = markdown_of(PAPERS["smart-plan-agreed"]())

    assert "Sun 14 Feb 2027. Proposed, not agreed" in text


def test_an_agreement_under_section_20_binds_no_parent_and_one_under_an_order_says_who_may_end_it() -> None:
    voluntary = markdown_of(PAPERS["placement-agreement-s20"]())
    order = markdown_of(PAPERS["placement-agreement-order"]())

    assert "Nothing here binds a parent" in voluntary
    assert "may take Jonah home at any time without notice" in voluntary
    assert "Nothing here binds a parent" not in order
    assert "it may end the placement" in order


def test_none_of_these_papers_prints_an_address() -> None:
    addresses = [home.address for home in ROSIE.homes.values() if home.address]
    found = [(name, a) for name in PAPERS for a in addresses if a in markdown_of(PAPERS[name]())]

    assert addresses != []
    assert [] == found


def test_a_managers_exception_is_counted_on_review_packs_with_its_end() -> None:
    given = {
        "event": "varied",
        "date": "2026-11-25",
        "rule": "rss-twelve-weeks",
        "asked-by": "d.okafor",
        "authorised-by": "r.amadi",
        "until": "2026-12-31",
        "note": "the worker was ill for two weeks",
    }
    before = markdown_of(paper_of("review", rosie(), "2026-11-30", "surrey"))
    after = markdown_of(paper_of("review", rosie(given), "2026-11-30", "surrey"))
    ended = markdown_of(paper_of("review", rosie(given), "2027-01-01", "surrey"))

    assert "manager’s exception" not in before
    assert "Put off by a manager’s exception: 1" in after
    assert "A manager's exception until Thu 31 Dec 2026." in after
    assert "Put off by a manager’s exception" not in ended


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[1] / "golden" / "packs").rglob("*.md")), ids=lambda path: path.stem
)
def test_no_heading_of_a_paper_had_to_be_put_right(path: Path) -> None:
    assert () == parse(path.read_text(encoding="utf-8")).findings
