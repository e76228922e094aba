"""How a journal is read: by the words of the vocabulary, with every mistake named and nothing passed over."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from reunify_cli import shape
from reunify_cli.model.case import Amendment, CaseFile, Entry
from reunify_cli.model.moment import Moment
from reunify_cli.model.people import Team
from reunify_cli.policy_store.policies import load_policy
from reunify_cli.rules.periods import parse_period
from reunify_cli.rules.values import read_value
from reunify_cli.store.entries import Read, ids_of, read_entries
from reunify_cli.store.fields import KnownPeople, forms_of
from reunify_cli.store.yaml_writer import entry_yaml
from tests.store.rooms import CASE, TEAM, words

FILE = shape.read(CaseFile, shape.load(CASE, "case.yaml"))
KNOWN = KnownPeople(FILE, shape.read(Team, shape.load(TEAM, "team.yaml")))
SURREY = load_policy("surrey").vocabulary
MARCH = Moment(date(2026, 3, 10))


def read(journal: str, known: KnownPeople = KNOWN) -> Read:
    return read_entries(shape.load(journal, "journal.yaml"), words(), known)


def sound(journal: str) -> tuple[Entry, ...]:
    """The entries of a journal that nothing is wrong with."""
    found = read(journal)

    assert () == found.problems
    return found.entries


def wrong(journal: str, known: KnownPeople = KNOWN) -> str:
    """All that is wrong with a journal, as it is printed without the name of the file."""
    return "\n".join(map(str, read(journal, known).problems)).replace("journal.yaml:", "")


def printed(place: str, sentence: str, help: str) -> str:
    return "\n    ".join(filter(None, (place, sentence, help)))


# --- what an entry says ---


@pytest.mark.parametrize("spelt", ["{}", "{}.upper", "{}.capitalize"])
def test_every_word_of_every_closed_set_is_read_in_whatever_case_it_was_written(spelt: str) -> None:
    vocabulary, count = SURREY, 0
    for name, event in vocabulary.events.items():
        for key, field in event.fields.items():
            for value in field.values:
                written = getattr(str, spelt.partition(".")[2] or "lower")(value)
                kind = field.type
                expected: Any = (value,) if kind in ("list", "people") else value
                form = forms_of(vocabulary)[name]
                assert expected == read_value(written, form.fields[key]), (name, key, value)
                count += 1
    assert count > 300


@pytest.mark.parametrize(("said", "asks"), [("Not Necessary", True), ("not-necessary", True), ("Necessary", False)])
def test_what_another_answer_turns_on_is_asked_for_in_whatever_case_that_was_written(said: str, asks: bool) -> None:
    journal = f"- event: care-team-meeting\n  date: 2026-03-10\n  further-review: {said}\n"
    found = read_entries(shape.load(journal, "journal.yaml"), SURREY, KNOWN).problems

    assert asks is any('"why-not-necessary" is missing' in each.sentence for each in found)


def test_an_entry_is_read_with_everything_that_every_entry_can_say() -> None:
    journal = """\
- id: 7K3F
  event: visit
  date: 2026-03-10T15:30
  until: 2026-03-10T17:00
  by: d.okafor, h.fenwick
  of: mother
  seen: yes
  why: she asked for it
  note: |
    Two lines
    of it
  document: {ref: Mosaic 81234, kind: assessment}
  shareable: yes
  recorded: 2026-03-11T09:02Z
  recorded_by: j.reed
