"""A policy as its YAML has it, with everything it builds on: read whole or not at all, with every mistake at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from reunify_cli import shape
from reunify_cli.errors import Problem, Unreadable, did_you_mean
from reunify_cli.frozen import replace
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.policy_store.labels import stages_called, words_called
from reunify_cli.policy_store.overrides import KEY, Written, overridden, with_notes
from reunify_cli.policy_store.policy_folder import HOW, Book, Folder, in_order, read_book
from reunify_cli.policy_store.rule_form import ill_formed, within
from reunify_cli.policy_store.vocabulary import words_of
from reunify_cli.rules.conditions import Complain, Condition, read_condition
from reunify_cli.rules.policy import Guidance, Policy, Rule, Stage
from reunify_cli.rules.reading import linked, read_rule, read_scope

PARTS: Final = ("rules", "guidance", KEY)
"""What a file beside policy.yaml may hold."""
IDS: Final = "Their ids:  reunify policy show POLICY --all"
GUIDANCE_KEYS: Final = ("register", "text", "shown-at", "while", "source")


def read_policy(policy_id: str, roots: Sequence[Path]) -> Policy:
    """A policy with what it builds on, from folders of policies of which the first that holds an id counts.

    Raises Unreadable with every problem of every file concerned.
    """
    book = read_book(policy_id, roots)
    problems: list[Problem] = []
    vocabulary = words_called(words_of(book, problems), book.chain, problems)
    stages = stages_called(_stages(book.stages, vocabulary, problems), book.chain, problems)
    keys = tuple(stage.key for stage in stages)
    written = _written(book, problems)
    rules: dict[str, Rule] = {}
    before: dict[str, Rule] = {}
    for folder in book.chain:
        for each in [one for one in written.values() if one.folder is folder]:
            rule = _rule(each, vocabulary, keys, problems)
            if rule is not None:
                rules[each.id] = rule
            if each.before is not None and (old := _rule(each.before, vocabulary, keys, [])):
                before[each.id] = old
    problems += _unlinked(rules, written)
    scoped = next((folder for folder in book.chain if folder.head.scope is not None), book.chain[0])
    scope = read_scope(scoped.head.scope, vocabulary, _complaining(problems, scoped.loaded, "scope"))
    places = (*vocabulary.events, *keys)
    guidance = tuple(each for folder in book.chain for each in _guidance(folder, places, vocabulary, problems))
    if problems:
        raise Unreadable(*in_order(problems))
    head, raw = book.chain[0].head, book.chain[0].raw
    policy = Policy(
        id=policy_id,
        title=head.title or policy_id,
        short=head.short or policy_id,
        rules=tuple(rules.values()),
        vocabulary=vocabulary,
        stages=stages,
        scope=scope,
        extends=tuple(folder.id for folder in book.chain[1:]),
        document={str(key): str(value) for key, value in (raw.get("document") or {}).items()},
        review_by=head.document.review_by or head.review_by,
        settings={key: value for folder in reversed(book.chain) for key, value in folder.head.settings.items()},
        guidance=guidance,
        digest=book.digest,
        shorts={folder.id: folder.head.short or folder.id for folder in book.chain},
    )
    return with_notes(policy, before)


def _stages(folder: Folder, vocabulary: Vocabulary, problems: list[Problem]) -> tuple[Stage, ...]:
    """The stages that a policy's head names."""
    found = []
    for i, each in enumerate(folder.head.stages):
        event = each.makes.get("event")
        if each.makes and event not in vocabulary.events:
            said = f'"{event or ""}" is not an event.{did_you_mean(str(event), vocabulary.events)}'
            problems.append(folder.loaded.problem(("stages", i, "makes", "event"), said, HOW))
        found.append(Stage(each.key, each.title or each.key, i + 1, each.makes, each.source))
    return tuple(found)


# --- rules --------------------------------------------------------------------------------------------------------


def _written(book: Book, problems: list[Problem]) -> dict[str, Written]:
    """Every rule as it was written, by id: those of the policy at the bottom first, then changed by those above."""
    found: dict[str, Written] = {}
    for folder in reversed(book.chain):
        for each in _own(folder, problems):
            other = found.get(each.id)
            if other is None:
                found[each.id] = each
                continue
            sentence = f'"{each.id}" is already a rule of {other.folder.id} ({other.place})'
            help = "Give this one another id. Single fields of a local policy's rule are changed under override:"
            problems.append(each.problem((*each.path, "id"), sentence, help))
        overridden(found, folder, problems)
    return found


