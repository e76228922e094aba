"""What can be written down for a child now: first what would meet a duty, most pressing first, then what is common."""

from collections.abc import Mapping
from datetime import timedelta

from reunify_cli.cli.confirm import child_line
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.acts import Act, acts
from reunify_cli.engine.duty import Standing
from reunify_cli.session.session import OpenCase
from reunify_cli.text.days import short_day
from reunify_cli.text.layout import clean, edge, wrap
from reunify_cli.wording.display_names import command, typed, weight

WANTED = (Standing.OVERDUE, Standing.NOT_KNOWN, Standing.DUE, Standing.UPCOMING, Standing.UNCLEAR, Standing.OPEN)
MOST = 12
"""How many useful things are shown; the rest are asked for."""
COMMON = ("visit", "note", "family-time", "stay", "views", "supervision", "circumstances-changed", "placement-start",
          "missing", "review", "allocated", "care-plan")  # fmt: skip
"""What is recorded most days, for the room that duties leave."""


def run(terminal: Terminal, opened: OpenCase) -> None:
    """Show it, or answer it as JSON."""
    useful = [
        act
        for act in acts(opened.judged, terminal.session.position, WANTED, opened.judged.policy.due_soon)
        if act.event
    ]
    if terminal.json:
        terminal.answer("recordable", [_as_json(opened, act) for act in useful], read=1, groups=groups(opened))
    else:
        terminal.say(lines(terminal, opened, useful))


def lines(terminal: Terminal, opened: OpenCase, useful: list[Act]) -> list[str]:
    """The screen: what would meet a duty, with its command; then what is often recorded."""
    found = [*wrap(child_line(opened, terminal.session), terminal.width, "      ", ""), ""]
    soon = terminal.session.today + timedelta(days=28)
    useful = [act for act in useful if act.due is None or act.due.day <= soon]
    if useful:
        found.append("DUE NOW")
        for act in useful[:MOST]:
            due = f"by {short_day(act.due.day, terminal.session.today)}: " if act.due else ""
            late = {Standing.OVERDUE: "OVERDUE, ", Standing.NOT_KNOWN: "ASK, "}.get(act.standing, "")
            found.append(edge(f"  {late}{due}{clean(act.first.rule.title)}", weight(act.first.rule), terminal.width))
            found.append(f"      {clean(command(opened, act))}")
        if len(useful) > MOST:
            found.append(f"  and {len(useful) - MOST} more:  reunify next {typed(opened.id)}")
        found.append("")
    here = typed(opened.id)
    known = opened.workspace.vocabulary.events
    listed = {act.event for act in useful[:MOST]}
    common = [name for name in COMMON if name in known and name not in listed][: max(0, MOST - len(useful[:MOST]))]
    if common:
        found.append("OFTEN RECORDED")
    found += [f"  {f'reunify record {here} {name}':<34} {clean(known[name].title)}" for name in common]
    return [
        *found,
        *([""] if common else []),
        "Type what happened in your own words. All of them:  reunify events",
    ]


def groups(opened: OpenCase) -> Mapping[str, list[str]]:
    """Every event type by group, in the vocabulary's order; what other commands write is left to them."""
    vocabulary = opened.workspace.vocabulary
    found: dict[str, list[str]] = {group: [] for group in vocabulary.groups}
    for name, event in vocabulary.events.items():
        if name not in ELSEWHERE:
            found.setdefault(event.group, []).append(name)
    return {group: events for group, events in found.items() if events}


ELSEWHERE: Mapping[str, str] = {
    "booked": "reunify book",
    "booking-cancelled": "reunify book --cancel",
    "stage-entered": "reunify advance",
    "stage-returned": "reunify back",
    "case-closed": "reunify close",
    "case-reopened": "reunify reopen",
    "seen": "reunify seen",
    "varied": "reunify vary",
    "variation-asked": "reunify vary",
}
"""Events that have a command of their own."""


def _as_json(opened: OpenCase, act: Act) -> dict[str, object]:
    return {
        "event": act.event,
        "fields": list(act.fields),
        "standing": act.standing.value,
        "due": str(act.due) if act.due else None,
        "weight": act.weight,
        "sure": act.first.rule.source.sure,
        "rules": [duty.rule.id for duty in act.duties],
        "command": command(opened, act),
    }
