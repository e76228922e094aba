"""From what somebody typed to what stands in a journal: held, stamped, appended, read back and judged again.

A journal is held from the moment its bytes are read. If anybody wrote to it before we do, the append is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from reunify_cli.casework.about import candidates, choose_one, meant_home, meant_item, meant_thing, must_be_about
from reunify_cli.casework.people import Directory, directory
from reunify_cli.casework.values import Reading
from reunify_cli.engine.ended import ALIVE, CLOSED, OPEN
from reunify_cli.errors import Mistyped, Problem, Unreadable
from reunify_cli.frozen import dataclass, field
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.text.days import say_day
from reunify_cli.text.layout import clean
from reunify_cli.wording.display_names import typed

if TYPE_CHECKING:
    from reunify_cli.store.entries import Read

Result = TypeVar("Result")

REOPENED: Final = "case-reopened"
"""The event type that lets a closed case go on."""
SUPPOSED: Final = "0000"
"""The id of an entry that is not written yet."""


@dataclass(frozen=True)
class WritableCase:
    """A case that is to be written to, and everybody whom an entry of it can name."""

    opened: OpenCase
    directory: Directory

    @property
    def journal(self) -> Path:
        """The file that is added to."""
        return self.opened.folder / "journal.yaml"


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it has an id: the event, when, by whom, and everything else it says, as the file has it."""

    event: str
    when: Moment
    by: tuple[str, ...] = ()
    says: Mapping[str, Any] = field(default_factory=dict)


def hold(session: Session, ref: str) -> WritableCase:
    """A child's case, read to be written to. Raises Mistyped or Unreadable."""
    opened = session.open_case(ref)
    return WritableCase(opened, people_of(session, opened.workspace, opened))


def hold_all(session: Session, refs: Sequence[str]) -> list[WritableCase]:
    """Several cases, each once; every problem with any of them is raised together."""
    held: dict[str, WritableCase] = {}
    refused: list[Mistyped | Unreadable] = []
    for ref in refs:
        try:
            each = hold(session, ref)
            held.setdefault(each.opened.id, each)
        except (Mistyped, Unreadable) as error:
            refused.append(error)
    if refused:
        problems = [problem for error in refused for problem in error.problems]
        raise max(refused, key=lambda error: error.exit_code).__class__(*problems)
    return list(held.values())


def people_of(session: Session, workspace: OpenWorkspace, opened: OpenCase | None) -> Directory:
    """Everybody who can be named in an entry of a case."""
    judged = opened.judged if opened else None
    case = opened.case if opened else None
    found = directory(workspace.files.team, case, workspace.vocabulary, judged, session.position)
    if session.me and (me := found.known(session.me)):
        found.keys.setdefault("me", me)
    return found


def reading(session: Session, held: WritableCase) -> Reading:
    """What is needed to read what somebody typed for one child."""
    judged = held.opened.judged
    return Reading(
        held.opened.workspace.vocabulary,
        session.now.day,
        held.directory,
        held.opened.workspace.policy.stages,
        lambda text: meant_thing(judged, held.directory, text),
        lambda text: meant_item(judged, text),
        lambda text: meant_home(judged, text),
    )


def my_key(session: Session, known: Directory) -> str:
    """The key of whoever is typing; "" where nobody said who that is. Raises Mistyped for somebody unknown here."""
    if not session.me:
        return ""
    try:
        return known.key(session.me)
    except Mistyped as error:
        several = len(known.meant(session.me)) > 1
        why = error.problems[0].sentence if several else "No one in team.yaml has that name."
        said = f'You are "{clean(session.me)}" (REUNIFY_ME or  reunify setup). {why}'
        raise Mistyped(said, help=error.problems[0].help) from None


def signed(session: Session, held: WritableCase, event: str, when: Moment, says: Mapping[str, Any]) -> Draft:
    """An entry by whoever is typing, or by nobody where it is not known who that is."""
    me = my_key(session, held.directory)
    return Draft(event, when, (me,) if me else (), dict(says))


