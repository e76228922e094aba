"""Which event somebody means: by its name, its title, or any word or phrase that people use for it; never a guess.

What is none is answered: two readings with what to type for each, what keeps it instead, or what is near in meaning.
"""

import shlex
from typing import Final, NamedTuple

from reunify_cli.errors import Mistyped, within_letters
from reunify_cli.model.vocabulary import Phrase, Vocabulary, spoken
from reunify_cli.text.layout import clean, joined

MOST: Final = 3
"""How many near things are offered at most."""


class Meaning(NamedTuple):
    """What a phrase stands for: an event, and what its entry says by that phrase."""

    event: str
    fields: tuple[tuple[str, str], ...] = ()


class Unsettled(Mistyped):
    """A phrase that can mean several things: the question, and what may be recorded."""

    def __init__(self, question: str, choices: tuple[str, ...], case: str) -> None:
        self.question, self.choices, self.refs = question, choices, case.split()
        commands = "\n    ".join(f"reunify record {case} {each}" for each in choices)
        super().__init__(question, help=commands)


def events_meant(text: str, vocabulary: Vocabulary) -> list[str]:
    """The event types that somebody's words can mean: by name, else by title, else by one of their aliases."""
    wanted = spoken(text)
    if wanted.replace(" ", "-") in vocabulary.events:
        return [wanted.replace(" ", "-")]
    titled = [name for name, event in vocabulary.events.items() if spoken(event.title) == wanted]
    called = titled or [n for n, event in vocabulary.events.items() if wanted in map(spoken, event.aliases)]
    return called or list(vocabulary.among(text, vocabulary.event_words) or ())


def phrase_of(text: str, vocabulary: Vocabulary) -> Phrase | None:
    """The phrase that somebody's words are, unless an event is called exactly so."""
    if spoken(text) in vocabulary.words:
        return None
    found = vocabulary.among(text, vocabulary.phrase_words)
    return found[1] if found else None


def is_meant(text: str, vocabulary: Vocabulary) -> bool:
    """Whether words mean anything here, be it an honest answer."""
    return phrase_of(text, vocabulary) is not None or bool(events_meant(text, vocabulary))


def meaning(text: str, vocabulary: Vocabulary, case: str = "42") -> Meaning:
    """What somebody's words mean. Raises Mistyped with the answer, the question or what is near, where nothing is sure.

    `case` is the child as typed, for the commands that are said.
    """
    phrase = phrase_of(text, vocabulary)
    if phrase is not None:
        choices = tuple(each.replace("{words}", shlex.quote(clean(text))) for each in phrase.record)
        if len(choices) == 1:
            return as_meaning(choices[0])
        said = phrase.says.replace("{case}", case)
        if choices:
            raise Unsettled(f'"{clean(text)}" can be several things. {said}'.strip(), choices, case)
        sentence, _, help = said.partition("\n")
        raise Mistyped(sentence, help=help)
    found = events_meant(text, vocabulary)
    if len(found) == 1:
        return Meaning(found[0])
    if found:
        raise Mistyped(f'"{clean(text)}" can be {joined(found, "or")}.', help="Type one of them.")
    quoted = [f'"{name}"' for name in nearest_events(text, vocabulary)]
    offer = f" Did you mean {joined(quoted, 'or')}?" if quoted else ""
    keep = f"To keep it as a note:  reunify record {case} note note=TEXT" if "note" in vocabulary.events else ""
    help = "\n    ".join(filter(None, ("All of them: reunify events", keep)))
    raise Mistyped(f'"{clean(text)}" is not an event.{offer}', help=help)


def as_meaning(record: str) -> Meaning:
    """What to record, as it is typed, apart into the event and its fields."""
    event, *fields = shlex.split(record)
    return Meaning(event, tuple((key, value) for key, _, value in (each.partition("=") for each in fields)))


def meant_event(text: str, vocabulary: Vocabulary) -> str:
    """The event type that somebody's words mean. Raises Mistyped as `meaning` does."""
    return meaning(text, vocabulary).event


def nearest_events(text: str, vocabulary: Vocabulary) -> list[str]:
    """Up to three things near in meaning; none where the words say too little, because many things are called so.

    A slip of at most two letters; else what is called by every typed word and more; else what the phrase ends with
    (a "core assessment" is an assessment) or begins with in two words or more ("stat visit done").
    """
    words = vocabulary.compared(text).split()
    called = {**{word: (said,) for word, (said, _) in vocabulary.phrase_words.items()}, **vocabulary.event_words}
    parts = [part for n in range(len(words) - 1, 0, -1) for part in (words[-n:], words[: max(n, 2)])]
    ways = (
        [names for word, names in called.items() if within_letters(" ".join(words), word)],
        [names for word, names in called.items() if words and {*words} <= {*word.split()}],
        [called[part] for part in map(" ".join, parts) if part in called][:1],
    )
    found = list(dict.fromkeys(each for names in next(filter(None, ways), []) for each in names))
    return found if len(found) <= MOST else []
