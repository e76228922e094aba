"""What a rule may test, an entry can say and answers; and the other way round: over every word that there is."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from reunify_cli import shape
from reunify_cli.casework.entries import ELSEWHERE, fields_of
from reunify_cli.errors import Unreadable
from reunify_cli.model.case import LENGTH, CaseFile, Entry
from reunify_cli.model.fields import Field
from reunify_cli.model.people import Child, Team
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.policy_store.policies import load_policy, policy_ids
from reunify_cli.policy_store.policy_reading import read_policy
from reunify_cli.policy_store.unmeetable import unrecordable
from reunify_cli.rules.conditions import Known, Unlike, passes, read_test
from reunify_cli.rules.reader import Reader, as_fact, common_fields
from reunify_cli.rules.terms import EventRef
from reunify_cli.shipped import policies_dir
from reunify_cli.store.entries import read_entries
from reunify_cli.store.fields import KnownPeople, forms_of

STAMPS = {"recorded_by"}
"""What the tool itself writes beside an entry; no rule asks who held the pen."""
WHOM = KnownPeople(CaseFile("T", Child("A. Child")), Team())
SAMPLES: Mapping[str, Any] = {
    "yes-no": "yes", "number": "3", "date": "2026-10-01", "moment": "2026-10-02T10:00", "period": "2 w",
    "people": ["child"], "person": "child", "list": ["something"], "role": "iro", "event": "visit", "stage": "assess",
    "item": "a1", "entry": "child", "text": "something",
}  # fmt: skip


def vocabularies() -> list[tuple[str, Vocabulary]]:
    return [(each, load_policy(each).vocabulary) for each in policy_ids()]


def sample(field: Field) -> Any:
    if field.type == "rows":
        return [{key: sample(column) for key, column in field.columns.items()}]
    if field.values:
        value = next(iter(field.values))
        return [value] if field.type == "list" else value
    return SAMPLES[field.type]


def names(vocabulary: Vocabulary, event: str) -> set[str]:
    """Everything that a rule may name of an entry, as far as the words go."""
    kind = vocabulary.events[event]
    return {*kind.fields, *common_fields(vocabulary), *vocabulary.minutes, *vocabulary.headings}


def recorded(vocabulary: Vocabulary, event: str, name: str, field: Field) -> tuple[Entry | None, list[str]]:
    """An entry that says one thing, as it is read from a journal; and what is wrong with it."""
    kind = vocabulary.events[event]
    needed = {key: sample(each) for key, each in kind.fields.items() if each.required}
    said = {"event": event, "date": "2026-10-01T09:00", **needed}
    said |= {"until": "2026-10-02T10:00"} if name == LENGTH else {name: sample(field)}
    if name == "document":
        said["document"] = {"ref": "Mosaic 1"}
    if name == "covered":
        said["covered"] = [next(iter(vocabulary.headings))]
    text = yaml.safe_dump([{key: _text(value) for key, value in said.items()}], allow_unicode=True)
    found = read_entries(shape.load(text, "journal.yaml"), vocabulary, WHOM)
    return next(iter(found.entries), None), [each.sentence for each in found.problems]


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return [_text(each) for each in value]
    return {key: _text(each) for key, each in value.items()} if isinstance(value, dict) else str(value)


@pytest.mark.parametrize(("policy", "vocabulary"), vocabularies(), ids=policy_ids())
def test_whatever_lint_lets_a_rule_test_an_entry_can_say_and_answers(policy: str, vocabulary: Vocabulary) -> None:
    reader = Reader(vocabulary, (), lambda *_: None)
    wrong, asked = [], 0
    for event in vocabulary.events:
        for name in sorted(names(vocabulary, event)):
            field = reader.field(event, name)
            if field is None or unrecordable(EventRef(event, {name: Known(True)}), vocabulary):
                continue
            asked += 1
            entry, problems = recorded(vocabulary, event, name, field)
            if problems or entry is None or entry.get(name) in (None, ()):
                wrong.append(f"{event}: {name}: {problems or 'nothing answers'}")

    assert [] == wrong
    assert asked > 2000


@pytest.mark.parametrize(("policy", "vocabulary"), vocabularies(), ids=policy_ids())
def test_whatever_an_entry_can_say_a_rule_may_test(policy: str, vocabulary: Vocabulary) -> None:
    reader = Reader(vocabulary, (), lambda *_: None)
    wrong = []
    for event, kind in vocabulary.events.items():
        form = forms_of(vocabulary)[event]
        says = {**form.fields, **({name: Field() for name in vocabulary.headings} if kind.minutes else {})}
        for name in {*says, "document"} - STAMPS:
            field = reader.field(event, name)
            if field is None or unrecordable(EventRef(event, {name: Known(True)}), vocabulary):
                wrong.append(f"{event}: a rule cannot test {name}")
            elif name in says and name not in common_fields(vocabulary) and field.type != says[name].type:
                wrong.append(f"{event}: {name} is {says[name].type} in a journal and {field.type} to a rule")

    assert [] == wrong


@pytest.mark.parametrize(("policy", "vocabulary"), vocabularies(), ids=policy_ids())
def test_what_can_be_written_by_hand_typed_or_used_in_an_example_is_the_same(
    policy: str, vocabulary: Vocabulary
) -> None:
    for event, kind in vocabulary.events.items():
        by_hand = {*forms_of(vocabulary)[event].fields, *(vocabulary.headings if kind.minutes else ())} - STAMPS
        typed = set(fields_of(kind, vocabulary))

        assert by_hand - {*ELSEWHERE} == typed - {"document"} - ({*ELSEWHERE} - {*kind.fields}), event
        for name in by_hand - {"date"}:
            assert vocabulary.says(kind)[name].type == (forms_of(vocabulary)[event].fields.get(name) or Field()).type, (
                event,
                name,
            )


@pytest.mark.parametrize(
    "name", ["note", "why", "shareable", "document", "until", "of", "apologies-reason", "attended"]
)
def test_a_rule_that_asks_for_a_note_and_the_like_is_met_by_an_entry_that_has_one(name: str) -> None:
    vocabulary = load_policy("england").vocabulary
    reader = Reader(vocabulary, (), lambda *_: None)
    field = reader.field("review", name)
    assert field is not None
    test = read_test({"known": "yes"}, as_fact(field), vocabulary, (), lambda *_: None)
    entry, problems = recorded(vocabulary, "review", name, field)

    assert ([], True) == (problems, entry is not None)
    assert entry is not None
    assert passes(test, entry.get(name), lambda _: None)
    assert passes(Unlike(test), entry.get(name), lambda _: None) is False


def test_a_kept_copy_of_older_words_is_read_with_what_every_entry_can_say_now(tmp_path: Path) -> None:
    shutil.copytree(policies_dir(), tmp_path / "policies")
    words = tmp_path / "policies" / "vocabulary.yaml"
    text = words.read_text(encoding="utf-8")
    words.write_text(text[: text.index("every-entry:")] + text[text.index("roles:") :], encoding="utf-8")

    older = read_policy("england", [tmp_path / "policies"]).vocabulary

    assert load_policy("england").vocabulary.every_entry == older.every_entry
    assert load_policy("england").vocabulary.minutes == older.minutes


def test_no_policy_changes_what_every_entry_can_say(tmp_path: Path) -> None:
    own = tmp_path / "policies" / "northgate"
    own.mkdir(parents=True)
    head = (
        "id: northgate\ntitle: N\nshort: N\nextends: england\nsource: {cite: N, checked: 2026-11-01, sure: primary}\n"
    )
    (own / "policy.yaml").write_text(head + "in-force: 2020-01-01\n", encoding="utf-8")
    (own / "vocabulary.yaml").write_text("every-entry:\n  mood: {title: the mood}\n", encoding="utf-8")

    with pytest.raises(Unreadable) as error:
        load_policy("northgate", tmp_path)

    assert ["vocabulary.yaml:1:1"] == [str(each.place).rpartition("/")[2] for each in error.value.problems]