"""
    expected = Entry(
        "7K3F",
        "visit",
        Moment(date(2026, 3, 10), 930),
        0,
        by=("d.okafor", "h.fenwick"),
        of="mother",
        fields={"seen": True, "why": "she asked for it"},
        until=Moment(date(2026, 3, 10), 1020),
        note="Two lines\nof it\n",
        document={"ref": "Mosaic 81234", "kind": "assessment"},
        recorded=datetime(2026, 3, 11, 9, 2, tzinfo=UTC),
        recorded_by="j.reed",
        shareable=True,
    )

    assert (expected,) == sound(journal)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("seen: no\n  why-not-seen: out", False),
        ("seen: yes", True),
        ("words: no", "no"),
        ("words: '  kept as it is '", "  kept as it is "),
        ("nights: 3", 3),
        ("after: 2026-03-09T08:05", Moment(date(2026, 3, 9), 485)),
        ("after: 2026-03-09", Moment(date(2026, 3, 9))),
        ("day: 2024-02-29", date(2024, 2, 29)),
        ("interval: 5 wd", parse_period("5 wd")),
        ("asked-by: mother", "mother"),
        ("asked-by: child", "child"),
        ("asked-by: panel", "panel"),
        ("asked-by: school", "school"),
        ("as: iro", "iro"),
        ("topics: dogs", ("dogs",)),
        ("topics: dogs, cats and mice", ("dogs", "cats and mice")),
        ("topics: ['dogs', 'cats and mice']", ("dogs", "cats and mice")),
        ("about: home", ("home",)),
        ("about: [school, home]", ("school", "home")),
        ("item: G1", "G1"),
    ],
)
def test_a_field_has_the_type_that_the_vocabulary_gives_it(line: str, value: Any) -> None:
    seen = "" if line.startswith("seen") else "  seen: yes\n"
    (entry,) = sound(f"- event: visit\n  date: 2026-03-10\n{seen}  {line}\n")

    assert value == entry.fields[line.partition(":")[0]]
    assert type(value) is type(entry.fields[line.partition(":")[0]])


def test_what_is_left_empty_says_nothing() -> None:
    (entry,) = sound("- event: visit\n  date: 2026-03-10\n  seen: yes\n  words:\n  by:\n  note:\n  document:\n  id:\n")

    assert Entry("visit-2026-03-10", "visit", MARCH, 0, fields={"seen": True}, given_id=False) == entry


def test_a_meeting_s_entry_holds_its_minutes() -> None:
    journal = """\
- event: review
  date: 2026-03-10
  chair: h.fenwick
  attended: [d.okafor, mother, school]
  apologies: panel
  apologies-reason: ill
  covered: [contact, goals]
  health: Teeth seen to.
  goals:
    - {who: mother, goal: be on time, due: 2026-04-01, score: 3}
    - {goal: none}
  decisions:
    - what: goes home
  actions:
    - {id: A1, what: ring the school, owner: d.okafor, due: 2026-03-20, done: no}
    - {what: find a bed, owner: social-worker, done: yes}
"""
    (entry,) = sound(journal)

    assert {
        "chair": ("h.fenwick",),
        "attended": ("d.okafor", "mother", "school"),
        "apologies": ("panel",),
        "apologies-reason": "ill",
        "covered": ("contact", "goals"),
        "health": "Teeth seen to.",
        "goals": ({"who": "mother", "goal": "be on time", "due": date(2026, 4, 1), "score": 3}, {"goal": "none"}),
        "decisions": ({"what": "goes home"},),
        "actions": (
            {"id": "A1", "what": "ring the school", "owner": "d.okafor", "due": date(2026, 3, 20), "done": False},
            {"what": "find a bed", "owner": "social-worker", "done": True},
        ),
    } == entry.fields


@pytest.mark.parametrize("journal", ["", "# nothing yet\n", "[]"])
def test_an_empty_journal_is_no_mistake(journal: str) -> None:
    assert Read() == read(journal)


# --- ids ---


def test_an_entry_without_an_id_answers_to_its_event_and_day() -> None:
    journal = "".join(
        f"- event: {event}\n  date: {day}\n"
        for event, day in product(("talk", "review"), ("2026-03-10T09:00", "2026-03-11"))
    )

    assert ["talk-2026-03-10", "talk-2026-03-11", "review-2026-03-10", "review-2026-03-11"] == [
        entry.id for entry in sound(journal)
    ]


def test_the_second_of_a_day_is_numbered_and_stays_so_when_more_is_added() -> None:
    line = "- {event: talk, date: 2026-03-10}\n"
    ids = [entry.id for entry in sound(line * 3 + "- {event: talk, date: 2026-03-10, id: 7K3F}\n" + line)]

    assert ["talk-2026-03-10", *(f"talk-2026-03-10-{n}" for n in (2, 3))] == ids[:3]
    assert ["7K3F", "talk-2026-03-10-4"] == ids[3:]
    assert all(ids[:n] == [e.id for e in sound(line * n)] for n in range(1, 4))


def test_two_entries_cannot_have_one_id() -> None:
    talk = "- {event: talk, date: 2026-03-10, id: 7K3F}\n"

    assert (
        wrong(talk + "# twice\n" + talk)
        == """\
