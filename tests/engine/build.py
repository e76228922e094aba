"""Cases and policies small enough to stand inside a test: a few journal lines, a few rules, a few people.

A journal line is `event day [key=value …]`, quoted where a value has spaces; `id`, `by`, `of`, `until` and `recorded`
are the entry's own. `correct ENTRY key=value` and `withdraw ENTRY` are corrections. Rules are YAML over the shipped
words; what a rule leaves out of its title, owner and source is filled in.
"""

import shlex
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

import yaml

from reunify_cli.engine.duty import Duty, standing
from reunify_cli.engine.judgement import Judgement
from reunify_cli.model.case import Amendment, Case, CaseFile, Entry, KnownSpan
from reunify_cli.model.fields import Field
from reunify_cli.model.history import history
from reunify_cli.model.moment import Moment, parse_instant, parse_moment
from reunify_cli.model.people import Body, Child, Colleague, Held, Relative, Team
from reunify_cli.model.plan import Item, Plan
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.policy_store.policies import load_calendar, load_policy
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.conditions import Condition, read_condition
from reunify_cli.rules.policy import Policy, Rule, Stage
from reunify_cli.rules.reading import linked, read_rule
from reunify_cli.rules.values import read_value

CALENDAR: Calendar = load_calendar()
SHIPPED: Policy = load_policy("england")
WORDS: Vocabulary = SHIPPED.vocabulary

PEOPLE = {"mother": "mother", "father": "father"}
TEAM = {
    "dana": "social-worker",
    "ruth": "team-manager",
    "sam": "service-manager",
    "asha": "assistant-director nominated-officer",
    "dee": "director",
    "irene": "iro",
    "lena": "foster-link-worker",
}
BODIES = {"panel": "arrangements-panel", "court": "court"}

STAGES = tuple(
    Stage(key, key, number, makes)
    for number, (key, makes) in enumerate(
        {
            "identify": {},
            "assess": {},
            "plan": {},
            "implement": {},
            "return": {"event": "returned-home"},
        }.items(),
        start=1,
    )
)

_OWN = ("id", "by", "of", "until", "recorded", "document")
_TYPES = {
    **{name: Field(type="people") for name in ("attended", "apologies", "chair", "by")},
    **{name: Field(type="moment") for name in ("date", "until", "for")},
    **{name: Field(type="list") for name in ("covered", "relied-on")},
}


# --- cases --------------------------------------------------------------------------------------------------------


def entries(*lines: str) -> tuple[tuple[Entry, ...], tuple[Amendment, ...]]:
    """The entries of a journal, and its corrections and withdrawals."""
    found: list[Entry] = []
    amendments: list[Amendment] = []
    taken: dict[str, int] = {}
    for index, line in enumerate(lines):
        head, what, *pairs = shlex.split(line)
        said: dict[str, Any] = dict(pair.split("=", 1) for pair in pairs)
        recorded = parse_instant(said.pop("recorded")) if "recorded" in said else None
        if head in ("correct", "withdraw"):
            target = next((e for e in found if e.id == what), None)
            event = target.event if target else "visit"
            changes = {key: _typed(event, key, value) for key, value in said.items() if key != "id"}
            name = said.get("id", f"{head}-{index}")
            amendments.append(Amendment(name, what, head == "withdraw", changes, recorded, "", "because", index))
            continue
        when = parse_moment(what)
        name = f"{head}-{when.day}"
        taken[name] = taken.get(name, 0) + 1
        own = {key: said.pop(key) for key in _OWN if key in said}
        found.append(
            Entry(
                own.get("id", name if taken[name] == 1 else f"{name}-{taken[name]}"),
                head,
                when,
                index,
                by=tuple(own["by"].split(",")) if "by" in own else (),
                of=own.get("of"),
                until=parse_moment(own["until"]) if "until" in own else None,
                document={"ref": own["document"]} if "document" in own else None,
                fields={key: _typed(head, key, value) for key, value in said.items()},
                recorded=recorded,
                given_id="id" in own,
            )
        )
    return tuple(found), tuple(amendments)


def _typed(event: str, key: str, value: str) -> Any:
    kind = WORDS.events[event]
    if key in {"decisions", "actions"}:
        return tuple(dict(_cell(cell) for cell in row.split("|")) for row in value.split(";"))
    if key not in kind.fields and key not in _TYPES and key not in WORDS.headings:
        raise AssertionError(f"{event} has no field {key}")
    return read_value(value, kind.fields.get(key) or _TYPES.get(key) or Field())


def _cell(cell: str) -> tuple[str, Any]:
    key, _, value = cell.partition(":")
    return key, date.fromisoformat(value) if key == "due" else value


