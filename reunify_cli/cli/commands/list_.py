"""The children of a workspace: stage, who holds the case, legal status, and what is next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from reunify_cli.cli.options import Mine, Option, Person, WithRole, lists
from reunify_cli.cli.screens.list_ends import end_lines, read_line
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.ended import DIED
from reunify_cli.errors import Mistyped, did_you_mean
from reunify_cli.model.vocabulary import spoken
from reunify_cli.session.session import Session
from reunify_cli.text.days import short_day
from reunify_cli.text.layout import columns, counted, sentence, shorten
from reunify_cli.wording.display_names import due_words
from reunify_cli.worklist.lists import Caseload, Whose, caseload
from reunify_cli.worklist.row_words import child_of
from reunify_cli.worklist.rows import ASK, BREACH, SEEN, ActRow, CaseRow

if TYPE_CHECKING:
    from reunify_cli.rules.policy import Policy


NO_STAGE = "-"
"""What stands for children in no stage."""


class Only(NamedTuple):
    """Which children are asked for; empty words ask for all."""

    stage: str
    policy: str
    status: str


class Pressing(NamedTuple):
    """What presses most for a child, and how many breaches there are and how many things are late."""

    first: ActRow | None = None
    breaches: int = 0
    late: int = 0
    next_day: int = 0
    """The first day, as an ordinal, on which something falls due that is not late; 0 where nothing does."""


NOTHING = Pressing()
Acts = dict[tuple[str, str], Pressing]
"""What there is to do with a date, and what was breached, for each child."""


@lists
def cli(
    terminal: Terminal,
    stage: Annotated[str, Option("--stage", help="only children in this stage")] = "",
    policy: Annotated[str, Option("--policy", help="only children under this policy")] = "",
    status: Annotated[str, Option("--status", help="only children of this legal status")] = "",
    closed: Annotated[bool, Option("--closed", help="closed cases as well")] = False,
    mine: Mine = False,
    person_: Person = "",
    role: WithRole = "",
) -> int | None:
    """The children, with stage, holder, legal status and what is next."""
    whose = Whose(mine, person_, role)
    load = caseload(terminal.session, whose=whose)
    acts = _acts(load)
    read = [row for row in load.cases("1") if not whose.role or (row.root, row.case) in acts]
    shown = [row for row in sorted(read, key=lambda row: not row.open) if closed or row.open]
    load.closed = 0 if closed else load.closed
    only = _as_kept(shown, Only(stage, policy, status))
    _refuse_unknown(shown, terminal.session, only.stage, only.status)
    shown = [row for row in shown if _wanted(row, only)]
    load.read, load.noted = len(shown), [row for row in shown if row.varied or row.asked]
    if terminal.format == "text":
        terminal.say(run(load, shown, acts, terminal))
        return 3 if load.incomplete else None
    items = [row_json(row, acts.get((row.root, row.case), NOTHING), terminal.session) for row in shown]
    if terminal.json:
        terminal.answer("cases", items, read=load.read, unread=load.unread)
    else:
        from reunify_cli.cli.csv_tables import write_csv

        write_csv(terminal, items, load.unread)
    return 3 if load.incomplete else None


def _acts(load: Caseload) -> Acts:
    found = {}
    for part in load.rows.parts:
        days = part.next_days(load.whose)
        for case_id, first, breaches, late in part.most_pressing(load.whose):
            found[part.root, case_id] = Pressing(first, breaches, late, days.get(case_id, 0))
    return found


def _as_kept(rows: Sequence[CaseRow], only: Only) -> Only:
    """What is asked for as the rows have it: a stage or legal status may be typed as the screen prints it."""
    stages = {spoken(word): row.stage for row in rows if row.stage for word in _stage_words(row)}
    statuses = {spoken(word): row.legal_status for row in rows if row.legal_status for word in _status_said(row)}
    stage = NO_STAGE if spoken(only.stage) in ("none", "no stage") else only.stage
    return only._replace(
        stage=stages.get(spoken(stage), stage) if stage else "",  # some child may have no words for it: "" asks for all
        status=statuses.get(spoken(only.status), only.status) if only.status else "",
    )


def _stage_words(row: CaseRow) -> tuple[str, ...]:
    return row.stage, row.stage_title, f"{row.stage_number} {row.stage_title}", str(row.stage_number)


def _status_said(row: CaseRow) -> tuple[str, ...]:
    value = row.legal_status or ""
    return value, STATUS.get(value, value), status_words(row), status_words(row).strip("()")


def _refuse_unknown(rows: Sequence[CaseRow], session: Session, stage: str, status: str) -> None:
    """Refuse a stage or legal status that no policy knows by which any of the children is judged."""
    known = {NO_STAGE, *(row.stage for row in rows)}
    if rows and stage and stage not in known and not stage.isdigit():
        stages = list(dict.fromkeys(each.key for policy in _policies(session) for each in policy.stages))
        _refuse(stage, "stage", stages)
    if rows and status and status not in {row.legal_status for row in rows}:
        facts = (policy.vocabulary.facts["legal-status"] for policy in _policies(session))
        _refuse(status, "legal status", list(dict.fromkeys(value for fact in facts for value in fact.values)))


def _refuse(said: str, what: str, known: Sequence[str]) -> None:
    if said not in known:
        sentence = f'"{said}" is not a {what}.{did_you_mean(said, known)}'
        raise Mistyped(sentence, help=f"There are: {', '.join(known)}.")


def _policies(session: Session) -> Iterator[Policy]:
    """Every policy that a child of the folders may be judged by."""
    from reunify_cli.policy_store.adoptions import adoptions, load_adopted

    for workspace in session.workspaces:
        for adopted in adoptions(workspace.files):
            yield load_adopted(workspace.files, adopted)


def _wanted(row: CaseRow, only: Only) -> bool:
    if only.stage == NO_STAGE and row.stage:
        return False
    if only.stage not in ("", NO_STAGE) and (not row.stage or only.stage not in (row.stage, str(row.stage_number))):
        return False
    return only.policy in ("", row.policy) and only.status in ("", row.legal_status)


# --- the screen ---------------------------------------------------------------------------------------------------


def run(load: Caseload, shown: Sequence[CaseRow], acts: Acts, terminal: Terminal) -> list[str]:
    """The screen's lines: a row for each child."""
    rows: list[tuple[str, ...]] = [("CHILD", "STAGE", "STATUS", "WORKER", "NEXT")]
    rows += [_row(row, acts.get((row.root, row.case), NOTHING), terminal.session) for row in shown]
    grown = sum(1 for row in shown if _grown(row, terminal.session))
    more = f" {counted(grown, 'is', 'are')} 18 or over." if grown else ""
    lines = [f"{sentence(read_line(load))}.{more}"]
    if shown:
        lines += ["", *(shorten(line, terminal.width) for line in columns(rows))]
    return [*lines, *end_lines(load, terminal)]


