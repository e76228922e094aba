"""Policies from their folders: the shipped ones and an authority's own, each with what it builds on.

A policy is read whole or not at all. Every mistake its author made comes back at once, as `file:line:column`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from reunify_cli import shape
from reunify_cli.errors import Place, Problem, Unreadable, did_you_mean
from reunify_cli.model.moment import parse_moment
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.rules.calendar import Calendar, calendar_from
from reunify_cli.rules.conditions import Complain, read_condition
from reunify_cli.rules.policy import Guidance, Policy, Rule, Stage
from reunify_cli.rules.reading import linked, read_rule, read_scope
from reunify_cli.shipped import policies_dir

POLICY_KEYS = (
    "id", "title", "short", "extends", "stages-from", "weight", "document", "source", "in-force", "scope", "settings",
    "stages", "labels", "review-by", "override",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Folder:
    """A policy's folder as read, before its rules are understood."""

    id: str
    path: Path
    head: shape.Loaded
    parts: tuple[shape.Loaded, ...] = ()
    vocabulary: shape.Loaded | None = None
    raw: bytes = field(default=b"", repr=False)


def policy_dirs(workspace: Path | None) -> list[Path]:
    """Where policies are looked for: the authority's own first, then the shipped ones."""
    own = [workspace / "policies"] if workspace else []
    return [path for path in (*own, policies_dir()) if path.is_dir()]


def policy_ids(workspace: Path | None = None) -> list[str]:
    """Every policy there is, by id."""
    found = {p.parent.name for root in policy_dirs(workspace) for p in root.glob("*/policy.yaml")}
    return sorted(found)


def read_text(path: Path) -> str:
    """A text file, or Unreadable with the reason in plain words."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(Problem(Place(str(path)), "this file is not UTF-8 text", "save it again as UTF-8")) from None
    except OSError as error:
        raise Unreadable(Problem(Place(str(path)), f"this file cannot be read: {error.strerror}")) from None


def load_calendar(name: str = "england-and-wales", workspace: Path | None = None) -> Calendar:
    """The calendar of that name. Raises Unreadable with every problem of its file."""
    for root in policy_dirs(workspace):
        path = root / "calendars" / f"{name}.yaml"
        if path.is_file():
            return calendar_from(shape.load(read_text(path), _shown(path)).data, _shown(path))
    raise Unreadable(Problem(None, f'there is no calendar "{name}"', "look in policies/calendars"))


def load_policy(policy_id: str, workspace: Path | None = None) -> Policy:
    """A policy with everything it builds on: its own rules first, then those beneath.

    Raises Unreadable with every problem of every file concerned; nothing half applies.
    """
    problems: list[Problem] = []
    chain = list(_chain(policy_id, workspace, problems))
    if problems:
        raise Unreadable(*problems)
    vocabulary = _vocabulary(chain, workspace, problems)
    stages = _stages(chain, workspace, problems)
    keys = tuple(stage.key for stage in stages)
    rules: dict[str, Rule] = {}
    guidance: list[Guidance] = []
    for folder in chain:
        for rule in _rules(folder, vocabulary, keys, problems):
            if rule.id in rules:
                place = Place(rule.file, rule.line)
                other = rules[rule.id]
                problems.append(
                    Problem(place, f'"{rule.id}" is already a rule of {other.policy} ({other.file}:{other.line})')
                )
            rules.setdefault(rule.id, rule)
        guidance.extend(_guidance(folder))
    for rule_id, sentence in linked(rules):
        problems.append(Problem(Place(rules[rule_id].file, rules[rule_id].line), f"rule {rule_id}: {sentence}"))
    scope = next((f.head.data["scope"] for f in chain if "scope" in f.head.data), None)
    scope_file = next((f for f in chain if "scope" in f.head.data), chain[0])
    condition = read_scope(scope, vocabulary, lambda path, text: problems.append(scope_file.head.problem(path, text)))
    if problems:
        raise Unreadable(*dict.fromkeys(problems))
    head = chain[0].head.data
    document = head.get("document") or {}
    return Policy(
        id=policy_id,
        title=str(head.get("title") or policy_id),
        short=str(head.get("short") or policy_id),
        rules=tuple(rules.values()),
        vocabulary=vocabulary,
        stages=stages,
        scope=condition,
        extends=tuple(folder.id for folder in chain[1:]),
        document={str(k): str(v) for k, v in document.items()},
        review_by=parse_moment(document["review-by"]).day if document.get("review-by") else None,
        settings={str(k): str(v) for f in reversed(chain) for k, v in (f.head.data.get("settings") or {}).items()},
        guidance=tuple(guidance),
        digest=_digest(chain),
        shorts={f.id: str(f.head.data.get("short") or f.id) for f in chain},
    )


def _chain(policy_id: str, workspace: Path | None, problems: list[Problem]) -> Iterator[Folder]:
    """The policy's folder and those it builds on, nearest first."""
    seen: list[str] = []
    wanted = policy_id
    while wanted:
        if wanted in seen:
            problems.append(Problem(None, f"policy {wanted} builds on itself: {' -> '.join((*seen, wanted))}"))
            return
        seen.append(wanted)
        folder = _folder(wanted, workspace, problems)
        if folder is None:
            return
        yield folder
        wanted = str(folder.head.data.get("extends") or "")


