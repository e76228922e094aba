"""A date and its proof: the rule, what it was counted from, every day skipped, its source, what would meet it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from reunify_cli.cli.days import ago, say_day, say_time, say_when, short_day
from reunify_cli.cli.door import Door, Opened
from reunify_cli.cli.lists import soon_days
from reunify_cli.cli.options import CaseRef, reads
from reunify_cli.cli.screen import clean, counted, edge, sentence, wrap
from reunify_cli.cli.who import WEIGHT, child, command, due_words, duty_json, person, typed
from reunify_cli.engine.acts import Act, acts
from reunify_cli.engine.derivation import Derivation, Reading, derive
from reunify_cli.engine.duty import Duty, Standing, late_by, standing
from reunify_cli.engine.missing import missing, next_event
from reunify_cli.engine.owners import owner
from reunify_cli.errors import Mistyped, Problem, did_you_mean
from reunify_cli.rules.periods import Due, working_days_between
from reunify_cli.rules.wording import title_of

LABEL = 12
"""How wide the words on the left are."""

STANDINGS = {
    Standing.NOT_STARTED: "not started: what it is counted from lies ahead",
    Standing.OPEN: "owed, without a date",
    Standing.UPCOMING: "not due yet",
    Standing.DUE: "not due yet, but soon",
    Standing.OVERDUE: "LATE: not recorded here as done",
    Standing.MISSED: "missed: it was not done in time, and can no longer be",
    Standing.MET: "met",
    Standing.MET_LATE: "met, but late",
    Standing.MET_OTHER: "met by the other reading of the words",
    Standing.CLOSED: "closed by something else",
    Standing.VARIED: "varied by a manager",
    Standing.LAPSED: "lapsed: it ended before it fell due",
    Standing.BREACH: "BREACH: what had to come first was not recorded",
    Standing.UNCLEAR: "nobody can say from what is recorded",
    Standing.NOT_KNOWN: "not known here: it fell due before this record is complete",
}


@reads
def cli(
    door: Door,
    case: CaseRef,
    rule: Annotated[str, typer.Argument(metavar="[RULE[@DATE]]", help="the rule, as other screens name it")] = "",
) -> int | None:
    """A date and its proof, day by day, with its source."""
    opened = door.open_case(case)
    duties = chosen(opened, rule, door)
    if door.json:
        items = [{**duty_json(opened, each, door), "why": why_json(opened, each)} for each in duties]
        door.answer("why", items, read=1)
    elif not rule:
        door.say(overview(opened, door))
    else:
        lines: list[str] = []
        for duty in duties:
            lines += [*([""] if lines else []), *run(opened, duty, door)]
        door.say(lines)
    return None


def chosen(opened: Opened, words: str, door: Door) -> list[Duty]:
    """The duties meant by `RULE` or `RULE@DATE`; of a rule alone, the one that matters now.

    Raises Mistyped where there is no such rule, or no duty under it for this child.
    """
    if not words:
        found = acts(opened.judged, door.position, (Standing.BREACH, Standing.OVERDUE, Standing.DUE, Standing.UPCOMING))
        return [duty for act in found for duty in act.duties]
    name, _, when = words.partition("@")
    rules = opened.judged.policy.by_id
    if name not in rules:
        titles = {r.title.lower(): r.id for r in rules.values()}
        name = titles.get(name.lower(), name)
    if name not in rules:
        raise Mistyped(
            Problem(None, f'"{words}" is not a rule here.{did_you_mean(name, rules)}', "reunify why CASE  lists them.")
        )
    duties = list(opened.judged.of(name))
    if when:
        duties = [d for d in duties if when in (str(d.due), str(d.anchor.when), str(d.anchor.when.day), d.anchor.name)]
    if not duties:
        reason = _not_owed(opened, name, door)
        raise Mistyped(Problem(None, f"{rules[name].title}: no duty under this rule for this child. {reason}", ""))
    if when:
        return duties
    pressing = [d for d in duties if standing(d, door.position).to_do or standing(d, door.position) is Standing.BREACH]
    return [(pressing or duties)[-1]] if rules[name].latest.each is None else (pressing or duties[-1:])


def _not_owed(opened: Opened, name: str, door: Door) -> str:
    from reunify_cli.rules.wording import condition_words

    terms = opened.judged.policy.by_id[name].latest
    if terms.while_ is None:
        return "What it is counted from is not recorded."
    words = condition_words(terms.while_, opened.judged.policy.vocabulary)
    holds = opened.judged.times.holds_at(terms.while_, door.position)
    return f"It applies while: {words}" + (" (that is so now)." if holds else " (that is not so now).")


def overview(opened: Opened, door: Door) -> list[str]:
    """Everything that can be asked about, when no rule is named: a line each, with the rule's own name."""
    wanted = (Standing.BREACH, Standing.OVERDUE, Standing.DUE, Standing.UPCOMING, Standing.UNCLEAR, Standing.OPEN)
    lines = [f"{child(opened, door)}: ask about one of these, for example", ""]
    found = acts(opened.judged, door.position, wanted, soon_days(opened))
    duties = [duty for act in found for duty in act.duties]
    if duties:
        lines[0] += f"  reunify why {typed(opened.id)} {duties[0].rule.id}"
    for duty in list({d.rule.id: d for d in duties}.values()):
        how = standing(duty, door.position, soon_days(opened))
        when = due_words(duty.due, door.today) if duty.due else ""
        word = {"breach": "BREACH", "overdue": "LATE"}.get(how.value, "")
        lines.append(edge(f" {word or when:<10} {clean(duty.rule.title)}", duty.rule.id, door.width))
    return lines if duties else [f"{child(opened, door)}: nothing is owed now."]


