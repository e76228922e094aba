"""The head of a child's screen: who, how they live and since when, and what has ended."""

from datetime import date
from typing import Final

from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.ended import CLOSED, DIED, Ended, ended
from reunify_cli.engine.staying import staying
from reunify_cli.engine.vocabulary_index import LOOKED_AFTER
from reunify_cli.engine.where_lives import LIVES, no_move_home, no_placement, unclear
from reunify_cli.model.moment import Moment
from reunify_cli.rules.phrasing import title_of
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import short_day
from reunify_cli.text.layout import clean, counted, edge, sentence, shorten, wrap
from reunify_cli.wording.display_names import each_words
from reunify_cli.worklist.row_making import to_record

EVERYTHING: Final = "everything"
"""The group of events that stands for all of them in `known-from`."""


def head(opened: OpenCase, terminal: Terminal) -> list[str]:
    """The first lines of the screen."""
    child = opened.case.child
    name = (
        clean(child.known_as or child.name)
        if terminal.session.names and (child.name or child.known_as)
        else child.short()
    )
    over = ended(opened.judged, terminal.session.position)
    age = child.age_on(over.when.day if over and over.when and over.how == DIED else terminal.session.today)
    born = f" ({plain_day(child.born)})" if child.born else " (date of birth not recorded)"
    sex = {"M": ", boy", "F": ", girl", "male": ", boy", "female": ", girl", "boy": ", boy", "girl": ", girl"}.get(
        child.sex, ""
    )
    external = ", ".join(
        f"in {clean(_system(system))} as {clean(number)}" for system, number in opened.case.file.external.items()
    )
    first = f"{clean(name)}{sex}{f', {age}' if age is not None else ''}{born}"
    first = f"{first}   {opened.id}"
    if len(first) + 2 + len(external) <= terminal.width:
        lines = [edge(first, external, terminal.width)]
    else:  # numbers are copied from here, so they are never shortened
        lines = [shorten(first, terminal.width), *wrap(f"Known {external}.", terminal.width)]
    lines += wrap(" ".join([*_status(opened, terminal.session), *_away(opened, terminal.session)]), terminal.width)
    lines += [f"  {way}" for _, way in to_record(opened, terminal.session.position)]
    hidden = [key for key, who in opened.case.file.people.items() if who.protected]
    hidden += [key for key, home in opened.case.file.homes.items() if home.protected]
    tail = []
    if hidden:
        tail.append(f"Confidential: {counted(len(hidden), 'person or address', 'people or addresses')}.")
    known = [
        f"{'' if group == EVERYTHING else group.replace('-', ' ') + ' '}from {plain_day(spans[-1].from_)}"
        for group, spans in sorted(opened.case.known.items(), key=lambda pair: pair[0] != EVERYTHING)
    ]
    if known:
        tail.append(f"Record complete: {'; '.join(known)}." if len(known) > 1 else f"Record complete {known[0]}.")
    return [*lines, *wrap(" ".join(tail), terminal.width)] if tail else lines


def _system(key: str) -> str:
    """The name of another system: a short one is written in capitals, as people do."""
    return key.upper() if len(key) <= 4 else key


def _away(opened: OpenCase, session: Session) -> list[str]:
    """Where the child is staying just now, who lives elsewhere: `Staying with the mother since Fri 27 Nov`."""
    stay = staying(opened.judged, session.position)
    if stay is None:
        return []
    title = title_of(opened.judged.policy.vocabulary, stay.entry.event)
    ends = f"back on {short_day(stay.back, session.today)}" if stay.back else "when it ends is not recorded"
    at = f" with {_whom(opened, stay.whom, session)}" if stay.whom else ""
    return [f"Staying{at} since {short_day(stay.entry.when.day, session.today)} ({title}); {ends}."]


def _whom(opened: OpenCase, key: str, session: Session) -> str:
    words = each_words(opened, key, session)
    return f"the {words}" if key in opened.case.file.people and not session.names else words


