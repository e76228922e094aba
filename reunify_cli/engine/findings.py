"""What in a sound record does not fit together, or is not there to be judged by: for `check` and for papers."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final

from reunify_cli.engine.contents import unsaid_of
from reunify_cli.engine.duty import Standing, standing
from reunify_cli.engine.ended import still_booked
from reunify_cli.engine.finding import Finding
from reunify_cli.engine.first_day import still_open
from reunify_cli.engine.in_care import in_care
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.matching import WORDS
from reunify_cli.engine.members import members
from reunify_cli.engine.questions import ANSWER, open_questions
from reunify_cli.engine.roles import roles_of
from reunify_cli.engine.timeline import spans
from reunify_cli.frozen import replace
from reunify_cli.model.case import Amendment, Entry
from reunify_cli.model.moment import MINUTES_IN_DAY, Moment, age_on, birthday, position_day
from reunify_cli.rules import periods
from reunify_cli.rules.conditions import Test, passes
from reunify_cli.rules.periods import Period, Unit
from reunify_cli.rules.phrasing import field_title, joined, title_of
from reunify_cli.rules.policy import Rule
from reunify_cli.rules.terms import BeforeChange, counts_terms

LOOK_AHEAD: Final = Period(3, Unit.MONTHS)
"""How long before somebody's birthday it is said that a rule will ask about them (the register's X-10)."""


NOT_RECORDED: Final = "not recorded: "


def findings(judged: Judgement, now: int) -> list[Finding]:
    """Everything worth looking at in a case at a position in time.

    What a return left to be decided comes first, then records that do not fit, then what is still to be asked about
    the time before, then notes.
    """
    found = [
        *_to_decide(judged),
        *in_care(judged, now),
        *_still_booked(judged, now),
        *_not_recorded(judged, now),
        *_unclear(judged, now),
        *_contents(judged, now),
        *_words(judged),
        *_two_keys(judged),
        *_relied_on(judged),
        *_gaps(judged),
        *_coming_of_age(judged, now),
        *_by_hand(judged),
        *_terms_held(judged, now),
        *_backwards(judged),
        *_before(judged, now),
    ]
    unique = {(f.sentence, f.entry): f for f in found}
    return sorted(unique.values(), key=lambda f: ("decide", "record", "ask", "note").index(f.kind))


def _terms_held(judged: Judgement, now: int) -> Iterator[Finding]:
    """Rules that count school terms, and apply at a time of which the calendar holds none."""
    if judged.calendar.term_of(position_day(now)) is not None:
        return
    rules = [rule for rule in judged.policy.rules if counts_terms(rule.latest)]
    applying = [r for r in rules if r.latest.while_ is None or judged.times.holds_at(r.latest.while_, now) is not False]
    if applying:
        titles = joined([rule.title for rule in applying])
        help = "Write the terms into policies/calendars/school-terms.yaml."
        yield Finding("record", f"no school terms are held from here on, and these count on them: {titles}", help)


def _to_decide(judged: Judgement) -> Iterator[Finding]:
    """What an import of a return left to be decided."""
    for entry in open_questions(judged):
        help = f"record {ANSWER} of={entry.id} answer=..."
        # What an import recorded meanwhile is withdrawn where it turns out to be wrong; that settles the question too.
        wrong = f" If that is wrong, withdraw {entry.of} and import again." if entry.of else ""
        yield Finding("decide", f"{entry.get('question')}{wrong}", help, "", entry.id)


def _not_recorded(judged: Judgement, now: int) -> Iterator[Finding]:
    """Rules that may or may not apply, because a fact they ask about was never recorded."""
    rules: dict[str, list[Rule]] = {}
    for rule in judged.policy.rules:
        condition = rule.latest.while_
        if condition is None or judged.times.holds_at(condition, now) is not None:
            continue
        if judged.times.holds_at(judged.policy.scope, now) is False:
            continue
        for fact in judged.times.missing(condition, now):
            rules.setdefault(fact, []).append(rule)
    if judged.case.child.born is None:
        yield Finding("record", "the child's date of birth is not recorded", "add born: to case.yaml")
    for fact, asking in rules.items():
        if fact == "age" and judged.case.child.born is None:
            continue
        title = judged.policy.vocabulary.facts[fact].title
        titles = list(dict.fromkeys(rule.title for rule in asking))
        few = "; ".join(titles[:3]) + (f"; and {len(titles) - 3} more" if len(titles) > 3 else "")
        events = [name for name, event in judged.policy.vocabulary.events.items() if fact in (*event.sets, *event.adds)]
        help = f"record {events[0]}" if events else ""
        yield Finding(
            "record",
            f"not recorded: {title}. Until then it is not known whether these apply: {few}",
            help,
            asking[0].id,
        )


def _unclear(judged: Judgement, now: int) -> Iterator[Finding]:
    for duty in judged.duties:
        if standing(duty, now) is Standing.UNCLEAR:
            about = f" on {duty.anchor.when.day.isoformat()}" if duty.gated else ""
            sentence = f"{duty.rule.title}{about}: {duty.unclear or 'give the times of that day'}"
            yield Finding("record", sentence, "", duty.rule.id, duty.gated.id if duty.gated else "")


def _contents(judged: Judgement, now: int) -> Iterator[Finding]:
    """What a meeting's, visit's or form's entry was to record and does not."""
    lacking: dict[str, list[str]] = {}
    rules: dict[str, str] = {}
    entries: dict[str, Entry] = {}
    for duty in judged.duties:
        if duty.rule.kind != "content" or duty.gated is None or standing(duty, now) is not Standing.OPEN:
            continue
        if duty.rule.strength in ("must", "should") and not duty.rule.unverified:
            names = unsaid_of(judged, duty) or [duty.rule.title]
            titles = [field_title(judged.policy.vocabulary, duty.gated.event, name) for name in names]
            lacking.setdefault(duty.gated.id, []).extend(titles)
            rules.setdefault(duty.gated.id, duty.rule.id)
            entries[duty.gated.id] = duty.gated
    for entry_id, titles in lacking.items():
        entry = entries[entry_id]
        what = joined(list(dict.fromkeys(title[:1].lower() + title[1:] for title in titles)))
        name = judged.policy.vocabulary.events[entry.event].title
        yield Finding(
            "record", f"{name} of {entry.when.day.isoformat()} does not record: {what}", "", rules[entry_id], entry_id
        )


