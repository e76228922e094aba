"""What an exception needs: a rule of local policy, an end to come, and none that holds as long already."""

from typing import Any

from reunify_cli.casework.recording import Recorded
from reunify_cli.engine.managers import may_be_varied
from reunify_cli.errors import Mistyped, Problem, Refused
from reunify_cli.model.moment import Moment
from reunify_cli.rules.policy import Rule
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import read_when, say_full
from reunify_cli.text.layout import clean
from reunify_cli.wording.display_names import typed


def must_be_local(opened: OpenCase, rule: Rule) -> None:
    """Go on where a rule is local policy; Refused where it is law, or guidance that binds every authority."""
    if may_be_varied(opened.judged.policy, rule):
        return
    what = "law" if rule.weight == "law" else "guidance for every authority, and not local policy"
    said = f"{rule.title} is {what} ({rule.source}): nobody here can make an exception to it."
    raise Refused(Problem(None, clean(said), f"What meets it, and what else ends it:  {why_command(opened, rule)}"))


def why_command(opened: OpenCase, rule: Rule) -> str:
    """What to type to see what a rule asks of this child."""
    return f"reunify why {typed(opened.id)} {rule.id}"


def must_be_longer(opened: OpenCase, rule: Rule, until: Moment | None, session: Session) -> None:
    """Go on where no exception holds as long already; Refused where one does."""
    held = opened.judged.variation(rule, session.position)
    if held is None or held.until is None or (until is not None and until.end > held.until.end):
        return
    said = f"{rule.title} is varied already, until {say_full(held.until)} (entry {held.id})."
    raise Refused(Problem(None, clean(said), "To make it longer, give a later --until; to end it, withdraw the entry."))


def last_day(text: str, session: Session) -> Moment:
    """The last day of an exception. Raises Mistyped for one that has passed."""
    until = read_when(text, session.now.day, ahead=True)
    if until.end < session.now.start:
        raise Mistyped(Problem(None, f"{say_full(until)} has passed; an exception ends on a day to come."))
    return until


def changes_json(done: Recorded) -> list[dict[str, Any]]:
    """Each duty that the exception touches, for programs: how it stood and how it stands."""
    return [
        {
            "duty": moved.duty.id,
            "was": moved.was.value if moved.was else None,
            "now": moved.now.value if moved.now else None,
        }
        for moved in done.effects.moved
    ]
