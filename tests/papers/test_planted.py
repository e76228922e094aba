"""Planted secrets: a word of its own in every free text of a record, and no paper for family or court that holds one.

Nothing is marked at first. Then everything is, and still only decisions, own words, some headings and the plan flow.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from reunify_cli.model.case import Case, CaseFile, Entry
from reunify_cli.model.fields import Field
from reunify_cli.model.moment import Moment
from reunify_cli.model.people import Home, Relative
from reunify_cli.model.plan import Item, Plan, Return
from reunify_cli.model.vocabulary import EventType
from reunify_cli.papers.family.allowed import HEADINGS
from reunify_cli.papers.guard.leaks import READ, told
from reunify_cli.papers.guard.secrets import plainest
from reunify_cli.papers.paper import FORMATS
from tests.papers.children import ROSIE, policy, rosie, stand
from tests.papers.family import every_paper, made_for, marked, marked_plan

VOCABULARY = policy("surrey").vocabulary
LAST = date(2026, 11, 20)
EARLY = date(2018, 5, 4)
"""Before the child became looked after: for events that change how things stand."""
ENDS = ("died", "case-closed", "case-reopened")
NAMED_TO_THE_CHILD = ("carer", "teacher", "nurse")


def token(*where: str) -> str:
    """A word that stands nowhere else and says where it was planted; letters and figures alone, so that it can be read
    back from any file."""
    return "zq" + "".join(char for char in "x".join(where).lower() if char.isalnum()) + "qz"


def free_texts(event: str, kind: EventType) -> Iterator[tuple[str, Any]]:
    """Every field of an event that is free text, with a token in it."""
    for name, field in kind.fields.items():
        if field.type == "text" and name != "home":
            yield name, token(event, name)
        elif field.type == "rows":
            yield name, ({column: token(event, name, column) for column in text_columns(field)},)
    if kind.minutes:
        # Every heading in the review; the others would only make the papers long.
        for heading in (
            VOCABULARY.headings if event == "review" else ("legal-advice", "contact-arrangements", "progress")
        ):
            yield heading, token(event, heading)
        yield "apologies-reason", token(event, "apologies-reason")
        for list_ in ("decisions", "actions"):
            yield list_, ({"id": f"{event}-{list_}", "what": token(event, list_), "owner": "d.okafor"},)


def text_columns(field: Field) -> list[str]:
    return [name for name, column in field.columns.items() if column.type == "text"]


NEEDED: Mapping[str, Mapping[str, Any]] = {
    "views": {"whose": "mother"},
    "booked": {
        "what": "review",
        "for": Moment(date(2026, 12, 9), 840),
        "chair": "h.fenwick",
        "invited": ("child", "mother"),
    },
}


def planted_entries() -> Iterator[Entry]:
    for number, (event, kind) in enumerate(VOCABULARY.events.items()):
        if event in ENDS:
            continue
        changes = any(not value.startswith("$") for value in kind.sets.values()) or kind.undoes or kind.puts
        yield Entry(
            f"P{number:03}",
            event,
            Moment(EARLY if changes else LAST),
            index=1000 + number,
            by=("d.okafor",),
            fields={**dict(free_texts(event, kind)), **NEEDED.get(event, {})},
            note=token(event, "note"),
            document={"title": token(event, "title"), "ref": token(event, "ref"), "file": token(event, "file")},
            recorded_by=token(event, "recordedby"),
        )


def planted_plan() -> Plan:
    texts = [
        f.name for f in fields(Item) if f.type in (str, "str") and f.name not in ("id", "who", "owner", "answers", "by")
    ]
    lists = [f.name for f in fields(Plan) if f.name != "return_"]
    items = {
        name: (Item(f"i{nth}", **{text: token("plan", name, text) for text in texts}, who=token(name, "who")),)  # type: ignore[arg-type]
        for nth, name in enumerate(lists)
    }
    return Plan(**items, return_=Return("mothers", "mother", date(2027, 2, 14)))


def planted_file() -> CaseFile:
    people = {
        key: replace(
            person,
            name=token("name", key),
            address=token("address", key),
            phone=token("phone", key),
            note=token("note", key),
            language="",
        )
        for key, person in {**ROSIE.people, "sister": Relative("sister", born=date(2019, 1, 1)),
                            "nurse": Relative("nurse")}.items()
    }  # fmt: skip
    homes = {key: Home(home.kind, token("home", key), token("homeaddress", key)) for key, home in ROSIE.homes.items()}
    child = replace(ROSIE.child, address=token("address", "child"))
    return replace(
        ROSIE, people=people, homes=homes, child=child, external={"LCS": token("number")}, group=token("group")
    )


@cache
def planted(*, all_marked: bool) -> Case:
    base = rosie(file=planted_file())
    base = replace(base, entries=tuple(e for e in base.entries if e.event != "booked"))
    case = replace(
        base, entries=(*base.entries, *planted_entries()), plan=planted_plan(), agreed={"7G1P": planted_plan()}
    )
    return marked_plan(marked(case, "*"), "*") if all_marked else case


def tokens(case: Case) -> frozenset[str]:
    """Every token that was planted in a case."""
    return frozenset(re.findall("zq[a-z0-9]+?qz", repr((case.entries, case.plan, case.file))))


@cache
def said(*, all_marked: bool, format: str = "") -> Mapping[tuple[str, str], str]:
    """What each paper holds for each reader: the tree and, in a format, the whole file read back."""
    here = stand(planted(all_marked=all_marked), "2026-11-30", "surrey")
    found = {}
    for name, reader in every_paper(here):
        paper = made_for(name, reader, here)
        parts = [text for _, text in told(paper.document)]
        if format:
            parts += [text for _, text in READ[format](FORMATS[format](paper, 1).content)]
        found[name, reader.key] = "".join(plainest("\n".join(parts)).split())
    return found


def own(reader: str) -> set[str]:
    """The names that may stand on a reader's paper: their own, and on the child's page those who are there for them."""
    return {token("name", reader)} | (
        {token("name", key) for key in NAMED_TO_THE_CHILD} if reader == "child" else set()
    )


def test_the_secrets_are_planted_in_every_free_text() -> None:
    """Else the tests below could not fail."""
    every = tokens(planted(all_marked=False))

    some = {
        token("visit", "note"),
        token("review", "legal-advice"),
        token("address", "father"),
        token("name", "sister"),
    }

    assert 500 < len(every)
    assert some | {token("plan", "danger_statements", "what"), token("referral", "from-whom")} <= every


@pytest.mark.parametrize("format", ["", *FORMATS])
def test_no_paper_for_family_or_court_holds_a_free_text_that_is_not_marked(format: str) -> None:
    every = tokens(planted(all_marked=False))
    papers = said(all_marked=False, format=format)
    leaked = {
        (*which, secret)
        for which, text in papers.items()
        for secret in every
        if secret in text and secret not in own(which[1])
    }

    assert {"mother", "father", "uncle", "child", "court"} <= {reader for _, reader in papers}
    assert set() == leaked


def test_a_day_wished_for_is_on_none_of_them() -> None:
    for papers in (said(all_marked=False), said(all_marked=True)):
        assert [] == [which for which, text in papers.items() if "14february" in text]


MAY_FLOW = ("decisions", "actions", "words", "childs-words", "place")
"""The fields of an entry, besides some headings, whose text a mark lets through."""


def test_where_everything_is_marked_only_what_is_meant_for_the_family_flows() -> None:
    flows = {token(event, name) for event in VOCABULARY.events for name in (*MAY_FLOW, *HEADINGS)}
    flows |= {secret for secret in tokens(planted(all_marked=True)) if secret.startswith("zqplanx")}
    every = tokens(planted(all_marked=True))
    leaked = {
        (*which, secret)
        for which, text in said(all_marked=True).items()
        for secret in every - flows
        if secret in text and secret not in own(which[1])
    }

    assert set() == leaked


@pytest.mark.parametrize("heading", ["legal-advice", "iro-views", "risk-factors", "views-of-others", "sibling-impact",
                                     "panel-reason", "return-timescale", "family-history", "offences"])  # fmt: skip
def test_what_we_think_among_ourselves_is_not_told_even_of_a_marked_meeting(heading: str) -> None:
    for which, text in said(all_marked=True).items():
        assert token("review", heading) not in text, which


PARTS_THAT_STAY = ("assessments", "risks", "notes", "evidence")


@pytest.mark.parametrize("part", PARTS_THAT_STAY)
def test_assessments_risks_and_notes_of_the_plan_are_ours(part: str) -> None:
    for which, text in said(all_marked=True).items():
        assert f"zqplanx{part}" not in text, which


@pytest.mark.parametrize(
    ("secret", "papers"),
    [
        (
            token("review", "decisions"),
            ["review court"],
        ),
        (token("review", "contact-arrangements"), ["review court"]),
        (token("views", "words"), ["parent-letter mother", "review mother", "review court"]),
        (token("visit", "childs-words"), ["my-page child", "review court"]),
        (token("booked", "place"), ["my-page child", "parent-letter mother", "review mother", "review court"]),
        (token("plan", "danger_statements", "what"), ["smart-plan court", "review court"]),
        (token("plan", "contact", "what"), ["review court"]),
        (token("plan", "actions", "what"), ["review court"]),
    ],
)
def test_marking_a_thing_lets_that_thing_through(secret: str, papers: list[str]) -> None:
    shown = {" ".join(which) for which, text in said(all_marked=True).items() if secret in text}

    assert set(papers) <= shown


THEIRS: Mapping[str, set[str]] = {
    "mother": {token("views", "words"), token("booked", "place")},
    "child": {token("visit", "childs-words"), token("booked", "place")},
}
"""Of everything that is marked, what the record gives to one of the family by name: own words, and an invitation."""


@pytest.mark.parametrize("format", ["", "md"])
def test_of_all_that_is_marked_one_of_the_family_is_told_only_what_the_record_gives_to_them(format: str) -> None:
    every = tokens(planted(all_marked=True))
    told: dict[str, set[str]] = {}
    for (_, reader), text in said(all_marked=True, format=format).items():
        told.setdefault(reader, set()).update(secret for secret in every if secret in text)

    assert {"mother", "father", "uncle", "child"} <= set(told)
    for reader, found in told.items():
        if reader != "court":
            assert THEIRS.get(reader, set()) == found - own(reader), reader


@pytest.mark.parametrize("whose", ["mother", "father", "uncle", "child"])
def test_what_is_somebodys_to_do_in_the_plan_is_told_to_them_and_to_nobody_else_of_the_family(whose: str) -> None:
    lists = {
        f.name: tuple(replace(item, who=whose) for item in getattr(planted_plan(), f.name))
        for f in fields(Plan)
        if f.name != "return_"
    }
    plan = Plan(**lists)
    case = marked_plan(replace(planted(all_marked=False), plan=plan, agreed={"7G1P": plan}), "*")
    here = stand(case, "2026-11-30", "surrey")
    # Contact is the child's as well; a page for the child prints no goals.
    both = {whose, "child"}
    readers = {
        reader.key
        for name, reader in every_paper(here)
        if "zqplanx" in "".join(text for _, text in told(made_for(name, reader, here).document))
    }

    assert readers - {"court"} <= both
    assert whose in readers


def test_marking_one_entry_lets_nothing_through_of_another() -> None:
    only = marked(planted(all_marked=False), "review 2026-11-20")
    here = stand(only, "2026-11-30", "surrey")
    every = tokens(only)
    for name, reader in every_paper(here):
        text = plainest("\n".join(text for _, text in told(made_for(name, reader, here).document)))
        leaked = {secret for secret in every if secret in text} - own(reader.key)

        assert not {secret for secret in leaked if not secret.startswith("zqreviewx")}, (name, reader.key)