def _still_booked(judged: Judgement, now: int) -> Iterator[Finding]:
    for what, when, _ in still_booked(judged, now):
        title = title_of(judged.policy.vocabulary, what)
        said = f"{title[:1].upper()}{title[1:]} is still booked for {when.day.isoformat()}"
        entry = judged.bookings[what][1]
        yield Finding("record", said, f"book {what} --cancel", "", entry.id)


def _words(judged: Judgement) -> Iterator[Finding]:
    """Somebody's word about something, given by a person who held no role that day, or by the author of it."""
    team = judged.case.team
    for entry in judged.history.entries:
        kind = judged.policy.vocabulary.events.get(entry.event)
        if kind is None or kind.group != WORDS:
            continue
        day = entry.when.day.isoformat()
        if not entry.by:
            yield Finding("record", f"{kind.title} on {day}: who gave it is not recorded", "", "", entry.id)
        for key in entry.by:
            if (team.people or team.bodies) and not roles_of(judged.times, key, entry.when):
                yield Finding(
                    "record", f"{kind.title} on {day}: {key} held no role on that day", "see team.yaml", "", entry.id
                )
        target = judged.history.by_id.get(entry.of or "")
        if entry.of and target is None and entry.of in judged.history.withdrawn:
            yield Finding("record", f"{kind.title} on {day} is about an entry that was withdrawn", "", "", entry.id)
        if target is not None and set(target.by) & set(entry.by):
            yield Finding(
                "record",
                f"{kind.title} on {day} by {joined(list(entry.by))}, who also wrote what it is about",
                "",
                "",
                entry.id,
            )


def _two_keys(judged: Judgement) -> Iterator[Finding]:
    """Somebody's word about their own work, or after their own word in another office, under another key of theirs."""
    team, by_id = judged.case.team, judged.history.by_id
    words = [e for e in judged.history.entries if judged.policy.vocabulary.events[e.event].group == WORDS]
    for entry in words:
        about = by_id.get(entry.of or "")
        before = [e for e in words if entry.of and e.of == entry.of and e.index < entry.index]
        spoke = [key for each in (about, *before) if each is not None for key in each.by]
        for key in entry.by:
            twin = next((other for other in spoke if other != key and team.person(other) == team.person(key)), "")
            if twin:
                title = judged.policy.vocabulary.events[entry.event].title
                sentence = (
                    f"{title} of {entry.when.day.isoformat()}: given by a person who wrote this or agreed to it before "
                    f"under another key. One person is not two steps, so it does not count"
                )
                help = f"{twin} and {key} in team.yaml are one person. Two people have two names there."
                yield Finding("record", sentence, help, "", entry.id)


