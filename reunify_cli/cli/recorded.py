"""An entry put into journals, and what is said about it afterwards: what it met, what is next, how to undo it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from reunify_cli.cli.about import must_be_about, of_whom
from reunify_cli.cli.days import say_full, short_day
from reunify_cli.cli.effects import Effects, effect_lines, effects
from reunify_cli.cli.odd import fresh, odd_lines, off_lines
from reunify_cli.cli.saying import short_words
from reunify_cli.cli.screen import clean, edge, joined, sentence, wrap
from reunify_cli.cli.terminal import Terminal
from reunify_cli.cli.who import child, duty_json, person, typed
from reunify_cli.cli.writing import TO_DO, Draft, Held, fresh_id, in_turn, mapping, not_closed, stamped, write
from reunify_cli.engine.ended import Ended, still_booked
from reunify_cli.engine.finding import Finding
from reunify_cli.frozen import dataclass
from reunify_cli.model.moment import Moment
from reunify_cli.model.vocabulary import EventType
from reunify_cli.session.session import OpenCase, Session

AGREEMENT: Final = "plan-agreed"
"""The event type that freezes the plan on the desk."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry that now stands in a journal, with what it changed."""

    opened: OpenCase
    draft: Draft
    entry: Mapping[str, Any]
    effects: Effects
    frozen: str = ""
    """The file into which the plan was frozen, where the entry agrees one."""
    odd: tuple[Finding, ...] = ()
    """What does not fit since this entry."""
    off: tuple[tuple[str, Moment, Ended], ...] = ()
    """The meetings still booked that it makes pointless."""


def put(session: Session, held: Sequence[Held], drafts: Sequence[Draft], also: Sequence[Draft] = ()) -> list[Recorded]:
    """Append each draft to its journal, all or none, and say what each changed.

    `also` are entries that stand beside a form's own, for its one child: the open tasks that it finishes.

    An entry that agrees the plan freezes it first: a copy without its entry is harmless, the reverse would not be.
    Where a colleague was faster, theirs comes first, and it is asked once more whether the case is still open.
    """

    def work(now: Sequence[Held]) -> list[Recorded]:
        for each, draft in zip(now, drafts, strict=True) if now is not held else ():
            not_closed(each, draft.event, draft.when)
        return _put(session, now, drafts, also)

    return in_turn(session, held, work)


def _put(session: Session, held: Sequence[Held], drafts: Sequence[Draft], also: Sequence[Draft]) -> list[Recorded]:
    entries = [
        mapping(draft, fresh_id(each), stamped(session, each.directory))
        for each, draft in zip(held, drafts, strict=True)
    ]
    taken = {str(entry["id"]) for entry in entries}
    more = []
    for draft in also:
        (each,) = held
        more.append(mapping(draft, fresh_id(each, taken), stamped(session, each.directory)))
        taken.add(str(more[-1]["id"]))
    frozen: list[Path | None] = []
    try:
        for each, entry in zip(held, entries, strict=True):
            frozen.append(_freeze(each.opened, entry))
        after = write(session, held, entries, more)
    except BaseException:
        for copy in frozen:
            if copy is not None:
                copy.unlink(missing_ok=True)
        raise
    done = []
    for each, now, draft, entry, kept in zip(held, after, drafts, entries, frozen, strict=True):
        changed = effects(
            each.opened.judged, now.judged, session.position, now.judged.policy.due_soon, str(entry["id"])
        )
        before = {what for what, _, _ in still_booked(each.opened.judged, session.position)}
        done.append(
            Recorded(
                now, draft, entry, changed, f"plans/{kept.name}" if kept is not None else "",
                odd=tuple(f for f in fresh(each.opened.judged, now.judged, session.position) if f.kind == "record"),
                off=tuple(one for one in still_booked(now.judged, session.position) if one[0] not in before),
            )
        )  # fmt: skip
    return done


def _freeze(opened: OpenCase, entry: Mapping[str, Any]) -> Path | None:
    """Keep the plan as this entry agrees it; None for other entries, and where there is no plan.yaml."""
    from reunify_cli.store.case_files import freeze_plan

    if entry["event"] != AGREEMENT or not (opened.folder / "plan.yaml").is_file():
        return None
    return freeze_plan(opened.folder, str(entry["id"]))


