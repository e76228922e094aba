"""Rows from a judged child: what lists show of it, each row with the stretch of time for which it is true.

Everything in a row follows from the child's files, the team's file, the policy with its calendar, and the stretch. So
rows may be kept until one of those changes or the stretch is over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar

from reunify_cli.engine.acts import PRESSING, Act
from reunify_cli.engine.decisions import stage_of
from reunify_cli.engine.duty import Duty, Standing, standing
from reunify_cli.engine.ended import OF_AGE, called_off, ended
from reunify_cli.engine.first_day import still_open
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.managers import ASKED, VARIED
from reunify_cli.engine.owners import WORKERS, holder, owner
from reunify_cli.engine.questions import QUESTION, open_questions
from reunify_cli.engine.variations import varied_duties, waiting
from reunify_cli.engine.vocabulary_index import LOOKED_AFTER
from reunify_cli.engine.where_lives import LIVES, no_move_home, no_placement, order_of_a_day, unclear
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment, birthday
from reunify_cli.rules.terms import FromEvent, Open
from reunify_cli.session.session import OpenCase
from reunify_cli.text.days import short_day
from reunify_cli.text.envelope import plain
from reunify_cli.text.layout import clean
from reunify_cli.wording.display_names import about_words, brief_name, brief_source, called, duty_record, person, weight
from reunify_cli.wording.findings import spoken, whole_command
from reunify_cli.worklist.otherwise import by_newer_law, otherwise
from reunify_cli.worklist.rows import (
    ASK,
    BREACH,
    DATED,
    FAR_OFF,
    FRESH,
    SEEN,
    UNDATED,
    WEIGHTS,
    ActRow,
    Booked,
    CaseRow,
    Lasting,
    MadeRows,
    Written,
)  # fmt: skip
from reunify_cli.worklist.stretches import acts_ahead, late_from, turns

Row = TypeVar("Row")

SHOWN = (*PRESSING, Standing.OPEN)
_FACTS = ("alive", "case-open", WORKERS, "stage", "legal-status", "looked-after", "lives-with", "missing")
"""The facts that a child's row says, or that say whose it is."""
UNCLEAR = "unclear"
"""What stands for a fact whose value hangs on times that are not recorded."""


def rows_ahead(opened: OpenCase, start: int, end: int, instant: datetime, *, full: bool = False) -> MadeRows:
    """The rows of a child for the positions from `start` up to `end` (left out).

    `instant` is the present, from which what was written down lately is counted back. With `full`, at one
    position only, every duty comes along as JSON, as it stands there.
    """
    places = {id(duty): place for place, duty in enumerate(opened.judged.owed)}
    hands = sorted({at for at in _hands(opened.judged) if start < at < end})
    found: list[Lasting[ActRow]] = []
    for act, since, until in _acts(opened, start, end):
        place = min(places[id(duty)] for duty in act.duties)
        turned = {*hands, *_late_turns(act)}
        cuts = [since, *sorted(at for at in turned if since < at < until), until]
        found += _joined(Lasting(_act_row(opened, act, a, place, full=full), a, b) for a, b in pairwise(cuts))
    turned = {at for at in _turns(opened.judged) if start < at < end}
    turned.update(at for each in found for at in (each.start, each.end) if start < at < end)
    written, newer = _written(opened, instant), by_newer_law(opened)
    if newer is not None:
        turned.update(at for at in _law_turns(newer) if start < at < end)
    rows = []
    for since, until in pairwise([start, *sorted(turned), end]):
        owing = {key for each in found if each.start <= since < each.end for key in each.row.owners}
        row = _case_row(opened, since, tuple(sorted(owing)), written)
        rows.append(Lasting(row._replace(otherwise=otherwise(opened, newer, since)), since, until))
    return MadeRows(_joined(rows), found)


def rows_at(opened: OpenCase, position: int, instant: datetime, *, full: bool = False) -> tuple[CaseRow, list[ActRow]]:
    """The rows of a child at one position."""
    made = rows_ahead(opened, position, position + 1, instant, full=full)
    return made.cases[0].row, [each.row for each in made.acts]