def settled(held: WritableCase, draft: Draft) -> Draft:
    """A draft that can stand in this child's journal, its `of` filled in where only one thing can be meant.

    Raises Mistyped for a day before the child was born or on which the case was closed, for `until` before the day
    itself, and for somebody's word that does not say what it is about where several things come into question.
    """
    not_closed(held, draft.event, draft.when)
    born = held.opened.case.child.born
    if born is not None and draft.when.day < born:
        sentence = f"{say_day(draft.when.day)} is before this child was born ({say_day(born)})."
        raise Mistyped(sentence, help="Put the day right, or  born:  in case.yaml.")
    until = draft.says.get("until")
    if until is not None and str(until)[:10] < draft.when.day.isoformat():
        raise Mistyped(f"until={until} is before the day itself, {say_day(draft.when.day)}.")
    judged = held.opened.judged
    if "of" in draft.says or not must_be_about(judged, draft.event):
        return draft
    found = [e for e in candidates(judged, draft.event) if e.when.start <= draft.when.end]
    if len(found) > 1:
        raise Mistyped(choose_one(draft.event, found, held.opened.workspace.vocabulary))
    return Draft(draft.event, draft.when, draft.by, {"of": found[0].id, **draft.says}) if found else draft


def not_closed(held: WritableCase, event: str, when: Moment) -> None:
    """Raise Mistyped where something is to have happened while the case was closed; not for what opens one, or a death.

    What happened before, and on the day itself, can always be added.
    """
    judged = held.opened.judged
    closed = [each for each in judged.history.by_event.get(CLOSED, ()) if each.when.before(when) is True]
    if not closed or {OPEN, ALIVE} & {*judged.policy.vocabulary.events[event].sets}:
        return
    if judged.times.fact_at(OPEN, when.end) is not False:
        return
    here = typed(held.opened.id)
    who = f"The case of {clean(held.opened.case.child.short())} ({here})"
    again = next((each for each in judged.history.by_event.get(REOPENED, ()) if when.before(each.when) is True), None)
    sentence = f"{who} was closed on {say_day(closed[-1].when.day)}."
    help = f"If it happened before that, give its day; if the case goes on:  reunify reopen {here} --why TEXT"
    if again is not None:
        sentence = f"{who} was closed from {say_day(closed[-1].when.day)} to {say_day(again.when.day)}."
        help = f"If it went on earlier:  reunify correct {here} {again.id} --on DATE --why TEXT"
    raise Mistyped(sentence, help=help)


# --- into the file ------------------------------------------------------------------------------------------------


