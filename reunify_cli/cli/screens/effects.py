"""What an entry changed: duties met, made, closed or breached, by comparing a case judged before and after it."""

from collections.abc import Collection, Sequence

from reunify_cli.casework.effects import (
    PRESSING_FIRST,
    Effects,
    _how_met,
    _next_words,
    _stood,
    duty_words,
    not_enough,
    source_words,
)
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.acts import PRESSING, acts
from reunify_cli.engine.contents import unsaid_of
from reunify_cli.engine.duty import Duty, Standing
from reunify_cli.rules.phrasing import title_of
from reunify_cli.session.session import OpenCase
from reunify_cli.text.layout import clean, counted, edge, joined, sentence, wrap
from reunify_cli.wording.display_names import answers, command_line, typed
from reunify_cli.worklist.row_making import state_of
from reunify_cli.worklist.rows import BREACH

MOST, MOST_OWED = 5, 3
"""How many duties one kind of effect names before it counts the rest, and how many of those that are owed since."""


# --- in words -----------------------------------------------------------------------------------------------------


def effect_lines(opened: OpenCase, entry: str, found: Effects, terminal: Terminal) -> list[str]:
    """What an entry means for a child, a line for each duty it touched, then what is next and what still stands."""
    judged, lines = opened.judged, list[str]()
    for word, duties in (("done", found.met), ("BREACH", found.breaches), ("overdue", found.late)):
        said = [_how_met(duty) if word == "done" else duty_words(duty, terminal.session) for duty in duties]
        lines += rows(
            word, list(zip(said, (source_words(d.rule, judged) for d in duties), strict=True)), terminal.width
        )
    lines += _unclear_lines(opened, entry, found.unclear, terminal.width)
    if found.over:
        titles = list(dict.fromkeys(duty.rule.title for duty in found.over))
        more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
        lines += wrap(clean(f"{'; '.join(titles[:3])}{more}"), terminal.width, " " * 11, "  no longer due: ")
    lines += rows("but", [(each, "") for each in not_enough(judged, entry, terminal.session)], terminal.width, 3)
    lines += _unsaid_lines(opened, found.unsaid, terminal.width)
    owed = [(duty_words(duty, terminal.session), source_words(duty.rule, judged)) for duty in found.owed]
    lines += rows("owed", owed, terminal.width, MOST_OWED)
    lines += next_lines(opened, terminal, {duty.rule.id for duty in found.met}, found.owed)
    return lines


def _unclear_lines(opened: OpenCase, entry: str, duties: Sequence[Duty], width: int) -> list[str]:
    """What nobody can tell yet, each reason once with the duties that turn on it, and what would supply it."""
    reasons: dict[str, dict[str, None]] = {}
    for duty in duties:
        told = duty.unsure.words if duty.unsure is not None else ""
        reasons.setdefault(told or duty.unclear or "give the times", {})[duty.rule.title] = None
    said = []
    for reason, titles in reasons.items():
        more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
        said.append((f"{reason}. {'; '.join(list(titles)[:3])}{more}", ""))
    lines = rows("unclear", said, width)
    this = opened.judged.history.by_id.get(entry)
    cause = opened.workspace.vocabulary.events[this.event].cause.removeprefix("$") if this else ""
    asked = this is not None and cause in opened.workspace.vocabulary.events[this.event].fields
    if said and asked and this is not None and this.fields.get(cause) is None:
        way = f'reunify correct {typed(opened.id)} {entry} {cause}=... --why "left out"'
        lines.append(command_line(way, " " * 11, width))
    ways = [way for duty in duties if duty.unsure is not None for way in answers(opened.id, duty.unsure)]
    return lines + [command_line(f"{word:<4} {way}", " " * 11, width) for word, way in dict.fromkeys(ways)]


