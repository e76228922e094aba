"""A policy's own examples, read and run: what happened, as of when, and what should follow.

They stand beside the rules in `*.test.yaml`, in sentences that a manager can check, and are run by `policy test` for
shipped and local policies alike.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from reunify_cli import shape
from reunify_cli.engine.duty import Duty, Standing, standing
from reunify_cli.engine.judgement import Judgement
from reunify_cli.errors import Place, Problem, Unreadable, did_you_mean
from reunify_cli.frozen import dataclass, field, replace
from reunify_cli.model.case import Case, CaseFile, Entry, KnownSpan
from reunify_cli.model.history import history
from reunify_cli.model.moment import MINUTES_IN_DAY, parse_moment
from reunify_cli.model.people import Body, Child, Colleague, Relative, Team
from reunify_cli.model.plan import Plan
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.policy_store.policy_files import policy_dirs, read_text
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.policy import Policy
from reunify_cli.rules.values import read_value

KEYS = ("name", "rule", "born", "people", "homes", "team", "known-from", "plan", "journal", "as-of", "expect")
EXPECT_KEYS = ("due", "other-due", "standing", "met", "owed", "count", "each", "anchor")

TEAM = Team(
    people={
        "dana": Colleague("Dana", ("social-worker",)),
        "ruth": Colleague("Ruth", ("team-manager",)),
        "sam": Colleague("Sam", ("service-manager",)),
        "asha": Colleague("Asha", ("assistant-director", "nominated-officer")),
        "dee": Colleague("Dee", ("director",)),
        "irene": Colleague("Irene", ("iro",)),
        "rex": Colleague("Rex", ("reunification-manager",)),
        "pat": Colleague("Pat", ("reunification-practitioner",)),
        "lena": Colleague("Lena", ("foster-link-worker",)),
    },
    bodies={
        "panel": Body("Community arrangements panel", "arrangements-panel"),
        "legal": Body("Legal panel", "legal-panel"),
        "court": Body("Family court", "court"),
    },
)
"""Who is there in an example that names nobody else."""


@dataclass(frozen=True, slots=True)
class Example:
    """One example: a case, a day, a rule, and what is expected of it."""

    name: str
    rule: str
    case: Case
    as_of: date
    expect: tuple[Mapping[str, Any], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an example came out; `wrong` is empty where it is as expected."""

    example: Example
    wrong: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = field(default=(), repr=False)


def read_examples(policy: Policy, workspace: Path | None = None) -> list[Example]:
    """The examples beside one policy's own rules (not those of the policies it builds on).

    Raises Unreadable with every problem of every file.
    """
    problems: list[Problem] = []
    found: list[Example] = []
    for root in policy_dirs(workspace):
        folder = root / policy.id
        if not (folder / "policy.yaml").is_file():
            continue
        for path in sorted(folder.glob("*.test.yaml")):
            loaded = shape.load(read_text(path), f"policies/{policy.id}/{path.name}")
            if loaded.data is None:
                continue
            if not isinstance(loaded.data, list):
                problems.append(Problem(Place(loaded.file, 1), "this file should be a list of examples"))
                continue
            for i, raw in enumerate(loaded.data):
                example = _example(raw, (i,), loaded, policy, problems)
                if example is not None:
                    found.append(example)
        break
    if problems:
        raise Unreadable(*problems)
    return found


def run(example: Example, policy: Policy, calendar: Calendar) -> Outcome:
    """Judge an example and say, in plain sentences, what is not as expected."""
    judged = Judgement(history(example.case, as_of=example.as_of), policy, calendar)
    now = example.as_of.toordinal() * MINUTES_IN_DAY + MINUTES_IN_DAY - 1
    every = judged.of(example.rule)
    duties = tuple(d for d in every if standing(d, now) is not Standing.NOT_STARTED) or every
    wrong: list[str] = []
    expected = example.expect
    if len(expected) == 1:
        wrong += _one(expected[0], duties, now, policy.due_soon)
    elif len(expected) != len(duties):
        wrong.append(
            f"{len(expected)} duties are expected, and there are {len(duties)}: {_shown(duties, now, policy.due_soon)}"
        )
    else:
        for number, (each, duty) in enumerate(zip(expected, duties, strict=True), start=1):
            wrong += [f"duty {number}: {sentence}" for sentence in _one(each, (duty,), now, policy.due_soon)]
    return Outcome(example, tuple(wrong), duties)


