"""What an entry is about: the earlier entry, person or plan item that words mean, and what `of` can be left to mean."""

from collections.abc import Iterator

from reunify_cli.casework.people import Directory
from reunify_cli.engine.actions import tasks
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.matching import WORDS, Asking, matching
from reunify_cli.errors import Mistyped, Problem, did_you_mean
from reunify_cli.model.case import Entry
from reunify_cli.model.vocabulary import Vocabulary, spoken
from reunify_cli.rules.terms import EventRef, Need, NeedAll, NeedAny, NeedCount, NeedEvent, NeedSteps
from reunify_cli.text.days import short_day
from reunify_cli.text.layout import clean


def entry_words(entry: Entry, vocabulary: Vocabulary) -> str:
    """An entry as a list to choose from names it: `7K3F  Mon 2 Nov 2026, placement with parents assessment`."""
    kind = vocabulary.events.get(entry.event)
    day = f"{short_day(entry.when.day)} {entry.when.day.year}"
    return f"{clean(entry.id)}  {day}, {clean(kind.title if kind else entry.event)}"


def entries_meant(judged: Judgement, text: str) -> list[Entry]:
    """The entries that words can mean: by id, else by event and date (`visit-2026-11-26`), else by event."""
    entries, wanted = judged.history.entries, text.strip().lower()
    exact = [e for e in entries if e.id.lower() == wanted]
    dated = [e for e in entries if f"{e.event}-{e.when.day.isoformat()}" == wanted]
    named = judged.policy.vocabulary.words.get(spoken(text), "")
    return exact or dated or [e for e in entries if e.event == named]


def meant_entry(judged: Judgement, text: str) -> Entry:
    """The entry that is meant. Raises Mistyped, with the entries that may be, where it is none or several."""
    entries, found = judged.history.entries, entries_meant(judged, text)
    if len(found) == 1:
        return found[0]
    if found:
        raise Mistyped(_choose(f'"{clean(text)}" can be several entries.', found, judged.policy.vocabulary))
    if text.strip() in judged.history.withdrawn:
        raise Mistyped(f"{clean(text)} was withdrawn.", help="It no longer counts. The original stays in the journal.")
    near = did_you_mean(text.upper(), [e.id for e in entries])
    raise Mistyped(f'There is no entry "{clean(text)}".{near}', help=f"All of them: reunify events {judged.case.id}")


def _choose(sentence: str, entries: list[Entry], vocabulary: Vocabulary) -> Problem:
    latest = [f"    {entry_words(entry, vocabulary)}" for entry in entries[-8:]]
    return Problem(None, "\n".join([sentence, *latest]), "Type the id of one of them.")


def meant_thing(judged: Judgement, directory: Directory, text: str) -> str:
    """The id or key of what an entry is to be about: an entry, an item of the plan, a task, or a person.

    `plan` means the plan last agreed. Raises Mistyped where it is nothing or several things.
    """
    wanted = text.strip()
    agreements = judged.history.agreements
    if wanted.lower() == "plan" and agreements:
        return agreements[-1][0].id
    known = {e.id.lower(): e.id for e in judged.history.entries}
    known.update((item.lower(), item) for item in item_ids(judged))
    if wanted.lower() in known:
        return known[wanted.lower()]
    if spoken(wanted) in directory.keys:
        return directory.key(wanted)
    if entries_meant(judged, wanted):
        return meant_entry(judged, wanted).id
    return directory.key(wanted)


def item_ids(judged: Judgement) -> list[str]:
    """The ids of everything in the plan on the desk, in the plans agreed, and of the tasks of meetings."""
    plans = [judged.case.plan, *(plan for _, plan in judged.history.agreements)]
    items = [item.id for plan in plans if plan for _, item in plan.items()]
    return list(dict.fromkeys([*items, *(task.id for task in tasks(judged))]))


def meant_item(judged: Judgement, text: str) -> str:
    """The id of an item of the plan or of a task; Mistyped where there is none."""
    ids = item_ids(judged)
    found = next((each for each in ids if each.lower() == text.strip().lower()), None)
    if found is None:
        known = f"There are: {', '.join(ids[:12])}" if ids else "There is no plan with items yet."
        raise Mistyped(f'"{clean(text)}" is no item of the plan.{did_you_mean(text, ids)}', help=known)
    return found


def meant_home(judged: Judgement, text: str) -> str:
    """The key of the home of this case that is meant by its key or name; other words are a home not listed yet.

    Raises Mistyped where the words are so near to a key that they were probably meant to be it.
    """
    homes = judged.case.file.homes
    for key, home in homes.items():
        if spoken(text) in (spoken(key), spoken(home.name)):
            return key
    near = did_you_mean(spoken(text).replace(" ", "-"), homes)
    if near:
        raise Mistyped(f'"{clean(text)}" is no home of this case.{near}', help=f"There are: {', '.join(homes)}")
    return text


# --- what `of` can be left to mean --------------------------------------------------------------------------------


def must_be_about(judged: Judgement, event: str) -> bool:
    """Whether an entry of this event is somebody's word about something, so that it has to say about what."""
    kind = judged.policy.vocabulary.events[event]
    return kind.group == WORDS and any(ref.of is not None for ref in _asked(judged, event))


def of_whom(judged: Judgement, event: str) -> bool:
    """Whether the rules ask for this event about one person or item after another."""
    kind = judged.policy.vocabulary.events[event]
    named = {"who", "whose", "person"} & set(kind.fields)
    return not named and any(ref.of is not None and ref.of.name == "$each" for ref in _asked(judged, event))


def candidates(judged: Judgement, event: str) -> list[Entry]:
    """The entries that an entry of this event may be about: the latest of each kind that a rule names, oldest first."""
    found: dict[str, Entry] = {}
    for ref in _asked(judged, event):
        if ref.of is not None and ref.of.name == "plan" and judged.history.agreements:
            entry = judged.history.agreements[-1][0]
            found[entry.id] = entry
        elif ref.of is not None and ref.of.event is not None:
            latest = list(matching(ref.of.event, Asking(judged.times)))
            if latest:
                found[latest[-1].id] = latest[-1]
    return sorted(found.values(), key=lambda e: (e.when.start, e.index))


def choose_one(event: str, found: list[Entry], vocabulary: Vocabulary) -> Problem:
    """What to say where an entry has to name what it is about, and several things come into question."""
    title = vocabulary.events[event].title
    latest = [f"    of={entry_words(entry, vocabulary)}" for entry in found]
    return Problem(None, "\n".join([f"Say what the {title} is about: of=ENTRY.", *latest]), "")


def _asked(judged: Judgement, event: str) -> Iterator[EventRef]:
    """Every reference to this event in what the rules need, with what it must be about."""
    kinds = judged.policy.vocabulary.kinds
    for rule in judged.policy.rules:
        for terms in rule.versions:
            for ref in _refs(terms.needs):
                if event in kinds.get(ref.event, ()):
                    yield ref


def _refs(need: Need) -> Iterator[EventRef]:
    match need:
        case NeedEvent(event):
            yield event
        case NeedAll(needs) | NeedAny(needs):
            for each in needs:
                yield from _refs(each)
        case NeedSteps(steps, of):
            for step in steps:
                yield step if step.of is not None else EventRef(step.event, of=of)
        case NeedCount(event=event) if event is not None:
            yield event
