"""Which event somebody means, by its name, its title or any word that people use for it; near misses, never a guess."""

from reunify_cli.errors import Mistyped
from reunify_cli.model.vocabulary import Vocabulary, spoken
from reunify_cli.text.layout import clean, joined


def events_meant(text: str, vocabulary: Vocabulary) -> list[str]:
    """The event types that somebody's words can mean: by name, else by title, else by one of their aliases."""
    wanted = spoken(text)
    if wanted.replace(" ", "-") in vocabulary.events:
        return [wanted.replace(" ", "-")]
    titled = [name for name, event in vocabulary.events.items() if spoken(event.title) == wanted]
    return titled or [n for n, event in vocabulary.events.items() if wanted in map(spoken, event.aliases)]


def meant_event(text: str, vocabulary: Vocabulary) -> str:
    """The event type that somebody's words mean. Raises Mistyped, with near misses, for none or several."""
    found = events_meant(text, vocabulary)
    if len(found) == 1:
        return found[0]
    if found:
        raise Mistyped(f'"{clean(text)}" can be {joined(found, "or")}.', help="Type one of them.")
    near = nearest_events(spoken(text), vocabulary)
    quoted = [f'"{name}"' for name in near]
    offer = f" Did you mean {joined(quoted, 'or')}?" if near else ""
    raise Mistyped(f'"{clean(text)}" is not an event.{offer}', help="All of them: reunify events")


def nearest_events(wanted: str, vocabulary: Vocabulary) -> list[str]:
    """Up to three event types whose names or aliases look like the words, or hold one of them."""
    from difflib import get_close_matches

    near = [vocabulary.words[word] for word in get_close_matches(wanted, vocabulary.words, 3, 0.75)]
    words = [word for word in wanted.split() if len(word) > 2]
    holding = [
        (word not in name, name)
        for phrase, name in vocabulary.words.items()
        for word in words[:1]
        if set(words) <= set(phrase.split())
    ]
    return list(dict.fromkeys([*near, *(name for _, name in sorted(holding))]))[:3]
