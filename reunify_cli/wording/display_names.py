"""How children, duties and people are named on screens and in JSON: the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import say_time, say_when, short_day
from reunify_cli.text.layout import clean, joined, shorten

if TYPE_CHECKING:
    from reunify_cli.engine.acts import Act
    from reunify_cli.engine.duty import Duty, Unsure
    from reunify_cli.engine.judgement import Judgement
    from reunify_cli.model.case import Entry
    from reunify_cli.rules.periods import Due
    from reunify_cli.rules.policy import Guidance, Rule

_MINOR = re.compile(r"(?: \([^()]*\))?(?:, as local .*)?$")
"""What a short mention of a guidance leaves out: its year, and through whose procedures we know it."""

WEIGHT = {"law": "LAW", "policy": "policy", "guidance": "guidance"}
SECOND_HAND: Final = "LAW?"
"""What stands where LAW would, as long as the words of the law themselves have not been read."""
KNOWN: Mapping[str, str] = {
    "secondary": "Wording not checked: read in another document that states it, not in the text itself.",
    "unverified": "Wording not checked: from memory. It is shown as a question and is never called overdue.",
}
"""How a rule is known whose own words were not read."""


def short_id(case_id: str) -> str:
    """The part of a case's id that people type: its last figures, four of them where there are so many."""
    figures = re.search(r"(\d+)$", case_id)
    return figures[1][-4:] if figures else clean(case_id)


def child(opened: OpenCase, session: Session) -> str:
    """`0042 R.K. 9`: short id, initials (or the name where names are asked for), age."""
    who = opened.case.child
    age = who.age_on(session.today)
    name = clean(who.known_as or who.name) if session.names and (who.name or who.known_as) else called(opened)
    return clean(f"{short_id(opened.id)} {name}{f' {age}' if age is not None else ''}")


def called(opened: OpenCase) -> str:
    """Initials; where no name is recorded (an import has none), the number in the authority's own system."""
    short = opened.case.child.short()
    return short if short != "??" else clean(next(iter(opened.case.file.external.values()), short))


def person(judged: Judgement, key: str) -> str:
    """A colleague by name; a relative by what they are to the child, or by key where several are that."""
    relatives = judged.case.file.people
    if key not in relatives:
        return clean(judged.case.team.name_of(key))
    relation = relatives[key].relation
    known = judged.policy.vocabulary.relations.get(relation)
    several = sum(each.relation == relation for each in relatives.values()) > 1
    return clean(key if several or known is None else known.title)


def brief_name(judged: Judgement, key: str) -> str:
    """`D. Okafor` for a colleague's key; what a relative is to the child; a bare role as it stands."""
    name = person(judged, key)
    parts = name.split() if key in judged.case.team.people else []
    return f"{parts[0][0]}. {' '.join(parts[1:])}" if len(parts) > 1 else name


def each_words(opened: OpenCase, key: str, session: Session) -> str:
    """Whom or what one of several like duties is about: a relative by relation (by name where names are asked for)."""
    relative = opened.case.file.people.get(key)
    return clean(relative.name) if relative and session.names and relative.name else about_words(opened.judged, key)


def about_words(judged: Judgement, key: str) -> str:
    """The same without anybody's own name but a colleague's; an earlier entry by whom it names, or by what it was."""
    entry = judged.history.by_id.get(key)
    if entry is not None:
        return _entry_named(judged, entry)
    return "the child" if key == "child" and key not in judged.case.file.people else brief_name(judged, key)


def _entry_named(judged: Judgement, entry: Entry) -> str:
    """`GP and school` for a notice given to them, else `visit of Mon 2 Nov`."""
    named = entry.get("who") or entry.get("with")
    if named:
        return joined([about_words(judged, str(each)) for each in (named if isinstance(named, tuple) else (named,))])
    kind = judged.policy.vocabulary.events.get(entry.event)
    return clean(f"{kind.title if kind else entry.event} of {short_day(entry.when.day)}")


