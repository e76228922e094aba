"""What somebody has to decide about a child before a return can be taken at its word, and how the case keeps it.

A row that cannot be read, a death or a leaving that another row contradicts: whichever way it is read, a child might
be shown where they no longer live. So each becomes a question, first in the report and an entry of the case, open
until a person answers it or a later return no longer raises it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Final

from reunify_cli.errors import Place
from reunify_cli.exchange.ssda903 import codes
from reunify_cli.exchange.ssda903.already import QUESTION, Already
from reunify_cli.exchange.ssda903.child import Child, left
from reunify_cli.exchange.ssda903.compare import EntryChange, told_anew, withdrawal
from reunify_cli.exchange.ssda903.entries import day_fits, entry_id, later_than
from reunify_cli.exchange.ssda903.rows import Episode
from reunify_cli.exchange.ssda903.tables import BadRow
from reunify_cli.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question: what it is called where it is counted, and what the import did."""

    one: str
    many: str
    done: str


KINDS: Final[Mapping[str, Kind]] = {
    "unreadable": Kind("row cannot be read", "rows cannot be read", "Nothing of the child is imported."),
    "died": Kind(
        "death and later rows", "deaths and later rows", "Imported as died; what comes later is left out."
    ),
    "died-when": Kind("death without a day", "deaths without a day", "Nothing of the child is imported."),
    "left": Kind("leaving and later rows", "leavings and later rows", "Imported as the later row has it."),
    "left-when": Kind("leaving without a day", "leavings without a day", "Imported as not left."),
    "ended": Kind("last episode ended, open what next", "last episodes ended, open what next", "Imported as going on."),
}  # fmt: skip
"""The kinds of questions in the order in which they are asked."""

HOLDS: Final = frozenset({"unreadable", "died-when"})
"""The kinds that leave the whole child as it was before the import."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something to decide about a child, and the row that raises it."""

    kind: str
    place: Place | None
    sentence: str
    row: str
    """What of the child it is about: with the kind, the same whenever the same row is read."""
    about: str = ""
    """The part of a row whose entry settles it when a person withdraws that."""


def unreadable(rows: Sequence[BadRow]) -> list[Question]:
    """A question for each row of a child that cannot be read."""
    found: list[Question] = []
    for row in rows:
        what = f"{Path(row.place.file).name}|{row.sentence}"
        before = sum(each.row.partition("#")[0] == what for each in found)
        found.append(Question("unreadable", row.place, row.sentence, f"{what}#{before + 1}" if before else what))
    return found


def questions(child: Child, already: Already, today: date) -> list[Question]:
    """What a child's rows leave to be decided, in the order of the rows."""
    found: list[Question] = []
    for episode, after in zip_longest(child.episodes, child.episodes[1:]):
        if episode.why_ended == codes.DIED:
            found += _death(child, episode, already, today)
        elif episode.why_ended in codes.LEAVING:
            found += _leaving(child, episode, after, today)
        elif after is None and episode.ended is not None:
            found += _ending(child, episode)
    return found


def _death(child: Child, episode: Episode, already: Already, today: date) -> Iterator[Question]:
    row = child.row_of("episodes", episode.began)
    part = entry_id(child.number, "episodes", row, "died")
    if not day_fits(episode, today):
        when = _bad_day(episode)
        yield Question("died-when", episode.place, f"Died (E2), {when}.", row)
        return
    if already.refused(part) or episode.ended is None:
        return
    if later := later_than(episode, child):
        what, day = min(later, key=lambda each: each[1])
        sentence = f"Died on {episode.ended:%d/%m/%Y} (E2), and a later {what} on {day:%d/%m/%Y}."
        yield Question("died", episode.place, sentence, row, part)


def _leaving(child: Child, episode: Episode, after: Episode | None, today: date) -> Iterator[Question]:
    row = child.row_of("episodes", episode.began)
    if not day_fits(episode, today):
        which = "last episode" if after is None else f"episode before {after.began:%d/%m/%Y}"
        sentence = f"Left care ({episode.why_ended}, {which}), {_bad_day(episode)}."
        yield Question("left-when", episode.place, sentence, row)
    elif after is not None and not left(episode, after):
        sentence = _left_and_later(episode, after, "")
        yield Question("left", episode.place, sentence, row)
    elif after is not None and after.why_new != "S":
        yield Question("left", episode.place, _left_and_later(episode, after, " without a new start (S)"), row)


def _left_and_later(episode: Episode, after: Episode, how: str) -> str:
    return (
        f"Left care on {episode.ended:%d/%m/%Y} ({episode.why_ended}), and the next episode begins on "
        f"{after.began:%d/%m/%Y}{how}."
    )


def _bad_day(episode: Episode) -> str:
    if episode.ended is None:
        return "no day given"
    why = "before that episode began" if episode.ended < episode.began else "which is still to come"
    return f"on {episode.ended:%d/%m/%Y}, {why}"


def _ending(child: Child, episode: Episode) -> Iterator[Question]:
    if episode.ended is None or episode.ended < episode.began:
        return
    why = f"({episode.why_ended[:10]})" if episode.why_ended else "for no reason given"
    if episode.why_ended == codes.CONTINUES:
        sentence = f"Another episode is to begin on {episode.ended:%d/%m/%Y} (X1), and the return has none."
    else:
        sentence = f"The last episode ended on {episode.ended:%d/%m/%Y} {why}: still looked after?"
    yield Question("ended", episode.place, sentence, child.row_of("episodes", episode.began))


# --- as entries of the case ---------------------------------------------------------------------------------------


def question_id(number: str, question: Question) -> str:
    """The id of a question's entry: the same whenever the row is read."""
    return f"Q-{sha256(f'{number}|{question.kind}|{question.row}'.encode()).hexdigest()[:8]}"


def asked(number: str, found: Sequence[Question], already: Already, today: date) -> list[EntryChange]:
    """What is to be appended so that the case holds these questions, and no others of an earlier return.

    One that a person answered or withdrew is decided, and is not asked again.
    """
    changes, wanted = [], set()
    for question in found:
        part = question_id(number, question)
        wanted.add(part)
        told = already.told(part)
        where = f"{Path(question.place.file).name}: " if question.place else ""
        said = {"question": f"{where}{question.sentence}"}
        if question.about:
            about = already.told(question.about)
            said["of"] = about.id if about else already.next_id(question.about)
        if told is None:
            entry = {"id": part, "event": QUESTION, "date": today.isoformat(), **said}
            changes.append(told_anew(entry, part, question.place, already))
        elif told.id in already.open_questions and told.fields.get("question") != said["question"]:
            changes.append(withdrawal(told, already, question.place, "The newer SSDA903 return asks it otherwise."))
            entry = {"id": part, "event": QUESTION, "date": today.isoformat(), **said}
            changes.append(told_anew(entry, part, question.place, already))
    settled = [told for told in already.open_questions.values() if told.id.partition(".")[0] not in wanted]
    why = "The newer SSDA903 return no longer asks this."
    return [*changes, *(withdrawal(told, already, None, why) for told in settled)]
