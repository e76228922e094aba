"""One child on one screen: who, where, which stage and what it still lacks, what is due, people, views, last events."""

from datetime import timedelta
from itertools import pairwise
from typing import Annotated

from reunify_cli.casework.showing import case_json
from reunify_cli.cli.options import CaseRef, Option, reads
from reunify_cli.cli.screens.child_head import head, since_words
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.acts import Act, acts
from reunify_cli.engine.decisions import decide, stage_of
from reunify_cli.engine.duty import Duty, Standing, asks, days_late, standing
from reunify_cli.engine.ended import ended
from reunify_cli.engine.questions import open_questions
from reunify_cli.engine.return_codes import return_codes
from reunify_cli.engine.variations import in_force
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment
from reunify_cli.rules.phrasing import title_of
from reunify_cli.session.session import OpenCase
from reunify_cli.text.days import ago, say_when, short_day
from reunify_cli.text.layout import clean, counted, edge, sentence, shorten, wrap
from reunify_cli.wording.display_names import (
    answers,
    brief_name,
    command,
    command_line,
    due_cell,
    due_words,
    each_words,
    late_words,
    notes_of,
    person,
    short_source,
    typed,
    variation_words,
    weight,
)
from reunify_cli.worklist.row_making import state_of
from reunify_cli.worklist.row_words import UNREAD
from reunify_cli.worklist.rows import ASK

WANTED = (Standing.BREACH, Standing.OVERDUE, Standing.NOT_KNOWN, Standing.DUE, Standing.UPCOMING, Standing.UNCLEAR)
AHEAD_OF_US = (Standing.DUE, Standing.UPCOMING)
LABEL = 12
MOST = 12
AHEAD = 60
"""How many days ahead the screen looks, unless everything is asked for."""


@reads
def cli(
    terminal: Terminal,
    case: CaseRef,
    whole: Annotated[bool, Option("--all", help="every duty and every entry")] = False,
) -> None:
    """One child on one screen."""
    opened = terminal.session.open_case(case)
    if terminal.json:
        terminal.answer("case", [case_json(opened, terminal.session)], read=1)
    else:
        terminal.say(run(opened, terminal, whole=whole))


def run(opened: OpenCase, terminal: Terminal, *, whole: bool = False) -> list[str]:
    """The screen's lines."""
    lines = [*head(opened, terminal), *_notes(opened, terminal), *_to_decide(opened, terminal.width), ""]
    lines += [*_stage(opened, terminal), *_duties(opened, terminal, whole=whole), ""]
    lines += [
        *_people(opened, terminal),
        *_views(opened, terminal),
        *_plan(opened, terminal),
        "",
        *_last(opened, terminal, whole=whole),
    ]
    for problem in opened.problems:
        lines += ["", *wrap(f"NOT READ: {clean(problem.sentence)} ({problem.place})", terminal.width)]
    me = typed(opened.id)
    # A policy without stages, or a child in none, leaves a section out and its blank line behind.
    lines = [line for before, line in pairwise(["", *lines]) if before or line]
    return [*lines, "", f"More:      reunify show {me} --all   reunify next {me}   reunify pack {me} --list"]


def _to_decide(opened: OpenCase, width: int) -> list[str]:
    """What a return left to be decided: until then, what stands above is in doubt."""
    lines = []
    for entry in open_questions(opened.judged):
        lines += wrap(f"TO DECIDE  {clean(entry.get('question'))}", width, " " * 11, "")
    return [*lines, f"{' ' * 11}reunify check {typed(opened.id)}"] if lines else []


def _notes(opened: OpenCase, terminal: Terminal) -> list[str]:
    """What the policy has to say on this child's own screen: that the law reads otherwise for a child like this."""
    return [
        line
        for each in notes_of(opened.judged, terminal.session.position)
        for line in wrap(f"{each.text} {each.source}.", terminal.width, " " * LABEL, f"{'NOTE':<{LABEL}}")
    ]


