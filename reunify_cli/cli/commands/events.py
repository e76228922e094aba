"""The words for what can happen: all of them, one of them with what its entries say, or what happened to a child."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Annotated, Any

from reunify_cli.casework.entries import ELSEWHERE as NOT_TYPED
from reunify_cli.casework.event_list import entry_json, event_json, event_row, history_row, rules_asking, who_words
from reunify_cli.casework.event_names import meant_event
from reunify_cli.cli.confirm import child_line
from reunify_cli.cli.options import argument, lists
from reunify_cli.cli.screens.recordable import ELSEWHERE
from reunify_cli.cli.screens.recorded import NOTE
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped
from reunify_cli.model.case import Amendment, Entry
from reunify_cli.model.fields import Field
from reunify_cli.model.vocabulary import EventType, Vocabulary, spoken
from reunify_cli.rules.phrasing import title_of
from reunify_cli.rules.policy import Policy
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import say_time, short_day
from reunify_cli.text.layout import clean, counted, edge, sentence, shorten, wrap
from reunify_cli.wording.display_names import about_words, person, typed, weight
from reunify_cli.wording.entry_text import short_words

Lines = Callable[[], list[str]]
"""Makes the lines of a screen."""


@lists
def cli(
    terminal: Terminal,
    words: Annotated[list[str] | None, argument("[EVENT|CASE]", "an event, or a child")] = None,
) -> None:
    """The words for what can happen, or a child's history."""
    policy = terminal.session.workspaces[0].policy
    if not words:
        every = [event_json(name, policy) for name in policy.vocabulary.events]
        _answer(
            terminal,
            "events",
            every,
            list(map(event_row, every)),
            lambda: all_lines(policy.vocabulary, terminal.width),
        )
        return
    text = " ".join(words)
    try:
        name = meant_event(text, policy.vocabulary)
    except Mistyped as unknown:
        opened = _child(terminal.session, text, unknown)
        happened = opened.judged.history.entries
        rows = [history_row(entry, opened) for entry in happened]
        _answer(terminal, "history", list(map(entry_json, happened)), rows, lambda: history_lines(terminal, opened))
        return
    one = event_json(name, policy)
    _answer(terminal, "events", [one], [event_row(one)], lambda: event_lines(name, policy, terminal.width))


def _answer(
    terminal: Terminal, kind: str, items: Sequence[dict[str, Any]], rows: Sequence[Mapping[str, Any]], lines: Lines
) -> None:
    """Answer as JSON, as CSV (`rows`), or as the lines of a screen."""
    if terminal.json:
        terminal.answer(kind, items, read=int(kind == "history"))
    elif terminal.format == "csv":
        from reunify_cli.cli.csv_tables import write_csv

        write_csv(terminal, rows)
    else:
        terminal.say(lines())


def _child(session: Session, text: str, unknown: Mistyped) -> OpenCase:
    """The child meant; where that is nobody either, what was typed was probably meant as an event."""
    try:
        found = session.find(text)
    except Mistyped as error:
        raise (unknown if text.replace(" ", "").isalpha() else error) from None
    return session.open(*found)


# --- all of them --------------------------------------------------------------------------------------------------


def all_lines(vocabulary: Vocabulary, width: int) -> list[str]:
    """Every event by group, with the words people use for it."""
    lines = ["EVENTS YOU CAN RECORD, and other words you can type", ""]
    for group, title in vocabulary.groups.items():
        rows = [(name, event) for name, event in vocabulary.events.items() if event.group == group]
        if rows:
            lines.append(sentence(title).upper())
        for name, event in rows:
            known = "; ".join([event.title, *event.aliases] if event.title.replace(" ", "-") != name else event.aliases)
            start = f"  {name:<25} "
            lines += wrap(clean(known), width, " " * 28, start) if known else [start.rstrip()]
        if rows:
            lines.append("")
    return [*lines, "What an event says, and how to write it down:  reunify events visit"]


# --- one of them --------------------------------------------------------------------------------------------------


def event_lines(name: str, policy: Policy, width: int) -> list[str]:
    """One event: its other names, what its entries say, which rules ask for it, and how to record it."""
    vocabulary = policy.vocabulary
    event = vocabulary.events[name]
    title = name if spoken(event.title) == spoken(name) else f"{name}: {event.title}"
    lines = [edge(clean(title), clean(vocabulary.groups.get(event.group, event.group)), width)]
    if event.aliases:
        lines += wrap(clean(f"Also called: {', '.join(event.aliases)}."), width)
    if event.fields:
        lines += ["", "IT SAYS"]
        for key, field in event.fields.items():
            lines += _under(key, clean(_field_words(field)), width)
    if event.minutes:
        lines += ["", "AS MINUTES IT CAN ALSO SAY"]
        lines += wrap(f"{', '.join(vocabulary.minutes)}, and a text under any heading a rule asks for", width, "  ")
        lines.append(f"  all of it in a form:  reunify form CASE {name}")
    common = ", ".join(f"{key}=" for key in vocabulary.every_entry if key not in NOT_TYPED)
    lines += [
        "",
        "AND LIKE EVERY ENTRY",
        *wrap(
            f"--on DATE, --who NAME, --note TEXT; {common}",
            width,
            "  ",
        ),
    ]
    facts = (*event.sets, *event.adds, *event.removes, *event.puts, *event.turns)
    changed = [vocabulary.facts[fact].title for fact in facts]
    if changed:
        lines += ["", "IT CHANGES", *wrap(clean("; ".join(dict.fromkeys(changed))), width, "  ")]
    asked = list(rules_asking(name, policy))
    if asked:
        lines += ["", f"ASKED FOR BY {counted(len(asked), 'RULE', 'RULES')} OF {policy.short.upper()}"]
        lines += [edge(f"  {clean(rule.title)}", weight(rule), width) for rule in asked[:8]]
        if len(asked) > 8:
            lines.append(f"  and {len(asked) - 8} more")
    return [*lines, "", f"  {example(name, event)}"]


