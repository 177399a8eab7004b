"""Turn `--option key=value` into the typed keywords of a back end's factory, refusing what it does not know."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from codeedit_bench.errors import UnknownNameError, UsageError
from evaluators.backends.backend import Backend, BackendSpec

Value = str | int | float | bool
_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0")


@dataclass(frozen=True, slots=True)
class Option:
    name: str
    kind: type[str] | type[int] | type[float] | type[bool]
    default: Value | None
    """None for a required option."""


def options_of(spec: BackendSpec) -> tuple[Option, ...]:
    """The options of a back end, read from its factory's signature."""
    function = spec.factory.__init__ if inspect.isclass(spec.factory) else spec.factory
    hints = typing.get_type_hints(function)
    return tuple(
        Option(name, hints[name], None if parameter.default is inspect.Parameter.empty else parameter.default)
        for name, parameter in inspect.signature(spec.factory).parameters.items()
    )


def split_pairs(pairs: Iterable[str]) -> dict[str, str]:
    """`["a=1"]` as `{"a": "1"}`; `UsageError` for a pair without a sign of equality or a repeated key."""
    found: dict[str, str] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or not key:
            raise UsageError(f"The option {pair!r} has no value. Write it as key=value.")
        if key in found:
            raise UsageError(f"The option {key!r} is given twice.")
        found[key] = value
    return found


def typed_options(spec: BackendSpec, given: Mapping[str, str]) -> dict[str, Value]:
    """All options with their values, defaults included; a mistake raises `UsageError` with the valid ones."""
    known = {option.name: option for option in options_of(spec)}
    for name in given:
        if name not in known:
            if not known:
                raise UsageError(f"The back end {spec.name!r} takes no options; {name!r} was given.")
            raise UnknownNameError(f"option of {spec.name}", name, known)
    missing = [name for name, option in known.items() if option.default is None and name not in given]
    if missing:
        raise UsageError(f"The back end {spec.name!r} needs --option {missing[0]}=…")
    values: dict[str, Value] = {}
    for name, option in known.items():
        if name in given:
            values[name] = _typed(spec.name, option, given[name])
        elif option.default is not None:
            values[name] = option.default
    return values


def make_backend(spec: BackendSpec, options: Mapping[str, Value]) -> Backend:
    return spec.factory(**options)


def public_options(spec: BackendSpec, options: Mapping[str, Value]) -> dict[str, Value]:
    """The options that a manifest may state."""
    return {name: value for name, value in options.items() if name not in spec.secret_options}


def _typed(backend: str, option: Option, text: str) -> Value:
    if option.kind is bool:
        if text.lower() in _TRUE:
            return True
        if text.lower() in _FALSE:
            return False
    elif option.kind is str:
        return text
    else:
        try:
            return option.kind(text)
        except ValueError:
            pass
    kind = {bool: "true or false", int: "a whole number", float: "a number"}[option.kind]
    raise UsageError(f"The option {option.name!r} of {backend} must be {kind}, not {text!r}.")
