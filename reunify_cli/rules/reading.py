"""What a policy's author wrote, read into rules: every key known, every word in the vocabulary, every source named.

Nothing is half read: all problems of a file come back together, each with the path of what is wrong (which the
store turns into `file:line:column`), and a rule with a problem never applies.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from reunify_cli.errors import did_you_mean
from reunify_cli.model.moment import parse_moment
from reunify_cli.model.plan import ITEM_KINDS
from reunify_cli.model.vocabulary import Fact, Field, Vocabulary
from reunify_cli.rules.conditions import ALWAYS, Complain, Condition, Path, Test, read_condition, read_test
from reunify_cli.rules.periods import Period, parse_period
from reunify_cli.rules.policy import (
    Anchor,
    At,
    BeforeChange,
    BeforeEvent,
    BeforeStage,
    DueOf,
    Each,
    EventRef,
    Every,
    FactPeriod,
    FromChange,
    FromEvent,
    FromLatest,
    FromStart,
    Need,
    NeedAll,
    NeedAny,
    NeedCount,
    NeedEvent,
    NeedHolds,
    NeedSaid,
    NeedSteps,
    Open,
    Phase,
    Phases,
    Ref,
    Rule,
    SoonestOf,
    Source,
    Terms,
    Timing,
    Within,
)  # fmt: skip

RULE_KEYS: Final = (
    "id", "title", "register", "owes", "strength", "weight", "source", "in-force", "until", "says", "note", "versions",
)  # fmt: skip
TERM_KEYS: Final = (
    "while", "when", "each", "restart", "if-owed", "within", "from", "soonest-of", "before", "at", "every", "first",
    "phases", "not-before", "since", "no-later-than", "needs", "closed-by", "in-force", "until",
)  # fmt: skip
TIMINGS: Final = ("within", "before", "at", "every", "phases", "soonest-of")
STRENGTHS: Final = ("must", "should", "recommend", "may")
WEIGHTS: Final = ("law", "policy", "guidance")
SURE: Final = ("primary", "secondary", "unverified")
COMMON: Final = {
    "by": Field(type="people"), "of": Field(type="entry"), "date": Field(type="date"), "until": Field(type="moment"),
    "document": Field(type="text"), "note": Field(type="text"), "covered": Field(type="list"),
    "attended": Field(type="people"), "apologies": Field(type="people"), "chair": Field(type="people"),
    "decisions": Field(type="rows"), "actions": Field(type="rows"), "relied-on": Field(type="list"),
}  # fmt: skip
"""Fields that entries may carry besides those of their event type."""


class Reader:
    """Reads the parts of one rule, so that each method need not be handed vocabulary, stages and complaint again."""

    def __init__(self, vocabulary: Vocabulary, stages: tuple[str, ...], complain: Complain) -> None:
        self.vocabulary, self.stages, self.complain = vocabulary, stages, complain

    # --- small words ---

    def keys(self, raw: Any, allowed: tuple[str, ...], path: Path) -> Mapping[str, Any]:
        """The mapping at a path, with every unknown key complained of."""
        if not isinstance(raw, Mapping):
            self.complain(path, f"this should be lines of the form key: value, with keys among {', '.join(allowed)}")
            return {}
        for key in raw:
            if key not in allowed:
                self.complain((*path, key), f'"{key}" is not known here.{did_you_mean(key, allowed)}')
        return raw

    def one_of(self, raw: Any, allowed: tuple[str, ...], path: Path, default: str) -> Any:
        """A word from a closed list."""
        if raw is None:
            return default
        if raw not in allowed:
            self.complain(path, f'"{raw}" is not one of {", ".join(allowed)}.{did_you_mean(str(raw), allowed)}')
            return default
        return raw

    def period(self, raw: Any, path: Path) -> Period:
        """A length of time such as `5 wd`."""
        try:
            return parse_period(str(raw))
        except ValueError as error:
            self.complain(path, str(error))
            return Period(0, parse_period("0 d").unit)

    def day(self, raw: Any, path: Path) -> date | None:
        """A day, or None where none is written."""
        if raw is None:
            return None
        try:
            return parse_moment(str(raw)).day
        except ValueError as error:
            self.complain(path, str(error))
            return None

    def condition(self, raw: Any, path: Path) -> Condition:
        """A condition over facts."""
        return read_condition(raw, self.vocabulary, path, self.complain)

    def roles(self, raw: Any, path: Path) -> tuple[str, ...]:
        """One role or a list of them."""
        found = tuple(str(each) for each in (raw if isinstance(raw, list) else [] if raw is None else [raw]))
        for role in found:
            if role not in self.vocabulary.roles:
                self.complain(path, f'"{role}" is not a role.{did_you_mean(role, self.vocabulary.roles)}')
        return found

    # --- entries ---

    def event(self, raw: Any, path: Path, extra: tuple[str, ...] = ()) -> EventRef:
        """A reference to entries of an event type or class."""
        allowed = (
            "event", "which", "where", "by", "of", "attended", "chair", "records", "with-document", "any-by", *extra,
        )  # fmt: skip
        keys = self.keys({"event": raw} if isinstance(raw, str) else raw, allowed, path)
        name = str(keys.get("event", ""))
        if name not in self.vocabulary.kinds:
            self.complain((*path, "event"), f'"{name}" is not an event.{did_you_mean(name, self.vocabulary.kinds)}')
        return EventRef(
            event=name,
            where=self.where(keys.get("where"), name, (*path, "where")),
            by=self.roles(keys.get("by"), (*path, "by")),
            of=self.ref(keys["of"], (*path, "of")) if "of" in keys else None,
            which=self.one_of(keys.get("which"), ("first", "each"), (*path, "which"), "each"),
            attended=self.roles(keys.get("attended"), (*path, "attended")),
            chair=self.roles(keys.get("chair"), (*path, "chair")),
            records=self.records(keys.get("records"), name, (*path, "records")),
            with_document=keys.get("with-document") == "yes",
        )

    def where(self, raw: Any, event: str, path: Path) -> Mapping[str, Test]:
        """Tests on an entry's fields, each typed by the field."""
        if raw is None:
            return {}
        if not isinstance(raw, Mapping):
            self.complain(path, "`where` is written as `field: value`, one to a line")
            return {}
        found: dict[str, Test] = {}
        for name, value in raw.items():
            kind = self.field(event, name)
            if kind is None:
                known = {key for each in self.kinds(event) for key in self.vocabulary.events[each].fields}
                known |= set(COMMON)
                self.complain((*path, name), f'"{event}" has no field "{name}".{did_you_mean(name, known)}')
                continue
            found[name] = read_test(value, as_fact(kind), self.vocabulary, (*path, name), self.complain)
        return found

    def kinds(self, event: str) -> frozenset[str]:
        """The event types that a name stands for; none for a name nobody knows."""
        return self.vocabulary.kinds.get(event, frozenset())

    def field(self, event: str, name: str) -> Field | None:
        """The field of that name in any of the event types that `event` stands for."""
        for each in sorted(self.kinds(event)):
            if name in self.vocabulary.events[each].fields:
                return self.vocabulary.events[each].fields[name]
        if name in COMMON:
            return COMMON[name]
        return Field() if name in self.vocabulary.headings else None

    def records(self, raw: Any, event: str, path: Path) -> tuple[str, ...]:
        """Headings or fields that an entry must fill in."""
        found = tuple(str(each) for each in (raw if isinstance(raw, list) else [] if raw is None else [raw]))
        for i, name in enumerate(found):
            if name not in self.vocabulary.headings and self.field(event, name) is None:
                choices = {*self.vocabulary.headings}
                self.complain((*path, i), f'"{name}" is no heading and no field here.{did_you_mean(name, choices)}')
        return found

    def ref(self, raw: Any, path: Path) -> Ref:
        """What an entry is about."""
        if isinstance(raw, str):
            if raw != "plan" and not raw.startswith("$"):
                self.complain(path, f'"{raw}" should be plan, $each, $anchor, $gated or an event')
            return Ref(name=raw)
        return Ref(event=self.event(raw, path))

    # --- for whom ---

    def each(self, raw: Any, path: Path) -> Each:
        """A set whose members have a duty each."""
        if isinstance(raw, str):
            raw = {"in": raw}
        keys = self.keys(raw, ("in", "age", "home", "except", "event", "item", "where"), path)
        fact, item = str(keys.get("in", "")), str(keys.get("item", ""))
        if fact and fact not in self.vocabulary.facts:
            self.complain((*path, "in"), f'"{fact}" is not a fact.{did_you_mean(fact, self.vocabulary.facts)}')
        self.item_kind(item, path)
        if not (fact or item or "event" in keys):
            self.complain(path, "`each` needs `in` (a fact that is a set), `event` or `item`")
        ages = Fact("", "number")
        age = keys.get("age")
        event = {"event": keys["event"], "where": keys.get("where")} if "event" in keys else None
        return Each(
            fact=fact,
            age=read_test(age, ages, self.vocabulary, (*path, "age"), self.complain) if age else None,
            home=str(keys.get("home") or ""),
            except_=tuple(keys.get("except") or ()),
            event=self.event(event, path) if event else None,
            item=item,
            where=self.item_where(keys.get("where"), path) if item else {},
        )

    def item_kind(self, kind: str, path: Path) -> None:
        """Complain of a kind of plan item that there is not."""
        if kind and kind not in ITEM_KINDS:
            self.complain((*path, "item"), f'"{kind}" is no kind of plan item.{did_you_mean(kind, ITEM_KINDS)}')

    def item_where(self, raw: Any, path: Path) -> Mapping[str, Test]:
        """Tests on a plan item's fields, read as text."""
        if not isinstance(raw, Mapping):
            return {}
        text = Fact("", "text")
        return {
            str(name): read_test(value, text, self.vocabulary, (*path, "where", name), self.complain)
            for name, value in raw.items()
        }

    # --- by when ---

    def anchor(self, raw: Any, path: Path) -> Anchor:
        """What a period is counted from."""
        if raw is None or raw == "start":
            return FromStart()
        if not isinstance(raw, Mapping):
            self.complain(path, "`from` is start, an event, or a condition that starts or ends")
            return FromStart()
        if "later-of" in raw:
            parts = raw["later-of"] if isinstance(raw["later-of"], list) else [raw["later-of"]]
            return FromLatest(tuple(self.anchor(each, (*path, "later-of", i)) for i, each in enumerate(parts)))
        if "starts" in raw or "ends" in raw:
            key = "starts" if "starts" in raw else "ends"
            self.keys(raw, ("starts", "ends"), path)
            return FromChange(self.condition(raw[key], (*path, key)), ends=key == "ends")
        event = self.event(raw, path, ("field",))
        name = str(raw.get("field") or "")
        if name and self.field(event.event, name) is None:
            self.complain((*path, "field"), f'"{event.event}" has no field "{name}"')
        return FromEvent(event, name)

    def length(self, raw: Any, path: Path) -> Period | DueOf | FactPeriod:
        """A period, the day another duty falls due, or a period that a fact holds."""
        if isinstance(raw, Mapping):
            keys = self.keys(raw, ("due", "after", "fact"), path)
            if "fact" in keys:
                return self.fact_period(keys, path)
            return self.due_of(keys, path)
        return self.period(raw, path)

    def fact_period(self, keys: Mapping[str, Any], path: Path) -> FactPeriod:
        """A fact that holds a period."""
        name = str(keys["fact"])
        if name not in self.vocabulary.facts:
            self.complain((*path, "fact"), f'"{name}" is not a fact.{did_you_mean(name, self.vocabulary.facts)}')
        return FactPeriod(name)

    def due_of(self, raw: Any, path: Path) -> DueOf:
        """A date taken from another rule's duty."""
        keys = self.keys(raw, ("due", "after"), path)
        after = self.period(keys["after"], (*path, "after")) if "after" in keys else None
        return DueOf(str(keys.get("due", "")), after)

    def within(self, raw: Mapping[str, Any], path: Path) -> Within:
        """A period and its anchor."""
        return Within(self.length(raw["within"], (*path, "within")), self.anchor(raw.get("from"), (*path, "from")))

    def timing(self, raw: Mapping[str, Any], path: Path) -> Timing:
        """By when: at most one of the ways there are."""
        given = [key for key in TIMINGS if key in raw]
        if len(given) > 1:
            self.complain((*path, given[1]), f"a rule is timed in one way only: {' or '.join(given)}")
        if "from" in raw and given and given[0] not in ("within", "every", "phases"):
            self.complain((*path, "from"), f"`from` does not go with `{given[0]}`")
        match given[0] if given else "":
            case "within":
                return self.within(raw, path)
            case "soonest-of":
                parts = raw["soonest-of"] if isinstance(raw["soonest-of"], list) else []
                if len(parts) < 2:
                    self.complain((*path, "soonest-of"), "`soonest-of` takes two or more readings")
                read = []
                for i, each in enumerate(parts):
                    here = (*path, "soonest-of", i)
                    keys = self.keys(each, ("within", "from"), here)
                    if "within" in keys:
                        read.append(self.within(keys, here))
                    else:
                        self.complain(here, "`within` is missing")
                return SoonestOf(tuple(read))
            case "every":
                return self.every(raw, path)
            case "phases":
                return self.phases(raw, path)
            case "before":
                return self.before(raw["before"], (*path, "before"))
            case "at":
                return At(self.event(raw["at"], (*path, "at")))
        return Open(self.anchor(raw.get("from"), (*path, "from")))

    def every(self, raw: Mapping[str, Any], path: Path) -> Every:
        """A rhythm by count."""
        here, value = (*path, "every"), raw["every"]
        intervals: tuple[Period, ...] | FactPeriod
        if isinstance(value, Mapping):
            intervals = self.fact_period(self.keys(value, ("fact",), here), here) if "fact" in value else ()
        else:
            parts = value if isinstance(value, list) else [value]
            intervals = tuple(self.period(each, (*here, i)) for i, each in enumerate(parts))
        if not intervals:
            self.complain(here, "`every` takes a period, a list of them, or a fact that holds one")
            intervals = (self.period("1 d", here),)
        first = self.period(raw["first"], (*path, "first")) if "first" in raw else None
        return Every(intervals, self.anchor(raw.get("from"), (*path, "from")), first)

    def phases(self, raw: Mapping[str, Any], path: Path) -> Phases:
        """A rhythm by phase."""
        found = []
        for i, each in enumerate(raw["phases"] if isinstance(raw["phases"], list) else [raw["phases"]]):
            here = (*path, "phases", i)
            keys = self.keys(each, ("every", "until", "for"), here)
            found.append(
                Phase(
                    every=self.period(keys.get("every"), (*here, "every")),
                    until=self.event(keys["until"], (*here, "until")) if "until" in keys else None,
                    lasts=self.period(keys["for"], (*here, "for")) if "for" in keys else None,
                )
            )
        if any(phase.until is None and phase.lasts is None for phase in found[:-1]):
            self.complain((*path, "phases"), "every phase but the last says `until` or `for`")
        first = self.period(raw["first"], (*path, "first")) if "first" in raw else None
        return Phases(tuple(found), self.anchor(raw.get("from"), (*path, "from")), first)

    def before(self, raw: Any, path: Path) -> Timing:
        """A gate: before an event, a stage, or a change of condition."""
        if not isinstance(raw, Mapping):
            self.complain(path, "`before` names an event, a stage, or a condition that starts or ends")
            return Open()
        if "stage" in raw:
            keys = self.keys(raw, ("stage",), path)
            stage = str(keys["stage"])
            if stage not in self.stages:
                self.complain((*path, "stage"), f'"{stage}" is not a stage here.{did_you_mean(stage, self.stages)}')
            return BeforeStage(stage)
        for key in ("starts", "ends"):
            if key in raw:
                keys = self.keys(raw, (key, "by", "cause"), path)
                by = keys.get("by") or []
                names = tuple(str(each) for each in (by if isinstance(by, list) else [by]))
                for name in names:
                    if name not in self.vocabulary.kinds:
                        self.complain(
                            (*path, "by"),
                            f'"{name}" is not an event.{did_you_mean(name, self.vocabulary.kinds)}',
                        )
                return BeforeChange(
                    self.condition(keys[key], (*path, key)),
                    key == "ends",
                    names,
                    str(keys.get("cause") or ""),
                )
        expected = self.due_of(raw["expected"], (*path, "expected")) if "expected" in raw else None
        return BeforeEvent(self.event(raw, path, ("expected",)), expected)

    # --- what ---

    def need(self, raw: Any, path: Path, at: str = "") -> Need:
        """What meets a duty; `at` is the event whose entry an `at` rule is about."""
        if isinstance(raw, list):
            return NeedAll(tuple(self.need(each, (*path, i), at) for i, each in enumerate(raw)))
        if not isinstance(raw, Mapping):
            self.complain(
                path,
                "`needs` is an event, or one of any, all, steps, count, item, holds, ends, records, attended",
            )
            return NeedAll(())
        for key in ("any", "all"):
            if key in raw:
                self.keys(raw, (key, "of"), path)
                parts = raw[key] if isinstance(raw[key], list) else [raw[key]]
                about = {"of": raw["of"]} if "of" in raw else {}
                needs = tuple(
                    self.need({**about, **each} if isinstance(each, Mapping) else each, (*path, key, i), at)
                    for i, each in enumerate(parts)
                )
                return NeedAny(needs) if key == "any" else NeedAll(needs)
        if "steps" in raw:
            self.keys(raw, ("steps", "of"), path)
            steps = raw["steps"] if isinstance(raw["steps"], list) else [raw["steps"]]
            return NeedSteps(
                tuple(self.event(each, (*path, "steps", i)) for i, each in enumerate(steps)),
                self.ref(raw["of"], (*path, "of")) if "of" in raw else None,
            )
        if "holds" in raw or "ends" in raw:
            key = "holds" if "holds" in raw else "ends"
            self.keys(raw, (key,), path)
            return NeedHolds(self.condition(raw[key], (*path, key)), ends=key == "ends")
        if "count" in raw or "item" in raw:
            return self.count(raw, path)
        if "event" in raw:
            return NeedEvent(self.event(raw, path))
        keys = self.keys(raw, ("records", "attended", "chair", "where"), path)
        if not at:
            self.complain(path, "records, attended, chair and where alone are only for rules with `at`")
        return NeedSaid(
            records=self.records(keys.get("records"), at, (*path, "records")),
            attended=self.roles(keys.get("attended"), (*path, "attended")),
            chair=self.roles(keys.get("chair"), (*path, "chair")),
            where=self.where(keys.get("where"), at, (*path, "where")),
        )

    def count(self, raw: Mapping[str, Any], path: Path) -> NeedCount:
        """So many entries or plan items."""
        keys = self.keys(raw, ("count", "item", "event", "where", "by", "of"), path)
        number = str(keys.get("count", "1"))
        if not number.isdigit():
            self.complain((*path, "count"), f'"{number}" is not a whole number')
        item = str(keys.get("item") or "")
        self.item_kind(item, path)
        event = {key: value for key, value in keys.items() if key not in ("count", "item")}
        return NeedCount(
            int(number) if number.isdigit() else 1,
            event=self.event(event, path) if "event" in keys else None,
            item=item,
            where=self.item_where(keys.get("where"), path) if item else {},
        )

    # --- the rule ---

    def terms(self, raw: Mapping[str, Any], path: Path) -> Terms:
        """What a rule asks, in one version."""
        timing = self.timing(raw, path)
        at = timing.event.event if isinstance(timing, At) else ""
        since = raw.get("since")
        if "needs" not in raw:
            self.complain(path, "`needs` is missing: a rule says what meets it")
        closed = raw.get("closed-by")
        return Terms(
            timing=timing,
            needs=self.need(raw["needs"], (*path, "needs"), at) if "needs" in raw else NeedAll(()),
            in_force=self.day(raw.get("in-force"), (*path, "in-force")),
            until=self.day(raw.get("until"), (*path, "until")),
            while_=self.condition(raw["while"], (*path, "while")) if "while" in raw else None,
            when=self.condition(raw["when"], (*path, "when")) if "when" in raw else None,
            each=self.each(raw["each"], (*path, "each")) if "each" in raw else None,
            restart=self.event(raw["restart"], (*path, "restart")) if "restart" in raw else None,
            if_owed=str(raw.get("if-owed") or ""),
            not_before=self.period(raw["not-before"], (*path, "not-before")) if "not-before" in raw else None,
            since=self.since(since, (*path, "since")),
            no_later_than=self.due_of(raw["no-later-than"], (*path, "no-later-than"))
            if "no-later-than" in raw
            else None,
            closed_by=self.closing(closed, (*path, "closed-by")) if closed is not None else None,
        )

    def since(self, raw: Any, path: Path) -> Any:
        """From when evidence counts."""
        if raw is None or raw == "always":
            return raw
        found = self.anchor(raw, path)
        return found.event if isinstance(found, FromEvent) else found if isinstance(found, FromChange) else None

    def closing(self, raw: Any, path: Path) -> Need:
        """What else ends the duty; of several, any."""
        parts = raw if isinstance(raw, list) else [raw]
        return NeedAny(
            tuple(self.need(each, (*path, i) if isinstance(raw, list) else path) for i, each in enumerate(parts))
        )


