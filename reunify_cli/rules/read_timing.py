"""By when, read from what a policy's author wrote: periods and their anchors, rhythms, gates."""

from collections.abc import Mapping
from typing import Any, Final

from reunify_cli.frozen import replace
from reunify_cli.model.case import LENGTH
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.rules import terms as t  # fmt: skip
from reunify_cli.rules.conditions import Path
from reunify_cli.rules.periods import Period
from reunify_cli.rules.reader import Reader

ITEM_DAYS: Final = ("date", "due", "from", "until")
"""The fields of a plan's item that hold a day."""
TIMINGS: Final = ("within", "before", "at", "every", "phases", "soonest-of")
"""The keys that say by when; a rule has at most one of them."""


def read_anchor(reader: Reader, raw: Any, path: Path) -> t.Anchor:
    """What a period is counted from."""
    if raw is None or raw == "start":
        return t.FromStart()
    if not isinstance(raw, Mapping):
        others = "{late: RULE}, {term: starts} or {later-of: […]}"
        reader.complain(path, f"`from` is start, {{event: …}}, {{starts: …}} or {{ends: …}} a condition, {others}")
        return t.FromStart()
    if "later-of" in raw:
        parts = raw["later-of"] if isinstance(raw["later-of"], list) else [raw["later-of"]]
        found = tuple(read_anchor(reader, each, (*path, "later-of", i)) for i, each in enumerate(parts))
        if any(isinstance(each, t.FromLate) for each in found):
            reader.complain((*path, "later-of"), "`late` stands alone, not among others")
        return t.FromLatest(found)
    if "late" in raw:
        reader.keys(raw, ("late",), path)
        return t.FromLate(str(raw["late"]))
    if "term" in raw:
        reader.keys(raw, ("term",), path)
        return t.FromTerm(reader.one_of(raw["term"], ("starts", "ends"), (*path, "term"), "starts") == "ends")
    if "starts" in raw or "ends" in raw:
        key = "starts" if "starts" in raw else "ends"
        reader.keys(raw, ("starts", "ends"), path)
        return t.FromChange(reader.condition(raw[key], (*path, key)), ends=key == "ends")
    event = reader.event(raw, path, ("field",))
    name = str(raw.get("field") or "")
    if name and reader.field(event.event, name) is None:
        reader.complain((*path, "field"), f'"{event.event}" has no field "{name}"')
    return t.FromEvent(event, name)


def _length(reader: Reader, raw: Any, path: Path) -> Period | t.DueOf | t.FactPeriod | t.TermEnd | t.ItemDay:
    """A period, the day another duty falls due or so long after it, a fact's period, a term's end, an item's day."""
    if isinstance(raw, Mapping):
        keys = reader.keys(raw, ("due", "after", "beyond", "fact", "term", "item"), path)
        if "item" in keys:
            return t.ItemDay(reader.one_of(keys["item"], ITEM_DAYS, (*path, "item"), ITEM_DAYS[0]))
        if "term" in keys:
            reader.one_of(keys["term"], ("ends",), (*path, "term"), "ends")
            return t.TermEnd()
        if "fact" in keys:
            return _fact_period(reader, keys, path)
        found = read_due_of(reader, {key: value for key, value in keys.items() if key != "after"}, path)
        after = reader.period(keys["after"], (*path, "after")) if "after" in keys else None
        return replace(found, after=after)
    return reader.period(raw, path)


def _fact_period(reader: Reader, keys: Mapping[str, Any], path: Path) -> t.FactPeriod:
    """A fact that holds a period."""
    name = reader.facts(keys["fact"], (*path, "fact"))
    fact = reader.vocabulary.facts.get(name)
    if fact is not None and fact.type != "period":
        reader.complain((*path, "fact"), f'"{name}" is a fact, but holds no period')
    return t.FactPeriod(name)


def read_due_of(reader: Reader, raw: Any, path: Path) -> t.DueOf:
    """A date taken from another rule's duty; `after` is an older word for `beyond` here."""
    keys = reader.keys(raw, ("due", "beyond", "after"), path)
    if not keys.get("due"):
        reader.complain(path, "`due` is missing: it names the rule whose date this is")
    key = "beyond" if "beyond" in keys else "after"
    beyond = reader.period(keys[key], (*path, key)) if key in keys else None
    return t.DueOf(str(keys.get("due", "")), beyond)


def _within(reader: Reader, raw: Mapping[str, Any], path: Path) -> t.Within:
    """A period and its anchor."""
    return t.Within(
        _length(reader, raw["within"], (*path, "within")), read_anchor(reader, raw.get("from"), (*path, "from"))
    )


def read_timing(reader: Reader, raw: Mapping[str, Any], path: Path) -> t.Timing:
    """By when: at most one of the ways there are."""
    given = [key for key in TIMINGS if key in raw]
    if len(given) > 1:
        said = f"a rule is timed in one way only: {' or '.join(given)}"
        if {"before", "within"} == set(given):
            said += ". So long before an event is `before: {event: review, at-least: 3 wd}`"
        reader.complain((*path, given[1]), said)
    from_ = raw.get("from")
    odd = next((key for key in ("late", "term") if isinstance(from_, Mapping) and key in from_), "")
    if odd and given and given[0] != "within":
        reader.complain((*path, "from"), f"`{odd}` goes with `within`, or with no date at all")
    if "from" in raw and given and given[0] not in ("within", "every", "phases"):
        reader.complain((*path, "from"), f"`from` does not go with `{given[0]}`")
    match given[0] if given else "":
        case "within":
            return _within(reader, raw, path)
        case "soonest-of":
            return _soonest(reader, raw["soonest-of"], (*path, "soonest-of"))
        case "every":
            return _every(reader, raw, path)
        case "phases":
            return _phases(reader, raw, path)
        case "before":
            return _before(reader, raw["before"], (*path, "before"))
        case "at":
            return t.At(reader.event(raw["at"], (*path, "at")))
    return t.Open(read_anchor(reader, raw.get("from"), (*path, "from")))


