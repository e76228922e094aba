"""Our frozen dataclasses behave as the standard ones do, in everything that a record is used for."""

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import field
from typing import Any, ClassVar

import pytest

from reunify_cli import frozen

MADE: dict[str, tuple[type, type]] = {}


def both(**how: bool) -> Callable[[type], type]:
    """A class made by the standard decorator and by ours."""

    def make(kind: type) -> type:
        body = {name: each for name, each in vars(kind).items() if name not in ("__dict__", "__weakref__")}
        ours, theirs = (type(kind)(kind.__name__, kind.__bases__, dict(body)) for _ in range(2))
        for each in (ours, theirs):
            each.__qualname__ = kind.__name__
        for name in kind.__annotations__:
            if isinstance(standard := vars(ours).get(name), dataclasses.Field):
                setattr(ours, name, frozen.field(**known(standard)))
        MADE[kind.__name__] = (dataclasses.dataclass(**how)(theirs), frozen.dataclass(**how)(ours))
        return kind

    return make


def known(standard: Any) -> dict[str, Any]:
    """What was said of a field."""
    parts = ("default", "default_factory", "init", "repr", "hash", "compare")
    return {part: said for part in parts if (said := getattr(standard, part)) is not dataclasses.MISSING}


@both(frozen=True, slots=True)
class Nothing:
    """No fields."""


@both(frozen=True, slots=True)
class Slotted:
    """Fields of every kind."""

    a: str
    b: int = 2
    c: dict = field(default_factory=dict, hash=False)
    d: str = field(default="", compare=False, repr=False)
    kinds: ClassVar[int] = 7

    def __str__(self) -> str:
        return self.a


@both(frozen=True)
class Worked:
    """A field that is worked out."""

    a: int
    twice: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "twice", self.a * 2)


@both(frozen=True, slots=True)
class Own:
    """Methods of its own."""

    a: int = 1

    def __repr__(self) -> str:
        return "own"

    def __hash__(self) -> int:
        return 7


@both(frozen=True, slots=True, kw_only=True)
class Named:
    """Unusual: only by name."""

    a: int = 1


@both(slots=True)
class Open:
    """Not frozen."""

    a: int = 1


ARGUMENTS: dict[str, list[dict[str, Any]]] = {
    "Nothing": [{}],
    "Slotted": [{"a": "x"}, {"a": "x", "b": 3}, {"a": "x", "c": {1: 2}}, {"a": "x", "d": "y"}],
    "Worked": [{"a": 1}, {"a": 2}], "Own": [{}, {"a": 2}], "Named": [{}, {"a": 2}], "Open": [{}, {"a": 2}],
}  # fmt: skip
NAMES = sorted(ARGUMENTS)


def told(each: Callable[[], Any]) -> Any:
    """What a call gives, or what it raises."""
    try:
        return each()
    except (TypeError, AttributeError) as error:
        return type(error), str(error).replace("__init__", "").replace("Slotted.", "").replace("Worked.", "")


@pytest.mark.parametrize("name", NAMES)
def test_records_are_made_shown_and_compared_as_the_standard_ones(name: str) -> None:
    theirs, ours = ([kind(**each) for each in ARGUMENTS[name]] for kind in MADE[name])

    assert list(map(repr, theirs)) == list(map(repr, ours))
    assert list(map(str, theirs)) == list(map(str, ours))
    assert [[a == b for b in theirs] for a in theirs] == [[a == b for b in ours] for a in ours]
    assert [told(lambda a=a: hash(a)) for a in theirs] == [told(lambda a=a: hash(a)) for a in ours]
    assert list(map(dataclasses.asdict, theirs)) == list(map(dataclasses.asdict, ours))
    assert [hasattr(each, "__dict__") for each in theirs] == [hasattr(each, "__dict__") for each in ours]
    assert theirs[0] != ours[0]


@pytest.mark.parametrize("name", NAMES)
def test_they_say_of_themselves_what_the_standard_ones_do(name: str) -> None:
    theirs, ours = MADE[name]

    assert [(f.name, f.type, f.init) for f in dataclasses.fields(theirs)] == [
        (f.name, f.type, f.init) for f in dataclasses.fields(ours)
    ]
    assert theirs.__match_args__ == ours.__match_args__  # type: ignore[attr-defined]
    assert theirs.__dataclass_params__.frozen is ours.__dataclass_params__.frozen  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", NAMES)
def test_they_refuse_what_the_standard_ones_refuse(name: str) -> None:
    theirs, ours = MADE[name]
    for wrong in (("b",), ("x", 1, {}, "", 5)):
        assert told(lambda wrong=wrong: repr(theirs(*wrong))) == told(lambda wrong=wrong: repr(ours(*wrong)))
    assert told(lambda: theirs(zoo=1))[0] is told(lambda: ours(zoo=1))[0] is TypeError
    for each in (theirs, ours):
        record = each(**ARGUMENTS[name][0])
        if name not in ("Open", "Nothing"):
            with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'a'"):
                record.a = 5
            with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'a'"):
                del record.a


def test_a_factory_makes_a_new_value_each_time_and_replace_keeps_the_rest() -> None:
    _, ours = MADE["Slotted"]
    first, second = ours("x"), ours("x")

    assert first.c is not second.c
    assert (3, "x") == (dataclasses.replace(first, b=3).b, dataclasses.replace(first, b=3).a)


@frozen.dataclass(frozen=True, slots=True)
class Kept:
    """One that can be found by its name, as pickle does."""

    a: str
    b: tuple[int, ...] = ()


def test_they_are_copied_and_sent_to_other_processes() -> None:
    kept = Kept("x", (1, 2))

    assert kept == pickle.loads(pickle.dumps(kept)) == copy.deepcopy(kept) == copy.copy(kept)
