"""A date and its proof: the rule, what it was counted from, every day skipped, its source, what would meet it."""

from typing import Annotated

from reunify_cli.casework.explaining import (
    at_the_next_gate,
    chosen,
    is_meeting,
    not_asked_json,
    rule_asked_about,
    when_asked,
    why_json,
)
from reunify_cli.cli.options import Argument, CaseRef, reads
from reunify_cli.cli.screens.proof import LABEL, anchor_words, proof_rows, row, rule_rows
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.acts import PRESSING, Act, acts
from reunify_cli.engine.derivation import derive, rests_on
from reunify_cli.engine.duty import Anchor, Duty, Standing, asks, days_late, standing
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.missing import Missing, missing, next_event
from reunify_cli.engine.owners import owner
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.periods import Due, working_days_between
from reunify_cli.rules.phrasing import title_of
from reunify_cli.rules.policy import Rule
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import ago, say_day, say_full, say_time, say_when
from reunify_cli.text.layout import clean, counted, edge, sentence, wrap
from reunify_cli.wording.display_names import (
    WEIGHT,
    answers,
    child,
    command,
    conditions_of,
    due_words,
    duty_json,
    each_words,
    person,
    typed,
    variation_words,
)

STANDINGS = {
    Standing.NOT_STARTED: "not started: it counts from a future date",
    Standing.OPEN: "to do, no date set",
    Standing.UPCOMING: "not due yet",
    Standing.DUE: "not due yet, but soon",
    Standing.OVERDUE: "OVERDUE: past its date, not recorded as done",
    Standing.MISSED: "missed: too late to do now",
    Standing.MET: "done on time",
    Standing.MET_LATE: "done late",
    Standing.MET_OTHER: "done on time, if the source is read the other way",
    Standing.CLOSED: "closed by something else",
    Standing.VARIED: "a manager made an exception",
    Standing.LAPSED: "no longer needed: it stopped applying before it was due",
    Standing.BREACH: "BREACH: what had to come first was not recorded",
    Standing.UNCLEAR: "cannot be worked out from what is recorded",
    Standing.NOT_KNOWN: "not known: it fell due before this record starts",
}


LATE = (Standing.OVERDUE, Standing.MISSED, Standing.BREACH)


@reads
def cli(
    terminal: Terminal,
    case: CaseRef,
    rule: Annotated[str, Argument(metavar="[RULE[@DATE]]", help="the rule, as other screens name it")] = "",
) -> None:
    """A date and its proof, day by day, with its source."""
    opened = terminal.session.open_case(case)
    duties = chosen(opened, rule, terminal.session)
    if terminal.json:
        items = [
            {**duty_json(opened, each, terminal.session), "why": why_json(opened, each, terminal.session)}
            for each in duties
        ]
        if rule and not duties:
            items = [not_asked_json(opened, rule_asked_about(opened, rule.partition("@")[0]), terminal.session)]
        terminal.answer("why", items, read=1)
    elif not rule:
        terminal.say(overview(opened, terminal))
    elif not duties:
        terminal.say(not_asked(opened, rule_asked_about(opened, rule.partition("@")[0]), terminal))
    else:
        lines: list[str] = []
        for duty in duties:
            lines += [*([""] if lines else []), *run(opened, duty, terminal)]
        terminal.say(lines)


def overview(opened: OpenCase, terminal: Terminal) -> list[str]:
    """Everything that can be asked about, when no rule is named: a line each, with the rule's own name."""
    wanted = (*PRESSING, Standing.UNCLEAR, Standing.OPEN)
    lines = [f"{child(opened, terminal.session)}: ask about one of these, such as", ""]
    found = acts(opened.judged, terminal.session.position, wanted, opened.judged.policy.due_soon)
    duties = [duty for act in found for duty in act.duties]
    if duties:
        way = f"reunify why {typed(opened.id)} {duties[0].rule.id}"
        fits = len(lines[0]) + len(way) < terminal.width
        lines[:1] = [edge(lines[0], way, terminal.width)] if fits else [lines[0], f"  {way}"]
    room = max((len(due_words(duty.due, terminal.session.today)) for duty in duties), default=10)
    for duty in list({d.rule.id: d for d in duties}.values()):
        how = standing(duty, terminal.session.position, opened.judged.policy.due_soon)
        when = due_words(duty.due, terminal.session.today) if duty.due else ""
        word = {"breach": "BREACH", "overdue": "OVERDUE", "not-known": "ASK"}.get(how.value, "")
        lines.append(edge(f" {word or when:<{room}} {clean(duty.rule.title)}", duty.rule.id, terminal.width))
    return lines if duties else [f"{child(opened, terminal.session)}: nothing is due now."]


