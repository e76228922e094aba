"""Whom a paper is for: people, by key or by what they are to the child; and which paper is for whom."""

from dataclasses import replace
from datetime import date

import pytest

from reunify_cli.model.people import Relative
from reunify_cli.papers.packs import PACKS, pack_of
from reunify_cli.papers.packs import meetings as meetings_of
from reunify_cli.papers.readers import COURT, PROFESSIONALS, find_readers, possible, reader_words, readers
from reunify_cli.wording.case_view import CaseView
from tests.papers.children import JONAH, jonah, policy, rosie, stand

FAMILY = {
    **JONAH.people,
    "nan": Relative("grandmother", "Edith Crane", date(1950, 1, 1)),
    "bob": Relative("brother", "Bob Bright", date(2015, 3, 3)),
    "kit": Relative("cousin", "Kit Bright"),
    "ada": Relative("aunt", "Ada Bright", date(1980, 3, 3)),
}


def here(*more: str) -> CaseView:
    return stand(jonah(*more, file=replace(JONAH, people=FAMILY)), "2026-12-21", "care-team")


@pytest.mark.parametrize(
    ("word", "keys"),
    [
        ("professionals", ["professionals"]),
        ("Court", ["court"]),
        ("child", ["child"]),
        ("young person", ["child"]),
        ("mother", ["mother"]),
        ("Father", ["father"]),
        ("gran", ["gran"]),
        ("grandmother", ["gran", "nan"]),
        ("foster carer", ["marsh"]),
        ("mum", []),
        ("", []),
        ("d.okafor", []),
    ],
)
def test_a_word_means_a_person_by_key_or_by_what_they_are(word: str, keys: list[str]) -> None:
    assert keys == [reader.key for reader in find_readers(word, here())]


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("mother", "parent"),
        ("father", "parent"),
        ("gran", "family"),
        ("ada", "family"),
        ("bob", "minor"),
        ("kit", "minor"),
        ("marsh", "other"),
        ("teacher", "other"),
        ("child", "child"),
    ],
)
def test_what_sort_of_reader_somebody_is(key: str, kind: str) -> None:
    assert kind == next(reader.kind for reader in readers(here()) if reader.key == key)


def test_whoever_holds_parental_responsibility_reads_as_a_parent() -> None:
    after = here("responsibility-gained 2026-12-01 who=gran how=order")

    assert "parent" == next(reader.kind for reader in readers(after) if reader.key == "gran")


def test_file_names_carry_what_a_reader_is_and_never_a_key_that_may_be_a_name() -> None:
    words = {reader.key: reader.file_word for reader in readers(here())}

    assert ("", "court", "child") == (words["professionals"], words["court"], words["child"])
    assert ("mother", "grandmother-1", "grandmother-2") == (words["mother"], words["gran"], words["nan"])
    assert ("brother", "foster-carer") == (words["bob"], words["marsh"])
    assert len(words) == len(set(words.values()))


def test_every_word_for_a_reader_is_offered_when_one_is_mistyped() -> None:
    assert {"mother", "court", "professionals", "grandmother", "nan"} <= set(reader_words(here()))


# --- which paper is for whom --------------------------------------------------------------------------------------


def test_every_paper_says_for_whom_it_may_be_made_and_has_a_template_for_them() -> None:
    for pack in PACKS:
        assert pack.readers, pack.name
        others = set(pack.readers) - {"professionals"}
        assert pack.shared or not others or "professionals" not in pack.readers, pack.name


def test_nothing_is_made_for_another_child_or_for_a_carer() -> None:
    vocabulary = policy("surrey").vocabulary
    for pack in (*PACKS, *map(pack_of, meetings_of(vocabulary))):
        assert set() == {"minor", "other"} & set(pack.readers), pack.name


@pytest.mark.parametrize("event", ["legal-panel", "professional-planning", "supervision", "case-discussion"])
def test_meetings_among_professionals_have_no_paper_for_the_family(event: str) -> None:
    assert ("professionals",) == pack_of(event).readers


def test_a_letter_is_for_each_parent_of_the_case() -> None:
    letter = next(pack for pack in PACKS if pack.name == "parent-letter")

    assert ["mother", "father"] == [
        reader.key for reader in possible(stand(rosie(), "2026-11-30", "surrey"), letter.readers)
    ]


def test_a_reader_in_a_sentence_has_no_name() -> None:
    told = {reader.key: reader.told for reader in readers(here())}

    assert ("the mother", "the court", "the child") == (told["mother"], COURT.told, told["child"])
    assert "professionals" == PROFESSIONALS.told
    assert not [each for each in told.values() if "Bright" in each]