3:39
    "7K3F" is already the id of the entry in line 1.
    Give one another id."""
    )
    assert '"talk-2026-03-10" is already' in wrong(
        "- {event: talk, date: 2026-03-10}\n- {event: talk, date: 2026-04-01, id: talk-2026-03-10}"
    )


@pytest.mark.parametrize("name", ["two words", "../up", "a/b", "ä", "[a]"])
def test_an_id_is_one_plain_word_because_files_are_named_after_it(name: str) -> None:
    assert "An id is a single word." in wrong(f"- {{event: talk, date: 2026-03-10, id: {name}}}")


# --- what is wrong ---


@pytest.mark.parametrize(
    ("entry", "place", "sentence", "help"),
    [
        (
            "event: revue\n  date: 2026-03-10",
            "1:10",
            '"revue" is not an event. Did you mean "review"?',
            "All of them:  reunify events",
        ),
        (
            "event: LAC review\n  date: 2026-03-10",
            "1:10",
            '"LAC review" is called "review" in a journal.',
            'Write "event: review".',
        ),
        (
            "event: seen-child\n  date: 2026-03-10",
            "1:10",
            '"seen-child" can be talk or visit.',
            "Write which one it was.",
        ),
        ("date: 2026-03-10", "1:3", '"event" is missing.', "Write what happened, such as visit or review."),
        ("event: talk", "1:3", '"date" is missing.', "Write when it happened, like 2026-12-03."),
        ("event: talk\n  date: 2027-02-31", "2:9", '"2027-02-31" is not a day: February 2027 has 28.', ""),
        (
            "event: talk\n  date: 2026-03-10\n  nots: x",
            "3:3",
            '"nots" is no field of talk can say. Did you mean "note"?',
            "All it can say:  reunify events talk",
        ),
        (
            "event: talk\n  date: 2026-03-10\n  contact: weekly",
            "3:3",
            '"contact" is no field of talk can say.',
            "All it can say:  reunify events talk",
        ),
        ("event: visit\n  date: 2026-03-10", "1:3", '"seen" is missing.', "Was the child seen?"),
        ("event: visit\n  date: 2026-03-10\n  seen:", "3:8", '"seen" is missing.', "Was the child seen?"),
        ("event: visit\n  date: 2026-03-10\n  seen: no", "1:3", '"why-not-seen" is missing.', ""),
        ("event: visit\n  date: 2026-03-10\n  seen: maybe", "3:9", '"maybe" should be yes or no.', ""),
        (
            "event: visit\n  date: 2026-03-10\n  seen: no\n  why-not-seen: outt",
            "4:17",
            '"outt" is not one of out, refused. Did you mean "out"?',
            "",
        ),
        (
            "event: visit\n  date: 2026-03-10\n  seen: yes\n  about: [home, schol]",
            "4:10",
            '"schol" is not one of home, school. Did you mean "school"?',
            "",
        ),
        (
            "event: visit\n  date: 2026-03-10\n  seen: yes\n  by: [mother, d.okafo]",
            "4:16",
            'No one here has the key "d.okafo". Did you mean "d.okafor"?',
            "People are named by their key in case.yaml or team.yaml, or by a role.",
        ),
        (
            "event: visit\n  date: 2026-03-10\n  seen: yes\n  asked-by: dana okafor",
            "4:13",
            'No one here has the key "dana okafor". Did you mean "d.okafor"?',
            "People are named by their key in case.yaml or team.yaml, or by a role.",
        ),
        (
            "event: visit\n  date: 2026-03-10\n  seen: yes\n  as: social wrker",
            "4:7",
            '"social wrker" is not a role. Did you mean "social-worker"?',
            "",
        ),
        (
            "event: visit\n  date: 2026-03-10\n  seen: yes\n  words: [a, b]",
            "4:10",
            '"words" should be text on one line.',
            "",
        ),
        (
            "event: visit\n  date: 2026-03-10\n  seen: yes\n  topics: {a: b}",
            "4:11",
            '"topics" should be a list of words.',
            "",
        ),
        (
            "event: booked\n  date: 2026-03-10\n  what: lac review",
            "3:9",
            '"lac review" is not an event. Did you mean "review"?',
            "All of them:  reunify events",
        ),
        (
            "event: review\n  date: 2026-03-10\n  covered: [contact, helth]",
            "3:12",
            '"helth" is no heading. Did you mean "health"?',
            "",
        ),
        (
            "event: review\n  date: 2026-03-10\n  actions: ring the school",
            "3:12",
            '"actions" should be a list.',
            "Each starts with - and goes on with lines of the form key: value.",
        ),
        (
            "event: talk\n  date: 2026-03-10\n  recorded: yesterday",
            "3:13",
            '"yesterday" is not an instant: write it as 2026-03-11T09:02Z.',
            "",
        ),
        ("event: talk\n  date: 2016-03-07", "2:9", '"2016-03-07" is before the child was born (2017-03-08).', ""),
    ],
)
def test_a_mistake_says_where_it_is_and_what_was_probably_meant(
    entry: str, place: str, sentence: str, help: str
) -> None:
    assert printed(place, sentence, help) == wrong(f"- {entry}\n")


def test_every_mistake_in_a_row_is_said() -> None:
    journal = """\