def run(opened: OpenCase, duty: Duty, terminal: Terminal) -> list[str]:
    """The screen's lines for one duty."""
    rule = duty.rule
    how = standing(duty, terminal.session.position, opened.judged.policy.due_soon)
    about = f" ({each_words(opened, duty.each, terminal.session)})" if duty.each else ""
    lines = [child(opened, terminal.session), *wrap(f"{clean(rule.title)}{about}", terminal.width), ""]
    lines += row(
        "BREACH" if how is Standing.BREACH else "DUE",
        _due(duty, terminal.session, how, opened.judged.calendar),
        terminal.width,
    )
    if duty.unsure is not None:
        said = sentence(duty.unsure.words)
        after = f" Late after {_day(duty.late_after)}." if duty.late_after not in (None, duty.due) else ""
        lines += row("", f"{said}.{after}", terminal.width)
    elif duty.other_due:
        lines += row("", f"By the other reading of the words: {_day(duty.other_due)}.", terminal.width)
    lines += row("STATUS", _standing(opened, duty, how, terminal.session), terminal.width)
    lines += _said_by_managers(opened, rule, duty, terminal)
    lines += row("WHO", _whose(opened, duty, terminal.session), terminal.width)
    lines += row("BASIS", _strength(rule), terminal.width)
    lines += ["", *rule_rows(opened, rule, duty.terms, duty.source, terminal.width)]
    lines += ["", *proof_rows(opened, derive(opened.judged, duty), terminal.width)]
    if duty.met is None and duty.closed is None:
        lines += _lacking(opened.judged, missing(opened.judged, duty), duty, terminal)
        lines += _to_do(opened, duty, how, terminal.width)
    if rule.note:
        lines += row("NOTE", clean(rule.note), terminal.width)
    return lines


def not_asked(opened: OpenCase, rule: Rule, terminal: Terminal) -> list[str]:
    """The screen's lines for a rule under which nothing is owed: what it asks, when, and what of it is there."""
    stage, then, asked = at_the_next_gate(opened, rule, terminal.session)
    lines = [child(opened, terminal.session), *wrap(clean(rule.title), terminal.width), ""]
    lines += row("STATUS", when_asked(opened, rule, asked, stage, terminal.session), terminal.width)
    lines += _said_by_managers(opened, rule, None, terminal)
    lines += row("BASIS", _strength(rule), terminal.width)
    lines += ["", *rule_rows(opened, rule, rule.latest, rule.source, terminal.width)]
    if asked:
        lines.append("")
    for duty in asked:
        for entry in duty.evidence:
            lines += row("IN PLACE", anchor_words(opened, Anchor(entry.when, entry)), terminal.width)
        lines += _lacking(then, missing(then, duty), duty, terminal)
    if rule.note:
        lines += row("NOTE", clean(rule.note), terminal.width)
    return lines


def _strength(rule: Rule) -> str:
    """`LAW, must`, and whether the words of it were read."""
    known = "" if rule.source.sure == "primary" else ", wording not checked"
    return f"{WEIGHT.get(rule.weight, rule.weight)}, {rule.strength}{known}"


def _said_by_managers(opened: OpenCase, rule: Rule, duty: Duty | None, terminal: Terminal) -> list[str]:
    """That a manager has seen a breach, or varied the rule: until when, who asked for it, and why."""
    lines: list[str] = []
    if duty is not None and duty.seen is not None:
        by = ", ".join(person(opened.judged, key) for key in duty.seen.by)
        lines += row("SEEN", f"by {by}, {say_full(duty.seen.when)}; entry {clean(duty.seen.id)}", terminal.width)
    entry = (duty.varied if duty is not None else None) or opened.judged.variation(rule, terminal.session.position)
    if entry is not None:
        lines += row("EXCEPTION", f"{variation_words(opened.judged, entry)}; entry {clean(entry.id)}", terminal.width)
    return lines


def _day(due: Due) -> str:
    clock = f" {say_time(due.minute)}" if due.minute is not None else ""
    return f"{say_day(due.day)}{clock}"