def _joined(rows: Iterable[Lasting[Row]]) -> list[Lasting[Row]]:
    """Rows in order of time, equal neighbours as one."""
    found: list[Lasting[Row]] = []
    for each in rows:
        if found and found[-1].end == each.start and found[-1].row == each.row:
            found[-1] = found[-1]._replace(end=each.end)
        else:
            found.append(each)
    return found


# --- what there is to do ------------------------------------------------------------------------------------------


def _acts(opened: OpenCase, start: int, end: int) -> Iterator[tuple[Act, int, int]]:
    """The acts that lists show, with their stretches; that one with a date becomes late is no other act."""
    stretches: dict[tuple[object, ...], list[tuple[Act, int, int]]] = {}
    for act, since, until in acts_ahead(opened.judged, start, end, SHOWN, opened.judged.policy.due_soon, unsaid=False):
        if state := state_of(act):
            same = stretches.setdefault((tuple(map(id, act.duties)), act.event, act.fields, state), [])
            begun = same.pop() if same and same[-1][2] == since else (act, since, until)
            same.append((*begun[:2], until))
    for each in stretches.values():
        yield from each


def state_of(act: Act) -> str:
    """How an act stands for a list; empty where no list shows it.

    What *should* have come first and was not recorded is no breach. Without a date only a must is owed, and not what
    an old entry leaves unsaid; one whose words nobody confirmed only where an entry gave cause to it.
    """
    if act.standing is Standing.BREACH:
        return "" if act.first.rule.strength != "must" else SEEN if act.seen else BREACH
    if act.standing is not Standing.OPEN:
        return ASK if act.standing is Standing.NOT_KNOWN else DATED
    if any(to_check(duty) for duty in act.duties):
        return ASK
    owed = (d for d in act.duties if d.rule.strength == "must" and d.rule.kind != "content")
    return UNDATED if any(not d.rule.unverified or _of_an_entry(d) for d in owed) else ""


def _of_an_entry(duty: Duty) -> bool:
    """Whether something that was recorded gave cause to a duty without a date, not merely how things are."""
    return isinstance(duty.terms.timing, Open) and isinstance(duty.terms.timing.from_, FromEvent)


def to_check(duty: Duty) -> bool:
    """Whether a duty that is owed has a date that has passed, by law of which no words were read: never late, asked."""
    dated = duty.due is not None and duty.rule.kind in ("deadline", "rhythm")
    return dated and duty.rule.unverified and duty.rule.weight == "law" and duty.rule.strength == "must"


def _hands(judged: Judgement) -> Iterator[int]:
    """The positions at which a duty may come into other hands, or a case be closed or opened."""
    for name in (WORKERS, "case-open"):
        if name in judged.policy.vocabulary.facts:
            yield from (step.at for step in judged.times.fact(name))
    yield from (Moment(day).start for day in judged.case.team.turns)


def _late_turns(act: Act) -> Iterator[int]:
    """The positions at which another of the duties of an act becomes late."""
    if len(act.duties) > 1 and state_of(act) == DATED:
        yield from (late_from(duty, certain=True) for duty in act.duties if duty.due and duty.late_after)


def _late_duties(act: Act, now: int) -> list[Duty]:
    """The duties of an act that are late, at a position or, where that is later, once the first of them is."""
    if state_of(act) != DATED:
        return []
    at = max(now, late_from(act.first))
    return [duty for duty in act.duties if standing(duty, at) is Standing.OVERDUE]


def _weight(duties: Iterable[Duty]) -> str:
    """The weightiest of some duties; what only a plan or a meeting gave people to do weighs least."""
    return min(("plan" if each.rule.policy == "case" else each.rule.weight for each in duties), key=WEIGHTS.index)