- event: review
  date: 2026-03-10
  actions:
    - {wat: ring, due: soon, owner: nobody}
"""
    said = """\
4:8
    "wat" is not known here. Did you mean "what"?
    KnownPeople here: id, what, owner, due, done.
4:24
    "soon" is not a day: write it as 2026-12-03, or 2026-12-03T14:00 with a time.
4:37
    No one here has the key "nobody".
    People are named by their key in case.yaml or team.yaml, or by a role."""

    assert said == wrong(journal)


def test_what_a_row_must_say_is_missed_where_nothing_like_it_is_there() -> None:
    assert (
        wrong("- {event: review, date: 2026-03-10, actions: [{owner: d.okafor}]}")
        == """\
1:47
    "what" is missing."""
    )


def test_a_field_under_a_misspelt_key_is_not_also_missing() -> None:
    assert (
        wrong("- {event: visit, dat: 2026-03-10, sen: yes}")
        == """\
1:18
    "dat" is no field of visit can say. Did you mean "date"?
    All it can say:  reunify events visit
1:35
    "sen" is no field of visit can say. Did you mean "seen"?
    All it can say:  reunify events visit"""
    )


def test_every_mistake_about_a_document_is_said() -> None:
    said = """\
1:46
    "reff" is not known here. Did you mean "ref"?
    KnownPeople here: kind, ref, file, sha256, title.