def run(opened: Opened, duty: Duty, door: Door) -> list[str]:
    """The screen's lines for one duty."""
    judged, rule = opened.judged, duty.rule
    how = standing(duty, door.position, soon_days(opened))
    proof = derive(judged, duty)
    title = f"{clean(rule.title)}{f' ({clean(duty.each)})' if duty.each else ''}"
    lines = [child(opened, door), *wrap(title, door.width), ""]
    lines += _row("BREACH" if how is Standing.BREACH else "DUE", _due(duty, door, how), door)
    if duty.other_due:
        lines += _row("", f"By the other reading of the words: {_day(duty.other_due)}.", door)
    lines += _row("STANDING", _standing(opened, duty, how), door)
    lines += _row("WHOSE", _whose(opened, duty, door), door)
    lines += _row("STRENGTH", f"{WEIGHT.get(rule.weight, rule.weight)}, {rule.strength}", door)
    lines += ["", *_row("THE RULE", clean(rule.says or rule.title), door)]
    for label, words in proof.asks:
        lines += _row("", f"{label}: {clean(words)}.", door)
    lines += _row("SOURCE", _source(duty), door)
    if rule.unverified:
        lines += _row("", "CHECK: nobody has confirmed this against the text. It is never called late.", door)
    if duty.terms.in_force:
        lines += _row("", f"In force since {say_day(duty.terms.in_force)}.", door)
    lines += ["", *_counting(opened, proof, door)]
    lines += _answer(opened, duty, how, door)
    if rule.note:
        lines += _row("NOTE", clean(rule.note), door)
    return lines


def _row(label: str, text: str, door: Door) -> list[str]:
    return wrap(text, door.width, " " * LABEL, f" {label:<{LABEL - 1}}")


def _day(due: Due) -> str:
    clock = f" {say_time(due.minute)}" if due.minute is not None else ""
    return f"{say_day(due.day)}{clock}"


def _due(duty: Duty, door: Door, how: Standing) -> str:
    if how is Standing.BREACH and duty.gated is not None:
        return f"{say_when(duty.gated.when)} {duty.gated.when.day.year}: passed without what had to come first"
    if duty.due is None:
        return "no date: it is owed for as long as it applies"
    end = ", by the end of the day" if duty.due.minute is None else ""
    far = f". {sentence(ago(duty.due.day, door.today))}" if how.to_do else ""
    if how is Standing.OVERDUE:
        far = f". {counted(late_by(duty, door.today), 'day')} late"
    return f"{_day(duty.due)}{end}{far}"


def _standing(opened: Opened, duty: Duty, how: Standing) -> str:
    words = STANDINGS[how]
    if duty.met is not None:
        words += f", {say_when(duty.met)} {duty.met.day.year}"
        if duty.evidence:
            words += f" (entry {', '.join(e.id for e in duty.evidence)})"
    elif duty.closed is not None:
        title = title_of(opened.judged.policy.vocabulary, duty.closed.event)
        words += f": {title}, {say_when(duty.closed.when)} (entry {duty.closed.id})"
    elif how is Standing.UNCLEAR:
        words += f": {duty.unclear}"
    elif how in (Standing.LAPSED, Standing.MISSED) and duty.ended_by is not None:
        title = title_of(opened.judged.policy.vocabulary, duty.ended_by.event)
        words += f" ({title}, {say_when(duty.ended_by.when)})"
    if duty.booked:
        late = " BOOKED TOO LATE" if duty.booked_too_late else ""
        words += f". Booked for {say_when(duty.booked)}.{late}"
    elif how.to_do and duty.due and _is_meeting(opened, duty):
        words += "; NOT BOOKED"
    return words


def _is_meeting(opened: Opened, duty: Duty) -> bool:
    event, _ = next_event(opened.judged, duty)
    events = opened.judged.policy.vocabulary.events
    return event in events and events[event].minutes and events[event].group in ("meetings", "reviews")


def _whose(opened: Opened, duty: Duty, door: Door) -> str:
    who = owner(opened.judged, duty, door.position)
    title = title_of(opened.judged.policy.vocabulary, who.role) if who.role else ""
    if who.key and title:
        return f"{person(opened.judged, who.key)}, {title}"
    return title or person(opened.judged, who.key) or "nobody is named"


def _source(duty: Duty) -> str:
    source = duty.source
    register = f" Register: {', '.join(duty.rule.register)}." if duty.rule.register else ""
    checked = f" We last checked it on {say_day(source.checked)}." if source.checked else ""
    address = f" {source.url}" if source.url else ""
    return clean(f"{source}.{address}{checked}{register}")


