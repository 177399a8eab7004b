"""Options whose names a user makes: `--option header.X=…`, `query.X=…`, `extra_body.X=…`.

The factory of a back end takes each group as a tuple of `NAME=VALUE`; its spec names the groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from evaluators.backends.backend import BackendSpec
from evaluators.secrets import HIDDEN

Given = TypeVar("Given")
Group = tuple[str, ...]


def split_groups(spec: BackendSpec, given: Mapping[str, Given]) -> tuple[dict[str, Given], dict[str, Group]]:
    """The options of fixed names, and every group of the back end with the pairs that were given for it."""
    groups: dict[str, list[str]] = {group: [] for group in spec.open_options}
    rest: dict[str, Given] = {}
    for key, value in given.items():
        group, dot, name = key.partition(".")
        if dot and name and group in groups:
            groups[group].append(f"{name}={value}")
        else:
            rest[key] = value
    return rest, {group: tuple(pairs) for group, pairs in groups.items()}


def shown_groups(spec: BackendSpec, options: Mapping[str, object]) -> dict[str, str]:
    """The groups as a manifest may state them: a value of a secret group only where it names a variable."""
    shown: dict[str, str] = {}
    for group in spec.open_options:
        pairs = options.get(group, ())
        for name, value in as_pairs(pairs if isinstance(pairs, tuple) else ()).items():
            secret = group in spec.secret_options and not value.startswith("$")
            shown[f"{group}.{name}"] = HIDDEN if secret else value
    return shown


def as_pairs(group: Iterable[str]) -> dict[str, str]:
    return {name: value for name, _, value in (pair.partition("=") for pair in group)}