def _act_row(opened: OpenCase, act: Act, now: int, place: int, *, full: bool) -> ActRow:
    judged, duty = opened.judged, act.first
    vocabulary = judged.policy.vocabulary
    state, due, late = state_of(act), act.due, _late_duties(act, now)
    owes = owner(judged, duty, now)
    owners = [owes.key, *(owner(judged, each, now).key for each in act.duties[1:])]
    kind = vocabulary.events.get(act.event)
    role = vocabulary.roles.get(owes.role)
    return ActRow(
        root=str(opened.workspace.root),
        case=opened.id,
        family=opened.case.file.group or opened.id,
        holder=holder(judged, now),
        shut=_shut(judged, now),
        state=state,
        deadline=due.deadline if due else 0,
        place=place,
        due_day=due.day.toordinal() if due else 0,
        due_minute=due.minute if due else None,
        late_from=late_from(duty) if state == DATED else FAR_OFF,
        late_day=last.day.toordinal() if (last := duty.late_after or duty.due) else 0,
        event=act.event,
        said=act.fields,
        rule=duty.rule.id,
        named=_named(judged, duty) if duty.breach else duty.rule.id,
        title=clean(duty.rule.title),
        each=duty.each,
        each_words=about_words(judged, duty.each) if duty.each else "",
        weight=_weight(late or act.duties),
        tail=weight(duty.rule),
        sources=tuple(dict.fromkeys(brief_source(each.rule, judged) for each in act.duties)),
        other_due=str(duty.other_due or ""),
        provisional=bool(due and judged.calendar.provisional(due.day)),
        meeting=bool(kind is not None and kind.minutes and kind.group in ("meetings", "reviews")),
        booked=str(act.booked or ""),
        too_late=act.booked_too_late,
        gated=clean(vocabulary.events[duty.gated.event].title) if duty.gated else "",
        gated_day=duty.gated.when.day.toordinal() if duty.gated else 0,
        owner=owes.key,
        owner_role=clean(role.title if role else owes.role),
        owner_name=person(judged, owes.key) if owes.key else "",
        owners=tuple(dict.fromkeys(key for key in owners if key)),
        roles=tuple(dict.fromkeys(each.rule.owes for each in act.duties if each.rule.owes)),
        size=len(act.duties),
        late_size=len(late),
        unsure=_unsure(duty),
        duties=_duties(opened, act, now) if full else "",
    )


def _unsure(duty: Duty) -> tuple[str, ...]:
    why = duty.unsure
    if why is None:
        return ()
    return (
        why.words,
        str(duty.late_after or ""),
        why.since.isoformat(),
        why.event,
        *filter(None, (why.entry,)),
        *why.says,
    )


def _named(judged: Judgement, duty: Duty) -> str:
    """How a breach is typed: its rule, and its day where the rule was breached more than once."""
    days = {each.anchor.when.day for each in judged.of(duty.rule.id) if each.breach and each.seen is None}
    return f"{duty.rule.id}@{duty.anchor.when.day}" if len(days) > 1 else duty.rule.id


def _duties(opened: OpenCase, act: Act, now: int) -> str:
    """The duties of an act as JSON, as they stand at a position."""
    records = [duty_record(opened, duty, now) for duty in act.duties]
    return json.dumps(plain(records), ensure_ascii=False, separators=(",", ":"))


# --- the child ----------------------------------------------------------------------------------------------------


def _turns(judged: Judgement) -> Iterator[int]:
    """The positions at which a child's row may change, beside what there is to do."""
    for name in _FACTS:
        if name in judged.policy.vocabulary.facts:
            yield from (step.at for step in judged.times.steps(name))
    if judged.case.child.born is not None:
        yield Moment(birthday(judged.case.child.born, OF_AGE)).start
    yield from (entry.when.start for entry in judged.history.by_event.get(ASKED, ()))
    exceptions = judged.history.by_event.get(VARIED, ())
    for entry in exceptions:
        yield entry.when.start
        if entry.until is not None:
            yield entry.until.end + 1
    if exceptions:
        for duty in judged.duties:
            if duty.varied is not None:
                yield from turns(judged, duty)