def _folder(policy_id: str, workspace: Path | None, problems: list[Problem]) -> Folder | None:
    path = next(
        (root / policy_id for root in policy_dirs(workspace) if (root / policy_id / "policy.yaml").is_file()),
        None,
    )
    if path is None:
        known = policy_ids(workspace)
        near = did_you_mean(policy_id, known)
        problems.append(Problem(None, f'there is no policy "{policy_id}".{near}', f"there are: {', '.join(known)}"))
        return None
    head, parts, words, raw = None, [], None, hashlib.sha256()
    for file in sorted(path.glob("*.yaml")):
        if file.name.endswith(".test.yaml"):
            continue
        try:
            text = read_text(file)
            loaded = shape.load(text, _shown(file))
        except Unreadable as error:
            problems.extend(error.problems)
            continue
        raw.update(file.name.encode() + b"\0" + text.encode())
        if file.name == "policy.yaml":
            head = loaded
        elif file.name == "vocabulary.yaml":
            words = loaded
        else:
            parts.append(loaded)
    if head is None or not isinstance(head.data, dict):
        problems.append(Problem(Place(_shown(path / "policy.yaml")), "this file should hold at least id and title"))
        return None
    for key in head.data:
        if key not in POLICY_KEYS:
            problems.append(head.problem((key,), f'"{key}" is not known here.{did_you_mean(key, POLICY_KEYS)}'))
    if head.data.get("id") != policy_id:
        problems.append(head.problem(("id",), f'the id here should be "{policy_id}", the name of its folder'))
    return Folder(policy_id, path, head, tuple(parts), words, raw.digest())


def _vocabulary(chain: list[Folder], workspace: Path | None, problems: list[Problem]) -> Vocabulary:
    """The words of all policies of the chain over the words that everyone shares."""
    base = policies_dir() / "vocabulary.yaml"
    loaded = [f.vocabulary for f in reversed(chain) if f.vocabulary is not None]
    whole = Vocabulary()
    for each in (shape.load(read_text(base), _shown(base)), *loaded):
        try:
            whole = whole.plus(shape.read(Vocabulary, each))
        except Unreadable as error:
            problems.extend(error.problems)
    for name, fact in whole.facts.items():
        if fact.defined is not None:
            read_condition(fact.defined, whole, (), _complainer(problems, f"fact {name}"))
    for name, event in whole.events.items():
        for changed in (*event.sets, *event.adds, *event.removes, *event.puts):
            if changed not in whole.facts:
                near = did_you_mean(changed, whole.facts)
                problems.append(Problem(None, f'event {name}: "{changed}" is not a fact.{near}'))
    return whole


def _complainer(problems: list[Problem], about: str) -> Complain:
    def complain(_: shape.Path, sentence: str) -> None:
        problems.append(Problem(None, f"{about}: {sentence}"))

    return complain


def _stages(chain: list[Folder], workspace: Path | None, problems: list[Problem]) -> tuple[Stage, ...]:
    """The stages of the nearest policy that has any, or of the one that it takes them from."""
    for folder in chain:
        data = folder.head.data
        source = folder
        if not data.get("stages") and data.get("stages-from"):
            found = _folder(str(data["stages-from"]), workspace, problems)
            source = found or folder
        stages = source.head.data.get("stages")
        if stages:
            return tuple(
                Stage(
                    str(s["key"]),
                    str(s.get("title") or s["key"]),
                    i,
                    s.get("makes") or {},
                    str(s.get("source") or ""),
                )
                for i, s in enumerate(stages, start=1)
            )
    return ()


def _rules(folder: Folder, vocabulary: Vocabulary, stages: tuple[str, ...], problems: list[Problem]) -> Iterator[Rule]:
    for part in folder.parts:
        if not isinstance(part.data, Mapping):
            problems.append(Problem(Place(part.file, 1), "this file should hold `rules:` or `guidance:`"))
            continue
        for key in part.data:
            if key not in ("rules", "guidance"):
                problems.append(
                    part.problem((key,), f'"{key}" is not known here; a file holds `rules:` or `guidance:`')
                )
        for i, raw in enumerate(part.data.get("rules") or ()):
            path = ("rules", i)
            name = raw.get("id", "?") if isinstance(raw, Mapping) else "?"
            complain = _placing(problems, part, f"rule {name}")
            rule = read_rule(raw, folder.head.data, vocabulary, stages, path, complain)
            if rule is not None:
                yield replace(rule, file=part.file, line=0)


def _placing(problems: list[Problem], part: shape.Loaded, about: str) -> Complain:
    def complain(path: shape.Path, sentence: str) -> None:
        problems.append(part.problem(path, f"{about}: {sentence}"))

    return complain


def _guidance(folder: Folder) -> Iterator[Guidance]:
    default = str((folder.head.data.get("source") or {}).get("cite") or folder.id)
    for part in folder.parts:
        for each in (part.data or {}).get("guidance") or ():
            if isinstance(each, Mapping):
                given = each.get("source")
                source = given if isinstance(given, Mapping) else {}
                cite, at = str(source.get("cite") or default), str(source.get("at") or "")
                register = each.get("register") or ()
                yield Guidance(
                    tuple(register if isinstance(register, list) else (str(register),)), str(each.get("text") or ""),
                    str(each.get("shown-at") or ""), f"{cite}, {at}" if at else cite,
                )  # fmt: skip


def _digest(chain: list[Folder]) -> str:
    whole = hashlib.sha256()
    for folder in chain:
        whole.update(folder.raw)
    return whole.hexdigest()[:12]


def _shown(path: Path) -> str:
    """A file's name as people see it: from policies/ on for the shipped ones."""
    parts = path.parts
    return "/".join(parts[len(parts) - 1 - parts[::-1].index("policies") :]) if "policies" in parts else str(path)
