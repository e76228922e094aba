"""The last look at a finished file: what a reader must not learn is found however it is written, in every format."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.errors import Refused
from reunify_cli.model.case import Case
from reunify_cli.model.people import Home, Relative
from reunify_cli.model.plan import Return
from reunify_cli.papers.guard.leaks import READ, guard, leaks
from reunify_cli.papers.guard.secrets import day_pattern, pattern_of, plainest, readable, secrets
from reunify_cli.papers.layout.blocks import Document, Meta
from reunify_cli.papers.layout.parse import parse
from reunify_cli.papers.layout.pdf import to_pdf
from reunify_cli.papers.readers import COURT, PROFESSIONALS
from tests.papers.children import ROSIE, ROSIES_PLAN, rosie, stand
from tests.papers.family import marked, one

ADDRESS = "9 Quarry Rise, Eastmoor EA5 7QX"
NOTHING = Document(())


def guarded(*more: str) -> Case:
    """Rosie's case, with a father whose address is protected, a refuge, a mother's own address, and a cousin of 17."""
    people = {
        **ROSIE.people,
        "father": replace(ROSIE.people["father"], address=ADDRESS, phone="01632 960771"),
        "mother": replace(ROSIE.people["mother"], address="3 Nowhere Lane, Northgate"),
        "gran": Relative("grandmother", "Edna Dunne", address="44 Open Road, Northgate"),
    }
    homes = {**ROSIE.homes, "refuge": Home("other", "Willow House", "2 Harbour Yard, Seaport", protected=True)}
    homes["shaws"] = replace(homes["shaws"], address="17 Orchard Way, Northgate")
    return rosie(*more, file=replace(ROSIE, people=people, homes=homes))


def found(text: str, word: str = "mother", *more: str, case: Case | None = None) -> list[str]:
    """The sorts of secrets that a text for a reader holds."""
    here = stand(case or guarded(*more), "2026-11-30", "surrey")
    hidden = secrets(here, one(word, here), "Northgate Council")
    return sorted({secret.kind for secret in hidden if secret.is_in(readable(text))})


HIS = "the protected whereabouts of the father"

# --- what is a secret from whom -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word", "kinds"),
    [
        (ADDRESS, "mother", [HIS]),
        (ADDRESS, "uncle", [HIS]),
        (ADDRESS, "child", [HIS]),
        (ADDRESS, "court", [HIS]),
        (ADDRESS, "father", []),
        ("Come to 9 Quarry Rise.", "mother", [HIS]),
        ("A flat in Quarry Rise", "mother", [HIS]),
        ("ea57qx", "mother", [HIS]),
        ("Ring 01632960771.", "mother", [HIS]),
        ("Northgate Council, Northgate", "mother", []),
        ("Willow House, from Monday", "father", ["a home that is protected"]),
        ("Harbour Yard", "mother", ["a home that is protected"]),
        ("44 Open Road", "mother", ["the address or telephone of the grandmother"]),
        ("44 Open Road", "court", []),
        ("17 Orchard Way", "mother", ["the address of a home"]),
        ("17 Orchard Way", "child", []),
        ("3 Nowhere Lane, Northgate", "mother", []),
        ("3 Nowhere Lane, Northgate", "father", ["a home that is protected", "the address or telephone of the mother"]),
        ("Mill Lane School", "father", []),
    ],
)
def test_a_value_is_a_secret_from_some_readers_and_not_from_others(text: str, word: str, kinds: list[str]) -> None:
    assert kinds == found(text, word)


def test_professionals_are_not_kept_from_anything() -> None:
    assert () == secrets(stand(guarded(), "2026-11-30", "surrey"), PROFESSIONALS)


@pytest.mark.parametrize(
    ("said", "text", "is_secret"),
    [
        ("Mrs Patel at number 12", "Mrs. Patel at number 12 told us", True),
        ("the neighbour downstairs", "The neighbour downstairs rang", True),
        ("school", "The school rang", False),
        ("The police", "The police came", False),
        ("a teacher", "Her teacher", False),
    ],
)
def test_who_referred_the_child_is_a_secret_but_not_the_name_of_a_service(
    said: str, text: str, is_secret: bool
) -> None:
    referral = f"referral 2026-06-03 from-whom={said}"

    assert (["who referred the child"] if is_secret else []) == found(text, "mother", referral)


def test_another_childs_name_is_a_secret_from_the_court_alone() -> None:
    assert ["the name of another child"] == found("Bea goes too.", "court")
    assert [] == found("She wrote a beautiful letter.", "court")
    assert [] == found("Bea goes too.", "mother")


@pytest.mark.parametrize(
    ("name", "text", "is_found"),
    [
        ("Will Kendal", "Will comes too", True),
        ("Will Kendal", "WILL comes too", True),
        ("Will Kendal", "she will come", False),
        ("Will Kendal", "will kendal comes", True),
        ("May Kendal", "Monday 4 May 2026", False),
        ("May Kendal", "May Kendal comes", True),
    ],
)
def test_a_name_that_is_an_ordinary_word_is_told_from_it_by_its_capital(name: str, text: str, is_found: bool) -> None:
    file = replace(ROSIE, people={**ROSIE.people, "cousin": replace(ROSIE.people["cousin"], name=name)})

    assert is_found == bool(found(text, "court", case=rosie(file=file)))


def test_a_town_that_is_an_ordinary_word_is_told_from_it_by_its_capital() -> None:
    father = replace(ROSIE.people["father"], address="9 Quarry Rise, Bath")
    case = rosie(file=replace(ROSIE, people={**ROSIE.people, "father": father}))

    assert [HIS] == found("He lives near Bath.", case=case)
    assert [] == found("A bath before bed.", case=case)


def test_a_child_whose_address_is_protected_hides_where_they_live() -> None:
    file = replace(guarded().file, child=replace(ROSIE.child, protected=True, address="5 Hidden Close, Farby"))
    case = rosie(file=file)

    assert ["the child’s protected address"] == found("5 Hidden Close", "mother", case=case)
    assert "a home that is protected" in found("Jean and Alan Shaw", "mother", case=case)
    assert "the carer in a home that is protected" in found("Jean Shaw", "mother", case=case)
    assert [] == found("Jean Shaw", "child", case=case)


# --- however it is written ----------------------------------------------------------------------------------------


def fullwidth(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


@pytest.mark.parametrize(
    "written",
    [str.upper, str.lower, fullwidth, "\u200b".join, "\u00ad".join, " ".join, "-\n".join, "\u00a0".join, "<b></b>".join,
     lambda text: text.replace(" ", ""), lambda text: text.replace(" ", "\n"), lambda text: f"x {text} y"],
)  # fmt: skip
@pytest.mark.parametrize("value", [ADDRESS, "EA5 7QX", "9 Quarry Rise"])
def test_a_secret_is_found_however_it_is_written(value: str, written: Callable[[str], str]) -> None:
    pages = f"<html><body><p>{written(value)}</p></body></html>".encode()

    assert [HIS] == [leak.secret.kind for leak in leaks(pages, "html", NOTHING, hers())]


def hers() -> tuple:  # type: ignore[type-arg]
    here = stand(guarded(), "2026-11-30", "surrey")
    return secrets(here, one("mother", here), "Northgate Council")


LETTERS = st.text(st.characters(categories=("Lu", "Ll", "Nd", "Lo")), min_size=3, max_size=30)


@given(
    value=LETTERS,
    before=st.text(max_size=8),
    after=st.text(max_size=8),
    gap=st.sampled_from(["", " ", "\n", "-", "\u200d"]),
)
def test_whatever_a_value_is_it_is_found_among_other_words(value: str, before: str, after: str, gap: str) -> None:
    text = f"{before} , {gap.join(value)} , {after}"

    assert len([c for c in plainest(value) if c.isalnum()]) < 3 or pattern_of(value).search(plainest(text))


def test_every_way_of_writing_a_day_is_found_and_the_same_day_of_another_year_is_not() -> None:
    day = date(2027, 2, 14)
    ways = ("14 February 2027", "Sunday 14 Feb", "14th of February", "February 14", "Feb 14th, 2027", "14/02/2027",
            "14.2.27", "2027-02-14", "14\nFebruary")  # fmt: skip
    others = ("14 February 2026", "14 March 2027", "114 Feb", "24 February 2027", "2027-02-15", "14 Febrile")

    assert [] == [way for way in ways if not day_pattern(day).search(plainest(way))]
    assert [] == [other for other in others if day_pattern(day).search(plainest(other))]


@given(day=st.dates(date(2020, 1, 1), date(2040, 1, 1)), other=st.integers(1, 3000))
def test_a_day_is_found_as_it_is_written_and_no_other_day_is(day: date, other: int) -> None:
    found = day_pattern(day)

    assert found.search(plainest(f"{day:%d %B %Y}"))
    assert not found.search(plainest(f"{day + timedelta(days=other):%d %B %Y}"))


@pytest.mark.parametrize(
    ("return_", "is_secret"),
    [
        (Return("mothers", "mother", date(2027, 2, 14)), True),
        (Return("mothers", "mother", date(2027, 2, 14), endorsed=True), True),
        (Return("mothers", "mother", date(2027, 2, 14), shareable=True), True),
        (Return("mothers", "mother", date(2027, 2, 14), endorsed=True, shareable=True), False),
        (Return("mothers", "mother", date(2026, 12, 4)), False),
    ],
)
def test_a_wished_day_is_a_secret_until_it_is_endorsed_and_marked_or_is_a_day_for_something_else(
    return_: Return, is_secret: bool
) -> None:
    plan = replace(ROSIES_PLAN, return_=return_)
    case = replace(guarded(), plan=plan, agreed={"7G1P": plan})
    text = f"{return_.wished:%d %B %Y}"

    assert is_secret == bool(found(text, "mother", case=case))


# --- in every format ----------------------------------------------------------------------------------------------


def pdf_of(text: str, **meta: object) -> bytes:
    about = Meta(title="A letter", date=date(2026, 11, 30), **meta)  # type: ignore[arg-type]
    return to_pdf(parse(text), about).content


def word_of(name: str, text: str) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w") as parts:
        parts.writestr(name, text)
    return data.getvalue()


def with_alternative_text(content: bytes, text: str) -> bytes:
    pdf, data = pikepdf.open(BytesIO(content)), BytesIO()
    pdf.Root.StructTreeRoot.K[0].Alt = pikepdf.String(text)
    pdf.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("format", "content", "where"),
    [
        ("md", b"We meet at 9 Quarry Rise\\, Eastmoor.", "in its text"),
        ("html", b"<p>9 Quarry R<em>is</em>e</p>", "in its text"),
        ("html", b'<img alt="A map of 9 Quarry Rise">', "in its metadata or descriptions"),
        ("html", b"<!-- 9 Quarry Rise -->", "in its metadata or descriptions"),
        ("docx", word_of("word/document.xml", "<w:t>9 Quar</w:t><w:t>ry Rise</w:t>"), "in its text"),
        ("docx", word_of("docProps/core.xml", "<dc:title>9 Quarry Rise</dc:title>"), "in its metadata or descriptions"),
        ("docx", word_of("word/document.xml", '<pic descr="9 Quarry Rise"/>'), "in its metadata or descriptions"),
        ("pdf", pdf_of("We meet at 9 Quarry Rise, Eastmoor."), "on page 1"),
        ("pdf", pdf_of("Hello", author="9 Quarry Rise"), "in its metadata"),
        ("pdf", pdf_of("Hello", footer="9 Quarry Rise"), "on page 1"),
        (
            "pdf",
            with_alternative_text(pdf_of("Hello"), "9 Quarry Rise"),
            "in its bookmarks, links or alternative texts",
        ),
        ("pdf", pdf_of("[Hello](https://example.org/9-quarry-rise)"), "in its bookmarks, links or alternative texts"),
    ],
)
def test_a_finished_file_is_read_back_where_its_words_and_where_its_metadata_are(
    format: str, content: bytes, where: str
) -> None:
    assert [(HIS, where)] == [(leak.secret.kind, leak.where) for leak in leaks(content, format, NOTHING, hers())]


def test_every_format_that_papers_are_made_in_can_be_read_back() -> None:
    from reunify_cli.papers.paper import FORMATS

    assert set(FORMATS) <= set(READ)


def test_the_tree_says_under_which_heading_a_secret_stands() -> None:
    document = parse("# A letter\n\n## The meeting\n\n| | |\n|---|---|\n| Where | 9 Quarry Rise |\n")

    assert ["under “The meeting”"] == [leak.where for leak in leaks(b"", "md", document, hers())]


def test_a_refusal_says_what_sort_of_thing_where_and_how_to_mend_it_and_never_the_thing_itself() -> None:
    booked = "booked 2026-11-20 by=d.okafor what=review for=2026-12-10T14:00 place=9 Quarry Rise"
    here = stand(marked(guarded(booked), "booked"), "2026-11-30", "surrey")
    reader = one("mother", here)
    found = leaks(b"", "md", parse("## The meeting\n\n9 Quarry Rise\n"), secrets(here, reader))

    with pytest.raises(Refused) as refused:
        guard(found, here, reader)
    assert "No paper is made for the mother: it would hold the protected whereabouts of the father" in str(
        refused.value
    )
    assert "under “The meeting”" in str(refused.value)
    assert "entry booked-2026-11-20 (meeting booked, Fri 20 Nov 2026)" in str(refused.value)
    assert "Quarry" not in str(refused.value)


def test_where_nothing_is_found_nothing_is_refused() -> None:
    here = stand(guarded(), "2026-11-30", "surrey")

    guard([], here, COURT)