def _soonest(reader: Reader, raw: Any, path: Path) -> t.SoonestOf:
    """Several readings of one deadline."""
    parts = raw if isinstance(raw, list) else []
    if len(parts) < 2:
        reader.complain(path, "`soonest-of` takes two or more readings")
    found = []
    for i, each in enumerate(parts):
        keys = reader.keys(each, ("within", "from", "at"), (*path, i))
        if "within" in keys:
            at = keys.get("at") or ""
            if not isinstance(at, str):
                reader.complain((*path, i, "at"), "`at` says in words where the source has it")
            found.append(replace(_within(reader, keys, (*path, i)), at=str(at)))
        else:
            reader.complain((*path, i), "`within` is missing")
    return t.SoonestOf(tuple(found))


def _every(reader: Reader, raw: Mapping[str, Any], path: Path) -> t.Every:
    """A rhythm by count."""
    here, value = (*path, "every"), raw["every"]
    intervals: tuple[Period, ...] | t.FactPeriod
    if isinstance(value, Mapping):
        intervals = _fact_period(reader, reader.keys(value, ("fact",), here), here) if "fact" in value else ()
    else:
        parts = value if isinstance(value, list) else [value]
        intervals = tuple(reader.period(each, (*here, i)) for i, each in enumerate(parts))
    if not intervals:
        reader.complain(here, "`every` takes a period, a list of them, or a fact that holds one")
        intervals = (reader.period("1 d", here),)
    first = reader.period(raw["first"], (*path, "first")) if "first" in raw else None
    return t.Every(intervals, read_anchor(reader, raw.get("from"), (*path, "from")), first)


def _phases(reader: Reader, raw: Mapping[str, Any], path: Path) -> t.Phases:
    """A rhythm by phase."""
    found = []
    for i, each in enumerate(raw["phases"] if isinstance(raw["phases"], list) else [raw["phases"]]):
        here = (*path, "phases", i)
        keys = reader.keys(each, ("every", "until", "for", "whichever"), here)
        if ("until" in keys and "for" in keys) is not ("whichever" in keys):
            said = "`until` and `for` together say `whichever: later` or `whichever: sooner`; one alone says neither"
            reader.complain(here, said)
        found.append(
            t.Phase(
                every=reader.period(keys.get("every"), (*here, "every")),
                until=reader.event(keys["until"], (*here, "until")) if "until" in keys else None,
                lasts=reader.period(keys["for"], (*here, "for")) if "for" in keys else None,
                whichever=reader.one_of(keys.get("whichever"), ("later", "sooner"), (*here, "whichever"), "later"),
            )
        )
    if any(phase.until is None and phase.lasts is None for phase in found[:-1]):
        reader.complain((*path, "phases"), "every phase but the last says `until` or `for`")
    first = reader.period(raw["first"], (*path, "first")) if "first" in raw else None
    return t.Phases(tuple(found), read_anchor(reader, raw.get("from"), (*path, "from")), first)


def _before(reader: Reader, raw: Any, path: Path) -> t.Timing:
    """A gate: before an event, a stage, or a change of condition."""
    if not isinstance(raw, Mapping):
        reader.complain(path, "`before` names an event, a stage, or a condition that starts or ends")
        return t.Open()
    if "stage" in raw:
        keys = reader.keys(raw, ("stage",), path)
        return t.BeforeStage(reader.known(keys["stage"], reader.stages, "a stage here", (*path, "stage")))
    for key in ("starts", "ends"):
        if key in raw:
            return _before_change(reader, reader.keys(raw, (key, "by", "cause"), path), key, path)
    expected = read_due_of(reader, raw["expected"], (*path, "expected")) if "expected" in raw else None
    lead = reader.period(raw["at-least"], (*path, "at-least")) if "at-least" in raw else None
    event = reader.event(raw, path, ("expected", "at-least"))
    if LENGTH in event.where:
        reader.complain((*path, "where", LENGTH), "how long something lasts is known only after it")
    return t.BeforeEvent(event, expected, lead)


def _before_change(reader: Reader, keys: Mapping[str, Any], key: str, path: Path) -> t.BeforeChange:
    """A gate before a condition starts or ends."""
    kinds = reader.vocabulary.kinds
    by = tuple(reader.known(each, kinds, "an event", (*path, "by")) for each in reader.names(keys.get("by")))
    cause = ""
    if "cause" in keys:
        cause = reader.known(keys["cause"], _causes(reader.vocabulary), "a cause", (*path, "cause"))
    return t.BeforeChange(reader.condition(keys[key], (*path, key)), key == "ends", by, cause)


def _causes(vocabulary: Vocabulary) -> list[str]:
    """Every cause that an event can give for what it brings about."""
    found: dict[str, None] = {}
    for event in vocabulary.events.values():
        field = event.fields.get(event.cause[1:]) if event.cause.startswith("$") else None
        found |= dict.fromkeys(field.values if field else [event.cause] if event.cause else [])
    return list(found)