def as_fact(field: Field) -> Fact:
    """A field's type, as a test on a fact would see it."""
    plain = {"moment": "date", "people": "text", "list": "text", "rows": "text", "person": "text"}
    kind: Any = plain.get(field.type, field.type)
    return Fact("", kind if kind in ("yes-no", "choice", "number", "date", "period") else "text", field.values)


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
    source = read_source({**(policy.get("source") or {}), **(keys.get("source") or {})}, reader, (*path, "source"))
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
        register=tuple(str(each) for each in keys.get("register") or ()),
        says=str(keys.get("says") or ""),
        note=str(keys.get("note") or ""),
    )


def read_versions(base: dict[str, Any], raw: Any, reader: Reader, path: Path) -> tuple[Terms, ...]:
    """The versions of a rule, oldest first; each ends where the next begins."""
    layers = [base]
    for i, each in enumerate(raw or ()):
        here = (*path, "versions", i)
        changed = reader.keys(each, TERM_KEYS, here)
        if "in-force" not in changed:
            reader.complain(here, "`in-force` is missing: a version says from which day it holds")
            continue
        kept = layers[-1]
        if any(key in changed for key in TIMINGS):
            kept = {key: value for key, value in kept.items() if key not in TIMINGS}
        layers.append({**kept, **changed})
    layers.sort(key=lambda layer: str(layer.get("in-force") or ""))
    for older, newer in zip(layers, layers[1:], strict=False):
        older["until"] = newer["in-force"]
    return tuple(reader.terms(layer, path) for layer in layers)


def read_source(raw: Mapping[str, Any], reader: Reader, path: Path) -> Source:
    """Where a rule comes from."""
    keys = reader.keys(raw, ("cite", "at", "url", "checked", "sure"), path)
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
            for name in names_in(terms):
                if name not in rules:
                    found.append((rule.id, f'"{name}" is not a rule.{did_you_mean(name, rules)}'))
    return found


def names_in(terms: Terms) -> list[str]:
    """The ids of the rules that a version of a rule depends on."""
    found = [terms.if_owed] if terms.if_owed else []
    if terms.no_later_than:
        found.append(terms.no_later_than.rule)
    timing = terms.timing
    if isinstance(timing, Within) and isinstance(timing.period, DueOf):
        found.append(timing.period.rule)
    if isinstance(timing, BeforeEvent) and timing.expected:
        found.append(timing.expected.rule)
    return found


def read_scope(raw: Any, vocabulary: Vocabulary, complain: Complain) -> Condition:
    """The condition that all rules of a policy lie in."""
    return read_condition(raw, vocabulary, ("scope",), complain) if raw else ALWAYS