def _due(duty: Duty, session: Session, how: Standing, calendar: Calendar) -> str:
    if how is Standing.BREACH and duty.gated is not None:
        return f"{say_full(duty.gated.when)}: passed without what had to come first"
    if duty.due is None:
        return "no date: required for as long as the rule applies"
    end = ", by the end of the day" if duty.due.minute is None else ""
    far = f". {sentence(ago(duty.due.day, session.today))}" if how.to_do else ""
    if how is Standing.OVERDUE:
        far = f". {counted(days_late(duty, session.position), 'day')} late"
        working = working_days_between((duty.late_after or duty.due).day, session.today, calendar)
        far += f" ({counted(working, 'working day')})" if working else ""
    return f"{_day(duty.due)}{end}{far}"


def _standing(opened: OpenCase, duty: Duty, how: Standing, session: Session) -> str:
    words = STANDINGS[how]
    if duty.met is not None:
        words += f", {say_when(duty.met)} {duty.met.day.year}"
        if duty.evidence:
            words += f" (entry {', '.join(e.id for e in duty.evidence)})"
        words += "".join(f". ON CONDITION, {each}" for each in conditions_of(duty))
    elif duty.closed is not None:
        title = title_of(opened.judged.policy.vocabulary, duty.closed.event)
        words += f": {title}, {say_when(duty.closed.when, session.today)} (entry {duty.closed.id})"
    elif asks(duty, session.position) and duty.unsure is not None and duty.unsure.entry:
        words = f"ASK: {duty.unsure.words}. Record it; until then this is neither done nor overdue"
    elif asks(duty, session.position):
        words = "ASK: not recorded as done. Record it, or that there was none"
    elif how is Standing.UNCLEAR:
        words += f": {duty.unclear}"
    elif how is Standing.OPEN and duty.due is not None and duty.rule.unverified:
        words = "its date has passed. Wording not checked, so it is never called overdue"
    elif how in (Standing.LAPSED, Standing.MISSED) and duty.ended_by is not None:
        title = title_of(opened.judged.policy.vocabulary, duty.ended_by.event)
        words += f" ({title}, {say_when(duty.ended_by.when, session.today)})"
    if duty.booked:
        late = " BOOKED TOO LATE" if duty.booked_too_late else ""
        words += f". Booked for {say_when(duty.booked, session.today)}.{late}"
    elif how.to_do and duty.due and is_meeting(opened, duty):
        words += "; NOT BOOKED"
    return words


def _whose(opened: OpenCase, duty: Duty, session: Session) -> str:
    who = owner(opened.judged, duty, session.position)
    title = title_of(opened.judged.policy.vocabulary, who.role) if who.role else ""
    if who.key and title:
        return f"{person(opened.judged, who.key)}, {title}"
    return title or person(opened.judged, who.key) or "no one is named"


def _lacking(judged: Judgement, parts: list[Missing], duty: Duty, terminal: Terminal) -> list[str]:
    """What is not there, with what is there and does not count, and what a gate's missing things rest on themselves.

    What the date was counted from needs no excuse.
    """
    lines: list[str] = []
    for i, each in enumerate(parts):
        words = clean(each.words)
        anchor = duty.anchor.entry
        if each.near is not None and each.why_not and (anchor is None or anchor.when.before(each.near.when)):
            words += f": the one of {say_when(each.near.when, terminal.session.today)} does not count, {each.why_not}"
        lines += row("NEEDED" if i == 0 else "", words, terminal.width)
        for rule in rests_on(judged, each, terminal.session.position) if duty.rule.kind == "gate" else ():
            text = f"rests on: {clean(rule.title)} ({rule.id})"
            lines += wrap(text, terminal.width, " " * (LABEL + 4), " " * (LABEL + 2))
    return lines


def _to_do(opened: OpenCase, duty: Duty, how: Standing, width: int) -> list[str]:
    """The command that records what is needed, or books it."""
    act = Act((duty,), how, *next_event(opened.judged, duty))
    asked = duty.unsure is not None and not duty.not_known and how in (*PRESSING, Standing.OPEN)
    if not (how.to_do or asked) or not command(opened, act):
        return []
    told = duty.unsure is not None and bool(duty.unsure.entry)
    lines = [] if told else row("RECORD IT", command(opened, act), width)
    if asked and duty.unsure is not None:
        for word, way in answers(opened.id, duty.unsure):
            lines += row(f"IF {word.upper()}", way, width)
    if is_meeting(opened, duty) and (duty.booked is None or duty.booked_too_late):
        moved = "--move " if duty.booked else ""
        lines += row("", f'reunify book {typed(opened.id)} {act.event} {moved}--on "DATE TIME"', width)
    return lines
