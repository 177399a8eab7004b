"""Lines of a text, and what two texts share; pure.

Lines end at "\\n" alone, as git's do: form feeds, U+2028 and a lone "\\r" are text.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence


def split_lines(text: str) -> list[str]:
    """The lines of `text` with their "\\n"; the last may lack it. Joined, they are `text` again."""
    lines = text.split("\n")
    last = lines.pop()
    kept = [line + "\n" for line in lines]
    if last:
        kept.append(last)
    return kept


def count_lines(text: str) -> int:
    """How many `split_lines` gives."""
    return text.count("\n") + (text != "" and not text.endswith("\n"))


def common_ends(left: Sequence[object], right: Sequence[object]) -> tuple[int, int]:
    """How many items both start with, and how many of the rest both end with: the two never overlap.

    >>> common_ends("abcb", "abb")
    (2, 1)
    """
    limit = min(len(left), len(right))
    head = 0
    while head < limit and left[head] == right[head]:
        head += 1
    tail = 0
    while tail < limit - head and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    return head, tail


def same_lines(left: str, right: str) -> tuple[int, int]:
    """The characters of the whole lines that both begin with, and of those that what is left of both ends with.

    >>> same_lines("a\\nb\\nd\\n", "a\\nc\\nb\\nd\\n")
    (2, 4)
    """
    import rapidfuzz.distance as measures  # a `from` would look for its names at each call

    head = left.rfind("\n", 0, measures.Prefix.similarity(left, right)) + 1
    tail = min(measures.Postfix.similarity(left, right), len(left) - head, len(right) - head)
    if not (_begins_a_line(left, len(left) - tail) and _begins_a_line(right, len(right) - tail)):
        end = left.find("\n", len(left) - tail)
        tail = len(left) - end - 1 if end >= 0 else 0
    return head, tail


def _begins_a_line(text: str, place: int) -> bool:
    return place == 0 or text[place - 1] == "\n"


def unified_diff(old: str, new: str, path: str, *, context: int = 3) -> str:
    """A unified diff of two texts as git would print it, without the `index` line."""
    lines = difflib.unified_diff(split_lines(old), split_lines(new), f"a/{path}", f"b/{path}", n=context)
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)
