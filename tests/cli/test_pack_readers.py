"""`pack --for`: people as readers, what each may be sent, and a finished file that is refused rather than leaks."""

from pathlib import Path

import pytest

from tests.cli.desk import CHILD, JOURNAL, a_team, bytes_of, reunify

PEOPLE = CHILD.replace(
    "father: {relation: father, name: Tom Marsh}",
    "father: {relation: father, name: Tom Marsh, protected: yes, address: '9 Quarry Rise, Eastmoor EA5 7QX'}\n"
    "  gran: {relation: grandmother, name: Joan Kelly, born: 1950-01-01}\n"
    "  nan: {relation: grandmother, name: Edith Marsh, born: 1951-01-01}\n"
    "  bob: {relation: brother, name: Bob Kelly, born: 2019-01-01}",
)
REVIEW = """
- {id: 2D11, event: review, date: 2026-11-02T14:00, by: h.fenwick, shareable: yes, note: our own thoughts,
   legal-advice: what the lawyer said, decisions: [{id: d1, what: Buy a bus pass, owner: mother, due: 2026-11-20}]}
"""
BOOKED = """
- {id: 2D12, event: booked, date: 2026-11-20, what: review, for: 2026-12-09T14:00, place: PLACE, shareable: yes,
   invited: [mother, d.okafor]}
"""


def northgate(folder: Path, journal: str) -> Path:
    case = "cases/RU-2026-0042"
    return a_team(folder, **{f"{case}/case.yaml": PEOPLE, f"{case}/journal.yaml": f"{JOURNAL}{journal}"})


def add(folder: Path, entry: str) -> None:
    """Write one more entry at the end of the journal, by hand."""
    path = folder / "cases" / "RU-2026-0042" / "journal.yaml"
    path.write_text(f"{path.read_text()}{entry}")


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return northgate(tmp_path / "northgate", REVIEW + BOOKED.replace("PLACE", "Mill Lane School"))


def packs(root: Path) -> Path:
    return root / "cases" / "RU-2026-0042" / "packs"


def text_of(root: Path, name: str) -> str:
    return (packs(root) / name).read_text(encoding="utf-8")


def test_two_parents_get_two_letters_in_files_that_name_neither(team: Path) -> None:
    for word in ("mother", "father"):
        assert 0 == reunify(team, "pack", "42", "parent-letter", "--for", word, "--format", "md").code
    mother, father = (text_of(team, f"parent-letter-0042-{word}-v1.md") for word in ("mother", "father"))
    listed = text_of(team, "made.yaml")

    assert "Dear Petra Kelly" in mother
    assert "Dear Tom Marsh" in father
    assert "Buy a bus pass" in mother
    assert "Buy a bus pass" not in father
    assert not [words for words in ("our own thoughts", "what the lawyer said", "Tom Marsh") if words in mother]
    assert "reader: mother" in listed
    assert "reader: father" in listed
    assert not [name for name in ("Petra", "Tom", "Marsh") if name in listed]


def test_a_reader_has_versions_of_their_own(team: Path) -> None:
    for word in ("mother", "father", "mother"):
        reunify(team, "pack", "42", "review", "--for", word, "--format", "md")
    add(team, "- {id: 2E11, event: action-done, date: 2026-11-21, by: d.okafor, of: d1}\n")
    answer = reunify(team, "pack", "42", "review", "--for", "mother", "--format", "md")

    assert "review for mother v2" in answer.out
    assert {"review-0042-mother-v1.md", "review-0042-mother-v2.md", "review-0042-father-v1.md"} <= {
        path.name for path in packs(team).iterdir()
    }


def test_the_childs_page_needs_no_reader_named_and_answers_to_both_its_names(team: Path) -> None:
    first = reunify(team, "pack", "42", "my-page", "--format", "md")
    again = reunify(team, "pack", "42", "my-plan", "--for", "child", "--format", "md")

    assert "my-page-0042-child-v1.md" in first.out
    assert again.out.startswith("THE SAME")
    assert "RU-2026" not in text_of(team, "my-page-0042-child-v1.md")


@pytest.mark.parametrize(
    ("words", "sentence", "help"),
    [
        (
            ("review", "--for", "mothr"),
            'No one here is "mothr". Did you mean "mother"?',
            "--for professionals, court, child,",
        ),
        (("review", "--for", "grandmother"), 'Several people are "grandmother": gran, nan.', "--for gran"),
        (
            ("pwp", "--for", "mother"),
            "The paper placement-with-parents is not made for the mother: it is for profession",
            "",
        ),
        (("parent-letter", "--for", "gran"), "is not made for the grandmother: it is for a parent.", "--for mother"),
        (("review", "--for", "bob"), "The paper review is not made for the brother", ""),
        (
            ("my-page", "--for", "court"),
            "The paper my-page is not made for the court: it is for the child.",
            "--for child",
        ),
        (("parent-letter",), "This paper is for one reader at a time: mother, father.", "--for mother"),
    ],
)
def test_a_paper_that_is_not_for_a_reader_is_refused_in_a_sentence(
    team: Path, words: tuple[str, ...], sentence: str, help: str
) -> None:
    before = bytes_of(team)
    answer = reunify(team, "pack", "42", *words)

    assert (2, "") == (answer.code, answer.out)
    assert sentence in answer.err
    assert help in answer.err
    assert before == bytes_of(team)