def _stage(opened: OpenCase, terminal: Terminal) -> list[str]:
    policy = opened.judged.policy
    now = stage_of(opened.judged, terminal.session.position)
    following = policy.after(now.key if now else None)
    lines = []
    if now is not None:
        line = [s for s in opened.judged.times.fact("stage") if s.at <= terminal.session.position]
        since, today = Moment.at(line[-1].at).day, terminal.session.today
        head = f"STAGE {now.number} of {len(policy.stages)}, {now.title} ({policy.short})"
        lines.append(
            edge(
                head,
                f"since {short_day(since, today)}, {counted((today - since).days, 'day')}",
                terminal.width,
            )
        )
    elif policy.stages:
        lines.append(f"{'STAGE':<{LABEL}}none yet of {len(policy.stages)} ({policy.short})")
    over = ended(opened.judged, terminal.session.position)
    if following is not None and not (over and over.all_over):
        found = decide(opened.judged, following, Moment(terminal.session.today))
        missing = f"{len(found.in_place)} done, {len(found.shut)} still needed" if found.shut else "everything is done"
        command = f"reunify advance {typed(opened.id)} --dry-run"
        lines.append(edge(f"  For stage {following.number}: {missing}", command, terminal.width))
    return lines


def _duties(opened: OpenCase, terminal: Terminal, *, whole: bool) -> list[str]:
    wanted = acts(opened.judged, terminal.session.position, (*WANTED, Standing.OPEN), opened.judged.policy.due_soon)
    every_act = [act for act in wanted if act.standing is not Standing.OPEN or state_of(act) == ASK]
    # What *should* have come first, and was not recorded, heads nothing.
    found = [act for act in every_act if act.standing is not Standing.BREACH or state_of(act)]
    unheeded = len(every_act) - len(found)
    last = terminal.session.today + timedelta(days=AHEAD)
    near = [act for act in found if act.due is None or act.due.day <= last or act.standing not in AHEAD_OF_US]
    lines = [""] if near else ["", "Nothing is due soon."]
    shown = found if whole else near[:MOST]
    for act in shown:
        lines += _act(opened, act, terminal)
    if len(shown) < len(found):
        more = f"{len(found) - len(shown)} more, later or without a date"
        lines.append(f"{' ' * LABEL}{more}: reunify show {typed(opened.id)} --all")
    every = opened.judged.duties
    stood = [standing(duty, terminal.session.position) for duty in every]
    dated = [how for duty, how in zip(every, stood, strict=True) if duty.due is not None]
    met = sum(s in (Standing.MET, Standing.MET_OTHER) for s in dated)
    late = sum(s is Standing.MET_LATE for s in dated)
    overdue = sum(act.standing is Standing.OVERDUE for act in every_act)
    missed = sum(s is Standing.MISSED for s in dated)
    unknown = sum(s is Standing.NOT_KNOWN for s in dated)
    parts = [f"{met} done on time", f"{late} done late", f"{overdue} overdue", f"{missed} missed"]
    if unheeded:
        parts.append(f"{unheeded} done without a step that was needed first")
    excepted = [duty for duty, how in zip(every, stood, strict=True) if how is Standing.VARIED]
    if excused := sum(days_late(duty, terminal.session.position) > 0 for duty in excepted):
        parts.append(f"{excused} overdue when a manager made an exception")
    if unknown:
        parts.append(f"{unknown} due before this record starts")
    for rule, entry in in_force(opened.judged, terminal.session.position):
        said = f"{sentence(clean(rule.title))}: {variation_words(opened.judged, entry)}"
        lines += wrap(said, terminal.width, " " * LABEL, f"{'EXCEPTION':<{LABEL}}")
    lines += wrap(f"So far: {', '.join(parts)}.", terminal.width)
    if whole:
        lines += ["", "EVERY DUTY"]
        for duty, how in sorted(zip(every, stood, strict=True), key=lambda pair: _order(pair[0])):
            if how not in WANTED or (how is Standing.NOT_KNOWN and not asks(duty, terminal.session.position)):
                lines.append(
                    edge(
                        f" {due_cell(duty.due, terminal.session.today):<11} {clean(duty.rule.title)}",
                        how.value.replace("-", " "),
                        terminal.width,
                    )
                )
    return lines


