"""Literals that no regular expression can delimit: their end repeats their beginning, or code stands in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Nested:
    """One kind of literal, as regular expressions over bytes.

    `opens` may name groups. In the other patterns `%(name)s` is what the group `name` holds, escaped, and
    `%(name_count)d` how many bytes that are. So `opens='(?P<marks>#*)"'` and `closes='"%(marks)s'` make a pair.
    """

    opens: str
    closes: str
    skips: str = ""
    """What neither ends the literal nor starts code in it, such as an escape."""
    hole: str = ""
    """What starts code in it."""
    hole_ends: Literal["", ")", "}"] = ""
    """The bracket that ends the code."""
    counts: str = ""
    """The brackets that must be balanced within the code; by default those of `hole_ends`."""
    formats: bool = False
    """Whether a colon outside of all brackets ends the code, and a format follows up to the bracket."""
    lines: bool = True
    """Whether a line may end in its text; if not, the line's end ends an unfinished literal."""
    doubt: str = ""
    """What makes its end uncertain: then all that follows is kept as it is."""
    deepens: str = ""
    """What must be closed once more before the literal ends."""


RAW_STRINGS = (
    Nested(r'(?<![\w$\x80-\xff])(?:u8|[uUL])?R"(?P<fence>[^ ()\\\t\v\f\n"]{0,16})\(', closes=r'\)%(fence)s"'),
)
"""C++'s, and GNU C's."""
