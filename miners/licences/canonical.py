"""Licence texts as their authors wrote them, from the package `identify`, and what a text says beyond one."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache

_LEAST_WORDS = 5
"""In a row that a text must share with the licence's own to count as the licence."""
_PLACEHOLDER = re.compile(r"^\W*copyright\b.*\[.*\].*$", re.IGNORECASE | re.MULTILINE)


def plain(text: str) -> str:
    """The words of a text, in lower case, a space between them: white space and punctuation do not count."""
    kept = re.sub(r"[^a-z0-9.+/\-]+", " ", text.lower())
    return " ".join(re.sub(r"(?<=\w)[.]+(?=\s|$)|(?<!\S)[-.]+(?!\S)", "", kept).split())


def beyond(text: str, name: str) -> str:
    """What a plain `text` says that the licence `name` does not; all of it where that licence's is not known."""
    own = _own_words(name)
    words = text.split()
    if not own:
        return text
    left, at = [], 0
    for block in SequenceMatcher(None, own, words, autojunk=False).get_matching_blocks():
        if block.size >= _LEAST_WORDS or not block.size:
            left.append(" ".join(words[at : block.b if block.size else len(words)]))
            at = block.b + block.size
    return " | ".join(part for part in left if part)


@cache
def _own_words(name: str) -> list[str]:
    from identify.vendor.licenses import LICENSES

    return next((plain(_PLACEHOLDER.sub("", text)).split() for spdx, text in LICENSES if spdx == name), [])
