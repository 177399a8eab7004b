"""Names as tuples of words, the cases that languages write them in, and a supply that does not repeat."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from codeedit_bench.demo.generator import words

Name = tuple[str, ...]

_RESERVED = {
    *("double", "final", "global", "private", "public", "short", "fixed", "base", "lock", "checked", "virtual"),
    *("format", "range", "list", "array", "map", "sum", "min", "max", "default", "self", "this", "item", "items"),
    *("object", "type", "register", "static", "unit", "order", "move", "use", "yield", "print", "value", "total"),
    *("light", "round", "peak", "novel", "empty", "count", "clear", "result", "best", "number", "string", "text"),
    *("draft", "length", "index", "out", "parts", "step", "factor", "bottom", "ceiling", "open", "props"),
}
"""Kept out of single-word names: reserved somewhere, a local's name, or in two lists at once."""


def snake(name: Name) -> str:
    return "_".join(name)


def upper(name: Name) -> str:
    return snake(name).upper()


def pascal(name: Name) -> str:
    return "".join(word.capitalize() for word in name)


def camel(name: Name) -> str:
    return name[0] + pascal(name[1:])


def kebab(name: Name) -> str:
    return "-".join(name)


def spoken(name: Name) -> str:
    return " ".join(name)


def plural(name: Name) -> Name:
    last = name[-1]
    if last.endswith(("s", "x", "ch", "sh")):
        return (*name[:-1], last + "es")
    if last.endswith("y") and last[-2] not in "aeou":
        return (*name[:-1], last[:-1] + "ies")
    return (*name[:-1], last + "s")


class NameSupply:
    """Draws names that this program has not had yet; whole words repeat only once the lists run dry."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._taken: set[Name] = set()
        self._words: set[str] = set(_RESERVED)

    def entity(self) -> Name:
        return self._draw([words.ENTITIES])

    def attribute(self) -> Name:
        """What a thing has: one word, or a qualifier and a word."""
        if self._random.random() < 0.6:
            return self._draw([words.ATTRIBUTES])
        return self._draw([words.QUALIFIERS, words.ATTRIBUTES])

    def action(self, subject: Name) -> Name:
        """A function's name: a verb and what it acts on."""
        return self._draw([words.VERBS], tail=subject)

    def service(self, subject: Name) -> Name:
        return self._draw([words.SERVICES], head=subject)

    def _draw(self, pools: Sequence[Sequence[str]], head: Name = (), tail: Name = ()) -> Name:
        for attempt in range(400):
            drawn = tuple(self._random.choice(pool) for pool in pools)
            name = (*head, *drawn, *tail)
            fresh = not (set(drawn) & self._words) if attempt < 200 else set(drawn).isdisjoint(_RESERVED)
            if fresh and len(set(name)) == len(name) and name not in self._taken:
                self._taken.add(name)
                if not head and not tail:
                    self._words.update(drawn)
                return name
        # Every pair of words is gone: number the next one, as people do.
        name = (*head, *drawn, *tail, str(len(self._taken)))
        self._taken.add(name)
        return name
