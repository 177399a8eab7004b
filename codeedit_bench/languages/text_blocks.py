"""Text blocks, as data: literals of several lines whose indentation does not belong to their value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class TextBlock:
    """How a language writes them. Patterns are Python `re` over bytes, each for a whole line."""

    opens: str
    """The first line, from where the literal starts."""
    closes: str
    """The last line, up to where it ends."""
    rule: Literal["least", "last", "last exactly"]
    """What each line loses: the least indentation of all, or that of the last line. A line of blanks may have less
    of it, or, if `exactly`, only an empty one may."""
    hint: str = '"""'
    """What a file holds that holds one."""
    hole: str = ""
    """What may start code in the text."""
    plain_hole: str = r"(?!)"
    """Code that stands on one line and holds no text block."""