def _own(folder: Folder, problems: list[Problem]) -> Iterator[Written]:
    """The rules in one policy's files."""
    for part in folder.parts:
        if part.data is None:
            continue
        if not isinstance(part.data, Mapping):
            problems.append(part.problem((), "this file should hold `rules:`, `guidance:` or `override:`", HOW))
            continue
        for key in part.data:
            if key not in PARTS:
                sentence = f'"{key}" is not known here; a file holds `rules:`, `guidance:` or `override:`'
                problems.append(part.problem((key,), sentence, did_you_mean(key, PARTS).strip() or HOW, key=True))
        rules = part.data.get("rules") or []
        if not isinstance(rules, list):
            problems.append(part.problem(("rules",), "`rules` is a list", "Let each rule begin with - id: its-id"))
            continue
        for i, raw in enumerate(rules):
            if not isinstance(raw, Mapping) or not raw.get("id"):
                sentence = "a rule is written as key: value, and says its id first"
                problems.append(part.problem(("rules", i), sentence, "Let it begin with - id: its-id"))
            elif wrong := list(ill_formed(raw, part, ("rules", i), f"rule {raw['id']}")):
                problems += wrong
            else:
                yield Written(raw, folder, part, ("rules", i))


def _rule(each: Written, vocabulary: Vocabulary, stages: tuple[str, ...], problems: list[Problem]) -> Rule | None:
    def complain(path: shape.Path, sentence: str) -> None:
        problems.append(each.problem(path, f"rule {each.id}: {sentence}", _help(sentence)))

    rule = read_rule(each.raw, each.folder.raw, vocabulary, stages, each.path, complain)
    return replace(rule, file=each.loaded.file, line=0) if rule else None


def _unlinked(rules: Mapping[str, Rule], written: Mapping[str, Written]) -> Iterator[Problem]:
    """Rules that depend on a rule there is not, each at the place that names it."""
    for rule_id, sentence in linked(rules):
        each = written[rule_id]
        name = sentence.split('"')[1]
        help = _help(sentence) if "There are:" in sentence or "Did you mean" in sentence else IDS
        path = next((path for path, value in within(each.raw, ()) if value == name), ())
        path = path[2:] if path[:1] == ("versions",) and path[2:3] and path[2] in each.moved else path
        yield each.problem((*each.path, *path), f"rule {rule_id}: {sentence}", help)


def _complaining(problems: list[Problem], loaded: shape.Loaded, about: str) -> Complain:
    def complain(path: shape.Path, sentence: str) -> None:
        problems.append(loaded.problem(path, f"{about}: {sentence}", _help(sentence)))

    return complain


def _help(sentence: str) -> str:
    """What to do about it, where the sentence does not offer what was probably meant."""
    return "" if "Did you mean" in sentence else HOW


# --- words that nothing can check ---------------------------------------------------------------------------------


def _guidance(
    folder: Folder, places: Collection[str], vocabulary: Vocabulary, problems: list[Problem]
) -> Iterator[Guidance]:
    """A policy's words to print; `places` are the events and stages that they may be shown at."""
    for part in folder.parts:
        given = part.data.get("guidance") if isinstance(part.data, Mapping) else None
        if given is not None and not isinstance(given, list):
            help = "Let each begin with - text: the words"
            problems.append(part.problem(("guidance",), "`guidance` is a list", help))
            continue
        for i, each in enumerate(given or ()):
            if wrong := list(_unclear(each, part, ("guidance", i), places)):
                problems += wrong
                continue
            source = each.get("source") or {}
            cite, at = source.get("cite") or folder.head.source.cite or folder.id, source.get("at")
            cited = f"{cite}, {at}" if at else cite
            named = tuple(each.get("register") or ())
            holds = _holds(each, ("guidance", i), part, vocabulary, problems)
            yield Guidance(named, each["text"], each.get("shown-at") or "", cited, holds)


def _holds(
    each: Mapping[str, Any], path: shape.Path, part: shape.Loaded, vocabulary: Vocabulary, problems: list[Problem]
) -> Condition | None:
    """The condition under which a piece of guidance belongs on a child's own screen, if it has one."""
    if "while" not in each:
        return None

    def complain(at: shape.Path, sentence: str) -> None:
        problems.append(part.problem(at, f"guidance: {sentence}", _help(sentence)))

    return read_condition(each["while"], vocabulary, (*path, "while"), complain)


def _unclear(each: Any, part: shape.Loaded, path: shape.Path, places: Collection[str]) -> Iterator[Problem]:
    """What is wrong with one piece of guidance."""
    if not isinstance(each, Mapping):
        help = "Let it begin with - text: the words"
        yield part.problem(path, "guidance is written as key: value, with its text", help)
        return
    for key in each:
        if key not in GUIDANCE_KEYS:
            near = did_you_mean(key, GUIDANCE_KEYS)
            yield part.problem((*path, key), f'"{key}" is not known in guidance.{near}', "" if near else HOW, key=True)
    yield from ill_formed(each, part, path)
    if "text" not in each:
        yield part.problem(path, '"text" is missing: guidance is words to print', "Write text: the words.")
    shown_at = each.get("shown-at")
    if isinstance(shown_at, str) and shown_at and shown_at not in places:
        sentence = f'"{shown_at}" is no event and no stage here.{did_you_mean(shown_at, places)}'
        yield part.problem((*path, "shown-at"), sentence, _help(sentence))