def brief_source(rule: Rule, judged: Judgement) -> str:
    """Where a rule stands, in a few words: `reg 28(5)`, a policy's short name and place, or a guidance's name."""
    if rule.policy == "case":
        return clean(f"{rule.source.cite} {short_day(date.fromisoformat(rule.source.at))}")
    if rule.weight == "law":
        return clean(rule.source.at or rule.source.cite)
    if rule.weight == "guidance":
        return clean(_MINOR.sub("", rule.source.cite))
    short = judged.policy.shorts.get(rule.policy, rule.policy)
    return clean(f"{short} {rule.source.at}".strip())


def short_source(rule: Rule, judged: Judgement, width: int) -> str:
    """The same where there is little room: cut at a comma or semicolon if there is one, else at a word."""
    whole = brief_source(rule, judged)
    parts = re.split(r"(?<=[^,;])(?=[,;] )", whole)
    while len(parts) > 1 and len("".join(parts)) > width:
        parts.pop()
    return shorten("".join(parts), width)


def variation_words(judged: Judgement, entry: Entry) -> str:
    """An exception in a few words: `until Fri 11 Dec 2026, by Gwen Pryce; asked for by Dana Okafor: on leave`."""
    from reunify_cli.engine.duty import days_late

    late = max((days_late(duty, entry.when.end) for duty in judged.duties if duty.varied is entry), default=0)
    was = f"; it was {late_text(late)} by then" if late else ""
    until = f"until {say_when(entry.until)} {entry.until.day.year}" if entry.until else "without an end"
    asker = entry.get("asked-by")
    asked = f"; asked for by {person(judged, str(asker))}" if asker else ""
    why = f": {entry.get('why')}" if entry.get("why") else ""
    return clean(f"{until}, by {person(judged, str(entry.get('authorised-by')))}{asked}{why}{was}")


def weight(rule: Rule) -> str:
    """What stands at the right edge: LAW, policy, guidance, plan; `LAW?` and `check` where the words were not read."""
    if rule.unverified:
        return "check"
    if rule.weight == "law" and rule.source.sure != "primary":
        return SECOND_HAND
    return "plan" if rule.policy == "case" else WEIGHT[rule.weight]


def due_words(due: Due | None, today: date | None = None) -> str:
    """`Wed 2 Dec`, with the hour where the rule counts hours, and the year where it is another than today's."""
    if due is None:
        return "no date"
    clock = f" {say_time(due.minute)}" if due.minute is not None else ""
    return f"{short_day(due.day, today)}{clock}"


def due_cell(due: Due | None, today: date) -> str:
    """The same in the eleven letters of a column: in another year `28 May 2027`."""
    words = due_words(due, today)
    return words.partition(" ")[2] if due is not None and due.day.year != today.year else words


def late_words(duty: Duty, session: Session) -> str:
    """`7 days late`, `due today at 10:00`, in the units people use."""
    from reunify_cli.engine.duty import days_late

    return late_text(days_late(duty, session.position))


def late_text(days: int) -> str:
    """The same for a number of days."""
    if days == 0:
        return "late today"
    return f"{days} day{'' if days == 1 else 's'} late"


def command(opened: OpenCase, act: Act) -> str:
    """The command that records what an act asks for; empty where no single entry would."""
    if not act.event:
        return ""
    fields = "".join(f" {each}" for each in act.fields)
    return f"reunify record {typed(opened.id)} {act.event}{fields}"


def none_command(case_id: str, event: str, since: str) -> str:
    """The command that records that there were no others of a kind since a day."""
    return f"reunify record {typed(case_id)} no-others what={event} since={since}"


def answers(case_id: str, why: Unsure) -> tuple[tuple[str, str], ...]:
    """What answers why a date is not certain: what the answer is, and the command that records it."""
    return answers_of(case_id, why.event, why.since.isoformat(), why.entry, why.says)