@pytest.mark.parametrize("format", ["md", "pdf", "md,pdf"])
def test_a_file_that_would_tell_a_protected_address_is_not_written(tmp_path: Path, format: str) -> None:
    root = northgate(tmp_path / "northgate", BOOKED.replace("PLACE", "'At his flat: 9 QUARRY-RISE'"))
    before = bytes_of(root)
    answer = reunify(root, "pack", "42", "review", "--for", "mother", "--format", format)
    his = reunify(root, "pack", "42", "review", "--for", "father", "--format", format)

    assert (1, "") == (answer.code, answer.out)
    assert "No paper is made for the mother: it would hold the protected whereabouts of the father" in answer.err
    assert "entry 2D12" in answer.err
    assert "quarry" not in answer.err.lower()
    assert 0 == his.code
    assert before == {path: data for path, data in bytes_of(root).items() if "packs" not in str(path)}


def test_after_a_death_no_letter_is_made(team: Path) -> None:
    add(team, "- {id: 2F11, event: died, date: 2026-11-25}\n")
    for words in (("my-page",), ("parent-letter", "--for", "mother")):
        answer = reunify(team, "pack", "42", *words)

        assert (1, "") == (answer.code, answer.out)
        assert "The child has died" in answer.err


def test_after_a_death_only_a_chronology_is_made_for_professionals(team: Path) -> None:
    add(team, "- {id: 2F11, event: died, date: 2026-11-25}\n")
    review = reunify(team, "pack", "42", "review")
    listed = reunify(team, "pack", "42", "--list", "--json").json["items"]
    chronology = reunify(team, "pack", "42", "chronology", "--format", "md")

    assert (1, "") == (review.code, review.out)
    assert "of the papers only the chronology is made" in review.err
    assert "reunify pack 42 chronology" in review.err
    assert [] == [item["name"] for item in listed if item.get("name") != "chronology"]
    assert 0 == chronology.code


def test_the_list_for_a_reader_says_what_they_may_be_sent(team: Path) -> None:
    answer = reunify(team, "pack", "42", "--list", "--for", "mother")

    assert " review for mother" in answer.out
    assert " parent-letter for mother" in answer.out
    assert "placement-with-parents" not in answer.out
    assert "Review: Wednesday 9 December 2026 2 pm" in answer.out


def test_the_list_for_nobody_in_particular_names_the_letters_and_the_childs_page_as_well(team: Path) -> None:
    answer = reunify(team, "pack", "42", "--list")
    listed = reunify(team, "pack", "42", "--list", "--json").json["items"]
    add(team, "- {id: 2F11, event: died, date: 2026-11-25}\n")
    after = reunify(team, "pack", "42", "--list")

    assert [" review ", " parent-letter for mother ", " parent-letter for father ", " my-page for child "] == [
        words
        for words in (" review ", " parent-letter for mother ", " parent-letter for father ", " my-page for child ")
        if words in answer.out
    ]
    assert {"professionals", "mother", "father", "child"} == {item["reader"] for item in listed}
    assert 0 == after.code
    assert "parent-letter" not in after.out


def test_the_numbers_a_family_can_ring_come_from_the_workspace(team: Path) -> None:
    said = reunify(team, "pack", "42", "parent-letter", "--for", "mother", "--format", "md").out
    file = team / "reunify.yaml"
    file.write_text(f"{file.read_text()}contacts: {{advocate: 01632 960122, complaints: 01632 960133}}\n")
    reunify(team, "pack", "42", "parent-letter", "--for", "mother", "--format", "md")
    file.write_text(file.read_text().replace("advocate:", "advocat:"))
    wrong = reunify(team, "pack", "42", "parent-letter", "--for", "mother")

    assert "contacts, advocate, in reunify.yaml" in " ".join(said.split())
    assert "01632 960122" in text_of(team, "parent-letter-0042-mother-v2.md")
    assert 3 == wrong.code
    assert "advocat" in wrong.err


def test_the_screen_fits_and_json_names_the_reader(team: Path) -> None:
    made = reunify(team, "pack", "42", "review", "--for", "mother", "--format", "md", "--json").json

    assert ["mother"] == [item["reader"] for item in made["items"]]
    assert 80 >= max(map(len, reunify(team, "pack", "42", "review", "--for", "father").lines))
