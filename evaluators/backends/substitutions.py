"""Substitutions of tokens: what an edit put in place of what, and doing the same elsewhere."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_WORD = re.compile(r"\w")
_MAX_DIFFED = 20_000


@dataclass(frozen=True, slots=True)
class Substitution:
    """`old` gave way to `new`, both token sequences as text; `old` holds a word and is not empty."""

    old: tuple[str, ...]
    new: tuple[str, ...]


def tokens(text: str) -> list[str]:
    """Words, runs of white space and single signs; joined, they are `text` again."""
    return TOKEN.findall(text)


def substitutions_of(old: str, new: str, *, context: int = 0) -> list[Substitution]:
    """The substitutions that turn `old` into `new`, in their order, those without an old word left out.

    Each takes along `context` tokens of either side, white space aside. So insertions can be applied, and a
    substitution does not apply where it does not belong.
    """
    if len(old) > _MAX_DIFFED or len(new) > _MAX_DIFFED:
        return []
    before, after = tokens(old), tokens(new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    found = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            continue
        left, right = _reach(before, after, i, k, context), _reach_right(before, after, j, m, context)
        deleted, inserted = tuple(before[i - left : j + right]), tuple(after[k - left : m + right])
        if any(_WORD.search(token) for token in deleted):
            found.append(Substitution(deleted, inserted))
    return found


def substitute(text: str, substitution: Substitution) -> str:
    """`text` with every occurrence of the substitution's old tokens replaced, from the left, whole tokens only."""
    return "".join(_substituted(tokens(text), substitution))


def occurrences(text: str, substitution: Substitution) -> int:
    """How many times `substitute` would replace."""
    words, old = tokens(text), list(substitution.old)
    return sum(words[index : index + len(old)] == old for index in range(len(words) - len(old) + 1))


def _substituted(words: list[str], substitution: Substitution) -> list[str]:
    old, size = list(substitution.old), len(substitution.old)
    result: list[str] = []
    index = 0
    while index < len(words):
        if words[index] == old[0] and words[index : index + size] == old:
            result.extend(substitution.new)
            index += size
        else:
            result.append(words[index])
            index += 1
    return result


def _reach(before: list[str], after: list[str], i: int, k: int, wanted: int) -> int:
    """How many equal tokens to take along on the left for `wanted` that are not blank."""
    taken = solid = 0
    while solid < wanted and taken < min(i, k) and before[i - taken - 1] == after[k - taken - 1]:
        solid += not before[i - taken - 1].isspace()
        taken += 1
    return taken


def _reach_right(before: list[str], after: list[str], j: int, m: int, wanted: int) -> int:
    taken = solid = 0
    while (
        solid < wanted and taken < min(len(before) - j, len(after) - m) and before[j + taken] == after[m + taken]
    ):
        solid += not before[j + taken].isspace()
        taken += 1
    return taken