def _row(row: CaseRow, acts: Pressing, session: Session) -> tuple[str, ...]:
    first = acts.first
    what = "-"
    if first is not None and first.state != SEEN:
        late = "OVERDUE" if first.late(session.position) else ""
        wrong = {BREACH: "BREACH", ASK: "ASK"}.get(first.state) or late
        ahead = short_day(date.fromordinal(acts.next_day), session.today) if acts.next_day else "no date"
        what = f"{ahead}; {wrong} {first.title}" if wrong else f"{due_words(first.due, session.today)} {first.title}"
    return (
        child_of(row, session),
        f"{row.stage_number} {shorten(row.stage_title, 14)}" if row.stage else "-",
        status_words(row),
        shorten(row.holder_brief, 14) or "not allocated",
        _over(row, session) or what,
    )


def _over(row: CaseRow, session: Session) -> str:
    """What to say in the place of what is next where nothing is: the child died or has grown up, the case is closed."""
    day = f" {short_day(date.fromisoformat(row.ended_on), session.today)}" if row.ended_on else ""
    if row.ended == "died":
        return f"died{day}" if day or not row.open else "died, day not recorded"
    return _grown(row, session) if row.open else f"closed{day}" if row.ended == "closed" else "closed"


def _grown(row: CaseRow, session: Session) -> str:
    """What to say of somebody who has grown up: no duty here applies any more."""
    age = row.age_on(session.today)
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


def status_words(row: CaseRow) -> str:
    """A legal status in the few letters that a list has room for."""
    value = row.legal_status
    if row.ended in (DIED, "eighteen"):
        return "died" if row.ended == DIED else "18"
    if row.ended == "ceased" and value in (None, "none"):
        return "ceased"
    if row.looked_after is False and value not in (None, "none"):
        return f"({STATUS.get(value, value)})"
    return STATUS.get(value, value.replace("-", " ")) if value else "?"


def row_json(row: CaseRow, acts: Pressing, session: Session) -> dict[str, Any]:
    """A child as JSON and CSV have it."""
    first = acts.first
    return {
        "case": row.case,
        "initials": row.initials,
        "name": session.names_of(row.root, row.case).name if session.names else None,
        "age": row.age_on(session.today),
        "stage": row.stage or None,
        "legal_status": row.legal_status,
        "looked_after": row.looked_after,
        "lives_with": row.lives_with,
        "open": row.open,
        "ended": row.ended or None,
        "ended_on": row.ended_on or None,
        "holder": row.holder_name or None,
        "breaches": acts.breaches,
        "late": acts.late,
        "next_due": str(first.due) if first and first.due else None,
        "next": first.title if first else None,
        "policy": row.policy,
        "external": dict(row.external),
    }
