"""A table of names, each with the place of its object, loaded on use.

Languages, back ends, prompt formats, metrics, filters and commands are rows in such tables. Adding one takes a
file and a row. Listing the names imports nothing. Another distribution adds rows by entry points.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from codeedit_bench.errors import PluginError, UnknownNameError, told

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

T = TypeVar("T")


class Registry(Generic[T]):
    """Names mapped to `"module:attribute"`. Iteration keeps the table's order; plug-ins follow by name.

    `group` names the entry points by which other distributions add rows. What they add must be an instance of the
    class at `expects`, or callable where that is left out.
    """

    def __init__(self, kind: str, rows: Mapping[str, str], *, group: str = "", expects: str = "") -> None:
        self.kind = kind
        self.group = group
        self._rows = dict(rows)
        self._expects = expects

    def __iter__(self) -> Iterator[str]:
        yield from self._rows
        yield from (name for name in self._plugins if name not in self._rows)

    def __contains__(self, name: object) -> bool:
        return name in self._rows or name in self._plugins

    def __len__(self) -> int:
        return len(list(iter(self)))

    @property
    def own(self) -> tuple[str, ...]:
        """The names that come with this package, without plug-ins."""
        return tuple(self._rows)

    def load(self, name: str) -> T:
        """Import and return the object of `name`.

        `UnknownNameError` names the nearest valid name. `PluginError` for a plug-in that cannot be used.
        """
        if name not in self:
            raise UnknownNameError(self.kind, name, self)
        if name in self._plugins:
            return self._plugin(name)
        return cast(T, _resolve(self._rows[name]))

    def version(self, name: str, versions: Mapping[str, int]) -> int | str:
        """The version of a row that is a function: what `versions` states, or the plug-in's distribution."""
        return self.distribution(name) or versions.get(name, 1)

    def distribution(self, name: str) -> str:
        """The name and version of the distribution that brought `name`; empty for our own."""
        entries = self._plugins.get(name, ())
        return " and ".join(map(_distribution, entries)) if name not in self._rows else ""

    @cached_property
    def _plugins(self) -> dict[str, tuple[EntryPoint, ...]]:
        """By name, sorted. More than one entry for a name means that two distributions claim it."""
        if not self.group:
            return {}
        from importlib.metadata import entry_points

        found: dict[str, tuple[EntryPoint, ...]] = {}
        for entry in sorted(entry_points(group=self.group), key=lambda entry: (entry.name, _distribution(entry))):
            found[entry.name] = (*found.get(entry.name, ()), entry)
        return found

    def _plugin(self, name: str) -> T:
        entries = self._plugins[name]
        bringers = " and ".join(map(_distribution, entries))
        if name in self._rows:
            raise PluginError(
                f"{bringers} adds the {self.kind} {name!r}, which codeedit-bench has itself. "
                f"Uninstall it, or have it take another name."
            )
        if len(entries) > 1:
            raise PluginError(f"{bringers} both add the {self.kind} {name!r}. Uninstall one of them.")
        try:
            found = entries[0].load()
        except Exception as error:  # a plug-in's code may raise anything when it is imported
            raise PluginError(
                f"The {self.kind} {name!r} of {bringers} cannot be loaded: {type(error).__name__}: {told(error)}. "
                "Repair that distribution or uninstall it."
            ) from error
        expected = _resolve(self._expects) if self._expects else None
        if not (isinstance(found, cast(type, expected)) if expected is not None else callable(found)):
            wanted = f"a {self._expects.partition(':')[2]}" if expected is not None else "a function"
            raise PluginError(
                f"The {self.kind} {name!r} of {bringers} is a {type(found).__name__}, not {wanted}. "
                "Repair that distribution or uninstall it."
            )
        return cast(T, found)


def _resolve(place: str) -> object:
    module, _, attribute = place.partition(":")
    return getattr(importlib.import_module(module), attribute)


def _distribution(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist is not None else "an unnamed distribution"