def rows(word: str, said: Sequence[tuple[str, str]], width: int, most: int = MOST) -> list[str]:
    """A word in the margin, and beside it one line for each text with what stands at its right edge."""
    lines = []
    said = list(dict.fromkeys(said))
    for number, (text, right) in enumerate(said[:most]):
        start = f"  {word if number == 0 else '':<8} "
        if len(start) + len(text) + len(right) + 1 <= width:
            lines.append(edge(start + clean(text), right, width))
        else:
            *above, last = wrap(clean(text), width, " " * 11, start)
            fits = len(last) + len(right) + 1 <= width
            lines += [*above, edge(last, right, width)] if fits else [*above, last, edge("", right, width)]
    if len(said) > most:
        lines.append(f"{' ' * 11}and {len(said) - most} more")
    return lines


def _unsaid_lines(opened: OpenCase, duties: Sequence[Duty], width: int) -> list[str]:
    """What the entry itself does not say yet, of what the rules ask of such an entry."""
    vocabulary = opened.workspace.vocabulary
    names = list(dict.fromkeys(name for duty in duties for name in unsaid_of(opened.judged, duty)))
    entry = next((duty.gated for duty in duties if duty.gated), None)
    if not names or entry is None:
        return []
    there = [title_of(vocabulary, name) for name in names if name in vocabulary.roles]
    said = [sentence(title_of(vocabulary, name)) for name in names if name not in vocabulary.roles]
    said += [f"Who was there: {joined(there)}"] if there else []
    more = f"; and {len(said) - 6} more" if len(said) > 6 else ""
    key = next((name for name in names if name not in vocabulary.roles), "attended")
    way = f'reunify correct {typed(opened.id)} {entry.id} {key}="..." --why "left out"'
    if len(names) > 1:
        way = f"reunify form {typed(opened.id)} {entry.id}"
    words = wrap(clean(f"{'; '.join(said[:6])}{more}"), width, " " * 11, "  to add   ")
    return [*words, command_line(way, " " * 11, width)]


def next_lines(
    opened: OpenCase, terminal: Terminal, again: Collection[str] = (), told: Collection[Duty] = ()
) -> list[str]:
    """What is due next for a child, when the rules in `again` ask again, and what is breached or late.

    What is `told` already is not told again.
    """
    todo = acts(opened.judged, terminal.session.position, PRESSING, opened.judged.policy.due_soon)
    said = {duty.id for duty in told}
    ahead = [
        act
        for act in todo
        if act.due is not None and act.standing in (Standing.DUE, Standing.UPCOMING) and act.first.id not in said
    ]
    ahead.sort(key=lambda act: act.due.deadline if act.due else 0)
    follow = [act for act in ahead if any(duty.rule.id in again for duty in act.duties)]
    shown = [act for act in ahead if act in (*ahead[:1], *follow[:1], *(ahead[1:2] if not follow else ()))]
    lines = rows(
        "next",
        [(_next_words(act, terminal.session), source_words(act.first.rule, opened.judged)) for act in shown],
        terminal.width,
    )
    breaches = sum(state_of(act) == BREACH for act in todo)
    late = sum(act.standing is Standing.OVERDUE for act in todo)
    asked = sum(act.standing is Standing.NOT_KNOWN for act in todo)
    still = ", ".join(
        filter(
            None,
            [
                counted(breaches, "breach", "breaches") if breaches else "",
                f"{late} overdue" if late else "",
                f"{asked} to ask about" if asked else "",
            ],
        )
    )
    if still:
        lines.append(edge(f"  still    {still}", f"reunify next {typed(opened.id)}", terminal.width))
    return lines or ([] if told else ["  nothing is due"])


def moved_lines(opened: OpenCase, found: Effects, terminal: Terminal) -> list[str]:
    """What a correction or withdrawal changed, duty by duty: how each stood, and how it stands now."""
    said = []
    for moved in sorted(found.moved, key=lambda each: not {each.was, each.now} & PRESSING_FIRST):
        was, now = _stood(moved.before, moved.was, terminal.session), _stood(moved.after, moved.now, terminal.session)
        if was != now:
            said.append((f"{moved.duty.rule.title}: {was} -> {now}", source_words(moved.duty.rule, opened.judged)))
    return rows("", said, terminal.width) if said else ["           no duty changes"]
