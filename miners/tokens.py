"""Words and tokens of program text, by one rule for all languages: cheap, and good enough to compare edits.

Exact scoring never uses these: it parses (`codeedit_bench.normalize`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from codeedit_bench.lines import common_ends

Op = tuple[tuple[str, ...], tuple[str, ...]]
"""One change of a token sequence: the tokens deleted and those inserted in their place."""

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_STRING = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|`(?:\\.|[^`\\])*`')

words = _WORD.findall
tokens = _TOKEN.findall


def has_word(sequence: Sequence[str]) -> bool:
    return any(_WORD.match(token) for token in sequence)


def holds_word(text: str, word: str) -> bool:
    """Whether `word` is among the words of `text`, found without cutting `text` up."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not (start and _in_word(text[start - 1])) and not (end < len(text) and _in_word(text[end])):
            return True
        start = text.find(word, end)
    return False


def _in_word(character: str) -> bool:
    return character == "_" or character.isalnum()


def string_literals(text: str) -> list[str]:
    """Quoted texts with their quotes, found without parsing; a quote in a comment may mislead it."""
    return _STRING.findall(text)


def without_strings(text: str) -> str:
    return _STRING.sub("", text)


def opcodes(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """The non-equal stretches `(old_start, old_end, new_start, new_end)` between two token sequences."""
    import difflib

    head, tail = common_ends(old, new)
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    if not a and not b:
        return []
    if not a or not b:
        return [(head, head + len(a), head, head + len(b))]
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    return [
        (head + i1, head + i2, head + j1, head + j2)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


def token_ops(old: Sequence[str], new: Sequence[str]) -> tuple[Op, ...]:
    return tuple((tuple(old[i1:i2]), tuple(new[j1:j2])) for i1, i2, j1, j2 in opcodes(old, new))


def changed_tokens(ops: Sequence[Op]) -> list[str]:
    """The tokens that `ops` delete and insert, each marked with its sign, in order."""
    return [sign + token for gone, come in ops for sign, part in (("-", gone), ("+", come)) for token in part]