def _relied_on(judged: Judgement) -> Iterator[Finding]:
    """Evidence that a stage was entered on, and that was withdrawn since."""
    for entry in judged.history.entries:
        for relied in entry.fields.get("relied-on") or ():
            if relied in judged.history.withdrawn:
                yield Finding(
                    "record",
                    f"the stage entered on {entry.when.day.isoformat()} rested on {relied}, withdrawn since",
                    "",
                    "",
                    entry.id,
                )


def _gaps(judged: Judgement) -> Iterator[Finding]:
    """Being looked after that stops for a day: lawful, but usually a slip of the pen, and every clock starts again."""
    if "looked-after" not in judged.policy.vocabulary.facts:
        return
    line = spans(judged.times.fact("looked-after"))
    for before, after in pairwise(line):
        if before.end is not None and after.start - before.end <= MINUTES_IN_DAY:
            day = position_day(before.end).isoformat()
            yield Finding("record", f"looked after stops on {day} and begins again within a day: is that so?")


def _coming_of_age(judged: Judgement, now: int) -> Iterator[Finding]:
    """Who in a household will soon be of the age at which a rule asks about them before a move that may lie ahead."""
    today = Moment(position_day(now))
    then = periods.due(today.day, None, LOOK_AHEAD, judged.calendar).day
    rules: dict[tuple[str, date], list[Rule]] = {}
    for rule in judged.policy.rules:
        each = rule.latest.each
        if rule.kind != "gate" or each is None or each.age is None or not each.home or rule.unverified:
            continue
        if judged.times.fact_at(each.home, now) is None or _sure_not(judged, rule, now):
            continue
        for key in members(replace(each, age=None), judged.times, today, None, before=False) or ():
            person = judged.case.file.people.get(key)
            if person is not None and person.born is not None and _grows_into(each.age, person.born, today.day, then):
                rules.setdefault((key, person.born), []).append(rule)
    for (key, born), asking in rules.items():
        age = age_on(born, then)
        titles = joined([rule.title[:1].lower() + rule.title[1:] for rule in asking])
        sentence = (
            f"{key} turns {age} on {birthday(born, age).isoformat()}: if the child moves home on that day or later"
        )
        yield Finding("note", f"{sentence}, it is asked of {key} as well: {titles}", "", asking[0].id)


def _sure_not(judged: Judgement, rule: Rule, now: int) -> bool:
    """Whether a rule surely does not apply: its condition does not hold, or the move was made."""
    while_, timing = rule.latest.while_, rule.latest.timing
    if isinstance(timing, BeforeChange) and judged.times.holds_at(timing.condition, now) is (not timing.ends):
        return True
    asked = (judged.policy.scope, *([while_] if while_ is not None else []))
    return any(judged.times.holds_at(each, now) is False for each in asked)


def _grows_into(test: Test, born: date, today: date, then: date) -> bool:
    passed = [passes(test, age_on(born, day), lambda _: None) for day in (today, then)]
    return passed == [False, True]


def _by_hand(judged: Judgement) -> Iterator[Finding]:
    """Entries that nobody's clock has stamped, and entries of one day that share a name."""
    unstamped = [entry for entry in judged.history.entries if entry.recorded is None]
    if unstamped:
        noun = "entry does" if len(unstamped) == 1 else "entries do"
        yield Finding(
            "note",
            f"{len(unstamped)} {noun} not say when they were recorded; each counts as known from its own day",
            common="entries that do not say when they were recorded",
        )
    for entry in judged.history.entries:
        if not entry.given_id and entry.id != f"{entry.event}-{entry.when.day.isoformat()}":
            yield Finding(
                "record",
                f"two entries by hand are both {entry.event} on {entry.when.day.isoformat()}: give each an id",
                "",
                "",
                entry.id,
            )


def _backwards(judged: Judgement) -> Iterator[Finding]:
    """Entries recorded, as they say, before the one above them: a clock that was wrong, or a line put in later."""
    case, last = judged.history.case, None
    written: list[Entry | Amendment] = [*case.entries, *case.amendments]
    for entry in sorted(written, key=lambda each: each.index):
        if entry.recorded is None:
            continue
        if last is not None and entry.recorded < last:
            day, above = entry.recorded.date().isoformat(), last.date().isoformat()
            when = f"on {day}, before the entry above it ({above})" if day != above else f"on {day}, before that one"
            yield Finding("record", f"{entry.id} says that it was recorded {when}: is that so?", "", "", entry.id)
        last = max(last or entry.recorded, entry.recorded)


def _before(judged: Judgement, now: int) -> Iterator[Finding]:
    """What of the time before the record starts is still to be asked."""
    for each in still_open(judged, now):
        yield Finding("ask", f"{NOT_RECORDED}{each.words}", each.command)
