"""An entry put into journals, and what is said about it afterwards: what it met, what is next, how to undo it."""

from collections.abc import Sequence
from datetime import date

from reunify_cli.casework.about import must_be_about, of_whom
from reunify_cli.casework.recording import Recorded
from reunify_cli.casework.writing import TO_DO
from reunify_cli.cli.screens.effects import effect_lines
from reunify_cli.cli.screens.findings import odd_lines, off_lines
from reunify_cli.cli.terminal import Terminal
from reunify_cli.model.vocabulary import EventType
from reunify_cli.session.last_look import first_today
from reunify_cli.text.days import say_full, short_day
from reunify_cli.text.layout import clean, edge, joined, sentence, shorten, wrap
from reunify_cli.wording.display_names import child, person, typed
from reunify_cli.wording.entry_text import short_words

NOTE = "note"
"""The event whose entries meet nothing, and say no more than their text."""


def recorded_lines(terminal: Terminal, done: Sequence[Recorded]) -> list[str]:
    """What was written down, and what it means for each child."""
    lines: list[str] = []
    for each in done:
        lines += [*_head(terminal, each), ""]
        who = child(each.opened, terminal.session) if len(done) > 1 else clean(each.opened.case.child.short())
        lines += [
            f"What changes for {who}",
            *effect_lines(each.opened, str(each.entry["id"]), each.effects, terminal),
            "",
        ]
    if all(each.draft.event == NOTE for each in done):
        lines.append("A note meets no duty. The full note belongs in the authority's own system.")
    elif first_today(terminal.session.env, terminal.session.folders, terminal.session.today):
        lines.append("This is not the statutory record: put it in the authority's own system too.")
    for word, verb in (("Mistake?", "correct"), ("Wrong child?", "withdraw")):
        ways = [f"reunify {verb} {typed(each.opened.id)} {each.entry['id']}" for each in done]
        lines += [f"{word if number == 0 else '':<15}{way}" for number, way in enumerate(ways)]
    return lines


def _head(terminal: Terminal, done: Recorded) -> list[str]:
    vocabulary = done.opened.workspace.vocabulary
    draft, judged = done.draft, done.opened.judged
    by = f", by {joined([person(judged, key) for key in draft.by])}" if draft.by else ""
    title = clean(f"{sentence(vocabulary.events[draft.event].title)}, {say_full(draft.when)}{by}.")
    lines = [edge(f"RECORDED   {title}", f"entry {done.entry['id']}", terminal.width)]
    if len(title) + 11 + 12 > terminal.width:
        lines = [*wrap(title, terminal.width, " " * 11, "RECORDED   "), f"{' ' * 11}entry {done.entry['id']}"]
    me = str(done.entry.get("recorded_by", ""))
    if me and (me,) != draft.by:
        lines.append(f"           Recorded by {person(judged, me)}, {say_full(terminal.session.now)}.")
    if not draft.by:
        lines.append("           Who did this is not recorded. To name them: --who NAME")
    if "of" not in draft.says and (of_whom(judged, draft.event) or must_be_about(judged, draft.event)):
        way = f"reunify correct {typed(done.opened.id)} {done.entry['id']} of=... --why ..."
        lines.append(f"           Not linked to anything yet. Add what it is about: {way}")
    lines += [*_echo(terminal.width, done), *_notes(terminal.width, done), *_given(terminal, done)]
    lines += odd_lines(done.opened, done.odd, terminal.width)
    if not terminal.asks or terminal.yes:
        lines += off_lines(done.opened, done.off, terminal.width)  # at a terminal it is asked
    if done.frozen:
        lines.append(f"           The plan as agreed is kept in {done.frozen}.")
    return lines


def _echo(width: int, done: Recorded) -> list[str]:
    """What the entry says, in few words, so that a slip is seen at once; what `_notes` tells in full is left to it."""
    kind = done.opened.workspace.vocabulary.events[done.draft.event]
    said = {key: value for key, value in done.draft.says.items() if key in kind.fields and not _explains(kind, key)}
    words = "; ".join(short_words(done.opened, done.draft.event, said))
    lines = wrap(words, width, " " * 11) if words else []
    text = str(done.draft.says.get("note") or "") if done.draft.event == NOTE else ""
    return [*lines, *(f"{' ' * 11}{shorten(clean(line), width - 11)}" for line in text.splitlines()[:2])]


def _explains(kind: EventType, key: str) -> bool:
    """Whether a field says why something else is as it is."""
    return bool(kind.fields[key].when) and kind.fields[key].type in ("choice", "text")


def _notes(width: int, done: Recorded) -> list[str]:
    """What was said to explain something else: why the child was not seen alone, why a meeting was in a hurry."""
    kind = done.opened.workspace.vocabulary.events[done.draft.event]
    found = []
    for key, field in kind.fields.items():
        value = done.draft.says.get(key)
        if isinstance(value, str) and _explains(kind, key):
            text = clean(f"{sentence(field.title or key)}: {field.values.get(value, value).rstrip('.')}.")
            found += wrap(text, width, " " * 11)
    return found


def _given(terminal: Terminal, done: Recorded) -> list[str]:
    """What the entry gave somebody to do: each with its id, whose it is and by when, and how it is finished."""
    lines: list[str] = []
    last = ""
    for row in (row for key in TO_DO for row in done.entry.get(key) or ()):
        whose = person(done.opened.judged, str(row["owner"])) if row.get("owner") else ""
        due = f"by {short_day(date.fromisoformat(str(row['due'])), terminal.session.today)}" if row.get("due") else ""
        text = clean(f"{row['what']}: {' '.join(filter(None, (whose, due)))}" if whose or due else row["what"])
        lines += wrap(text, terminal.width, " " * 22, f"{' ' * 11}{row['id']:<10} ")
        last = str(row["id"]) if whose or due else last
    if last:
        lines.append(f"           When one is done:  reunify record {typed(done.opened.id)} action-done of={last}")
    return lines