def _status(opened: OpenCase, session: Session) -> list[str]:
    """Legal status, looked after or not, and where the child lives; a day is said once where they began together."""
    over = ended(opened.judged, session.position)
    if over is not None and over.all_over:
        until = over.when.start - 1 if over.when else session.position
        return [over_words(opened, over), *(f"Until then: {each}" for each in (_was(opened, until),) if each)]
    facts, words = opened.judged.times, opened.judged.policy.vocabulary.facts
    status = facts.fact_at("legal-status", session.position)
    looked_after = facts.fact_at("looked-after", session.position) if "looked-after" in words else None
    since, own = since_words(opened, "looked-after", session), since_words(opened, "legal-status", session)
    parts = []
    day = unclear(opened.judged, "legal-status", session.position)
    if day is not None:
        parts.append(f"Legal status unclear: give the times of {plain_day(day.day)}.")
    elif status and status != "none":
        title = sentence(words["legal-status"].values.get(status, status))
        both = looked_after and own == since
        parts.append(f"{title}{', looked after' if both else ''}{own}.")
        if looked_after and not both:
            parts.append(f"Looked after{since}.")
    if "short-breaks" in words and facts.fact_at("short-breaks", session.position) is True:
        parts.append("Looked after only during the breaks.")
    elif looked_after is False:
        parts.append(f"Not looked after{since}.")
    return [*parts, *_lives(opened, session, since)]


def _lives(opened: OpenCase, session: Session, since: str) -> list[str]:
    """Where the child lives, that it is unclear, or that no placement is recorded."""
    judged = opened.judged
    words = judged.policy.vocabulary.facts
    day = unclear(judged, LIVES, session.position)
    if day is not None:
        return [f"Where the child lives is unclear: give the times of {plain_day(day.day)}."]
    if {LIVES, LOOKED_AFTER} <= words.keys() and any(no_placement(judged, session.position)):
        return ["No placement is recorded since then."]
    if {LIVES, LOOKED_AFTER} <= words.keys() and any(no_move_home(judged, session.position)):
        return ["Returned home, and the move is not recorded."]
    lives = judged.times.fact_at(LIVES, session.position) if LIVES in words else None
    if not lives:
        return []
    moved = since_words(opened, LIVES, session)
    return [f"Lives: {words[LIVES].values.get(lives, lives)}{moved if moved != since else ''}."]


def over_words(opened: OpenCase, over: Ended) -> str:
    """What has ended, and when, as in `Died on 28 Nov 2026`."""
    on = f" on {plain_day(over.when.day)}" if over.when else ""
    match over.how:
        case "died":
            return f"Died{on}." if on else "Died. The day is not recorded."
        case "eighteen":
            return f"Turned 18{on}."
        case "closed":
            outcome = str(over.entry.fields.get("outcome") or "") if over.entry else ""
            values = opened.workspace.vocabulary.events[CLOSED].fields["outcome"].values
            return f"Case closed{on}{f': {values.get(outcome, outcome)}' if outcome else ''}."
    return f"Not looked after since{on[3:]}."


def _was(opened: OpenCase, position: int) -> str:
    """How the child lived up to a position, in few words."""
    facts, words = opened.judged.times, opened.judged.policy.vocabulary.facts
    found = []
    for name in ("legal-status", LIVES):
        value = facts.fact_at(name, position) if name in words else None
        if value not in (None, "none"):
            found.append(words[name].values.get(str(value), str(value)))
    return f"{'; '.join(found)}." if found else ""


def since_words(opened: OpenCase, fact: str, session: Session) -> str:
    """Since when a fact is as it is, as in `since 8 Mar 2017`; "" where it always was."""
    line = [step for step in opened.judged.times.fact(fact) if step.at <= session.position]
    if not line or line[-1].at == 0:
        return ""
    return f" since {plain_day(Moment.at(line[-1].at).day)}"


def plain_day(day: date) -> str:
    """A day that lies long ago, without its weekday: `8 Mar 2017`."""
    return f"{short_day(day).partition(' ')[2]} {day.year}"
