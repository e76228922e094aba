"""The words for what can happen, and what happened to a child, for programs and tables."""

from collections.abc import Iterator, Mapping
from typing import Any

from reunify_cli.engine.evidence import events_of
from reunify_cli.model.case import Entry
from reunify_cli.model.fields import Field
from reunify_cli.model.moment import Moment
from reunify_cli.rules.policy import Policy, Rule
from reunify_cli.session.session import OpenCase
from reunify_cli.text.layout import joined
from reunify_cli.wording.display_names import brief_name


def rules_asking(name: str, policy: Policy) -> Iterator[Rule]:
    """The rules that an entry of this event can help to meet."""
    kinds = policy.vocabulary.kinds
    for rule in policy.rules:
        if any(name in kinds.get(each, ()) for each in events_of(rule.latest.needs)):
            yield rule


def event_json(name: str, policy: Policy) -> dict[str, Any]:
    """An event type for programs."""
    event = policy.vocabulary.events[name]
    return {
        "event": name, "title": event.title, "aliases": list(event.aliases), "group": event.group,
        "minutes": event.minutes, "clock": event.clock,
        "fields": {
            key: {
                "title": field.title, "type": field.type, "required": field.required, "values": dict(field.values),
                "when": dict(field.when), "ask": field.ask,
            }
            for key, field in event.fields.items()
        },
        "rules": [rule.id for rule in rules_asking(name, policy)],
    }  # fmt: skip


def event_row(event: Mapping[str, Any]) -> dict[str, Any]:
    """An event type as a row of a table."""
    return {**{key: event[key] for key in ("event", "title", "group", "aliases")}, "says": list(event["fields"])}


def who_words(entry: Entry, opened: OpenCase) -> str:
    """Who did it, two of them at most."""
    return joined([brief_name(opened.judged, key) for key in entry.by[:2]]) if entry.by else ""


def entry_json(entry: Entry) -> dict[str, Any]:
    """An entry for programs, as corrected."""
    return {
        "id": entry.id, "event": entry.event, "date": entry.when, "until": entry.until, "by": entry.by, "of": entry.of,
        "fields": entry.fields, "note": entry.note or None, "document": entry.document, "recorded": entry.recorded,
        "recorded_by": entry.recorded_by or None, "corrected_by": entry.corrected_by,
    }  # fmt: skip


def history_row(entry: Entry, opened: OpenCase) -> dict[str, Any]:
    """An entry as a row of a table: what its own fields say stands in one column, whatever event it is."""
    kind = opened.workspace.vocabulary.events.get(entry.event)
    said = {key: _plainly(value, kind.fields.get(key) if kind else None) for key, value in entry.fields.items()}
    return {
        "entry": entry.id, "date": str(entry.when), "event": entry.event, "title": kind.title if kind else entry.event,
        "by": who_words(entry, opened), "of": entry.of, "says": [f"{key}: {value}" for key, value in said.items()],
        "note": entry.note or None, "recorded": entry.recorded.strftime("%Y-%m-%dT%H:%MZ") if entry.recorded else None,
        "recorded_by": entry.recorded_by or None,
    }  # fmt: skip


def _plainly(value: Any, field: Field | None) -> str:
    """A value in words, rows of a list with their values one after the other."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Moment():  # before tuples, of which it is one
            return str(value)
        case tuple():
            return ", ".join(_plainly(each, field) for each in value)
        case Mapping():
            return " / ".join(str(each) for each in value.values())
    return field.values.get(str(value), str(value)) if field else str(value)
