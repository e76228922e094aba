"""What ends with a case when it closes: what is late and stays so, what lapses, which meetings are still booked."""

from collections.abc import Sequence
from typing import Final

from reunify_cli.casework.closing import Ending
from reunify_cli.casework.effects import duty_words, source_words
from reunify_cli.casework.recording import Recorded
from reunify_cli.cli.screens.effects import effect_lines
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.duty import Duty
from reunify_cli.session.session import OpenCase
from reunify_cli.text.days import say_full, say_when
from reunify_cli.text.layout import clean, counted, edge, joined, wrap
from reunify_cli.wording.display_names import person, typed

MOST: Final = 8
"""How many duties of one kind are named before the rest are counted."""


# --- in words -----------------------------------------------------------------------------------------------------


def ending_lines(opened: OpenCase, found: Ending, terminal: Terminal, *, briefly: bool = False) -> list[str]:
    """What stands when the case closes, a section for each kind; `briefly` only counts what lapses."""
    lines = [
        *_section("BREACHES that no manager has seen; they stay breaches", opened, found.breaches, terminal),
        *_section("OVERDUE, and not recorded as done", opened, found.late, terminal),
        *_section("STILL DUE, also once the case is closed", opened, found.owed, terminal),
    ]
    if found.lapses and briefly:
        lines += ["", f"{counted(len(found.lapses), 'duty lapses', 'duties lapse')} with the case."]
    else:
        lines += _section("DUE NOW, no longer once the case is closed", opened, found.lapses, terminal)
    if found.booked:
        lines += ["", "BOOKED for a day to come, and to be called off"]
    for what, when in found.booked:
        title = opened.workspace.vocabulary.events[what].title
        lines.append(
            edge(
                f"  {say_when(when, terminal.session.today)} {clean(title)}",
                f"reunify book {typed(opened.id)} {what} --cancel",
                terminal.width,
            )
        )
    return lines or ["", "Nothing is overdue or due."]


def _section(title: str, opened: OpenCase, duties: Sequence[Duty], terminal: Terminal) -> list[str]:
    if not duties:
        return []
    said = [(duty_words(duty, terminal.session), source_words(duty.rule, opened.judged)) for duty in duties[:MOST]]
    lines = ["", title, *(edge(f"  {words}", source, terminal.width) for words, source in said)]
    if len(duties) > MOST:
        lines.append(f"  and {len(duties) - MOST} more:  reunify show {typed(opened.id)} --all")
    return lines


def entry_lines(width: int, done: Recorded, word: str, said: str) -> list[str]:
    """What was written down: a word in the margin, a sentence, by whom, and why."""
    draft, judged = done.draft, done.opened.judged
    by = f"by {joined([person(judged, key) for key in draft.by])}, " if draft.by else ""
    start = f"{word:<10} "
    lines = wrap(said, width, " " * 11, start)
    lines.append(edge(f"{' ' * 11}{by}{say_full(draft.when)}", f"entry {done.entry['id']}", width))
    if not draft.by:
        lines.append(f"{' ' * 11}Who did this is not recorded:  reunify setup")
    why = draft.says.get("why")
    return [*lines, *(wrap(clean(f"because: {why}"), width, " " * 11, " " * 11) if why else [])]


def moved_on(terminal: Terminal, done: Recorded, said: str, word: str = "BACK") -> list[str]:
    """What was written down where a case goes on, and what that means for the child."""
    opened, entry = done.opened, str(done.entry["id"])
    return [
        *entry_lines(terminal.width, done, word, said),
        "",
        f"What changes for {clean(opened.case.child.short())}",
        *effect_lines(opened, entry, done.effects, terminal),
        "",
        f"Mistake?        reunify withdraw {typed(opened.id)} {entry}",
    ]
