"""What a setting's value may be, beyond its type: marks for `Annotated`, and the types that many settings share.

temperature: Annotated[float, Range(above=0)] = 1.0
timeout: Annotated[float, Range(above=0), Unit("seconds")] = 120.0
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True)
class Range:
    """Limits of a number. `least` and `most` belong to the range, `above` and `below` do not."""

    least: float | None = None
    above: float | None = None
    most: float | None = None
    below: float | None = None

    def __str__(self) -> str:
        """As in `a number above 0 and at most 1`."""
        if self.least is not None and self.most is not None:
            return f"from {self.least} to {self.most}"
        ends = (("of at least", self.least), ("above", self.above), ("at most", self.most), ("below", self.below))
        return " and ".join(f"{word} {limit}" for word, limit in ends if limit is not None)


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts, such as seconds or bytes."""

    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """A text that must be one of a table's names. The table is asked for when a value is checked."""

    kind: str
    """What the names stand for, with its article, as in `a language`."""
    names: Callable[[], Iterable[str]]


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """A setting that is read only while another one, `key`, has one of `values`."""

    key: str
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Unless:
    """A setting that is not read while another one, `key`, has `value`."""

    key: str
    value: object


@dataclass(frozen=True, slots=True)
class Filled:
    """A text, or a list, that must not be empty."""


@dataclass(frozen=True, slots=True)
class Distinct:
    """A list that must not name the same thing twice."""


LARGEST = 2**31 - 1
"""A whole number above it is a slip of the pen, and overflows in some library."""

Share = Annotated[float, Range(least=0, most=1)]
Count = Annotated[int, Range(least=0, most=LARGEST)]
Positive = Annotated[int, Range(least=1, most=LARGEST)]
Amount = Annotated[float, Range(least=0)]
Text = Annotated[str, Filled()]