def _one(expect: Mapping[str, Any], duties: tuple[Duty, ...], now: int, soon: int) -> list[str]:
    if "count" in expect and int(str(expect["count"])) != len(duties):
        return [f"{expect['count']} duties are expected, and there are {len(duties)}: {_shown(duties, now, soon)}"]
    if expect.get("each"):
        duties = tuple(d for d in duties if d.each == expect["each"])
    if "owed" in expect:
        owed = [d for d in duties if standing(d, now) not in (Standing.LAPSED, Standing.CLOSED, Standing.NOT_STARTED)]
        if str(expect["owed"]) == "no":
            return [f"nothing is expected to be owed, but there is {_shown(tuple(owed), now, soon)}"] if owed else []
        if not owed:
            return ["it is expected to be owed, but the rule asks for nothing here"]
    asked = {
        key: str(value) for key, value in expect.items() if key in ("due", "other-due", "standing", "met", "anchor")
    }
    if not asked:
        return []
    if not duties:
        return [f"expected {_words(asked)}, but the rule makes no duty here"]
    # Of several duties the last is meant: the one that is open now.
    duty = duties[-1]
    found = {
        "due": str(duty.due) if duty.due else "none",
        "other-due": str(duty.other_due) if duty.other_due else "none",
        "standing": standing(duty, now, soon).value,
        "met": str(duty.met.day if "T" not in asked.get("met", "T") else duty.met) if duty.met else "none",
        "anchor": str(duty.anchor.when.day),
    }
    return [f"{key} is {found[key]}, expected {value}" for key, value in asked.items() if found[key] != value]


def _words(asked: Mapping[str, str]) -> str:
    return ", ".join(f"{key} {value}" for key, value in asked.items())


def _shown(duties: tuple[Duty, ...], now: int, soon: int) -> str:
    parts = [f"{d.due or 'no date'} {standing(d, now, soon).value}{' ' + d.each if d.each else ''}" for d in duties]
    return "; ".join(parts) or "none"


# --- reading ------------------------------------------------------------------------------------------------------


def _example(
    raw: Any, path: shape.Path, loaded: shape.Loaded, policy: Policy, problems: list[Problem]
) -> Example | None:
    before = len(problems)

    def complain(at: shape.Path, sentence: str) -> None:
        problems.append(loaded.problem((*path, *at), sentence))

    if not isinstance(raw, Mapping):
        complain((), "an example is written as key: value lines")
        return None
    for key in raw:
        if key not in KEYS:
            complain((key,), f'"{key}" is not known in an example.{did_you_mean(key, KEYS)}')
    rule = str(raw.get("rule") or "")
    if not rule:
        complain((), "`rule` is missing: an example names the rule that it is about, by its id")
    elif rule not in policy.by_id:
        complain(("rule",), f'"{rule}" is not a rule of {policy.id}.{did_you_mean(rule, policy.by_id)}')
    people = _people(raw.get("people"), complain)
    team = _team(raw.get("team"), policy.vocabulary, complain)
    if not isinstance(raw.get("journal") or [], list):
        complain(("journal",), "`journal` is a list, each line such as - visit 2026-10-06 by=dana seen=yes")
        return None
    entries = list(_journal(raw.get("journal") or (), policy.vocabulary, complain))
    _known_doers(entries, {"child", *people, *team.people, *team.bodies, *policy.vocabulary.roles}, complain)
    plan = _plan((*path, "plan"), loaded, problems) if raw.get("plan") else None
    since = raw.get("known-from") or {}
    since = since if isinstance(since, Mapping) else {"everything": since}
    known = {str(k): (KnownSpan(_day(v, ("known-from",), complain)),) for k, v in since.items()}
    agreed = {e.id: plan for e in entries if e.event == "plan-agreed" and plan is not None}
    child = Child("A. Child", _day(raw.get("born") or "2016-03-08", ("born",), complain))
    file = CaseFile("EXAMPLE", child, people=people)
    case = Case(file, tuple(entries), plan=plan, agreed=agreed, known=known, team=team)
    as_of = _day(raw.get("as-of"), ("as-of",), complain)
    listed = _expected(raw, complain)
    if len(problems) > before:
        return None
    return Example(str(raw.get("name") or rule), rule, case, as_of, listed, loaded.place(path))


def _plan(path: shape.Path, loaded: shape.Loaded, problems: list[Problem]) -> Plan | None:
    try:
        return shape.read(Plan, loaded, path)
    except Unreadable as error:
        problems += error.problems
        return None


def _team(raw: Any, vocabulary: Vocabulary, complain: Any) -> Team:
    """The usual team, with those whom an example adds."""
    if not raw:
        return TEAM
    if not isinstance(raw, Mapping):
        complain(("team",), "`team` is written as name: role, one to a line, such as kim: social-worker")
        return TEAM
    for name, roles in raw.items():
        for role in _listed(roles):
            if role not in vocabulary.roles:
                complain(("team", name), f'"{role}" is not a role.{did_you_mean(role, vocabulary.roles)}')
    named = {str(k): Colleague(str(k), tuple(_listed(v))) for k, v in raw.items()}
    return replace(TEAM, people={**TEAM.people, **named})


