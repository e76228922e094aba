"""Single fields of another policy's rule, changed by a local policy: `override: {RULE: {within: 3 wd}}`.

The rule is changed as it was written and then read like any other, so whatever is wrong with the change is found where
it stands. What a rule asks changes from the day on which the local policy holds; before that the old words go on. The
law is never changed: a stricter number is a rule of its own beside it, and one visit meets both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from reunify_cli import shape
from reunify_cli.errors import Place, Problem, did_you_mean
from reunify_cli.frozen import dataclass, field, replace
from reunify_cli.policy_store.policy_folder import HOW, Folder
from reunify_cli.policy_store.rule_form import ill_formed
from reunify_cli.rules.phrasing import terms_words, title_of
from reunify_cli.rules.policy import Policy, Rule
from reunify_cli.rules.read_timing import TIMINGS
from reunify_cli.rules.reading import TERM_KEYS

KEY: Final = "override"
WORDS: Final = ("title", "says", "note")
"""Fields that only say the rule in other words; whoever changes nothing else leaves it the other policy's rule."""
FIELDS: Final = (*WORDS, "owes", "strength", "weight", "source", *TERM_KEYS)
BESIDE: Final = "A stricter number is a rule of its own beside it: one visit meets both."


@dataclass(frozen=True, slots=True)
class Written:
    """A rule as it was written, and where each part of that stands."""

    raw: Mapping[str, Any]
    folder: Folder
    """The policy whose rule it is."""
    loaded: shape.Loaded
    path: shape.Path
    moved: Mapping[str, tuple[shape.Loaded, shape.Path]] = field(default_factory=dict)
    """Where the fields stand that another policy changed."""
    before: Written | None = None
    """What it was before another policy changed what it asks."""

    @property
    def id(self) -> str:
        """The rule's id as it stands there."""
        return str(self.raw.get("id") or "")

    @property
    def place(self) -> Place:
        """Where the rule stands."""
        return self.loaded.place(self.path)

    def problem(self, path: shape.Path, sentence: str, help: str = "") -> Problem:
        """A problem with a part of the rule, where that part was written; with all of it, where it was changed last."""
        if path == self.path and "source" in self.moved:
            loaded, at = self.moved["source"]
            return loaded.problem(at[:2], sentence, help, key=True)
        if path[: len(self.path)] == self.path and len(path) > len(self.path):
            key, *rest = path[len(self.path) :]
            if key in self.moved:
                loaded, at = self.moved[str(key)]
                return loaded.problem((*at, *rest), sentence, help)
        return self.loaded.problem(path, sentence, help)


def overridden(written: dict[str, Written], folder: Folder, problems: list[Problem]) -> None:
    """Change the rules of what a policy builds on as its `override:` says, wherever in its files that stands.

    `written` holds every rule beneath by id, and the policy's own. Complains of all that is wrong; what is wrong is
    left as it was.
    """
    done: dict[str, Place] = {}
    for loaded, name, fields in _overrides(folder, problems):
        at = (KEY, name)
        if name in done:
            sentence = f'"{name}" is changed here already, at {done[name]}'
            problems.append(loaded.problem(at, sentence, "Put both into one place.", key=True))
            continue
        done[name] = loaded.place(at, key=True)
        rule = written.get(name)
        if rule is None:
            near = did_you_mean(name, [each for each, rule in written.items() if rule.folder is not folder])
            help = "" if near else "Their ids:  reunify policy show " + (folder.head.extends or "POLICY")
            problems.append(
                loaded.problem(at, f'"{name}" is no rule of what this policy builds on.{near}', help, key=True)
            )
        elif refusal := _refusal(rule, folder):
            problems.append(loaded.problem(at, *refusal, key=True))
        else:
            known = dict(_known(fields, loaded, at, problems))
            if known:
                written[name] = _changed(rule, known, folder, loaded, problems)


def _overrides(folder: Folder, problems: list[Problem]) -> Iterator[tuple[shape.Loaded, str, Mapping[str, Any]]]:
    """Each rule that a policy changes: the file, the rule's id, the fields."""
    for loaded in (folder.loaded, *folder.parts):
        raw = loaded.data.get(KEY) if isinstance(loaded.data, Mapping) else None
        if raw is None:
            continue
        if not isinstance(raw, Mapping):
            help = "Write the rule's id, and below it what is to be different, such as within: 3 wd."
            problems.append(loaded.problem((KEY,), "`override` is written as RULE: {field: value}", help))
            continue
        for name, fields in raw.items():
            if isinstance(fields, Mapping) and fields:
                yield loaded, str(name), fields
            else:
                sentence = f"what is to be different about {name} is missing here"
                problems.append(loaded.problem((KEY, name), sentence, "Such as within: 3 wd.", key=True))


def _refusal(rule: Written, folder: Folder) -> tuple[str, str] | None:
    """Why a rule cannot be changed, and what to do instead; None where it can."""
    if rule.folder is folder:
        return f'"{rule.id}" is a rule of this policy itself', f"Change it where it stands: {rule.place}"
    head = rule.folder.head
    source = _source(rule)
    if (rule.raw.get("weight") or head.weight) == "law":
        return f'"{rule.id}" is law ({source}), and no local policy changes the law', BESIDE
    if head.weight == "law":
        return f'"{rule.id}" is statutory guidance ({source}), and no local policy changes that', BESIDE
    return None


