"""How an entry is spelt: so that people can read it, and so that it reads back as exactly what was meant."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reunify_cli import shape
from reunify_cli.model.moment import Moment, parse_moment
from reunify_cli.rules.periods import parse_period
from reunify_cli.store.yaml_writer import entry_yaml, mapping_yaml, plain_of, scalar

# Text with more than its share of what YAML might trip over.
TRICKY = st.text(
    st.sampled_from("ab1 \n\t:#-?!&*|>'\"%@`{}[],\\~=<\x00\x07\x1b\x85\xa0\u2028\ufeff\uffffé£“\U0001f600")
    | st.characters(codec="utf-8")
)
WORDS = st.sampled_from([
    *("no", "yes", "null", "~", "1.0", "2026-03-01", "---", "...", "- a", "a: b", "# a", "a #b", "<<", "=", "|", ">-"),
    *("&a", "*a", "!a", "? a", "@a", "%a", "`a", "a:", ":a", "a,b", "]", "{", "''", '"', "\\", "'\"", " a", "a\t"),
    *("a\n", "\na", "a\n\nb", "a\n ", "a\n b\n", "a\n\n", "a\n\tb", "a\n  \nb", " a\nb", "a\r\nb", "a\n# b", "a\n- b"),
])  # fmt: skip
TEXTS = TRICKY | WORDS
PLAIN = st.recursive(
    TEXTS, lambda each: st.lists(each, max_size=4) | st.dictionaries(TEXTS, each, max_size=4), max_leaves=10
)


@given(st.lists(st.dictionaries(TEXTS, PLAIN, max_size=6), min_size=1, max_size=3))
@example([{"note": "a\n\n"}, {"note": "b"}])
@example([{"note": "a\nb"}, {"note": "a\nb\n"}, {"note": "a\n b\n\nc"}])
@example([{"": ""}, {}])
def test_whatever_an_entry_says_is_what_is_read_back(entries: list[dict[str, Any]]) -> None:
    written = "".join(map(entry_yaml, entries))

    assert entries == shape.load(written, "f").data


@given(st.lists(st.dictionaries(TEXTS, PLAIN, max_size=4), min_size=1, max_size=2))
def test_it_reads_the_same_with_the_line_ends_of_windows(entries: list[dict[str, Any]]) -> None:
    written = "".join(map(entry_yaml, entries)).replace("\n", "\r\n")

    assert entries == shape.load(written.encode(), "f").data


@given(TEXTS)
def test_a_text_is_one_line_with_nothing_in_it_that_an_editor_would_take_for_another(text: str) -> None:
    assert 1 == len(scalar(text).splitlines())


def test_an_entry_stands_in_the_order_in_which_people_read_it() -> None:
    entry = {
        "recorded_by": "j.reed",
        "recorded": datetime(2026, 3, 11, 9, 2, tzinfo=UTC),
        "note": 'Talked about school & the dog.\nShe said: "I\'d like to go home".',
        "seen": True,
        "shareable": False,
        "document": {"ref": "Mosaic 81234", "kind": "visit-record"},
        "date": parse_moment("2026-03-10T15:30"),
        "topics": ("school", "the dog, again"),
        "interval": parse_period("2 w"),
        "nights": 3,
        "alone": None,
        "actions": [{"id": "A1", "what": "Ask the school: when?", "due": date(2026, 3, 20)}, {"what": "Ring\nMary"}],
        "by": ["d.okafor"],
        "id": "7K3F",
        "event": "visit",
        "of": "plan-agreed-2026-03-01",
    }

    assert (
        entry_yaml(entry)
        == """\
- id: 7K3F
  event: visit
  date: 2026-03-10T15:30
  by: [d.okafor]
  of: plan-agreed-2026-03-01
  seen: yes
  topics: [school, "the dog, again"]
  interval: 2 w
  nights: 3
  actions:
    - id: A1
      what: "Ask the school: when?"
      due: 2026-03-20
    - what: |-
        Ring
        Mary
  note: |-
    Talked about school & the dog.
    She said: "I'd like to go home".
  document: {ref: Mosaic 81234, kind: visit-record}
  shareable: no
  recorded: 2026-03-11T09:02Z
  recorded_by: j.reed
"""
    )


@pytest.mark.parametrize(
    ("entry", "first_lines"),
    [
        ({"event": "visit", "id": "7K3F"}, ["- id: 7K3F", "  event: visit"]),
        ({"why": "wrong day", "date": "2026-03-09", "corrects": "7K3F", "id": "7K3G"},
         ["- id: 7K3G", "  corrects: 7K3F", "  date: 2026-03-09", "  why: wrong day"]),
        ({"withdraws": "7K3F", "id": "7K3G"}, ["- id: 7K3G", "  withdraws: 7K3F"]),
        ({}, ["- {}"]),
    ],
)  # fmt: skip
def test_what_an_entry_is_comes_first(entry: dict[str, Any], first_lines: list[str]) -> None:
    assert first_lines == entry_yaml(entry).splitlines()


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("Talked about school", "Talked about school"),
        ("no", "no"),
        ("2026-03-10T15:30", "2026-03-10T15:30"),
        ("Mum & Dad *both* said no!", "Mum & Dad *both* said no!"),
        ("£20 (for shoes)", "£20 (for shoes)"),
        ("room #4", '"room #4"'),
        ("Flat 3#B", "Flat 3#B"),
        ("He said: yes", '"He said: yes"'),
        ("", '""'),
        (" a", '" a"'),
        ("- a", '"- a"'),
        ("7:", '"7:"'),
        ('"Never," she said', "'\"Never,\" she said'"),
        (r"C:\notes: today", r"'C:\notes: today'"),
        ('it\'s "his": no', '"it\'s \\"his\\": no"'),
        ("bell\x07", r'"bell\u0007"'),
    ],
)
def test_quotation_marks_stand_only_where_they_must(text: str, spelt: str) -> None:
    assert spelt == scalar(text)


def test_a_long_list_stands_one_to_a_line_and_a_short_one_in_brackets() -> None:
    long = [f"colleague number {n}" for n in range(9)]

    assert "- attended: [d.okafor, mother]\n" == entry_yaml({"attended": ["d.okafor", "mother"]})
    assert ["- attended:", "    - colleague number 0"] == entry_yaml({"attended": long}).splitlines()[:2]


def test_an_instant_is_written_in_utc_whatever_its_zone_and_never_without_one() -> None:
    summer = timezone(timedelta(hours=1))

    assert "2026-07-01T08:30Z" == plain_of(datetime(2026, 7, 1, 9, 30, tzinfo=summer))
    assert "2026-07-01T08:30:05Z" == plain_of(datetime(2026, 7, 1, 9, 30, 5, tzinfo=summer))
    with pytest.raises(ValueError, match="time zone"):
        plain_of(datetime(2026, 7, 1, 9, 30))


def test_a_moment_is_no_list() -> None:
    assert "2026-07-01" == plain_of(Moment(date(2026, 7, 1)))


def test_a_mapping_stands_line_by_line() -> None:
    assert "  uncle: {relation: uncle, born: 1990-05-01}\n" == mapping_yaml(
        {"uncle": {"relation": "uncle", "born": date(1990, 5, 1), "name": None}}, "  "
    )