def _known_doers(entries: Sequence[Entry], known: Collection[str], complain: Any) -> None:
    """Complain of everybody who did something in an example and whom nobody has introduced."""
    for entry in entries:
        for who in entry.by:
            if who not in known:
                usual = ", ".join(TEAM.people)
                said = (
                    f'"{who}" is not a person in this example: add them under `team`, or name one of the usual {usual}.'
                )
                complain(("journal", entry.index), f"{said}{did_you_mean(who, known)}")


def _expected(raw: Mapping[str, Any], complain: Any) -> tuple[Mapping[str, Any], ...]:
    """What an example expects: of one duty, or of each of several in a list."""
    expect = raw.get("expect")
    listed = expect if isinstance(expect, list) else [expect] if isinstance(expect, Mapping) else []
    if not listed:
        complain(("expect",) if "expect" in raw else (), "an example says what it expects")
    for i, each in enumerate(listed):
        at = ("expect", i) if isinstance(expect, list) else ("expect",)
        if not isinstance(each, Mapping):
            complain(at, "what is expected is written as {due: 2026-10-07, standing: met}")
            return ()
        for key, value in each.items():
            if said := _unexpected(key, str(value)):
                complain((*at, key), said)
    return tuple(listed)


def _unexpected(key: str, value: str) -> str:
    """Why something can never come out as expected: a key or a word that there is not, a day that is none; else ""."""
    if key not in EXPECT_KEYS:
        return f'"{key}" cannot be expected.{did_you_mean(key, EXPECT_KEYS)} There are: {", ".join(EXPECT_KEYS)}.'
    words = {"standing": [each.value for each in Standing], "owed": ["yes", "no"]}.get(key)
    if words and value not in words:
        return f'"{value}" is not one of {", ".join(words)}.{did_you_mean(value, words)}'
    if key == "count" and not value.isdecimal():
        return f'"{value}" is not a whole number'
    if key in ("due", "other-due", "met", "anchor") and value != "none":
        try:
            parse_moment(value)
        except ValueError as error:
            return str(error)
    return ""


def _people(raw: Any, complain: Any) -> dict[str, Relative]:
    found = {"mother": Relative("mother", "Mother"), "father": Relative("father", "Father")}
    for key, value in (raw or {}).items():
        born = value.get("born") if isinstance(value, Mapping) else None
        relation = value.get("relation", "other") if isinstance(value, Mapping) else str(value)
        found[str(key)] = Relative(str(relation), str(key), _day(born, ("people", key), complain) if born else None)
    return found


def _day(raw: Any, at: shape.Path, complain: Any) -> date:
    try:
        return parse_moment(str(raw)).day
    except ValueError as error:
        complain(at, str(error))
        return date(2000, 1, 1)


def _listed(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _journal(raw: Any, vocabulary: Vocabulary, complain: Any) -> Iterator[Entry]:
    taken: set[str] = set()
    for i, line in enumerate(raw):
        at = ("journal", i)
        said = dict(line) if isinstance(line, Mapping) else _short(str(line))
        name = str(said.pop("event", ""))
        kind = vocabulary.events.get(name)
        if kind is None:
            complain(at, f'"{name}" is not an event.{did_you_mean(name, vocabulary.events)}')
            continue
        try:
            when = parse_moment(str(said.pop("date", "")))
        except ValueError as error:
            complain(at, str(error))
            continue
        given = str(said.pop("id", "") or "")
        entry_id = given or f"{name}-{when.day.isoformat()}"
        while entry_id in taken:
            entry_id += "-2"
        taken.add(entry_id)
        by = said.pop("by", None)
        until = said.pop("until", None)
        about = said.pop("of", None)
        note, document = str(said.pop("note", "") or ""), said.pop("document", None)
        fields = {}
        for key, value in said.items():
            try:
                fields[key] = read_value(value, vocabulary.says(kind)[key])
            except KeyError:
                complain((*at, key) if isinstance(line, Mapping) else at, f'"{name}" has no field "{key}"')
            except ValueError as error:
                complain((*at, key) if isinstance(line, Mapping) else at, f"{key}: {error}")
        yield Entry(
            entry_id, name, when, i, by=tuple(str(by).split(",")) if isinstance(by, str) else tuple(by or ()),
            of=str(about) if about else None, fields=fields, note=note, document=document,
            shareable=bool(fields.pop("shareable", False)),
            until=parse_moment(str(until)) if until else None, given_id=bool(given),
        )  # fmt: skip


def _short(line: str) -> dict[str, Any]:
    """`visit 2026-03-10T15:30 by=dana seen=yes` as the entry it stands for."""
    name, _, rest = line.partition(" ")
    day, *pairs = rest.split(" ")
    said: dict[str, Any] = {"event": name, "date": day}
    key = ""
    for pair in pairs:
        if "=" in pair:
            key, _, value = pair.partition("=")
            said[key] = value
        elif key:
            said[key] = f"{said[key]} {pair}"
    return said
