"""One setting: its name, type, limits and default, read from a dataclass or from a function's signature."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Collection
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Any, Literal, TypeVar

from codeedit_bench.settings.ranges import Filled, Named, OnlyIf, Range, Unit, Unless

Mark = TypeVar("Mark")


@dataclass(frozen=True, slots=True)
class Setting:
    """A key that people may set.

    `kind` is bool, int, float or str; `many` tells that the value is a list of such. A setting without a default
    must be given.
    """

    name: str
    kind: type
    default: Any
    required: bool
    many: bool = False
    choices: tuple[str, ...] = ()
    """The only values there are, of a `Literal`."""
    marks: tuple[object, ...] = ()
    """The marks of `Annotated`, those of a list's items among them."""
    list_marks: tuple[object, ...] = ()
    """The marks of the list itself."""

    def mark(self, kind: type[Mark]) -> Mark | None:
        """The first mark of this kind, or None."""
        return next((mark for mark in (*self.marks, *self.list_marks) if isinstance(mark, kind)), None)

    def decided_by(self, record: object) -> str | None:
        """The other setting in `record` because of which this one is not read, or None where it is read."""
        for mark in (*self.marks, *self.list_marks):
            if isinstance(mark, OnlyIf) and getattr(record, mark.key) not in mark.values:
                return mark.key
            if isinstance(mark, Unless) and getattr(record, mark.key) == mark.value:
                return mark.key
        return None

    @property
    def must_hold_a_value(self) -> bool:
        """Whether the list must not be empty."""
        return any(isinstance(mark, Filled) for mark in self.list_marks)

    @property
    def expected(self) -> str:
        """What a value must be, as in `a whole number of bytes, at least 1`."""
        if self.many:
            one = self._one()
            words = "a list of at least one value" if self.must_hold_a_value else "a list"
            return f"{words}, each {one}"
        return self._one()

    def _one(self) -> str:
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if (named := self.mark(Named)) is not None:
            return f"the name of {named.kind}"
        words = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}[self.kind]
        if self.kind is str:
            return "a text that is not empty" if any(isinstance(mark, Filled) for mark in self.marks) else words
        unit, limits = self.mark(Unit), self.mark(Range)
        words += f" of {unit.name}" if unit else ""
        joint = ", " if unit else " "
        return words + (f"{joint}{limits}" if limits else "")


def settings_of(place: type | Callable[..., Any]) -> dict[str, Setting]:
    """The settings of a dataclass (its fields) or of a function (its parameters), by name."""
    return dict(_settings_of(place))


@cache
def _settings_of(place: Any) -> dict[str, Setting]:
    if isinstance(place, type) and hasattr(place, "__dataclass_fields__"):
        hints = typing.get_type_hints(place, include_extras=True)
        rows: list[tuple[str, Any, object]] = [(field.name, field.default, MISSING) for field in fields(place)]
    else:
        function = place.__init__ if inspect.isclass(place) else place
        hints = typing.get_type_hints(function, include_extras=True)
        parameters = inspect.signature(place).parameters
        rows = [(name, parameter.default, inspect.Parameter.empty) for name, parameter in parameters.items()]
    return {name: _setting(name, hints[name], default, missing) for name, default, missing in rows}


def _setting(name: str, hint: Any, default: Any, missing: object) -> Setting:
    required = default is missing
    inner, marks = _unwrap(hint)
    if typing.get_origin(inner) is tuple:
        item, item_marks = _unwrap(typing.get_args(inner)[0])
        kind, choices = _kind(name, item)
        return Setting(name, kind, None if required else default, required, True, choices, item_marks, marks)
    kind, choices = _kind(name, inner)
    return Setting(name, kind, None if required else default, required, False, choices, marks)


def _unwrap(hint: Any) -> tuple[Any, tuple[object, ...]]:
    if typing.get_origin(hint) is typing.Annotated:
        inner, *marks = typing.get_args(hint)
        return inner, tuple(marks)
    return hint, ()


_KINDS: Collection[type] = (bool, int, float, str)


def _kind(name: str, hint: Any) -> tuple[type, tuple[str, ...]]:
    if typing.get_origin(hint) is Literal:
        return str, typing.get_args(hint)
    if hint not in _KINDS:
        raise TypeError(f"The setting {name} has the type {hint}; write bool, int, float, str, or a tuple of one.")
    return hint, ()