def _counting(opened: Opened, proof: Derivation, door: Door) -> list[str]:
    lines: list[str] = []
    duty = proof.duty
    if not proof.readings:
        entry = duty.anchor.entry
        if entry is not None:
            return _row("FROM", _anchor(opened, duty.anchor.entry, duty.anchor.why, duty.anchor.when), door)
        return lines
    for reading in proof.readings:
        anchor = reading.counted.anchor
        label = "COUNTED" if not lines else "AND"
        how = f" ({reading.counted.how})" if reading.counted.how else ""
        period = f"{_period(reading)} " if reading.counted.period else ""
        lines += _row(label, f"{period}from {_anchor(opened, anchor.entry, anchor.why, anchor.when)}{how}", door)
        lines += [f"{' ' * LABEL}{line}" for line in _days(reading)]
        if reading.stretches:
            lines += _row("HOLIDAYS", _holidays(opened, reading), door)
    return lines


def _period(reading: Reading) -> str:
    from reunify_cli.rules.periods import parse_period

    return parse_period(reading.counted.period).words()


def _anchor(opened: Opened, entry: Any, why: str, when: Any) -> str:
    if entry is None:
        return f"{say_when(when)} {when.day.year}, {why or 'time passed'}"
    title = title_of(opened.judged.policy.vocabulary, entry.event)
    place = entry_place(opened, entry.id)
    by = f", by {', '.join(person(opened.judged, key) for key in entry.by)}" if entry.by else ""
    return clean(f"{say_when(when)} {when.day.year}, {title}{by}; entry {entry.id}{f', {place}' if place else ''}")


def entry_place(opened: Opened, entry_id: str) -> str:
    """Where an entry stands, as `file:line`."""
    from reunify_cli.store.folder import place_of

    return str(place_of(opened.office.workspace, opened.id, entry_id) or "")


def _days(reading: Reading) -> list[str]:
    if not reading.stretches:
        return []
    rows = [f"{short_day(reading.counted.anchor.when.day):<23} not counted (the day itself)"]
    for each in reading.stretches:
        days = short_day(each.first) if each.first == each.last else f"{short_day(each.first)} - {short_day(each.last)}"
        rows.append(f"{days:<23} {each.what}")
    if reading.weekends:
        rows.append(f"and {counted(reading.weekends, 'weekend')}")
    return rows


def _holidays(opened: Opened, reading: Reading) -> str:
    calendar = opened.judged.calendar
    words = f"{calendar.title}, checked {say_day(calendar.checked)}, announced to the end of {calendar.known_to}"
    return f"{words}. This date lies beyond that and may still move." if reading.provisional else words


def _answer(opened: Opened, duty: Duty, how: Standing, door: Door) -> list[str]:
    lines: list[str] = []
    if duty.met is None and duty.closed is None:
        lacking = missing(opened.judged, duty)
        for i, each in enumerate(lacking):
            words = clean(each.words) + (
                f": the one of {say_when(each.near.when)} does not count, {each.why_not}"
                if each.near and each.why_not
                else ""
            )
            lines += _row("MISSING" if i == 0 else "", words, door)
        act = Act((duty,), how, *next_event(opened.judged, duty))
        if command(opened, act) and how.to_do:
            lines += _row("DO", command(opened, act), door)
            if _is_meeting(opened, duty) and not duty.booked:
                lines += _row("", f'reunify book {typed(opened.id)} {act.event} --on "DATE TIME"', door)
    late = (
        working_days_between(duty.due.day, door.today, opened.judged.calendar)
        if duty.due and how is Standing.OVERDUE
        else 0
    )
    if late > 0:
        lines += _row("", f"({counted(late, 'working day')} late)", door)
    return lines


def why_json(opened: Opened, duty: Duty) -> dict[str, Any]:
    """The derivation as JSON."""
    proof = derive(opened.judged, duty)
    return {
        "says": duty.rule.says,
        "asks": [{"question": q, "answer": a} for q, a in proof.asks],
        "readings": [_reading_json(opened, reading) for reading in proof.readings],
        "evidence": [entry.id for entry in duty.evidence],
        "missing": [
            {"words": m.words, "event": m.event or None, "fields": list(m.fields)} for m in missing(opened.judged, duty)
        ],
        "note": duty.rule.note or None,
        "in_force": str(duty.terms.in_force) if duty.terms.in_force else None,
        "checked": str(duty.source.checked) if duty.source.checked else None,
    }


def _reading_json(opened: Opened, reading: Reading) -> dict[str, Any]:
    entry = reading.counted.anchor.entry
    return {
        "from": str(reading.counted.anchor.when),
        "entry": entry.id if entry else None,
        "place": entry_place(opened, entry.id) if entry else None,
        "period": reading.counted.period or None,
        "due": str(reading.counted.due),
        "skipped": [{"date": str(day), "holiday": name} for day, name in reading.holidays],
        "weekends": reading.weekends,
        "provisional": reading.provisional,
    }
