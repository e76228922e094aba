"""Frozen dataclasses, defined in a quarter of the time that `dataclasses.dataclass` takes for one.

A command defines some hundred and thirty records before it does anything. For each of them the standard decorator
writes and compiles six methods, which adds up to a fifth of what `show` takes. Here `__init__` is written for each, how
records are compared once two of them are, and the rest is shared. All else is as there: `fields`, `replace`, slots,
patterns, `__post_init__`. To a type checker it is the standard one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses

    _GIVEN = object()
    """Stands for an argument that was left out, whose value a factory makes."""

    def dataclass(kind: type | None = None, /, **how: Any) -> Any:
        """The class as a dataclass; one that is not frozen, or unusual in another way, as the standard one has it."""
        if kind is None:
            return lambda each: dataclass(each, **how)
        if not how.get("frozen") or set(how) - {"frozen", "slots"}:
            return dataclasses.dataclass(**how)(kind)
        own = {name for name, each in vars(kind).items() if each is not None}
        slots = how.get("slots", False)
        made = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(kind)
        methods = {
            "__init__": _init(made, dataclasses.fields(made), slots=slots),
            **_SHARED,
            **(_SLOTTED if slots else {}),
        }
        for name in methods.keys() - own:
            setattr(made, name, methods[name])
        made.__dataclass_params__.frozen = True
        return made

    def _init(kind: type, known: Any, *, slots: bool) -> Any:
        """The method that fills in a record, written for each class: records are made by the thousand."""
        names = {"_set": object.__setattr__, "_given": _GIVEN}
        arguments, lines = ["self"], []
        for each in known:
            value = each.name
            if each.default is not dataclasses.MISSING:
                names[f"_d_{each.name}"] = each.default
                arguments.append(f"{each.name}=_d_{each.name}")
            elif each.default_factory is not dataclasses.MISSING:
                names[f"_d_{each.name}"] = each.default_factory
                arguments.append(f"{each.name}=_given")
                value = f"_d_{each.name}() if {each.name} is _given else {each.name}"
            elif each.init:
                arguments.append(each.name)
            if each.init and slots:
                names[f"_s_{each.name}"] = getattr(kind, each.name).__set__  # a third quicker than object.__setattr__
                lines.append(f" _s_{each.name}(self, {value})\n")
            elif each.init:
                lines.append(f" _set(self, {each.name!r}, {value})\n")
        if hasattr(kind, "__post_init__"):
            lines.append(" self.__post_init__()\n")
        exec(f"def __init__({', '.join(arguments)}):\n{''.join(lines) or ' pass'}", names)  # noqa: S102 - as the standard
        made = names["__init__"]  # decorator does it
        made.__qualname__ = f"{kind.__qualname__}.__init__"
        made.__annotations__ = {each.name: each.type for each in known if each.init} | {"return": None}
        return made

    def _write_comparisons(kind: type) -> None:
        """Write how records of a class are compared, once two of them are."""
        known = dataclasses.fields(kind)
        compared = [each.name for each in known if each.compare]
        hashed = [each.name for each in known if (each.compare if each.hash is None else each.hash)]
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
        shown = (f"{each.name}={getattr(self, each.name)!r}" for each in dataclasses.fields(self) if each.repr)
        return f"{self.__class__.__qualname__}({', '.join(shown)})"

    def _refuse_to_set(_: Any, name: str, __: Any) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def _refuse_to_delete(_: Any, name: str) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    def _state(self: Any) -> list[Any]:
        return [getattr(self, each.name) for each in dataclasses.fields(self)]

    def _restore(self: Any, state: list[Any]) -> None:
        for each, value in zip(dataclasses.fields(self), state, strict=True):
            object.__setattr__(self, each.name, value)

    _SHARED = {
        "__eq__": _equal, "__hash__": _hash, "__repr__": _repr, "__setattr__": _refuse_to_set,
        "__delattr__": _refuse_to_delete,
    }  # fmt: skip
    _SLOTTED = {"__getstate__": _state, "__setstate__": _restore}