def _order(duty: Duty) -> int:
    return duty.due.deadline if duty.due else duty.anchor.when.start


def _act(opened: OpenCase, act: Act, terminal: Terminal) -> list[str]:
    duty = act.first
    label = {
        Standing.BREACH: "BREACH",
        Standing.OVERDUE: "OVERDUE",
        Standing.UNCLEAR: "UNCLEAR",
        Standing.NOT_KNOWN: "ASK",
    }.get(act.standing)
    if label is None and act.standing is Standing.OPEN:
        label = "CHECK"
    if label is None:
        label = (
            "TODAY" if act.due and act.due.day == terminal.session.today else due_cell(act.due, terminal.session.today)
        )
    said = sentence(clean(duty.rule.title)) + (
        f" ({each_words(opened, duty.each, terminal.session)})" if duty.each else ""
    )
    if act.standing is Standing.OVERDUE:
        said += f": {late_words(duty, terminal.session)}"
    if act.booked is not None:
        booked = "BOOKED TOO LATE," if act.booked_too_late else "Booked"
        said += f". {booked} {say_when(act.booked, terminal.session.today)}"
    if act.standing is Standing.BREACH:
        seen = " (seen by a manager)" if duty.seen is not None else ""
        said += f", {short_day(duty.anchor.when.day, terminal.session.today)}{seen}"
    if duty.unsure is not None and (duty.unsure.ahead or act.standing is Standing.NOT_KNOWN):
        by = (
            f"by {due_words(duty.due, terminal.session.today)}, "
            if act.standing is Standing.NOT_KNOWN and duty.due
            else ""
        )
        said += f": {by}{duty.unsure.words}"
        if duty.late_after not in (None, duty.due):
            said += f". Late after {due_words(duty.late_after, terminal.session.today)}"
    if act.standing is Standing.OPEN:
        said += f": by {due_words(act.due, terminal.session.today)}, {UNREAD}"
    width = terminal.width - 34
    lines = wrap(said, width, " " * LABEL, f"{label:<{LABEL}}")
    lines[0] = edge(lines[0], f"{short_source(duty.rule, opened.judged, 22)}  {weight(duty.rule)}", terminal.width)
    if duty.unsure is not None and act.standing is Standing.NOT_KNOWN:
        what = "" if duty.unsure.entry else command(opened, act)
        ways = (*((("do", what),) if what else ()), *answers(opened.id, duty.unsure))
        lines += [command_line(f"{word:<4} {way}", " " * LABEL, terminal.width) for word, way in ways]
    return lines


def _people(opened: OpenCase, terminal: Terminal) -> list[str]:
    judged = opened.judged
    words = judged.policy.vocabulary
    holders = judged.times.fact_at("pr-holders", terminal.session.position) or frozenset()
    family = []
    for key, who in opened.case.file.people.items():
        relation = words.relations[who.relation].title if who.relation in words.relations else who.relation
        name = f" {clean(who.name)}" if terminal.session.names and who.name else ""
        family.append(
            f"{relation}{name}{' (PR)' if key in holders else ''}{' (confidential)' if who.protected else ''}"
        )
    allocated = judged.times.fact_at("workers", terminal.session.position) or {}
    held = [(role, allocated[role]) for role in words.roles if role in allocated]
    workers = [f"{brief_name(judged, str(key))} {title_of(words, role)}" for role, key in held]
    lines = _labelled("PEOPLE", "; ".join(family) or "no family recorded", terminal.width)
    return [*lines, *_labelled("", "; ".join(workers) or "NOT ALLOCATED", terminal.width)]


