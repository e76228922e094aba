"""The vocabulary, the schemas and the help pages: complete, on the screen, and with examples that run."""

import csv
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from reunify_cli.casework.drafting import split
from reunify_cli.casework.entries import pairs, typed_fields, wanted_fields
from reunify_cli.casework.event_names import meant_event
from reunify_cli.casework.writing import hold, reading
from reunify_cli.cli.commands.events import event_lines, example
from reunify_cli.cli.help.topics import GROUPS, TOPICS
from reunify_cli.cli.schemas import NAMES_OF_SCHEMAS
from reunify_cli.cli.terminal import SharedOptions, terminal_from
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.policy_store.policies import load_policy
from reunify_cli.rules.policy import Policy
from tests.cli.desk import NOW, a_team, reunify


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_team(tmp_path_factory.mktemp("team"))


@pytest.fixture(scope="module")
def policy(team: Path) -> Policy:
    return load_policy("northgate", team)


@pytest.fixture(scope="module")
def vocabulary(policy: Policy) -> Vocabulary:
    return policy.vocabulary


# --- events -------------------------------------------------------------------------------------------------------


def test_every_event_is_found_by_its_name_its_title_and_each_of_its_aliases(vocabulary: Vocabulary) -> None:
    for name, event in vocabulary.events.items():
        words = {name, name.replace("-", " "), *event.aliases, event.title.upper()}

        assert {name} == {meant_event(word, vocabulary) for word in words}


def test_all_events_are_listed_in_their_groups(team: Path, vocabulary: Vocabulary) -> None:
    said = reunify(team, "events")
    listed = {line.split()[0] for line in said.lines if re.match(r"  [a-z]", line)}

    assert 0 == said.code
    assert set(vocabulary.events) - listed == set()
    assert all(len(line) <= 80 for line in said.lines)


def test_every_event_has_a_page_that_fits_the_screen(policy: Policy) -> None:
    for name, event in policy.vocabulary.events.items():
        lines = event_lines(name, policy, 80)

        assert all(len(line) <= 80 or line.startswith("  reunify ") for line in lines), name
        assert all(any(f"{line} ".startswith(f"  {field} ") for line in lines) for field in event.fields), name


def test_an_event_that_is_none_is_met_with_near_ones(team: Path) -> None:
    said = reunify(team, "events", "visti")

    assert 2 == said.code
    assert 'Did you mean "visit"' in said.err


def test_a_history_is_listed_latest_first(team: Path) -> None:
    said = reunify(team, "events", "42")
    ids = [line.split()[-1] for line in said.lines if re.search(r" 2[ABC]1\d$", line)]

    assert ["2C12", "2C11", "2B12", "2B11", "2A13", "2A12", "2A11"] == ids
    assert all(len(line) <= 80 for line in said.lines)


def test_a_history_can_be_had_as_of_an_earlier_day(team: Path) -> None:
    found = reunify(team, "events", "42", "--as-of", "19/10/2026", "--json").json

    assert ("history", "2026-10-19") == (found["kind"], found["as_of"])
    assert "2C11" == found["items"][-1]["id"]


def test_the_vocabulary_as_json_has_every_field_with_its_choices(team: Path, vocabulary: Vocabulary) -> None:
    found = {item["event"]: item for item in reunify(team, "events", "--json").json["items"]}

    assert set(vocabulary.events) == set(found)
    assert ["refused", "inappropriate", "unable"] == list(found["visit"]["fields"]["why-not-alone"]["values"])
    assert ["visits"] == found["visit"]["rules"]


def test_every_example_of_an_event_can_be_typed(team: Path, vocabulary: Vocabulary) -> None:
    session = terminal_from(SharedOptions(dirs=(team,)), env={"REUNIFY_NOW": NOW}).session
    held = hold(session, "42")
    for name, event in vocabulary.events.items():
        words = shlex.split(example(name, event))[1:]
        if words[0] == "record":
            plain, given = pairs(words[1 : words.index("--on")])

            assert (["42"], (name, ())) == split(plain, vocabulary)
            assert [] == wanted_fields(event, typed_fields(name, given, reading(session, held)))


# --- schemas ------------------------------------------------------------------------------------------------------


