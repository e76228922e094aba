"""The approval sheet: an outcome in its own word, and no box ticked by one that is against the return."""

from dataclasses import replace

import pytest

from reunify_cli.model.case import Case
from reunify_cli.papers.professional.gates import way_home
from reunify_cli.papers.professional.parents import parents_paper
from tests.papers.children import markdown_of, paper_of, rosie, stand

TODAY = "2026-11-30"


def assessed(*outcomes: str) -> Case:
    """Rosie's case with the assessment of her mother having come to these outcomes, one after another."""
    case = rosie(*(
        f"parent-assessment 2026-11-{20 + number} by=d.okafor covers=full-time of-whom=mother home=mothers "
        f"schedule-3=yes welfare-safeguarded=yes services-set-out=yes contact-order-compatible=yes{outcome}"
        for number, outcome in enumerate(f" outcome={each}" if each else "" for each in outcomes)
    ))  # fmt: skip
    return replace(case, entries=tuple(e for e in case.entries if e.id != "7H2K"))


@pytest.mark.parametrize(
    ("outcomes", "ticked", "said"),
    [
        (("positive",), True, "suitable"),
        (("positive-with-support",), True, "suitable with support"),
        (("negative",), False, "not suitable"),
        (("",), False, "outcome not recorded"),
        (("negative", "positive"), True, "suitable"),
        (("positive", "negative"), False, "not suitable"),
    ],
)
def test_an_outcome_stands_in_its_own_word_and_only_one_for_the_return_is_ticked(
    outcomes: tuple[str, ...], ticked: bool, said: str
) -> None:
    here = stand(assessed(*outcomes), TODAY, "surrey")
    lines = [gate for gate in way_home(here).gates if gate.title == "Parent's suitability assessed"]
    sheet = markdown_of(paper_of("pwp", assessed(*outcomes), TODAY, "surrey"))

    assert [ticked] == [gate.in_place for gate in lines]
    assert f"Placement with parents assessment: **{said}**" in sheet
    assert ticked == ("- [x] **Parent's suitability assessed**" in sheet)
    assert ticked == ("Against this return" not in sheet)


def test_what_speaks_against_a_return_leads_the_sheet_and_counts_as_missing() -> None:
    for_it, against = (parents_paper(stand(assessed(each), TODAY, "surrey")) for each in ("positive", "negative"))
    sheet = markdown_of(paper_of("pwp", assessed("negative"), TODAY, "surrey"))

    assert against.open > for_it.open
    assert sheet.index("Against this return") < sheet.index("| Child |")