1:61
    "asessment" is no kind of document. Did you mean "assessment"?"""

    assert said == wrong("- {event: talk, date: 2026-03-10, document: {reff: x, kind: asessment}}")


def test_all_mistakes_of_a_journal_come_together_from_the_top() -> None:
    journal = (
        "- event: revue\n- event: visit\n  date: 2026-03-10\n  seen: perhaps\n- x\n- event: talk\n  date: 2026-13-01\n"
    )

    assert ["1:10", "4:9", "5:3", "7:9"] == [
        f"{p.place.line}:{p.place.column}" for p in read(journal).problems if p.place
    ]


@pytest.mark.parametrize("journal", ["event: talk\ndate: 2026-03-10", "talk"])
def test_a_journal_is_a_list(journal: str) -> None:
    assert wrong(journal).startswith("1:1\n    A journal is a list of entries.")


def test_where_case_yaml_cannot_be_read_nobody_is_called_nobody() -> None:
    unknown = KnownPeople(None, Team())

    assert "" == wrong("- {event: talk, date: 2011-03-10, by: somebody}", unknown)


# --- when ---


def instants() -> Iterator[tuple[datetime, datetime]]:
    """A wall-clock minute in London around the change of the clocks and in between, and the instant that it is."""
    for month, ahead in ((1, 0), (4, 1), (7, 1), (12, 0)):
        for minutes in range(0, 24 * 60, 7):
            wall = datetime(2026, month, 10) + timedelta(minutes=minutes)
            yield wall, wall - timedelta(hours=ahead)


def test_nothing_that_was_written_down_at_once_is_said_to_be_in_the_future() -> None:
    journal = "".join(
        f"- {{event: talk, date: '{wall:%Y-%m-%dT%H:%M}', recorded: '{utc:%Y-%m-%dT%H:%MZ}'}}\n"
        for wall, utc in instants()
    )

    assert () == read(journal).problems


@pytest.mark.parametrize(
    ("date_", "recorded", "possible"),
    [
        ("2026-03-10", "2026-03-10T09:00Z", True),
        ("2026-03-10T23:00", "2026-03-10T09:00Z", False),
        ("2026-03-11", "2026-03-10T09:00Z", False),
        ("2026-07-11", "2026-07-10T23:30Z", True),
        ("2026-03-10T10:01", "2026-03-10T09:00Z", False),
        ("2026-03-10T10:00", "2026-03-10T10:00+01:00", True),
        ("2026-03-10T11:01", "2026-03-10T11:00+01:00", False),
    ],
)
def test_nothing_happens_later_than_it_is_written_down(date_: str, recorded: str, possible: bool) -> None:
    journal = f"- {{event: talk, date: '{date_}', recorded: '{recorded}'}}"

    assert possible == ("later than the day it was recorded" not in wrong(journal))


def test_an_entry_by_hand_cannot_be_of_a_day_still_to_come() -> None:
    known = replace(KNOWN, today=date(2026, 3, 10))
    journal = "- {{event: talk, date: 2026-03-{}}}"

    assert "" == wrong(journal.format(10), known)
    assert "" == wrong(journal.format(11)), "where nobody says what day it is, nothing is in the future"
    assert (
        wrong(journal.format(11), known)
        == """\
1:23
    "2026-03-11" is in the future.
    What is still to come is recorded as booked; what happened, with the day it happened."""
    )


def test_only_a_booking_speaks_of_what_is_to_come() -> None:
    known = replace(KNOWN, today=date(2026, 3, 10))
    journal = "- {event: booked, date: 2026-03-20, what: review, for: 2026-04-01T10:00, recorded: 2026-03-10T09:00Z}"

    assert "" == wrong(journal, known)


# --- corrections ---

VISIT = "- {id: 7K3F, event: visit, date: 2026-03-10, seen: yes}\n"


def test_a_correction_is_typed_by_what_it_corrects() -> None:
    journal = (
        VISIT
        + """\
- id: 8B4G
  corrects: 7K3F
  date: 2026-03-09T10:00
  seen: no
  why-not-seen: out
  by: d.okafor
  document: Mosaic 1
  why: wrong day
  recorded: 2026-03-12T09:00Z
  recorded_by: dee