def case(
    *lines: str,
    born: str | None = "2016-03-08",
    people: Mapping[str, str] = PEOPLE,
    team: Mapping[str, str] | Team = TEAM,
    known: Mapping[str, str] | None = None,
    plan: Plan | None = None,
    agreed: Mapping[str, Plan] | None = None,
) -> Case:
    """A case: people as `{"kai": "brother 2008-03-29"}`, known-from as `{"visits": "2026-09-01"}` or spans joined by
    `,` as in `2015-04-01..2018-03-31`."""
    found, amendments = entries(*lines)
    relatives = {}
    for key, text in people.items():
        relation, _, birthday = text.partition(" ")
        relatives[key] = Relative(relation, key, date.fromisoformat(birthday) if birthday else None)
    child = Child("A. Child", date.fromisoformat(born) if born else None)
    return Case(
        CaseFile("T", child, people=relatives),
        found,
        amendments,
        plan=plan,
        agreed=agreed or {},
        known={group: tuple(map(_span, spans.split(","))) for group, spans in (known or {}).items()},
        team=team if isinstance(team, Team) else team_of(team),
    )


def _span(text: str) -> KnownSpan:
    start, _, end = text.partition("..")
    return KnownSpan(date.fromisoformat(start), date.fromisoformat(end) if end else None)


def team_of(people: Mapping[str, str]) -> Team:
    """A team from `{"ruth": "team-manager assistant-director:2026-03-01:2026-03-31"}` (role, from, until)."""
    return Team(
        {key: Colleague(key, tuple(map(_held, roles.split()))) for key, roles in people.items()},
        {key: Body(key, role) for key, role in BODIES.items()},
    )


def _held(text: str) -> Held:
    role, *days = text.split(":")
    start, end = (*(date.fromisoformat(day) if day else None for day in days), None, None)[:2]
    return Held(role, start, end)


def plan_of(**kinds: Iterable[Item]) -> Plan:
    """A plan from its lists of items."""
    return Plan(**{kind: tuple(items) for kind, items in kinds.items()})


# --- policies -----------------------------------------------------------------------------------------------------


@cache
def policy(rules: str, *, stages: tuple[Stage, ...] = STAGES, words: Vocabulary = WORDS) -> Policy:
    """A policy of the rules in a YAML list, in the scope that the law of England gives."""
    wrong: list[str] = []
    found: list[Rule] = []
    for raw in yaml.load(rules, yaml.CBaseLoader) or ():
        full = {"title": raw["id"], "owes": "social-worker", "says": raw["id"], "source": {"at": "1"}, **raw}
        keys = tuple(stage.key for stage in stages)
        head = {"id": "test", "source": {"cite": "A test"}}
        rule = read_rule(full, head, words, keys, (raw["id"],), lambda path, text: wrong.append(f"{path}: {text}"))
        if rule is not None:
            found.append(rule)
    wrong += [f"{name}: {text}" for name, text in linked({rule.id: rule for rule in found})]
    assert not wrong, "\n".join(wrong)
    return Policy("test", "Test", "Test", tuple(found), words, stages, scope=SHIPPED.scope)


def condition(text: str) -> Condition:
    """A condition from YAML."""
    wrong: list[str] = []
    found = read_condition(yaml.load(text, yaml.CBaseLoader), WORDS, (), lambda _, said: wrong.append(said))
    assert not wrong, "\n".join(wrong)
    return found


# --- questions ----------------------------------------------------------------------------------------------------


def judge(
    rules: str | Policy, *lines: str, as_of: str | None = None, known_at: str | None = None, **about: Any
) -> Judgement:
    """A case judged under a few rules; `about` is who is in it (see `case`)."""
    whole = history(case(*lines, **about), as_of=_day(as_of), known_at=_day(known_at))
    return Judgement(whole, policy(rules) if isinstance(rules, str) else rules, CALENDAR)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def end_of(day: str) -> int:
    """The last minute of a day, or the minute that is given."""
    return parse_moment(day).end


def at(text: str) -> Moment:
    """A moment as it is written."""
    return parse_moment(text)


def stands(judged: Judgement, rule: str, on: str, each: str | None = None) -> list[str]:
    """How each duty of a rule stands at the end of a day: `due 2026-04-04T10:00, met-late`, in order."""
    return [told(duty, on) for duty in judged.of(rule) if each is None or duty.each == each]


def told(duty: Duty, on: str) -> str:
    """How one duty stands, in the words of the tables: its date, its standing, and whom it is about."""
    date_ = f"due {duty.due}" if duty.due else "no date"
    return f"{date_}, {standing(duty, end_of(on)).value}{f' ({duty.each})' if duty.each else ''}"


def table(judged: Judgement, on: str, *rules: str) -> dict[str, list[str]]:
    """How the duties of several rules stand at the end of a day, as the rows of a table."""
    return {rule: stands(judged, rule, on) for rule in rules}


def how(judged: Judgement, rule: str, on: str) -> str:
    """The standing of the only duty of a rule, or `no duty`."""
    found = judged.of(rule)
    assert len(found) < 2, [told(duty, on) for duty in found]
    return standing(found[0], end_of(on)).value if found else "no duty"


def owed(judged: Judgement, on: str) -> list[str]:
    """The rules under which somebody still has something to do at the end of a day."""
    return [duty.rule.id for duty in judged.duties if standing(duty, end_of(on)).to_do]