def _views(opened: OpenCase, terminal: Terminal) -> list[str]:
    latest: dict[str, Entry] = {}
    for entry in (each for each in opened.judged.history.entries if each.event == "views"):
        whose = entry.get("whose")
        for key in whose if isinstance(whose, tuple) else (whose,):
            latest[str(key)] = entry
    people = ["child", *opened.case.file.people] if opened.case.file.people else ["child"]
    parents = [k for k in people if k == "child" or opened.case.file.people[k].relation in ("mother", "father")]
    parts = []
    for key in dict.fromkeys([*parents, *latest]):
        name = (
            "the child"
            if key == "child"
            else person(opened.judged, key)
            if terminal.session.names
            else _relation(opened, key)
        )
        parts.append(
            f"{name} {short_day(latest[key].when.day, terminal.session.today)}"
            if key in latest
            else f"{name} NOT RECORDED"
        )
    return _labelled("VIEWS", "; ".join(parts), terminal.width)


def _relation(opened: OpenCase, key: str) -> str:
    who = opened.case.file.people.get(key)
    return clean(who.relation) if who else brief_name(opened.judged, key)


def _plan(opened: OpenCase, terminal: Terminal) -> list[str]:
    facts = opened.judged.times
    vocabulary = opened.judged.policy.vocabulary.facts
    lines = []
    risk = facts.fact_at("risk-class", terminal.session.position) if "risk-class" in vocabulary else None
    if risk:
        lines += _labelled(
            "RISK", f"{clean(risk)}{since_words(opened, 'risk-class', terminal.session)}", terminal.width
        )
    aim = facts.fact_at("plan", terminal.session.position) if "plan" in vocabulary else None
    plan = opened.judged.history.plan_on(Moment(terminal.session.today))
    parts = [f"the aim is {clean(vocabulary['plan'].values.get(str(aim), str(aim)))}"] if aim else []
    if plan is not None:
        agreed = opened.judged.history.agreements
        parts.append(
            f"agreed {short_day(agreed[-1][0].when.day, terminal.session.today)}"
            if agreed
            else "a draft, not agreed yet"
        )
        for title, items in (("danger statement", plan.danger_statements), ("safety goal", plan.safety_goals)):
            if items:
                parts.append(counted(len(items), title))
        done = {entry.of for entry in opened.judged.history.entries if entry.event == "action-done"}
        if plan.actions:
            parts.append(f"actions: {sum(a.id in done for a in plan.actions)} of {len(plan.actions)} done")
    lines += _labelled("PLAN", "; ".join(parts) or "none recorded", terminal.width)
    codes = return_codes(opened.judged, terminal.session.position)
    hint = f"hint for {short_day(codes.when.day, terminal.session.today)}: {codes.says}" if codes else ""
    return [*lines, *(_labelled("SSDA903", hint, terminal.width) if hint else [])]


def _labelled(label: str, text: str, width: int) -> list[str]:
    return wrap(text, width, " " * LABEL, f"{label:<{LABEL}}")


def _last(opened: OpenCase, terminal: Terminal, *, whole: bool) -> list[str]:
    entries = opened.judged.history.entries[::-1]
    lines = []
    for i, entry in enumerate(entries if whole else entries[:5]):
        by = ", ".join(brief_name(opened.judged, key) for key in entry.by)
        title = shorten(clean(title_of(opened.judged.policy.vocabulary, entry.event)), 34)
        left = f"{'LAST' if i == 0 else '':<{LABEL}}{short_day(entry.when.day, terminal.session.today):<15} {title}"
        lines.append(edge(left, f"{shorten(by, 18)}  {entry.id}", terminal.width))
    if entries and not whole:
        lines.append(
            edge(
                "",
                f"{counted(len(entries), 'entry', 'entries')}; "
                f"the last {ago(entries[0].when.day, terminal.session.today)}",
                terminal.width,
            )
        )
    return lines or ["Nothing is recorded yet."]
