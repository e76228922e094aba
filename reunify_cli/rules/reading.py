"""What a policy's author wrote, read into rules: every key known, every word in the vocabulary, every source named.

Nothing is half read: all problems of a file come back together, each with the path of what is wrong (which the
store turns into `file:line:column`), and a rule with a problem never applies.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final, Literal

from reunify_cli.frozen import fields, replace
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.rules import terms as t
from reunify_cli.rules.conditions import ALWAYS, Complain, Condition, Path, Told, read_condition
from reunify_cli.rules.policy import Rule, Source
from reunify_cli.rules.read_needs import read_closing, read_each, read_need
from reunify_cli.rules.read_timing import TIMINGS, read_anchor, read_due_of, read_timing
from reunify_cli.rules.reader import Reader, offered

RULE_KEYS: Final = (
    "id", "title", "register", "owes", "strength", "weight", "source", "in-force", "until", "says", "note", "versions",
)  # fmt: skip
TERM_KEYS: Final = (
    "while", "when", "each", "restart", "if-owed", "within", "from", "soonest-of", "before", "at", "every", "first",
    "phases", "not-before", "since", "no-later-than", "needs", "closed-by", "in-force", "until",
)  # fmt: skip
STRENGTHS: Final = ("must", "should", "recommend", "may")
WEIGHTS: Final = ("law", "policy", "guidance")
SURE: Final = ("primary", "secondary", "unverified")
COMING: Final = "not-yet"
"""What stands under `in-force` where something is enacted and no day has been set for it."""


def read_rule(
    raw: Any,
    policy: Mapping[str, Any],
    vocabulary: Vocabulary,
    stages: tuple[str, ...],
    path: Path,
    complain: Complain,
) -> Rule | None:
    """One rule from what its author wrote, with what the policy gives to all its rules (source, weight, in-force).

    Complains of every problem at once, each at its path; returns None where nothing usable is left.
    """
    reader = Reader(vocabulary, stages, complain)
    keys = reader.keys(raw, (*RULE_KEYS, *TERM_KEYS), path)
    if not keys:
        return None
    name = str(keys.get("id") or "")
    if not name or not all(part.isalnum() and part == part.lower() for part in name.split("-")):
        complain((*path, "id"), f'"{name}" is not an id: small letters, figures and hyphens')
    for key in ("title", "owes", "says"):
        if not keys.get(key) and not (key == "owes" and "at" in keys):
            complain(path, f'"{key}" is missing')
    source = read_source(keys.get("source"), policy.get("source"), reader, (*path, "source"))
    if not source.cite or not (source.at or keys.get("source")):
        complain(path, "a rule without a source is no rule: add `source` with `at`, the paragraph it stands in")
    base = {key: value for key, value in keys.items() if key in TERM_KEYS}
    base.setdefault("in-force", policy.get("in-force"))
    return Rule(
        id=name,
        title=str(keys.get("title") or name),
        policy=str(policy["id"]),
        source=source,
        versions=read_versions(base, keys.get("versions"), reader, path),
        weight=reader.one_of(keys.get("weight"), WEIGHTS, (*path, "weight"), policy.get("weight") or "policy"),
        strength=reader.one_of(keys.get("strength"), STRENGTHS, (*path, "strength"), "must"),
        owes=(reader.roles(keys.get("owes"), (*path, "owes")) or ("",))[0],
        register=reader.names(keys.get("register")),
        says=str(keys.get("says") or ""),
        note=str(keys.get("note") or ""),
    )


def read_versions(base: dict[str, Any], raw: Any, reader: Reader, path: Path) -> tuple[t.Terms, ...]:
    """The versions of a rule, oldest first; each ends where the next begins."""
    changes = []
    if raw is not None and not isinstance(raw, list):
        reader.complain((*path, "versions"), "`versions` is a list, each with `in-force` and what changed")
    for i, each in enumerate(raw if isinstance(raw, list) else ()):
        changed = reader.keys(each, TERM_KEYS, (*path, "versions", i))
        if reader.day(changed.get("in-force"), (*path, "versions", i, "in-force")) is None:
            reader.complain((*path, "versions", i), "`in-force` is missing: a version says from which day it holds")
        else:
            changes.append(changed)
    layers = [base]
    for changed in sorted(changes, key=lambda each: str(each["in-force"])):
        kept = layers[-1]
        if any(key in changed for key in TIMINGS):
            kept = {key: value for key, value in kept.items() if key not in TIMINGS}
        if str(kept.get("until") or changed["in-force"]) < str(changed["in-force"]):
            kept = {key: value for key, value in kept.items() if key != "until"}  # that ended before this one begins
        layers.append({**kept, **changed})
    found = [read_terms(reader, layer, path) for layer in layers]
    return (*(replace(old, until=new.in_force) for old, new in pairwise(found)), found[-1])


def read_terms(reader: Reader, raw: Mapping[str, Any], path: Path) -> t.Terms:
    """What a rule asks, in one version."""
    timing = read_timing(reader, raw, path)
    at = timing.event.event if isinstance(timing, t.At) else ""
    since = raw.get("since")
    if "needs" not in raw:
        reader.complain(path, "`needs` is missing: a rule says what meets it")
    closed = raw.get("closed-by")
    each = raw.get("each")
    of_item = isinstance(timing, t.Within) and isinstance(timing.period, t.ItemDay)
    if of_item and not (isinstance(each, Mapping) and each.get("item")):
        reader.complain((*path, "within"), "`item` goes with `each: {item: KIND}`: the day is the one each item gives")
    found = t.Terms(
        timing=timing,
        needs=read_need(reader, raw["needs"], (*path, "needs"), at) if "needs" in raw else t.NeedAll(()),
        in_force=t.NOT_YET if raw.get("in-force") == COMING else reader.day(raw.get("in-force"), (*path, "in-force")),
        until=_day_after(reader.day(raw.get("until"), (*path, "until"))),
        while_=reader.condition(raw["while"], (*path, "while")) if "while" in raw else None,
        when=reader.condition(raw["when"], (*path, "when")) if "when" in raw else None,
        each=read_each(reader, raw["each"], (*path, "each")) if "each" in raw else None,
        restart=reader.event(raw["restart"], (*path, "restart")) if "restart" in raw else None,
        if_owed=str(raw.get("if-owed") or ""),
        not_before=reader.period(raw["not-before"], (*path, "not-before")) if "not-before" in raw else None,
        since=_since(reader, since, (*path, "since")),
        no_later_than=read_due_of(reader, raw["no-later-than"], (*path, "no-later-than"))
        if "no-later-than" in raw
        else None,
        closed_by=read_closing(reader, closed, (*path, "closed-by")) if closed is not None else None,
    )
    # Complain of `told` where no entry is waited for: only what meets a rule that is owed once can be asked about.
    for part in fields(found):
        refs = t.references(getattr(found, part.name))
        if not any(isinstance(test, Told) for ref in refs for test in ref.where.values()):
            continue
        if part.name != "needs" or isinstance(found.timing, (t.Every, t.Phases)):
            reader.complain(path, "`told` is only for the `needs` of what is owed once: no rhythm, anchor or closing")
    return found


def _day_after(last: date | None) -> date | None:
    """The first day on which a rule no longer holds: the one that `until` names still counts."""
    return last + timedelta(days=1) if last and last < date.max else None


def _since(reader: Reader, raw: Any, path: Path) -> t.EventRef | t.FromChange | Literal["always"] | None:
    """From when evidence counts."""
    if raw is None or raw == "always":
        return "always" if raw else None
    match read_anchor(reader, raw, path):
        case t.FromEvent(event):
            return event
        case t.FromChange() as change:
            return change
    reader.complain(path, "`since` is always, an event, or a condition that starts or ends")
    return None


def read_source(raw: Any, default: Any, reader: Reader, path: Path) -> Source:
    """Where a rule comes from: what it says itself, over what its policy says of all its rules."""
    own = reader.keys(raw, ("cite", "at", "url", "checked", "sure"), path) if raw is not None else {}
    keys = {**(default if isinstance(default, Mapping) else {}), **own}
    return Source(
        cite=str(keys.get("cite") or ""),
        at=str(keys.get("at") or ""),
        url=str(keys.get("url") or ""),
        checked=reader.day(keys.get("checked"), (*path, "checked")),
        sure=reader.one_of(keys.get("sure"), SURE, (*path, "sure"), "primary"),
    )


def linked(rules: Mapping[str, Rule]) -> list[tuple[str, str]]:
    """Rules that name another rule there is not: pairs of the rule's id and a sentence."""
    found = []
    for rule in rules.values():
        for terms in rule.versions:
            unknown = [name for name in names_in(terms) if name and name not in rules]
            found += [(rule.id, f'"{name}" is not a rule.{offered(name, rules)}') for name in unknown]
    return found


def names_in(terms: t.Terms) -> list[str]:
    """The ids of the rules that a version of a rule depends on."""
    found = [terms.if_owed] if terms.if_owed else []
    if terms.no_later_than:
        found.append(terms.no_later_than.rule)
    timing = terms.timing
    readings = timing.readings if isinstance(timing, t.SoonestOf) else (timing,)
    for each in readings:
        if isinstance(each, t.Within) and isinstance(each.period, t.DueOf):
            found.append(each.period.rule)
        from_ = getattr(each, "from_", None)
        if isinstance(from_, t.FromLate):
            found.append(from_.rule)
    if isinstance(timing, t.BeforeEvent) and timing.expected:
        found.append(timing.expected.rule)
    return found


def read_scope(raw: Any, vocabulary: Vocabulary, complain: Complain) -> Condition:
    """The condition that all rules of a policy lie in."""
    return read_condition(raw, vocabulary, ("scope",), complain) if raw else ALWAYS
