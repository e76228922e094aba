"""Records: dataclasses that are defined in a tenth of the time that the standard library takes.

A command defines 130 to 250 records before it does anything, and makes some of few. The standard decorator writes and
compiles six methods for each, which is a fifth of what `show` takes; to import it takes as long as thirty modules of
ours. Here `__init__`, and how records are compared, are written when they are first needed; the rest is shared. All
else is as there: slots, patterns, `__post_init__`, and what the standard library's own functions say of a record. To a
type checker these are the standard ones.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar

__all__ = ["MISSING", "Field", "dataclass", "field", "fields", "is_dataclass", "replace"]

if TYPE_CHECKING:
    from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass, replace
else:
    MISSING = object()
    """The default of a field that has none."""
    _GIVEN = object()
    """Stands for an argument that was left out, whose value a factory makes."""

    _USUAL = {
        "default": MISSING, "default_factory": MISSING, "init": True, "repr": True, "hash": None, "compare": True
    }  # fmt: skip

    class Field:
        """A field of a record, and what it is where nothing is given."""

        __slots__ = (*_USUAL, "name", "type")

        def __init__(self, **said: Any) -> None:
            for name, value in {**_USUAL, **said}.items():
                setattr(self, name, value)

    field = Field

    def fields(record: Any) -> tuple[Field, ...]:
        """The fields of a record, or of a class of them."""
        return record.__record_fields__

    def is_dataclass(thing: Any) -> bool:
        """Whether it is a record, or a class of them."""
        return hasattr(thing if isinstance(thing, type) else type(thing), "__record_fields__")

    def replace(record: Any, /, **changes: Any) -> Any:
        """The record with some fields changed."""
        for each in record.__record_fields__:
            if each.init:
                changes.setdefault(each.name, getattr(record, each.name))
        return record.__class__(**changes)

    def dataclass(
        kind: type | None = None, /, *, frozen: bool = False, slots: bool = False, kw_only: bool = False
    ) -> Any:
        """Make a class one of records."""
        if kind is None:
            return lambda each: dataclass(each, frozen=frozen, slots=slots, kw_only=kw_only)
        above = [vars(base) for base in kind.__mro__[:0:-1]]
        inherited = {each.name: each for base in above for each in base.get("__record_fields__", ())}
        body = dict(vars(kind))
        own = {}
        for name, hint in kind.__annotations__.items():
            if not (hint.startswith("ClassVar") if isinstance(hint, str) else ClassVar in (hint, _origin(hint))):
                default = body.pop(name, MISSING)
                own[name] = default if isinstance(default, Field) else Field(default=default)
                own[name].name, own[name].type = name, hint
        known = tuple((inherited | own).values())

        def __init__(self: Any, *given: Any, **named: Any) -> None:  # noqa: N807
            made.__init__ = _init(made, frozen=frozen, slots=slots, kw_only=kw_only)
            made.__init__(self, *given, **named)

        ready = {
            **_SHARED,
            **(_FROZEN if frozen else _OPEN),
            **(_SLOTTED if slots else {}),
            "__init__": __init__,
            "__match_args__": () if kw_only else tuple(each.name for each in known if each.init),
            "__record_fields__": known,
        }
        ready = {name: each for name, each in ready.items() if body.get(name) is None}
        if slots:
            slotted = {name for base in above for name in base.get("__slots__", ())}
            ready["__slots__"] = tuple(name for name in own if name not in slotted)
            body = {name: each for name, each in body.items() if name not in ("__dict__", "__weakref__")}
            body |= {**ready, "__qualname__": kind.__qualname__}
            made = type(kind)(kind.__name__, kind.__bases__, body)
        else:
            made = kind
            for name, each in own.items():
                if each.default is not MISSING:
                    ready[name] = each.default
                elif name in vars(kind):
                    delattr(kind, name)
            for name, each in ready.items():
                setattr(kind, name, each)
        return made

    def _origin(hint: Any) -> Any:
        return getattr(hint, "__origin__", None)

    def _init(kind: type, *, frozen: bool, slots: bool, kw_only: bool) -> Any:
        """The method that fills in a record, written for each class: records are made by the thousand."""
        names = {"_set": object.__setattr__, "_given": _GIVEN}
        arguments, lines = ["self", *("*" * kw_only)], []
        for each in fields(kind):
            value = each.name
            if each.default is not MISSING:
                names[f"_d_{each.name}"] = each.default
                arguments.append(f"{each.name}=_d_{each.name}")
            elif each.default_factory is not MISSING:
                names[f"_d_{each.name}"] = each.default_factory
                arguments.append(f"{each.name}=_given")
                value = f"_d_{each.name}() if {each.name} is _given else {each.name}"
            elif each.init:
                arguments.append(each.name)
            if each.init and slots:
                names[f"_s_{each.name}"] = getattr(kind, each.name).__set__  # a third quicker than object.__setattr__
                lines.append(f" _s_{each.name}(self, {value})\n")
            elif each.init:
                lines.append(f" _set(self, {each.name!r}, {value})\n" if frozen else f" self.{each.name} = {value}\n")
        if hasattr(kind, "__post_init__"):
            lines.append(" self.__post_init__()\n")
        exec(f"def __init__({', '.join(arguments)}):\n{''.join(lines) or ' pass'}", names)  # noqa: S102 - as the standard
        made = names["__init__"]  # decorator does it
        made.__qualname__ = f"{kind.__qualname__}.__init__"
        return made

    def _write_comparisons(kind: type) -> None:
        """Write how records of a class are compared, once two of them are."""
        compared = [each.name for each in fields(kind) if each.compare]
        hashed = [each.name for each in fields(kind) if (each.compare if each.hash is None else each.hash)]
        names: dict[str, Any] = {}
        text = (
            "def __eq__(self, other):\n"
            f" if other.__class__ is self.__class__: return {_all(compared, 'self')} == {_all(compared, 'other')}\n"
            " return NotImplemented\n"
            f"def __hash__(self): return hash({_all(hashed, 'self')})\n"
        )
        exec(text, names)  # noqa: S102
        for name, shared in (("__eq__", _equal), ("__hash__", _hash)):
            if getattr(kind, name) is shared:
                names[name].__qualname__ = f"{kind.__qualname__}.{name}"
                setattr(kind, name, names[name])

    def _equal(self: Any, other: Any) -> Any:
        _write_comparisons(self.__class__)
        return self.__class__.__eq__(self, other)

    def _hash(self: Any) -> int:
        _write_comparisons(self.__class__)
        return hash(self)

    def _all(names: list[str], of: str) -> str:
        return f"({''.join(f'{of}.{name}, ' for name in names)})"

    def _repr(self: Any) -> str:
        shown = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
        return f"{self.__class__.__qualname__}({', '.join(shown)})"

    def _refuse_to_set(_: Any, name: str, __: Any) -> None:
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def _refuse_to_delete(_: Any, name: str) -> None:
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def _state(self: Any) -> list[Any]:
        return [getattr(self, each.name) for each in fields(self)]

    def _restore(self: Any, state: list[Any]) -> None:
        for each, value in zip(fields(self), state, strict=True):
            object.__setattr__(self, each.name, value)

    class _Standard:
        """The fields as the standard library keeps them, made when one of its functions asks."""

        def __get__(self, _: Any, kind: type) -> dict[str, Any]:
            import dataclasses

            found = {}
            for each in fields(kind):
                said = {name: getattr(each, name) for name in _USUAL if getattr(each, name) is not MISSING}
                found[each.name] = one = dataclasses.field(**said)
                one.name, one.type, one._field_type = each.name, each.type, dataclasses._FIELD  # noqa: SLF001
            kind.__dataclass_fields__ = found
            return found

    def _params(*, frozen: bool) -> SimpleNamespace:
        return SimpleNamespace(init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=frozen)

    _SHARED = {"__eq__": _equal, "__repr__": _repr, "__dataclass_fields__": _Standard()}
    _OPEN = {"__hash__": None, "__dataclass_params__": _params(frozen=False)}
    _FROZEN = {
        "__hash__": _hash, "__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete,
        "__dataclass_params__": _params(frozen=True),
    }  # fmt: skip
    _SLOTTED = {"__getstate__": _state, "__setstate__": _restore}