def answers_of(case_id: str, event: str, since: str, entry: str, says: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The same, from the parts of it: that there was none since a day, or what an entry leaves out."""
    if not entry:
        return (("none", none_command(case_id, event, since)),)
    ways = [f'reunify correct {typed(case_id)} {entry} {each} --why "left out"' for each in says]
    return tuple(zip(("yes", "no"), ways, strict=False))


def command_line(text: str, pad: str, width: int) -> str:
    """A command on a line of its own, never broken: further to the left, or without its last words, to find room."""
    words = text.split(" ")
    while len(words) > 1 and len(" ".join(words)) > width - 2:
        words = [*words[: -2 if words[-1] == "..." else -1], "..."]
    short = " ".join(words)
    return f"{pad[: max(2, width - len(short))]}{short}"


def typed(case_id: str) -> str:
    """The shortest way to type a case's id: its last figures without leading noughts, where they stand alone in it."""
    if re.search(r"[A-Za-z]\d+$", case_id):
        return clean(case_id)
    short = short_id(case_id)
    return short.lstrip("0") or short


def duty_json(opened: OpenCase, duty: Duty, session: Session) -> dict[str, Any]:
    """A duty as the contract has it."""
    return duty_record(opened, duty, session.position)


def unsure_record(duty: Duty) -> dict[str, Any] | None:
    """Why a date is not certain, and what answers it, as JSON has it; None where it is certain."""
    why = duty.unsure
    if why is None:
        return None
    since = why.since.isoformat()
    return {
        "why": why.why,
        "words": why.words,
        "event": why.event,
        "since": since,
        **{f"if_{word}": way for word, way in answers(duty.case, why)},
    }


def duty_record(opened: OpenCase, duty: Duty, position: int) -> dict[str, Any]:
    """The same at a position."""
    from reunify_cli.engine.duty import days_late, standing
    from reunify_cli.engine.owners import holder, owner

    judged = opened.judged
    who = owner(judged, duty, position)
    hold = holder(judged, position)
    how = standing(duty, position, opened.judged.policy.due_soon)
    rule = duty.rule
    return {
        "id": duty.id,
        "case": duty.case,
        "rule": rule.id,
        "register": list(rule.register),
        "title": rule.title,
        "weight": "plan" if rule.policy == "case" else rule.weight,
        "strength": rule.strength,
        "owner": {"role": who.role, "name": person(judged, who.key) if who.key else None},
        "holder": person(judged, hold) if hold else None,
        "standing": how.value,
        "due": str(duty.due) if duty.due else None,
        "other_due": str(duty.other_due) if duty.other_due else None,
        "unsure": unsure_record(duty),
        "booked": str(duty.booked) if duty.booked else None,
        "ended": str(duty.ended_by.when) if duty.ended_by else None,
        "late_by_days": days_late(duty, position),
        "met_on": str(duty.met) if duty.met else None,
        "anchor": {
            "event": duty.anchor.entry.event if duty.anchor.entry else None,
            "date": str(duty.anchor.when),
            "entry": duty.anchor.entry.id if duty.anchor.entry else None,
        },
        "each": duty.each or None,
        "source": [{"cite": rule.source.cite, "at": rule.source.at, "url": rule.source.url or None}],
        "provisional": bool(duty.due and judged.calendar.provisional(duty.due.day)),
        "unverified": rule.unverified,
        "unclear": duty.unclear or None,
        "seen_by": ", ".join(person(judged, key) for key in duty.seen.by) if duty.seen else None,
        "seen_on": str(duty.seen.when.day) if duty.seen else None,
        "varied_by": person(judged, str(duty.varied.get("authorised-by"))) if duty.varied else None,
        "varied_until": str(duty.varied.until) if duty.varied else None,
        "policy": {"id": judged.policy.id, "digest": judged.policy.digest},
        "sure": rule.source.sure,
        "conditions": [str(entry.get("conditions")) for entry in duty.evidence if entry.get("conditions")],
    }


def conditions_of(duty: Duty) -> list[str]:
    """The conditions under which what met a duty was given: `approval, Tue 17 Mar: not before the checks are back`."""
    given = ((entry, entry.get("conditions")) for entry in duty.evidence)
    return [f"{short_day(entry.when.day)}: {clean(str(text))}" for entry, text in given if text]


def notes_of(judged: Judgement, position: int) -> list[Guidance]:
    """What the policy has to say of a child like this one: for whom the law is another, or reads otherwise."""
    noted = (each for each in judged.policy.guidance if each.while_ is not None)
    return [each for each in noted if judged.times.holds_at(each.while_, position) is True]
