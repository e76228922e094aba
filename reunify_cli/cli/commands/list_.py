"""The children of a workspace: stage, who holds the case, legal status, and what is next."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from reunify_cli.cli.door import Door, Opened, Unread
from reunify_cli.cli.lists import Caseload, Whose, caseload, end_lines, read_line, soon_days
from reunify_cli.cli.options import Mine, Person, WithRole, lists
from reunify_cli.cli.screen import clean, columns, counted, sentence, shorten
from reunify_cli.cli.who import brief_name, child, due_words, person
from reunify_cli.engine.acts import acts
from reunify_cli.engine.decisions import stage_of
from reunify_cli.engine.duty import Standing
from reunify_cli.engine.owners import holder
from reunify_cli.errors import Mistyped, Problem, did_you_mean

NEXT = (Standing.BREACH, Standing.OVERDUE, Standing.DUE, Standing.UPCOMING)


@lists
def cli(
    door: Door,
    stage: Annotated[str, typer.Option("--stage", help="only children in this stage")] = "",
    policy: Annotated[str, typer.Option("--policy", help="only children under this policy")] = "",
    status: Annotated[str, typer.Option("--status", help="only children of this legal status")] = "",
    closed: Annotated[bool, typer.Option("--closed", help="closed cases as well")] = False,
    mine: Mine = False,
    person_: Person = "",
    role: WithRole = "",
) -> int | None:
    """The children, with stage, holder, legal status and what is next."""
    load = caseload(door, whose=Whose(mine, person_, role), to_do=False)
    if closed:
        shut = [each for each in door.all_cases() if not isinstance(each, Unread)]
        known = {opened.id for opened in load.read}
        load.read += [opened for opened in shut if opened.id not in known]
        load.closed = 0
    _refuse_unknown(load, stage, status)
    load.read = [o for o in load.read if _wanted(o, door, stage, policy, status)]
    if door.json:
        door.answer("cases", [row_json(o, door) for o in load.read], read=len(load.read), unread=load.unread)
    elif door.format == "csv":
        from reunify_cli.cli.tables import write_csv

        write_csv(door, [row_json(o, door) for o in load.read])
    else:
        door.say(run(load, door))
    return 3 if load.incomplete else None


def _refuse_unknown(load: Caseload, stage: str, status: str) -> None:
    if not load.read:
        return
    policy = load.read[0].judged.policy
    stages = [each.key for each in policy.stages]
    if stage and stage not in stages and not stage.isdigit():
        raise Mistyped(
            Problem(None, f'"{stage}" is not a stage.{did_you_mean(stage, stages)}', f"There are: {', '.join(stages)}.")
        )
    values = policy.vocabulary.facts["legal-status"].values
    if status and status not in values:
        raise Mistyped(
            Problem(
                None,
                f'"{status}" is not a legal status.{did_you_mean(status, values)}',
                f"There are: {', '.join(values)}.",
            )
        )


def _wanted(opened: Opened, door: Door, stage: str, policy: str, status: str) -> bool:
    now = stage_of(opened.judged, door.position)
    if stage and (now is None or stage not in (now.key, str(now.number))):
        return False
    if policy and opened.judged.policy.id != policy:
        return False
    return not status or opened.judged.times.fact_at("legal-status", door.position) == status


def run(load: Caseload, door: Door) -> list[str]:
    """The screen's lines: a row for each child."""
    rows: list[tuple[str, ...]] = [("CHILD", "STAGE", "STATUS", "HELD BY", "NEXT")]
    rows += [_row(opened, door) for opened in load.read]
    grown = sum(1 for opened in load.read if _grown(opened, door))
    more = f" {counted(grown, 'is', 'are')} 18 or over." if grown else ""
    lines = [f"{sentence(read_line(load))}.{more}"]
    if load.read:
        lines += ["", *(shorten(line, door.width) for line in columns(rows))]
    return [*lines, *end_lines(load, door)]


def _row(opened: Opened, door: Door) -> tuple[str, ...]:
    judged = opened.judged
    stage = stage_of(judged, door.position)
    key = holder(judged, door.position)
    found = [act for act in acts(judged, door.position, NEXT, soon_days(opened)) if not act.seen]
    first = found[0] if found else None
    what = "-"
    if first is not None:
        when = "BREACH" if first.standing is Standing.BREACH else due_words(first.due, door.today)
        late = " LATE" if first.standing is Standing.OVERDUE else ""
        what = f"{when}{late} {clean(first.first.rule.title)}"
    open_ = judged.times.fact_at("case-open", door.position)
    return (
        child(opened, door),
        f"{stage.number} {shorten(stage.title, 14)}" if stage else "-",
        status_words(opened, door),
        shorten(brief_name(judged, key), 14) if key else "not allocated",
        "closed" if open_ is False else _grown(opened, door) or what,
    )


def _grown(opened: Opened, door: Door) -> str:
    """What to say of somebody who has grown up: no duty here applies any more."""
    age = opened.case.child.age_on(door.today)
    return f"is {age}: close the case" if age is not None and age >= 18 else ""


STATUS = {
    "emergency-protection": "EPO",
    "police-protection": "police",
    "child-assessment-order": "CAO",
    "youth-rehabilitation": "YRO",
    "interim-care-order": "ICO",
    "care-order": "CO",
    "placement-order": "PO",
    "none": "-",
}


def status_words(opened: Opened, door: Door) -> str:
    """A legal status in the few letters that a list has room for."""
    value = opened.judged.times.fact_at("legal-status", door.position)
    if opened.judged.times.fact_at("looked-after", door.position) is False and value not in (None, "none"):
        return f"({STATUS.get(value, value)})"
    return STATUS.get(value, str(value).replace("-", " ")) if value else "?"


def row_json(opened: Opened, door: Door) -> dict[str, Any]:
    """A child as JSON and CSV have it."""
    judged, position = opened.judged, door.position
    stage = stage_of(judged, position)
    key = holder(judged, position)
    found = acts(judged, position, NEXT, soon_days(opened))
    first = found[0] if found else None
    facts = judged.times
    return {
        "case": opened.id,
        "initials": opened.case.child.short(),
        "name": opened.case.child.name if door.names else None,
        "age": opened.case.child.age_on(door.today),
        "stage": stage.key if stage else None,
        "legal_status": facts.fact_at("legal-status", position),
        "looked_after": facts.fact_at("looked-after", position),
        "lives_with": facts.fact_at("lives-with", position),
        "open": facts.fact_at("case-open", position) is not False,
        "holder": person(judged, key) if key else None,
        "breaches": sum(1 for act in found if act.standing is Standing.BREACH),
        "late": sum(1 for act in found if act.standing is Standing.OVERDUE),
        "next_due": str(first.due) if first and first.due else None,
        "next": first.first.rule.title if first else None,
        "policy": judged.policy.id,
        "external": dict(opened.case.file.external),
    }
