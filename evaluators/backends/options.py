"""Turn `--option key=value` into the typed keywords of a back end's factory, refusing what it does not know."""

from __future__ import annotations

from collections.abc import Mapping

from codeedit_bench.errors import UsageError
from codeedit_bench.settings import Setting, checked_values, settings_of, split_assignments
from evaluators.backends.backend import Backend, BackendSpec
from evaluators.backends.open_options import shown_groups, split_groups

__all__ = ["Value", "make_backend", "options_of", "public_options", "split_pairs", "typed_options"]

Scalar = str | int | float | bool
Value = Scalar | tuple[str, ...]


def options_of(spec: BackendSpec) -> tuple[Setting, ...]:
    """The options of a back end, read from its factory's signature."""
    return tuple(settings_of(spec.factory).values())


def split_pairs(pairs: list[str]) -> dict[str, str]:
    """`["a=1"]` as `{"a": "1"}`; the last value for a key counts."""
    return split_assignments(pairs, "--option")


def typed_options(spec: BackendSpec, given: Mapping[str, Value]) -> dict[str, Value]:
    """All options with their values, defaults included.

    Texts are read by the grammar of `--option`, other values are checked as they are. `SettingError` names the
    first that is unknown or not allowed, `UsageError` one that is missing.
    """
    known = {name: setting for name, setting in settings_of(spec.factory).items() if name not in spec.open_options}
    given, groups = split_groups(spec, given)
    if given and not known:
        raise UsageError(f"The back end {spec.name!r} takes no options; {next(iter(given))!r} was given.")
    values = checked_values(known, given, source=f"Back end {spec.name}:", as_text=True)
    for name, setting in known.items():
        if setting.required and name not in given:
            wanted = "--model MODEL" if name == "model" else f"--option {name}=VALUE"
            raise UsageError(f"The back end {spec.name!r} needs {wanted}.")
    return {name: values.get(name, setting.default) for name, setting in known.items()} | groups


def make_backend(spec: BackendSpec, options: Mapping[str, Value]) -> Backend:
    return spec.factory(**options)


def public_options(spec: BackendSpec, options: Mapping[str, Value]) -> dict[str, Scalar]:
    """The options that a manifest may state."""
    kept: dict[str, Scalar] = {
        name: value
        for name, value in options.items()
        if name not in spec.secret_options and not isinstance(value, tuple)
    }
    return kept | shown_groups(spec, options)
