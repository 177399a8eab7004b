"""What `Looks` of all languages say together. The miner asks without regard to a file's language.

So a word in one row tells on the files of every language: a new one is a change of the miner's behaviour.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from codeedit_bench.languages import LANGUAGES

Kind = Literal["modifiers", "definitions", "introductions", "statements", "types"]


@cache
def words(kind: Kind) -> tuple[str, ...]:
    """The words of this kind, sorted."""
    looks = [LANGUAGES.load(name).looks for name in LANGUAGES]
    return tuple(sorted({word for one in looks for word in getattr(one, kind).split()}))


def any_of(kind: Kind) -> str:
    """A pattern of one of the words, for use where a word ends behind it."""
    return "|".join(words(kind))


def import_starts() -> str:
    """A pattern of how a line starts that brings in names from elsewhere."""
    return "|".join(sorted({start for name in LANGUAGES for start in LANGUAGES.load(name).looks.imports}))