- {withdraws: 7K3F, why: wrong child}
"""
    )
    found = read(journal)

    assert () == found.problems
    assert ("7K3F",) == tuple(entry.id for entry in found.entries)
    assert (
        Amendment(
            "8B4G",
            "7K3F",
            False,
            {
                "date": Moment(date(2026, 3, 9), 600),
                "seen": False,
                "why-not-seen": "out",
                "by": ("d.okafor",),
                "document": {"ref": "Mosaic 1"},
            },
            datetime(2026, 3, 12, 9, tzinfo=UTC),
            "dee",
            "wrong day",
            1,
        ),
        Amendment("withdraws-7K3F", "7K3F", True, {}, None, "", "wrong child", 2),
    ) == found.amendments


def test_a_correction_may_stand_before_what_it_corrects_as_after_a_merge() -> None:
    found = read(
        "- {id: 8B4G, corrects: visit-2026-03-10, nights: 2, why: x}\n- {event: visit, date: 2026-03-10, seen: yes}\n"
    )

    assert () == found.problems
    assert ({"nights": 2}, 0) == (found.amendments[0].changes, found.amendments[0].index)


@pytest.mark.parametrize(
    ("amendment", "place", "sentence", "help"),
    [
        ("corrects: 7K3E, seen: no, why: x", "2:14", '"7K3E" is no entry of this journal. Did you mean "7K3F"?', ""),
        ("corrects: 7K3F, seen: no", "2:3", '"why" is missing.', "Say why in a few words."),
        (
            "corrects: 7K3F, why: x",
            "2:3",
            "Nothing is corrected here.",
            "Write the fields that were wrong, as they should be.",
        ),
        (
            "corrects: 7K3F, event: talk, nights: 2, why: x",
            "2:27",
            "A correction cannot make another event of it: 7K3F is a visit.",
            "Withdraw it and record it again.",
        ),
        ("withdraws: 7K3F, seen: no, why: x", "2:21", "A withdrawal takes the whole entry back and says only why.", ""),
        ("corrects: 7K3F, withdraws: 7K3F, why: x", "2:3", "An entry corrects or withdraws, not both.", ""),
        ("corrects: 7K3F, nights: two, why: x", "2:28", '"two" is not a whole number.', ""),
        (
            "corrects: 7K3F, date: 2016-01-01, why: x",
            "2:26",
            '"2016-01-01" is before the child was born (2017-03-08).',
            "",
        ),
        (
            "corrects: 7K3F, date: 2026-04-01, why: x, recorded: 2026-03-12T09:00Z",
            "2:26",
            '"2026-04-01" is later than the day it was recorded (2026-03-12T09:00Z).',
            "What is still to come is recorded as booked; what happened, with the day it happened.",
        ),
    ],
)
def test_a_correction_that_cannot_be_is_refused(amendment: str, place: str, sentence: str, help: str) -> None:
    assert printed(place, sentence, help) == wrong(f"{VISIT}- {{{amendment}}}\n")


def test_a_correction_is_not_corrected_but_made_anew() -> None:
    journal = f"{VISIT}- {{id: 8B4G, corrects: 7K3F, nights: 2, why: x}}\n- {{withdraws: 8B4G, why: y}}\n"

    assert (
        wrong(journal)
        == """\
3:15
    "8B4G" is itself a correction or withdrawal.
    Correct the entry that it is about once more."""
    )


def test_what_is_wrong_with_an_entry_is_not_said_again_of_its_correction() -> None:
    assert ["1:21"] == [
        str(problem.place).removeprefix("journal.yaml:")
        for problem in read(
            "- {id: 7K3F, event: visti, date: 2026-03-10}\n- {corrects: 7K3F, seen: no, why: x}\n"
        ).problems
    ]


# --- the shipped words ---


def test_every_shipped_event_can_say_every_field_it_has() -> None:
    """An entry of each event with a fitting value in every field, written by our writer, reads without a mistake."""
    vocabulary = load_policy("england").vocabulary
    samples: dict[str, Any] = {
        **dict.fromkeys(("text", "entry", "stage", "item"), "words"),
        "yes-no": True,
        "number": 3,
        "date": date(2026, 3, 9),
        "moment": Moment(date(2026, 3, 9), 600),
        "period": parse_period("2 w"),
        "person": "mother",
        "people": ["mother", "child"],
        "role": "iro",
        "event": "visit",
        "list": ["words"],
    }

    def sample(kind: Any) -> Any:
        if kind.type == "rows":
            return [{key: sample(column) for key, column in kind.columns.items()}]
        if kind.values:
            return list(kind.values) if kind.type == "list" else next(iter(kind.values))
        return samples[kind.type]

    entries = [
        {
            "event": name,
            "date": "2026-03-10",
            **{key: sample(kind) for key, kind in form.fields.items() if key not in ("date", "covered")},
            **(dict.fromkeys(vocabulary.headings, "said") if form.type.minutes else {}),
        }
        for name, form in forms_of(vocabulary).items()
    ]
    journal = shape.load("".join(map(entry_yaml, entries)), "journal.yaml")
    found = read_entries(journal, vocabulary, KnownPeople(FILE, Team()))

    assert () == found.problems
    assert len(vocabulary.events) == len(found.entries)
    assert ids_of(journal.data) == [entry.id for entry in found.entries]
