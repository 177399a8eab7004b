"""A table of names, each with the place of its object, loaded on use.

Languages, back ends, prompt formats, metrics, filters and commands are rows in such tables: adding one is a
file and a row, and listing the names imports nothing.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar, cast

from codeedit_bench.errors import UnknownNameError

T = TypeVar("T")


class Registry(Generic[T]):
    """Names mapped to `"module:attribute"`. Iteration keeps the table's order."""

    def __init__(self, kind: str, rows: Mapping[str, str]) -> None:
        self.kind = kind
        self._rows = dict(rows)

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __contains__(self, name: object) -> bool:
        return name in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def load(self, name: str) -> T:
        """Import and return the object of `name`; `UnknownNameError` names the nearest valid name."""
        place = self._rows.get(name)
        if place is None:
            raise UnknownNameError(self.kind, name, self._rows)
        module, _, attribute = place.partition(":")
        return cast(T, getattr(importlib.import_module(module), attribute))
