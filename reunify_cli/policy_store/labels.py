"""What an authority calls things: titles of stages and words for choices, laid over those of what it builds on.

Only the words change: keys, and so journals and rules, stay as they are.
"""

from collections.abc import Mapping, Sequence

from reunify_cli.errors import Problem, did_you_mean
from reunify_cli.frozen import replace
from reunify_cli.model.vocabulary import EventType, Fact, Vocabulary
from reunify_cli.policy_store.policy_folder import Folder
from reunify_cli.rules.policy import Stage

CALLED = "Labels only say what something is called; the word before the colon is the one that files use."


def stages_called(stages: tuple[Stage, ...], chain: Sequence[Folder], problems: list[Problem]) -> tuple[Stage, ...]:
    """The stages under the titles that the policies of a chain give them, the nearest having the last word."""
    known = {stage.key for stage in stages}
    titles: dict[str, str] = {}
    for folder in reversed(chain):
        for key, title in folder.head.labels.stages.items():
            if key in known:
                titles[key] = title
            else:
                near = did_you_mean(key, known)
                problems.append(
                    folder.loaded.problem(
                        ("labels", "stages", key), f'"{key}" is not a stage here.{near}', CALLED, key=True
                    )
                )
    return tuple(replace(stage, title=titles.get(stage.key, stage.title)) for stage in stages)


def words_called(vocabulary: Vocabulary, chain: Sequence[Folder], problems: list[Problem]) -> Vocabulary:
    """The vocabulary with the words that the policies of a chain have for the values of facts.

    A field that sets a fact offers the same values, so it gets the same words: what is recorded as "very high" is
    shown as that.
    """
    called: dict[str, dict[str, str]] = {}
    for folder in reversed(chain):
        for fact, words in folder.head.labels.facts.items():
            known = vocabulary.facts.get(fact)
            if known is None or not known.values:
                why = "is not a fact" if known is None else "is no choice, so it has no words to change"
                near = did_you_mean(fact, [name for name, each in vocabulary.facts.items() if each.values])
                problems.append(
                    folder.loaded.problem(("labels", "facts", fact), f'"{fact}" {why}.{near}', CALLED, key=True)
                )
                continue
            for value, word in words.items():
                if value in known.values:
                    called.setdefault(fact, {})[value] = word
                else:
                    said = f'"{value}" is not one of {", ".join(known.values)}.{did_you_mean(value, known.values)}'
                    at = ("labels", "facts", fact, value)
                    problems.append(folder.loaded.problem(at, said, CALLED, key=True))
    if not called:
        return vocabulary
    facts = {name: _fact(fact, called.get(name, {})) for name, fact in vocabulary.facts.items()}
    events = {name: _event(event, called) for name, event in vocabulary.events.items()}
    return replace(vocabulary, facts=facts, events=events)


def _fact(fact: Fact, words: Mapping[str, str]) -> Fact:
    return replace(fact, values={**fact.values, **words}) if words else fact


def _event(event: EventType, called: Mapping[str, Mapping[str, str]]) -> EventType:
    """An event type whose fields say what they set in the words that the facts have."""
    fields = dict(event.fields)
    for fact, source in event.sets.items():
        name = source.removeprefix("$")
        if fact in called and source.startswith("$") and name in fields:
            old = fields[name].values
            fields[name] = replace(fields[name], values={**old, **{k: w for k, w in called[fact].items() if k in old}})
    return replace(event, fields=fields) if fields != dict(event.fields) else event