def _source(rule: Written) -> str:
    own = rule.raw.get("source")
    said = own if isinstance(own, Mapping) else {}
    cite, at = str(said.get("cite") or rule.folder.head.source.cite), str(said.get("at") or "")
    return f"{cite}, {at}" if at else cite


def _known(
    fields: Mapping[str, Any], loaded: shape.Loaded, at: shape.Path, problems: list[Problem]
) -> Iterator[tuple[str, Any]]:
    """The fields that may be changed, with every other one complained of."""
    for key, value in fields.items():
        if key in {"id", "versions"}:
            why = "an id stays as it is" if key == "id" else "give the day beside the field: in-force: 2026-09-01"
            problems.append(loaded.problem((*at, key), f'"{key}" cannot be changed here: {why}', HOW, key=True))
        elif key not in FIELDS:
            near = did_you_mean(key, FIELDS)
            problems.append(
                loaded.problem((*at, key), f'"{key}" is not a field of a rule.{near}', "" if near else HOW, key=True)
            )
        elif wrong := list(ill_formed({key: value}, loaded, at)):
            problems += wrong
        elif key in {"in-force", "until"} and (unread := _no_day(value)):
            problems.append(loaded.problem((*at, key), unread, HOW))
        elif key == "weight" and value == "law":
            problems.append(loaded.problem((*at, key), "a local policy makes no law", "Write policy or guidance."))
        else:
            yield key, value


def _no_day(value: str) -> str:
    """What is wrong with a day; "" where nothing is."""
    try:
        shape.read_day(value)
    except ValueError as error:
        return str(error)
    return ""


def _changed(
    rule: Written, fields: Mapping[str, Any], folder: Folder, loaded: shape.Loaded, problems: list[Problem]
) -> Written:
    """A rule with some fields changed: the local policy's own from then on, unless only its words changed."""
    at: shape.Path = (KEY, rule.id)
    moved = {**rule.moved, **{key: (loaded, (*at, key)) for key in fields}}
    raw = {**rule.raw, **{key: value for key, value in fields.items() if key not in TERM_KEYS and key != "source"}}
    if all(key in WORDS for key in fields):
        return replace(rule, raw=raw, moved=moved)
    source = fields.get("source", {})
    if not (source.get("cite") or folder.head.source.cite):
        help = "Add source: {cite: the document} here, or to policy.yaml for all its rules."
        problems.append(loaded.problem(at, f'what changes "{rule.id}" says where that stands', help, key=True))
    raw["source"] = {"at": f"in place of {_source(rule)}", **source}
    head = rule.folder.head
    raw.setdefault("weight", head.weight)
    raw.setdefault("in-force", head.in_force.isoformat() if head.in_force else None)
    terms = {key: value for key, value in fields.items() if key in TERM_KEYS}
    if terms:
        raw = _dated(raw, terms, folder.head.in_force.isoformat() if folder.head.in_force else "")
    moved.setdefault("source", (loaded, at))
    return Written(raw, folder, rule.loaded, rule.path, moved, rule)


def _dated(raw: Mapping[str, Any], terms: Mapping[str, Any], holds_from: str) -> dict[str, Any]:
    """A rule that asks something else from a day on; from the beginning where that day is not after its own."""
    given = raw.get("versions")
    versions = [dict(each) for each in given if isinstance(each, Mapping)] if isinstance(given, list) else []
    latest: Mapping[str, Any] = versions[-1] if versions else raw
    day = str(terms.get("in-force") or holds_from)
    if day > str(latest.get("in-force") or "") and set(terms) - {"in-force", "until"}:
        return {**raw, "versions": [*versions, {**terms, "in-force": day}]}
    layer = {key: value for key, value in latest.items() if key not in TIMINGS or not set(terms) & set(TIMINGS)}
    if versions:
        return {**raw, "versions": [*versions[:-1], {**layer, **terms}]}
    return {**layer, **terms}


# --- in words -----------------------------------------------------------------------------------------------------


def with_notes(policy: Policy, before: Mapping[str, Rule]) -> Policy:
    """A policy whose changed rules say in their notes what they were; `before` holds those as they were, by id."""
    if not before:
        return policy
    rules = (replace(r, note=_note(r, before[r.id], policy)) if r.id in before else r for r in policy.rules)
    return replace(policy, rules=tuple(rules))


def _note(rule: Rule, old: Rule, policy: Policy) -> str:
    """`Changed by Northgate. In the Surrey guide, stage 1: by when, within 5 working days of …`."""
    now = dict(_answers(rule, policy))
    was = [f"{label.lower()}, {words}" for label, words in _answers(old, policy) if now.get(label) != words]
    said = f"Changed by {policy.shorts.get(rule.policy, rule.policy)}."
    if was:
        said = f"{said} In {old.source} it says: {'; '.join(was)}."
    return f"{old.note} {said}" if old.note and rule.note == old.note else f"{rule.note} {said}".strip()


def _answers(rule: Rule, policy: Policy) -> list[tuple[str, str]]:
    found = terms_words(rule.latest, policy)
    owes = title_of(policy.vocabulary, rule.owes) if rule.owes else ""
    return [*found, ("Who", owes), ("Strength", rule.strength), ("Weight", rule.weight)]