def resolved(schema: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = whole
    for step in schema["$ref"].removeprefix("#/").split("/") if "$ref" in schema else []:
        found = found[step]
    return found if "$ref" in schema else schema


@pytest.mark.parametrize("name", NAMES_OF_SCHEMAS)
def test_every_schema_can_be_had_and_all_its_references_lead_somewhere(team: Path, name: str) -> None:
    schema = reunify(team, "schema", name).json

    def walk(each: Any) -> None:
        if isinstance(each, dict):
            resolved(each, schema)
            for value in each.values():
                walk(value)
        elif isinstance(each, list):
            for value in each:
                walk(value)

    walk(schema)

    assert schema["$schema"].startswith("http://json-schema.org/")
    assert schema["title"]


def test_the_journals_schema_holds_every_event_with_its_fields(team: Path, vocabulary: Vocabulary) -> None:
    schema = reunify(team, "schema", "journal").json
    events = {
        each["properties"]["event"]["const"]: each for each in schema["items"]["oneOf"] if "event" in each["properties"]
    }

    assert set(vocabulary.events) == set(events)
    assert all(set(event.fields) <= set(events[name]["properties"]) for name, event in vocabulary.events.items())
    assert ["yes", "no", True, False] == events["visit"]["properties"]["seen"]["enum"]
    assert {"event", "date", "seen"} == set(events["visit"]["required"])


def test_the_cases_schema_spells_keys_as_files_do(team: Path) -> None:
    schema = reunify(team, "schema", "case").json

    assert "known-from" in schema["properties"]
    assert "known_from" not in schema["properties"]


def test_all_schemas_come_together_and_without_a_folder(tmp_path: Path, team: Path) -> None:
    assert list(NAMES_OF_SCHEMAS) == list(reunify(team, "schema").json)
    assert 0 == reunify(tmp_path, "schema", "journal", me="").code
    assert 2 == reunify(team, "schema", "jornal").code


# --- help ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TOPICS)
def test_a_topic_is_at_most_a_page_and_its_example_runs(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = a_team(tmp_path)
    monkeypatch.chdir(tmp_path)
    page = reunify(team, "help", *name.split("-"))
    example_of = TOPICS[name].example
    said = reunify(team, *shlex.split(example_of)[1:])

    assert 0 == page.code
    assert len(page.lines) <= 24
    assert all(len(line) <= 80 for line in page.lines)
    assert (0, "") == (said.code, said.err)


def test_help_alone_lists_commands_and_topics(team: Path) -> None:
    said = reunify(team, "help")

    assert all(any(line.startswith(f"  reunify help {name} ") for line in said.lines) for name in TOPICS)
    assert all(f"PAGES: {group.upper()}" in said.lines for group in GROUPS)
    assert all(len(line) <= 80 for line in said.lines)
    assert "  reunify record " in said.out


def test_help_on_what_there_is_none_offers_what_is_near(team: Path) -> None:
    said = reunify(team, "help", "datse")

    assert 2 == said.code
    assert 'Did you mean "dates"?' in said.err


# --- as a table ---------------------------------------------------------------------------------------------------


def test_a_childs_history_opens_in_excel_whatever_was_written_into_it(team: Path) -> None:
    reunify(team, "record", "42", "visit", "seen=yes", "--note", '=HYPERLINK("x")', "--yes")
    reunify(team, "record", "42", "supervision", "attended=mother,iro", "--note", "one\ntwo; three, four", "--yes")
    said = reunify(team, "events", "42", "--format", "csv", "--out", str(team / "history.csv"))
    data = (team / "history.csv").read_bytes().decode("utf-8")
    rows = list(csv.DictReader(data.removeprefix("\ufeff").splitlines()))

    assert 0 == said.code
    assert data.startswith("\ufeff")
    assert data.count("\r\n") == data.count("\n") == len(rows) + 1
    assert ['\'=HYPERLINK("x")', "one two; three, four"] == [row["note"] for row in rows[-2:]]
    assert ["seen: yes", "attended: mother, h.fenwick"] == [row["says"] for row in rows[-2:]]


def test_the_words_for_events_come_as_a_table_too(team: Path) -> None:
    said = reunify(team, "events", "--format", "csv")

    assert "event,title,group,aliases,says" == said.lines[0]
    assert len(said.lines) > 100