def _case_row(opened: OpenCase, now: int, owing: tuple[str, ...], written: tuple[Written, ...]) -> CaseRow:
    judged, file = opened.judged, opened.case.file
    key, stage = holder(judged, now), stage_of(judged, now)
    colleague = opened.case.team.people.get(key)
    events = judged.policy.vocabulary.events
    missing = bool(_fact(judged, "missing", now))
    away = judged.history.by_event.get("missing", ())
    asked = waiting(judged, now) if ASKED in judged.history.by_event else []
    over = ended(judged, now)
    off = {what: called_off(judged, what, now) for what in judged.bookings}
    return CaseRow(
        root=str(opened.workspace.root),
        case=opened.id,
        called=called(opened),
        initials=opened.case.child.short(),
        born=str(opened.case.child.born or ""),
        open=not _shut(judged, now),
        holder=key,
        holder_name=person(judged, key) if key else "",
        holder_brief=brief_name(judged, key) if key else "",
        team=clean(colleague.team) if colleague else "",
        leave=tuple((a.from_.toordinal(), a.until.toordinal()) for a in (colleague.leave if colleague else ())),
        owing=owing,
        policy=judged.policy.id,
        stage=stage.key if stage else "",
        stage_number=stage.number if stage else 0,
        stage_title=clean(stage.title) if stage else "",
        legal_status=_sure(judged, "legal-status", now),
        looked_after=_fact(judged, "looked-after", now),
        lives_with=_sure(judged, "lives-with", now),
        missing=missing,
        missing_since=str(away[-1].when) if missing and away else "",
        varied=varied_duties(judged, now) if VARIED in judged.history.by_event else 0,
        asked=tuple(_asked_words(judged, entry) for entry in asked),
        ended=over.how if over else "",
        ended_on=str(over.when.day) if over and over.when else "",
        asks=() if over else tuple(to_record(opened, now)),
        external=tuple((str(system), str(number)) for system, number in file.external.items()),
        to_decide=len(open_questions(judged)) if QUESTION in judged.history.by_event else 0,
        to_ask=tuple(each.words for each in still_open(judged, now)),
        booked=tuple(
            Booked(what, str(when), clean(events[what].title if what in events else what), why.how if why else "")
            for (what, (when, _)), why in zip(judged.bookings.items(), off.values(), strict=True)
        ),
        otherwise=(),
        written=written,
    )


def _law_turns(newer: Judgement) -> Iterator[int]:
    for duty in newer.owed:
        if duty.rule.weight == "law":
            yield from turns(newer, duty)


def _asked_words(judged: Judgement, entry: Entry) -> str:
    """An exception that somebody asked for, in a few words."""
    by = f", {', '.join(person(judged, key) for key in entry.by)}" if entry.by else ""
    return clean(f"{entry.get('rule')}{by}, {short_day(entry.when.day)}")


def _fact(judged: Judgement, name: str, now: int) -> Any:
    return judged.times.fact_at(name, now) if name in judged.policy.vocabulary.facts else None


def _sure(judged: Judgement, name: str, now: int) -> Any:
    """A fact's value; `unclear` where the times of a day's entries leave it open."""
    return UNCLEAR if unclear(judged, name, now) is not None else _fact(judged, name, now)


def to_record(opened: OpenCase, now: int) -> Iterator[tuple[str, str]]:
    """What has to be recorded before what is due can be told: a placement, a move home, or which move came last."""
    judged = opened.judged
    if {LIVES, LOOKED_AFTER} <= judged.policy.vocabulary.facts.keys():
        there = (*no_placement(judged, now), *no_move_home(judged, now), *order_of_a_day(judged, LIVES, now))
        for finding in there:
            yield spoken(finding.sentence, opened), whole_command(opened, finding)


def _shut(judged: Judgement, now: int) -> bool:
    return _fact(judged, "case-open", now) is False


def _written(opened: OpenCase, instant: datetime) -> tuple[Written, ...]:
    """What was written down lately, in the order in which it was."""
    judged, since = opened.judged, instant - timedelta(days=FRESH)
    events = judged.policy.vocabulary.events
    found = [
        Written(
            recorded=entry.recorded.astimezone(UTC).isoformat(),
            by=entry.recorded_by,
            by_words=brief_name(judged, entry.recorded_by) if entry.recorded_by else "somebody",
            title=clean(events[entry.event].title if entry.event in events else entry.event),
            day=entry.when.day.toordinal(),
        )
        for entry in judged.history.entries
        if entry.recorded is not None and entry.recorded > since
    ]
    return tuple(sorted(found, key=lambda each: each.recorded))
