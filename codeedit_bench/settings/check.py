"""Whether values are what their settings allow. Every bad value is one sentence with key, value and range."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from typing import Annotated, Any

from codeedit_bench.errors import SettingError
from codeedit_bench.settings.assignments import read_text
from codeedit_bench.settings.ranges import Distinct, Filled, Named, Range
from codeedit_bench.settings.setting import Setting, settings_of


def checked_values(
    settings: Mapping[str, Setting], values: Mapping[str, Any], *, source: str, as_text: bool = False
) -> dict[str, Any]:
    """`values` in the types of their settings. `SettingError` names the first that is unknown or not allowed.

    `source` starts each message, as in `--set` or `Recipe gapo:`. `as_text` reads the values by the grammar of
    `--set` first.
    """
    return {name: _checked(settings, name, value, source, as_text) for name, value in values.items()}


def check_record(record: Any, *, source: str) -> None:
    """Check the fields of a dataclass that code made, as if each had been set by hand."""
    settings = settings_of(type(record))
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    checked_values(settings, values, source=source)


def refuse_unread(record: Any, given: Iterable[str], *, source: str) -> None:
    """`SettingError` for a key in `given` that does nothing because of another setting in `record`."""
    settings = settings_of(type(record))
    for name in given:
        decider = settings[name].decided_by(record)
        if decider is not None:
            raise no_effect(name, decider, getattr(record, decider), source)


def no_effect(name: str, decider: str, value: Any, source: str) -> SettingError:
    """The error for a key that nothing reads while `decider` is `value`."""
    shown = value if isinstance(value, str) else _shown(value)
    return SettingError(f"{source} {name} has no effect while {decider} is {shown}. Leave it out.")


def unknown_key(name: str, known: Iterable[str], source: str) -> SettingError:
    """The error for a key that does not exist, with the nearest one that does."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"The keys are {', '.join(names)}."
    return SettingError(f"{source} {name!r} is not a key. {hint}")


def unknown_value(name: str, value: str, known: Iterable[str], source: str) -> SettingError:
    """The error for a value that is not among the `known` ones of the key `name`, with the nearest that is."""
    names = list(known)
    near = difflib.get_close_matches(value, names, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return SettingError(f"{source} {name} must be one of {', '.join(names)}, not {_shown(value)}.{hint}")


def _checked(settings: Mapping[str, Setting], name: str, value: Any, source: str, as_text: bool) -> Any:
    setting = settings.get(name)
    if setting is None:
        raise unknown_key(name, settings, source)
    found = read_text(value, setting) if as_text and isinstance(value, str) else value
    if setting.many:
        return _list(setting, found, value, source)
    return _one(setting, found, value, source)


def _list(setting: Setting, found: Any, given: Any, source: str) -> tuple[Any, ...]:
    if not isinstance(found, (list, tuple)):
        raise _refused(setting, given, source)
    if not found and setting.must_hold_a_value:
        raise _refused(setting, given, source)
    items = tuple(_one(setting, item, item, source) for item in found)
    if setting.mark(Distinct) and len(set(items)) < len(items):
        twice = next(item for item in items if items.count(item) > 1)
        raise SettingError(f"{source} {setting.name} names {twice!r} twice. Name it once.")
    return items


def _one(setting: Setting, found: Any, given: Any, source: str) -> Any:
    from pydantic import ValidationError

    try:
        value = _adapter(setting.kind, setting.mark(Range)).validate_python(found)
    except ValidationError:
        raise _refused(setting, given, source) from None
    known = setting.choices
    if (named := setting.mark(Named)) is not None:
        known = tuple(sorted(named.names()))
    if known and value not in known:
        raise unknown_value(setting.name, value, known, source)
    if value == "" and any(isinstance(mark, Filled) for mark in setting.marks):
        raise _refused(setting, given, source)
    return value


@cache
def _adapter(kind: type, limits: Range | None) -> Any:
    """A strict validator: no text for a number, no boolean for a whole number, no infinity."""
    from pydantic import ConfigDict, Field, TypeAdapter

    hint: Any = kind
    if limits is not None:
        hint = Annotated[kind, Field(ge=limits.least, gt=limits.above, le=limits.most, lt=limits.below)]
    return TypeAdapter(hint, config=ConfigDict(strict=True, allow_inf_nan=False))


def _refused(setting: Setting, value: Any, source: str) -> SettingError:
    return SettingError(f"{source} {setting.name} must be {setting.expected}, not {_shown(value)}.")


def _shown(value: Any) -> str:
    """The value as it was written, cut where it is long."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    text = repr(list(value)) if isinstance(value, tuple) else repr(value)
    return text if len(text) <= 80 else text[:77] + "…"
