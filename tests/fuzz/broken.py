"""Broken programs, as different as whole ones are: cut off, or with a bracket that nothing closes.

No parser can read them, so the judge reads the two whole texts. What differs there differs in the broken ones,
since both lose the same.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from codeedit_bench.lines import common_ends

SEAM = re.compile(r"\S(?:\n|(?<=\W)\w|(?<=\w)[^\w\s])")
"""Where a token ends, or may: white space at a text's end counts nowhere, and half a word is another word."""
BESIDE = " \t\r\n/*"
"""White space, and where a comment starts or ends."""
CODE = re.compile(r"\n\s*[^\s#/*]")
"""A line of code must be left behind the difference: it may be what tells the two apart."""
CLOSING = re.compile(r"[)\]}]")
WORD_IN_BRACKETS = re.compile(r"\(\s*\w+\s*")
"""Up to a closing bracket that makes one token of the three in PHP, a cast."""


def broken(first: str, second: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """The two without the same part of their shared end; and without the same closing bracket."""
    head, tail = common_ends(first, second)
    seams = [gone for gone in range(1, tail) if SEAM.match(first[-gone - 1 :]) and CODE.search(first[-tail:-gone])]
    if seams:
        gone = chance.choice(seams)
        yield first[:-gone], second[:-gone]
    end = len(first) - tail
    # A bracket beside the difference may be what tells the two apart, as the one behind a line end in Go.
    before = [
        found.start() for found in CLOSING.finditer(first, 0, head) if first[found.end() : head].strip(BESIDE)
    ]
    behind = [
        found.start() - len(first)
        for found in CLOSING.finditer(first, end)
        if first[end : found.start()].strip(BESIDE)
    ]
    if before or behind:
        at = chance.choice(before + behind)
        if not any(_casts(text, at) for text in (first, second)):
            yield _without(first, at), _without(second, at)


def _casts(text: str, at: int) -> bool:
    at %= len(text)
    start = text.rfind("(", 0, at)
    return start >= 0 and WORD_IN_BRACKETS.fullmatch(text, start, at) is not None


def _without(text: str, at: int) -> str:
    """Where `at` counts from the end if it is negative."""
    at %= len(text)
    return text[:at] + text[at + 1 :]
