"""What people type: phrases as data, understood or answered honestly, and none taken for something else."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from reunify_cli.casework.event_names import Meaning, Unsettled, as_meaning, meaning, nearest_events
from reunify_cli.errors import Mistyped
from reunify_cli.model.vocabulary import Phrase, Vocabulary
from reunify_cli.policy_store.policies import load_policy

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_policy("surrey").vocabulary


def rows(name: str) -> list[tuple[str, dict[str, Any]]]:
    groups = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return [(typed, group) for group in groups for typed in group["typed"]]


def fault(typed: str, group: dict[str, Any], vocabulary: Vocabulary) -> str:
    """What is wrong with how a phrase is taken; "" where it is understood or answered as it should be."""
    try:
        found = meaning(typed, vocabulary)
    except Unsettled as error:
        asked = {each.split()[0] for each in error.choices}
        return "" if set(group.get("asks", ["?"])) <= asked else f"asks {error.choices}"
    except Mistyped as error:
        said = " ".join(str(error).split())
        return "" if group.get("answers", "?!") in said and "Did you mean" not in said else f"answers {said}"
    return "" if "means" in group and found == as_meaning(group["means"]) else f"means {found}"


def test_three_hundred_phrases_are_understood_or_answered_and_none_is_taken_for_another(vocabulary: Vocabulary) -> None:
    found = {typed: fault(typed, group, vocabulary) for typed, group in rows("phrases.yaml")}

    assert {} == {typed: each for typed, each in found.items() if each}
    assert len(found) >= 300


def test_of_the_kept_phrases_none_is_recorded_as_anything_else(vocabulary: Vocabulary) -> None:
    """The score of the kept thirty is told, not held: nobody adds to the vocabulary for them."""
    for typed, group in rows("phrases-kept.yaml"):
        said = fault(typed, group, vocabulary)

        assert not said or said.startswith("answers"), typed
        assert "Did you mean" in said or not said or "keep it as a note" in said


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("visti", "visit"),
        ("placement moove", "placement move"),
        ("core assessment", "assessment-completed"),
        ("stat visit done", "visit"),
        ("allocatoin", "allocated"),
        ("purple", ""),
        ("missed the bus", ""),
    ],
)
def test_what_is_offered_is_near_in_meaning_or_nothing(vocabulary: Vocabulary, typed: str, offered: str) -> None:
    assert ([offered] if offered else []) == nearest_events(typed, vocabulary)


def test_no_phrase_says_again_what_an_event_is_called(vocabulary: Vocabulary) -> None:
    called = [word for phrase in vocabulary.phrases for word in phrase.words]

    assert [] == [word for word in called if vocabulary.compared(word) in vocabulary.event_words]
    assert len(called) == len(vocabulary.phrase_words)


def test_an_authority_adds_phrases_of_its_own_which_go_first(vocabulary: Vocabulary) -> None:
    own = Vocabulary(
        phrases=(Phrase(("strategy meeting",), says="Mosaic keeps it."), Phrase(("blue form",), ("visit",)))
    )

    whole = vocabulary.plus(own)

    assert Meaning("visit") == meaning("Blue forms", whole)
    with pytest.raises(Mistyped, match="Mosaic keeps it"):
        meaning("strategy meeting", whole)
