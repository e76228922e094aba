"""What an exception needs: a rule of local policy, an end to come, and none that holds as long already."""

from typing import Any

from reunify_cli.casework.managers import only_a_manager, somebody
from reunify_cli.casework.recording import Recorded
from reunify_cli.casework.writing import Draft, WritableCase
from reunify_cli.engine.managers import ASKED, VARIED, may_be_varied
from reunify_cli.engine.variations import waiting
from reunify_cli.errors import Mistyped, Refused
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment
from reunify_cli.rules.policy import Rule
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import read_when, say_full, short_day
from reunify_cli.text.layout import clean
from reunify_cli.wording.display_names import person, typed


def must_be_local(opened: OpenCase, rule: Rule) -> None:
    """Go on where a rule is local policy; Refused where it is law, or guidance that binds every authority."""
    if may_be_varied(opened.judged.policy, rule):
        return
    what = "law" if rule.weight == "law" else "guidance for every authority, and not local policy"
    said = f"{rule.title} is {what} ({rule.source}). Only local policy can have an exception."
    raise Refused(clean(said), help=f"What meets it, and what else ends it:  {why_command(opened, rule)}")


def why_command(opened: OpenCase, rule: Rule) -> str:
    """What to type to see what a rule asks of this child."""
    return f"reunify why {typed(opened.id)} {rule.id}"


def must_be_longer(opened: OpenCase, rule: Rule, until: Moment | None, session: Session) -> None:
    """Go on where no exception holds as long already; Refused where one does."""
    held = opened.judged.variation(rule, session.position)
    if held is None or held.until is None or (until is not None and until.end > held.until.end):
        return
    said = f"{rule.title} is varied already, until {say_full(held.until)} (entry {held.id})."
    raise Refused(clean(said), help="To make it longer, give a later --until; to end it, withdraw the entry.")


def last_day(text: str, session: Session) -> Moment:
    """The last day of an exception. Raises Mistyped for one that has passed."""
    until = read_when(text, session.now.day, ahead=True)
    if until.end < session.now.start:
        raise Mistyped(f"{say_full(until)} has passed; an exception ends on a day to come.")
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


@dataclass(frozen=True, slots=True)
class ExceptionWish:
    """An exception as somebody typed it; empty where nothing was said."""

    rule: str
    why: str = ""
    authorised_by: str = ""
    until: str = ""
    who: str = ""


def manager_for(session: Session, held: WritableCase, wish: ExceptionWish) -> str:
    """The key of the manager who makes an exception. Raises Mistyped for nobody, Refused where they manage nobody."""
    key = held.directory.key(wish.authorised_by)
    only_a_manager(session, held, key, "An exception is made by a manager")
    return key


def request_for(opened: OpenCase, rule: Rule, session: Session) -> Entry | None:
    """The request for an exception to a rule that waits for a manager."""
    return next((each for each in waiting(opened.judged, session.position) if each.fields["rule"] == rule.id), None)


def request(session: Session, held: WritableCase, rule: Rule, wish: ExceptionWish, asked: Entry | None) -> Draft:
    """The entry that only asks for an exception; its reason may still be empty. Raises Mistyped or Refused."""
    opened = held.opened
    key = somebody(session, held, wish.who, "asks for it")
    must_be_longer(opened, rule, None, session)
    if asked is not None:
        by = ", ".join(person(opened.judged, each) for each in asked.by)
        said = f"{by} asked for this on {short_day(asked.when.day)}; it waits for a manager."
        way = f"reunify vary {typed(opened.id)} {rule.id} --authorised-by NAME --until DATE"
        raise Refused(clean(said), help=f"To make the exception:  {way}")
    until = {"until": str(last_day(wish.until, session))} if wish.until else {}
    return Draft(ASKED, session.now, (key,), {**until, "rule": rule.id, "why": wish.why.strip()})


def exception(session: Session, held: WritableCase, rule: Rule, wish: ExceptionWish, asked: Entry | None) -> Draft:
    """The entry that makes an exception; what was asked for before says who asked, why and until when.

    Its reason may still be empty. Raises Mistyped or Refused.
    """
    opened = held.opened
    manager = manager_for(session, held, wish)
    until = last_day(wish.until, session) if wish.until else asked.until if asked is not None else None
    if until is None:
        raise Mistyped("An exception has an end. Say its last day.", help="Add  --until DATE")
    must_be_longer(opened, rule, until, session)
    asker = asked.by[0] if asked is not None and asked.by and not wish.who else ""
    asker = asker or somebody(session, held, wish.who, "asks for it")
    if asker == manager:
        said = f"{person(opened.judged, manager)} cannot both ask for an exception and make it."
        raise Refused(clean(said), help="If someone else asked for it:  --who NAME")
    why = wish.why.strip() or str((asked.get("why") if asked else "") or "")
    says = {"until": str(until), "rule": rule.id, "authorised-by": manager, "asked-by": asker, "why": why}
    return Draft(VARIED, session.now, (manager,), says)
