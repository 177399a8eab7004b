"""Golden pairs: `tests/golden/normalize/<language>/*.txt`, readable in a diff.

    === layout: a list may be wrapped
    f(a, b)
    ---
    f(
        a, b)

The word after `===` is the strictest level at which the two texts are equal, or `never`. Where texts need bytes
that a reader could not see, `\\r`, `\\t`, `\\f`, `\\0` and `\\u2028` stand for them after `=== escaped`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "golden" / "normalize"


@dataclass(frozen=True)
class Pair:
    language: str
    name: str
    level: str
    first: str
    second: str

    def __str__(self) -> str:
        return f"{self.language}: {self.name}"


def pairs(language: str) -> list[Pair]:
    found: list[Pair] = []
    for file in sorted((FOLDER / language).glob("*.txt")):
        for block in file.read_text(encoding="utf-8").split("=== ")[1:]:
            head, _, body = block.partition("\n")
            level, _, name = head.partition(": ")
            first, _, second = body.partition("\n---\n")
            if level.startswith("escaped "):
                level = level.removeprefix("escaped ")
                first, second = (_unescape(text) for text in (first, second))
            found.append(Pair(language, name, level, first, second.removesuffix("\n")))
    return found


def _unescape(text: str) -> str:
    for mark, meant in (("\\r", "\r"), ("\\t", "\t"), ("\\f", "\f"), ("\\0", "\0"), ("\\u2028", "\u2028")):
        text = text.replace(mark, meant)
    return text