def recorded_lines(terminal: Terminal, done: Sequence[Recorded]) -> list[str]:
    """What was written down, and what it means for each child."""
    lines: list[str] = []
    for each in done:
        lines += [*_head(terminal, each), ""]
        who = child(each.opened, terminal.session) if len(done) > 1 else clean(each.opened.case.child.short())
        lines += [
            f"For {who} this means",
            *effect_lines(each.opened, str(each.entry["id"]), each.effects, terminal),
            "",
        ]
    lines.append("This is not the statutory record: put it in the authority's own system too.")
    for word, verb in (("Mistake?", "correct"), ("Wrong child?", "withdraw")):
        ways = [f"reunify {verb} {typed(each.opened.id)} {each.entry['id']}" for each in done]
        lines += [f"{word if number == 0 else '':<15}{way}" for number, way in enumerate(ways)]
    return lines


def _head(terminal: Terminal, done: Recorded) -> list[str]:
    vocabulary = done.opened.office.vocabulary
    draft, judged = done.draft, done.opened.judged
    by = f", by {joined([person(judged, key) for key in draft.by])}" if draft.by else ""
    title = clean(f"{sentence(vocabulary.events[draft.event].title)}, {say_full(draft.when)}{by}.")
    lines = [edge(f"RECORDED   {title}", f"entry {done.entry['id']}", terminal.width)]
    if len(title) + 11 + 12 > terminal.width:
        lines = [*wrap(title, terminal.width, " " * 11, "RECORDED   "), f"{' ' * 11}entry {done.entry['id']}"]
    me = str(done.entry.get("recorded_by", ""))
    if me and (me,) != draft.by:
        lines.append(f"           Written down by {person(judged, me)}, {say_full(terminal.session.now)}.")
    if not draft.by:
        lines.append("           Nobody is named as having done it: --who NAME says who.")
    if "of" not in draft.says and (of_whom(judged, draft.event) or must_be_about(judged, draft.event)):
        way = f"reunify correct {typed(done.opened.id)} {done.entry['id']} of=... --why ..."
        lines.append(f"           It does not say about whom or what: {way}")
    lines += [*_echo(terminal.width, done), *_notes(terminal.width, done), *_given(terminal, done)]
    lines += odd_lines(done.opened, done.odd, terminal.width)
    if not terminal.asks or terminal.yes:
        lines += off_lines(done.opened, done.off, terminal.width)  # at a terminal it is asked
    if done.frozen:
        lines.append(f"           The plan as agreed is kept in {done.frozen}.")
    return lines


def _echo(width: int, done: Recorded) -> list[str]:
    """What the entry says, in few words, so that a slip is seen at once; what `_notes` tells in full is left to it."""
    kind = done.opened.office.vocabulary.events[done.draft.event]
    said = {key: value for key, value in done.draft.says.items() if key in kind.fields and not _explains(kind, key)}
    return wrap("; ".join(short_words(done.opened, done.draft.event, said)), width, " " * 11) if said else []


def _explains(kind: EventType, key: str) -> bool:
    """Whether a field says why something else is as it is."""
    return bool(kind.fields[key].when) and kind.fields[key].type in ("choice", "text")


def _notes(width: int, done: Recorded) -> list[str]:
    """What was said to explain something else: why the child was not seen alone, why a meeting was in a hurry."""
    kind = done.opened.office.vocabulary.events[done.draft.event]
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


def as_json(session: Session, done: Recorded) -> dict[str, Any]:
    """What was written down and what it changed, for programs."""

    def duties(found: Sequence[Any]) -> list[dict[str, Any]]:
        return [duty_json(done.opened, duty, session) for duty in found]

    return {
        "case": done.opened.id,
        "entry": dict(done.entry),
        "met": duties(done.effects.met),
        "breaches": duties(done.effects.breaches),
        "late": duties(done.effects.late),
        "no_longer_owed": duties(done.effects.over),
        "unclear": duties(done.effects.unclear),
        "to_add": duties(done.effects.unsaid),
        "to_check": [{"sentence": each.sentence, "help": each.help, "entry": each.entry} for each in done.odd],
        "still_booked": [{"event": what, "for": str(when)} for what, when, _ in done.off],
    }
