"""What the tests of papers for family and court share: marked records, and every such paper of a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING

from reunify_cli.model.case import Case
from reunify_cli.model.people import Contacts
from reunify_cli.model.plan import Plan
from reunify_cli.papers.family.child_page import child_page
from reunify_cli.papers.family.context import shared_paper
from reunify_cli.papers.filling import markdown
from reunify_cli.papers.packs import PACKS, Pack, find_pack
from reunify_cli.papers.paper import House, Paper, paper
from reunify_cli.papers.readers import PROFESSIONALS, Reader, find_readers, readers
from reunify_cli.wording.case_view import CaseView

if TYPE_CHECKING:
    from reunify_cli.papers.filling import Told

CONTACTS = Contacts(
    team="01632 960100",
    advocate="01632 960122",
    complaints="01632 960133",
    interpreter="Ring 01632 960144 and say your language.",
    out_of_hours="01632 960155",
)


def marked(case: Case, *what: str) -> Case:
    """A case in which some entries are marked as shareable, by id, event or `event date`; all of them for `*`."""

    def is_meant(entry_id: str, event: str, day: date) -> bool:
        return bool({"*", entry_id, event, f"{event} {day}"} & set(what))

    entries = (replace(e, shareable=is_meant(e.id, e.event, e.when.day)) for e in case.entries)
    return replace(case, entries=tuple(entries))


def marked_plan(case: Case, *ids: str) -> Case:
    """A case in which some items of the plan are marked, on the desk and as agreed; all of them for `*`."""
    return replace(
        case,
        plan=_marked_items(case.plan, ids) if case.plan else None,
        agreed={key: _marked_items(plan, ids) for key, plan in case.agreed.items()},
    )


def _marked_items(plan: Plan, ids: Iterable[str]) -> Plan:
    wanted = set(ids)
    lists = {f.name: getattr(plan, f.name) for f in fields(Plan) if f.name != "return_"}
    found = {
        name: tuple(replace(item, shareable=bool({"*", item.id} & wanted)) for item in items)
        for name, items in lists.items()
    }
    return replace(plan, **found)


def asked_to(case: Case, *keys: str) -> Case:
    """A case in which some people are recorded as invited to every meeting that is booked."""
    entries = (replace(e, fields={**e.fields, "invited": keys}) if e.event == "booked" else e for e in case.entries)
    return replace(case, entries=tuple(entries))


def given_to(case: Case, *keys: str, items: Iterable[str]) -> Case:
    """A case in which some items of the plan say for whom they are, on the desk and as agreed."""

    def given(plan: Plan) -> Plan:
        lists = {f.name: getattr(plan, f.name) for f in fields(Plan) if f.name != "return_"}
        wanted = set(items)
        named = {
            name: tuple(replace(item, for_=keys) if {"*", item.id} & wanted else item for item in each)
            for name, each in lists.items()
        }
        return replace(plan, **named)

    return replace(
        case,
        plan=given(case.plan) if case.plan else None,
        agreed={key: given(plan) for key, plan in case.agreed.items()},
    )


def one(word: str, here: CaseView) -> Reader:
    """The reader that a word means."""
    (reader,) = find_readers(word, here)
    return reader


def said_to(name: str, reader: Reader, here: CaseView, contacts: Contacts = CONTACTS) -> Told:
    """What a paper says to a reader who is not a professional."""
    pack = pack_named(name, here)
    if reader.kind == "child":
        return child_page(here, pack.name, contacts)
    return shared_paper(here, pack, reader, contacts)


def text_for(name: str, word: str, here: CaseView, contacts: Contacts = CONTACTS) -> str:
    """The Markdown of a paper for a reader."""
    reader = one(word, here)
    return markdown(pack_named(name, here).template_for(reader.kind), said_to(name, reader, here, contacts))


def made_for(name: str, reader: Reader, here: CaseView) -> Paper:
    """A paper for a reader, ready to be laid out."""
    pack = pack_named(name, here).template_for(reader.kind)
    case = here.judged.case.id
    return paper(
        pack, said_to(name, reader, here), House("Northgate Council"), case=case, policy="surrey", day=here.today
    )


def pack_named(name: str, here: CaseView) -> Pack:
    pack = find_pack(name, here.vocabulary)
    assert pack is not None, name
    return pack


def every_paper(here: CaseView) -> Iterator[tuple[str, Reader]]:
    """Every paper with every reader it may be made for, professionals left out; the general paper by one example."""
    for pack in (*PACKS, pack_named("family-planning", here)):
        for reader in readers(here):
            if reader != PROFESSIONALS and reader.kind in pack.readers:
                yield pack.name, reader
