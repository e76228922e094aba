"""The breaches of a child, and which one of them a manager means."""

from collections.abc import Sequence

from reunify_cli.casework.explaining import meant_rule
from reunify_cli.casework.managers import only_a_manager, somebody
from reunify_cli.casework.writing import Draft, WritableCase
from reunify_cli.engine.duty import Duty, Standing, standing
from reunify_cli.engine.managers import SEEN, doers
from reunify_cli.errors import Mistyped, Problem, Refused
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import read_day, short_day
from reunify_cli.text.layout import clean
from reunify_cli.wording.display_names import person, typed


def breaches(opened: OpenCase, session: Session) -> list[Duty]:
    """The breaches of a child, oldest first, seen or not."""
    found = [duty for duty in opened.judged.duties if standing(duty, session.position) is Standing.BREACH]
    return sorted(found, key=lambda duty: duty.anchor.when.start)


def unseen_musts(opened: OpenCase, session: Session) -> list[Duty]:
    """The breaches that head every list: of what must have come first, seen by no manager."""
    return [duty for duty in breaches(opened, session) if duty.seen is None and duty.rule.strength == "must"]


def breach_name(duty: Duty) -> str:
    """The name by which a breach can be typed: its rule and the day."""
    return f"{duty.rule.id}@{duty.anchor.when.day.isoformat()}"


def meant(opened: OpenCase, words: str, session: Session) -> list[Duty]:
    """The breach that is meant and nobody has seen: one, or one for each person about whom one gate asked.

    Raises Mistyped where it is none or several, Refused where a manager has seen it already.
    """
    known = breaches(opened, session)
    name, _, when = words.partition("@")
    if not name:
        raise Mistyped(_choose("Say which breach.", opened, unseen_musts(opened, session)))
    rule = meant_rule(opened, name)
    found = [duty for duty in known if duty.rule.id == rule.id]
    if when:
        day = read_day(when, session.now.day)
        found = [duty for duty in found if duty.anchor.when.day == day]
    if not found:
        day_words = f" of {short_day(day)} {day.year}" if when else ""
        said = f"{clean(rule.title)}: there is no breach{day_words} here."
        raise Mistyped(_choose(said, opened, known))
    unseen = [duty for duty in found if duty.seen is None]
    if not unseen:
        seen = found[-1].seen
        by = ", ".join(person(opened.judged, key) for key in seen.by) if seen else ""
        said = f"{by} saw this on {short_day(seen.when.day)} {seen.when.day.year} already." if seen else ""
        raise Refused(clean(said))
    if len({duty.anchor.name for duty in unseen}) > 1:
        raise Mistyped(_choose(f'"{clean(words)}" can be several breaches.', opened, unseen))
    return unseen


def _choose(said: str, opened: OpenCase, choices: Sequence[Duty]) -> Problem:
    here = typed(opened.id)
    ways = dict.fromkeys(f"reunify seen {here} {breach_name(duty)}" for duty in choices)
    if not ways:
        return Problem(None, said, "No breach of this child waits to be seen.")
    return Problem(None, "\n".join([said, *(f"    {way}" for way in ways)]), "")


def seeing(session: Session, held: WritableCase, words: str, who: str, note: str) -> tuple[list[Duty], Draft]:
    """The breaches that are meant, and the entry that a manager has seen them. Raises Mistyped or Refused."""
    duties = meant(held.opened, words, session)
    key = somebody(session, held, who, "has seen it")
    only_a_manager(session, held, key, "A breach is seen by a manager")
    if any(key in doers(duty) for duty in duties):
        said = f"{person(held.opened.judged, key)} took the step that is in breach, so another manager has to see it."
        raise Refused(clean(said), help="Another manager types the same, or add  --who NAME")
    says = {"breach": breach_name(duties[0]), **({"note": note.strip()} if note.strip() else {})}
    about = {"of": duties[0].id} if len(duties) == 1 else {}
    return duties, Draft(SEEN, session.now, (key,), {**about, **says})