def _under(key: str, text: str, width: int) -> list[str]:
    """A key with what is said of it; a long key stands on a line of its own."""
    if len(key) > 21:
        return [f"  {key}", *wrap(text, width, " " * 24)]
    return wrap(text, width, " " * 24, f"  {key:<21} ")


def example(name: str, event: EventType) -> str:
    """A command that records the event, with everything that has to be said."""
    if name in ELSEWHERE:
        return ELSEWHERE[name]
    said = "".join(f" {key}={_sample(field)}" for key, field in event.fields.items() if field.required)
    when = ' --on "26/11 14:00"' if event.clock else " --on 26/11"
    return f"reunify record 42 {name}{said}{when}"


def _sample(field: Field) -> str:
    if field.values:
        return next(iter(field.values))
    samples = {
        "yes-no": "yes",
        "date": "3/12/2026",
        "number": "2",
        "period": "2w",
        "person": "mother",
        "people": "mother",
    }
    samples |= {"role": "social-worker", "event": "review", "moment": '"3/12 14:00"'}
    return samples.get(field.type, f'"{field.title or "words"}"')


def _field_words(field: Field) -> str:
    """What a field is and what can stand in it."""
    kinds = {
        "yes-no": "yes or no", "date": "a day", "moment": "a day and time", "number": "a number",
        "period": "a length of time: 2 w, 3 m", "person": "somebody", "people": "people, commas between",
        "role": "a role", "entry": "an earlier entry", "event": "an event", "stage": "a stage",
        "item": "an item of the plan", "rows": "several lines, written into the file",
    }  # fmt: skip
    values = ", ".join(f"{key} ({title})" if title != key else key for key, title in field.values.items())
    how = {"list": "any of", "text": "in your words, or"}.get(field.type, "one of")
    what = f"{how}: {values}" if values else kinds.get(field.type, "")
    when = "".join(f"only if {key}={value}" for key, value in field.when.items())
    said = [field.title or "", what, when, "required" if field.required else ""]
    return ". ".join(sentence(each) for each in said if each)


# --- what happened to a child -------------------------------------------------------------------------------------


def history_lines(terminal: Terminal, opened: OpenCase) -> list[str]:
    """What is recorded for a child, latest first, each with its id; corrections and withdrawals are said."""
    entries = opened.judged.history.entries
    head = wrap(child_line(opened, terminal.session), terminal.width, "      ", "")
    lines = [*head, ""]
    for entry in reversed(entries):
        lines.append(_entry_line(entry, opened))
        for line in entry.note.splitlines() if entry.event == NOTE else ():
            lines += wrap(clean(line), terminal.width, " " * 18, " " * 18)
    if not entries:
        lines.append("Nothing is recorded yet.")
    withdrawn = [a for a in opened.case.amendments if a.withdraws]
    if withdrawn:
        lines += ["", "WITHDRAWN", *(_amendment_words(each, opened, terminal) for each in withdrawn)]
    if opened.case.removals:
        lines += ["", "REMOVED, by order"]
    for each in opened.case.removals:
        what = f"{each.what} of {each.id}" if each.what and not each.what.startswith(("case.", "plan.")) else each.what
        day, by = f"{short_day(each.when.date())} {each.when.year}", person(opened.judged, each.by)
        said = f"{what or f'entry {each.id}'}, {day}, by {by}, ordered by {each.ordered_by}: {each.why}"
        lines += wrap(clean(said), terminal.width, "    ", "  ")
    here = typed(opened.id)
    return [
        *lines,
        "",
        f"{counted(len(entries), 'entry', 'entries')}.   reunify correct {here} ENTRY   reunify withdraw {here} ENTRY",
    ]


def _entry_line(entry: Entry, opened: OpenCase) -> str:
    what, who = shorten(_what(entry, opened), 41), shorten(who_words(entry, opened), 14)
    return f"{_day(entry):<17} {what:<41} {who:<14} {clean(entry.id)}"


def _day(entry: Entry) -> str:
    clock = f" {say_time(entry.when.minute)}" if entry.when.minute is not None else ""
    return f"{short_day(entry.when.day)[4:]:>6} {entry.when.day.year}{clock}"


def _what(entry: Entry, opened: OpenCase) -> str:
    vocabulary = opened.workspace.vocabulary
    kind = vocabulary.events.get(entry.event)
    about = [f"of {about_words(opened.judged, entry.of)}"] if entry.of else []
    corrected = [" (corrected)"] if entry.corrected_by else []
    said = islice(short_words(opened, entry.event, entry.fields), 3)
    words = ", ".join([kind.title if kind else entry.event, *about, *said])
    return clean(words + "".join(corrected))


def _amendment_words(amendment: Amendment, opened: OpenCase, terminal: Terminal) -> str:
    target = next((e for e in opened.case.entries if e.id == amendment.target), None)
    title = title_of(opened.workspace.vocabulary, target.event) if target else ""
    what = f"{title}, {short_day(target.when.day, terminal.session.today)}" if target else "an entry"
    return shorten(f"  {clean(amendment.target)}  {what}: {clean(amendment.why)}", terminal.width)
