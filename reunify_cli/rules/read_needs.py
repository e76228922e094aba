"""What meets a duty and what closes it, and for whom one by one, read from what a policy's author wrote."""

from collections.abc import Mapping
from typing import Any

from reunify_cli.model.vocabulary import Fact
from reunify_cli.rules import terms as t  # fmt: skip
from reunify_cli.rules.conditions import Path, read_test
from reunify_cli.rules.reader import Reader


def read_need(reader: Reader, raw: Any, path: Path, at: str = "") -> t.Need:
    """What meets a duty; `at` is the event whose entry an `at` rule is about."""
    if isinstance(raw, list) and raw:
        return t.NeedAll(tuple(read_need(reader, each, (*path, i), at) for i, each in enumerate(raw)))
    if not isinstance(raw, Mapping):
        words = "any, all, steps, count, item, holds, ends, records, attended"
        reader.complain(path, f"what is needed is an event, a list, or one of {words}")
        return t.NeedAll(())
    for key in ("any", "all"):
        if key in raw:
            reader.keys(raw, (key, "of"), path)
            parts = raw[key] if isinstance(raw[key], list) else [raw[key]]
            about = {"of": raw["of"]} if "of" in raw else {}
            needs = tuple(
                read_need(reader, {**about, **each} if isinstance(each, Mapping) else each, (*path, key, i), at)
                for i, each in enumerate(parts)
            )
            return t.NeedAny(needs) if key == "any" else t.NeedAll(needs)
    if "steps" in raw:
        reader.keys(raw, ("steps", "of"), path)
        steps = raw["steps"] if isinstance(raw["steps"], list) else [raw["steps"]]
        return t.NeedSteps(
            tuple(reader.event(each, (*path, "steps", i)) for i, each in enumerate(steps)),
            reader.ref(raw["of"], (*path, "of")) if "of" in raw else None,
        )
    if "holds" in raw or "ends" in raw:
        key = "holds" if "holds" in raw else "ends"
        reader.keys(raw, (key,), path)
        return t.NeedHolds(reader.condition(raw[key], (*path, key)), ends=key == "ends")
    if "count" in raw or "item" in raw:
        return _count(reader, raw, path)
    if "event" in raw:
        return t.NeedEvent(reader.event(raw, path))
    keys = reader.keys(raw, ("records", "attended", "chair", "where"), path)
    if not at:
        reader.complain(path, "records, attended, chair and where alone are only for rules with `at`")
    return t.NeedSaid(
        records=reader.records(keys.get("records"), at, (*path, "records")),
        attended=reader.roles(keys.get("attended"), (*path, "attended")),
        chair=reader.roles(keys.get("chair"), (*path, "chair")),
        where=reader.where(keys.get("where"), at, (*path, "where")),
    )


def _count(reader: Reader, raw: Mapping[str, Any], path: Path) -> t.NeedCount:
    """So many entries or plan items."""
    keys = reader.keys(raw, ("count", "item", "event", "where", "by", "of"), path)
    number = str(keys.get("count", "1"))
    if not number.isdigit() or int(number) < 1:
        reader.complain((*path, "count"), f'"{number}" is not a whole number from 1 on')
        number = "1"
    if "event" not in keys and "item" not in keys:
        reader.complain(path, "`count` says of what: an `event` or an `item`")
    item = str(keys.get("item") or "")
    reader.item_kind(item, path)
    event = {key: value for key, value in keys.items() if key not in ("count", "item")}
    return t.NeedCount(
        int(number),
        event=reader.event(event, path) if "event" in keys else None,
        item=item,
        where=reader.item_where(keys.get("where"), path) if item else {},
    )


def read_closing(reader: Reader, raw: Any, path: Path) -> t.Need:
    """What else ends the duty; of several, any."""
    parts = raw if isinstance(raw, list) else [raw]
    return t.NeedAny(
        tuple(read_need(reader, each, (*path, i) if isinstance(raw, list) else path) for i, each in enumerate(parts))
    )


def read_each(reader: Reader, raw: Any, path: Path) -> t.Each:
    """A set whose members have a duty each."""
    if isinstance(raw, str):
        raw = {"in": raw}
    keys = reader.keys(raw, ("in", "age", "home", "except", "event", "item", "where"), path)
    fact = reader.facts(keys["in"], (*path, "in")) if "in" in keys else ""
    if fact in reader.vocabulary.facts and reader.vocabulary.facts[fact].type != "set":
        reader.complain((*path, "in"), f'"{fact}" is a fact, but no set')
    item = str(keys.get("item", ""))
    reader.item_kind(item, path)
    if not (fact or item or "event" in keys):
        reader.complain(path, "`each` needs `in` (a fact that is a set), `event` or `item`")
    ages = Fact("", "number")
    age = keys.get("age")
    event = {"event": keys["event"], "where": keys.get("where")} if "event" in keys else None
    return t.Each(
        fact=fact,
        age=read_test(age, ages, reader.vocabulary, (*path, "age"), reader.complain) if age else None,
        home=reader.facts(keys["home"], (*path, "home")) if "home" in keys else "",
        except_=reader.names(keys.get("except")),
        event=reader.event(event, path) if event else None,
        item=item,
        where=reader.item_where(keys.get("where"), path) if item else {},
    )
