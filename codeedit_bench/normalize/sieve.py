"""Sieves: what must hold of two texts if they are equal, asked before any of them is read.

They may let unequal pairs through; they never stop an equal one.
"""

from __future__ import annotations

import re

from codeedit_bench.languages import Language
from codeedit_bench.lines import split_lines
from codeedit_bench.normalize.levels import Level

_FORGIVEN = b" \t\r\n\v\f;\\"
_STYLE = b",()\"'"
_BOM = "\ufeff"


def essence(text: str) -> bytes:
    """All of `text` that `layout` never forgives: equal at `layout`, then equal here."""
    return text.removeprefix(_BOM).encode("utf-8", "surrogatepass").translate(None, _FORGIVEN)


class CodeSieve:
    """The sieve of levels `code` and `style` for regions between one `prefix` and one `suffix`: only comments may
    differ, and what `style` forgives."""

    def __init__(self, language: Language, prefix: str, suffix: str) -> None:
        self._has_text = "@text" in language.query
        self._text_may_end = "</" in suffix
        self._splices = language.lexicon.splices
        """A backslash at a line's end carries a line comment on."""
        self._blocks = language.block_comments
        marks = [mark for pair in language.block_comments for mark in pair]
        self._unclear = (*marks, *language.lexicon.comment_look_alikes)
        self._all_marks = (*marks, *language.line_comments, *language.lexicon.comment_heads)
        heads = "|".join(map(re.escape, language.line_comments))
        self._line_comment = re.compile(rf"(?:{heads}).*")
        # From each line's start, so that a line is read once however many quotes it has.
        self._unsure_before = re.compile(rf"(?m:^)[^\n\"'`/\\#]*+[\"'`/\\#].*?(?:{heads})")
        self._prefix_open = self._may_be_open(prefix) or not (
            prefix == "" or (prefix.endswith("\n") and not prefix.endswith("\\\n"))
        )

    def _may_be_open(self, text: str) -> bool:
        """Whether a block comment may be open where `text` ends."""
        return any(
            text.count(start) != text.count(end) or text.rfind(end) < text.rfind(start) + len(start)
            for start, end in self._blocks
            if start in text or end in text
        )

    def _may_hold_text(self, *texts: str) -> bool:
        """Whether what looks like a comment may be JSX text."""
        return self._has_text and (self._text_may_end or any("</" in text for text in texts))

    def rejects(self, predicted: str, answer: str, level: Level = "code") -> bool:
        """Whether the two cannot be equal at `level`, `code` or `style`."""
        if (
            self._prefix_open
            or self._may_hold_text(predicted, answer)
            or (self._splices and ("\\\n" in predicted or "\\\n" in answer))
        ):
            return False
        first, second = split_lines(predicted), split_lines(answer)
        shared = 0
        for one, other in zip(first, second, strict=False):
            if one != other:
                break
            shared += 1
        if shared and self._may_be_open("".join(first[:shared])):
            return False
        low = len(first) - 1
        high = len(second) - 1
        while low >= shared and high >= shared and first[low] == second[high]:
            low -= 1
            high -= 1
        left, right = self._code("".join(first[shared : low + 1])), self._code("".join(second[shared : high + 1]))
        if left is None or right is None:
            return False
        if level == "style":
            return left.translate(None, _STYLE) != right.translate(None, _STYLE)
        return left != right

    def _code(self, text: str) -> bytes | None:
        """The essence of `text` without its comments; None where telling them apart needs a reading."""
        if any(mark in text for mark in self._all_marks):
            if any(mark in text for mark in self._unclear) or self._unsure_before.search(text):
                return None
            text = self._line_comment.sub("", text)
        return essence(text)