def mapping(draft: Draft, entry_id: str, stamp: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as it stands in the file."""
    says = {key: with_ids(entry_id, key, value) for key, value in draft.says.items()}
    found: dict[str, Any] = {"id": entry_id, "event": draft.event, "date": str(draft.when)}
    for key in ("until", "of"):
        if key in says:
            found[key] = says.pop(key)
    if draft.by:
        found["by"] = draft.by[0] if len(draft.by) == 1 else list(draft.by)
    tail: dict[str, Any] = {key: says.pop(key) for key in ("note", "document", "shareable") if key in says}
    if isinstance(tail.get("document"), str):
        tail["document"] = {"ref": tail["document"]}
    return {**found, **says, **tail, **stamp}


TO_DO: Final = ("decisions", "actions")
"""The fields that give somebody something to do: each row has an id, by which a later entry finishes it."""


def with_ids(entry_id: str, key: str, value: Any) -> Any:
    """Decisions and actions each with an id of its own, which stays whatever is later corrected beside it."""
    if key not in TO_DO or not isinstance(value, list):
        return value
    return [{"id": f"{entry_id}-{key[0]}{number}", **row} for number, row in enumerate(value, 1)]


def stamped(session: Session, known: Directory) -> dict[str, Any]:
    """When an entry is written down, and by whom."""
    me = my_key(session, known)
    found = {"recorded": session.instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")}
    return {**found, **({"recorded_by": me} if me else {})}


def fresh_id(held: WritableCase, taken: Collection[str] = ()) -> str:
    """An id that nothing in this case has, and that is none of `taken`."""
    from reunify_cli.store.journal import new_id

    case = held.opened.case
    return new_id({*taken, *(entry.id for entry in case.entries), *(each.id for each in case.amendments)})


def in_turn(session: Session, held: Sequence[WritableCase], work: Callable[[Sequence[WritableCase]], Result]) -> Result:
    """Do work that writes to some cases; where a colleague was faster, read the cases again and do it after theirs.

    Raises what the work raises, at last Overtaken; then nothing was written.
    """
    from reunify_cli.store.durable import change

    return change.in_turn(lambda again: work([hold(session, each.opened.id) for each in held] if again else held))


def write(
    session: Session,
    held: Sequence[WritableCase],
    entries: Sequence[Mapping[str, Any]],
    also: Sequence[Mapping[str, Any]] = (),
) -> list[OpenCase]:
    """Append an entry to each case, all or none, and read every case again. Raises Unreadable; then nothing changed.

    `also` are further entries that each case gets after its own.
    """
    from reunify_cli.store.journal import append_many

    for each, entry in zip(held, entries, strict=True):
        sure(session, each, [entry, *also])
    append_many(
        {each.journal: [entry, *also] for each, entry in zip(held, entries, strict=True)},
        expected={each.journal: each.opened.journal for each in held},
        holder=session.me or "somebody",
    )
    return [session.open(each.opened.workspace, each.opened.id) for each in held]


def supposed(session: Session, held: WritableCase, draft: Draft) -> Entry | None:
    """A draft as the entry it would be, read as files are; None where it could not be read."""
    found = _read_with(session, held, [mapping(draft, SUPPOSED, stamped(session, held.directory))])
    return next((each for each in found.entries if each.id == SUPPOSED), None)


AGAIN: Final = timedelta(minutes=10)
"""For how long after an entry the very same one is more likely typed twice than done twice."""


def just_recorded(session: Session, held: WritableCase, draft: Draft) -> Entry | None:
    """The entry of a few minutes ago that says the very same of the same day; None where there is none."""
    entry = supposed(session, held, draft)
    same = held.opened.judged.history.by_event.get(draft.event, ()) if entry is not None else ()
    latest = (e for e in same if e.recorded is not None and abs(session.instant - e.recorded) <= AGAIN)
    return next((e for e in latest if entry is not None and _says(e) == _says(entry)), None)


def _says(entry: Entry) -> tuple[Any, ...]:
    """All that an entry says, without the ids that its decisions and actions were given."""
    fields = {key: value for key, value in entry.fields.items() if key not in TO_DO}
    return entry.when, entry.until, entry.by, entry.of, entry.note, entry.document, fields


def sure(session: Session, held: WritableCase, entries: Sequence[Mapping[str, Any]]) -> None:
    """Make sure that the journal can still be read with the entries in it. Raises Mistyped with what is wrong."""
    problems = _read_with(session, held, entries).problems
    if problems:
        raise Mistyped(*(Problem(None, f"{each.sentence} Nothing was changed.", each.help) for each in problems))


def _read_with(session: Session, held: WritableCase, entries: Sequence[Mapping[str, Any]]) -> Read:
    """The journal as it would be read with more entries in it."""
    from reunify_cli.shape import load
    from reunify_cli.store.entries import read_entries
    from reunify_cli.store.fields import KnownPeople
    from reunify_cli.store.journal import with_entries

    case = held.opened.case
    candidate = load(with_entries(held.journal, held.opened.journal or b"", entries), held.journal.name)
    return read_entries(candidate, held.opened.workspace.vocabulary, KnownPeople(case.file, case.team, session.now.day))
