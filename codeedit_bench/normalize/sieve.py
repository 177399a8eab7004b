"""Sieves: what must hold of two texts if they are equal, asked before any of them is read.

They may let unequal pairs through; they never stop an equal one.
"""

from __future__ import annotations

import re
from typing import Literal

from codeedit_bench.languages import Language
from codeedit_bench.lines import same_lines
from codeedit_bench.normalize.levels import Level
from codeedit_bench.normalize.parsing import lies_in_comment

_FORGIVEN = b" \t\r\n\v\f;\\"
_STYLE = b",()\"'"
_BOM = "\ufeff"


def essence(text: str) -> bytes:
    """All of `text` that `layout` never forgives: equal at `layout`, then equal here."""
    return text.removeprefix(_BOM).encode("utf-8", "surrogatepass").translate(None, _FORGIVEN)


Begins = Literal["code", "comment", "unsure"]
Pair = tuple[bytes | None, bytes | None]


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
        all_marks = (*marks, *language.line_comments, *language.lexicon.comment_heads)
        self._any_mark = re.compile("|".join(map(re.escape, all_marks)))
        heads = "|".join(map(re.escape, language.line_comments))
        self._line_comment = re.compile(rf"(?:{heads}).*")
        # From each line's start, so that a line is read once however many quotes it has.
        self._unsure_before = re.compile(rf"(?m:^)[^\n\"'`/\\#]*+[\"'`/\\#].*?(?:{heads})")
        self._last: tuple[str, str, Pair] = "", "", (b"", b"")
        """The texts that were compared last, and their code: `code` and `style` ask for the same. It is one value,
        so that threads cannot take one's texts for another's."""
        self._language, self._prefix, self._suffix = language, prefix, suffix
        self._begins_a_line = prefix == "" or (prefix.endswith("\n") and not prefix.endswith("\\\n"))
        self._begins: Begins | None = None if self._may_be_open(prefix) else "code"
        self._ends_comment = "*/" if ("/*", "*/") in self._blocks and not language.lexicon.nests else ""

    def _may_be_open(self, text: str) -> bool:
        """Whether a block comment may be open where `text` ends."""
        return any(
            text.count(start) != text.count(end) or text.rfind(end) < text.rfind(start) + len(start)
            for start, end in self._blocks
            if start in text or end in text
        )

    def _code_of(self, predicted: str, answer: str) -> tuple[str, str] | None:
        """Both from where code begins; None where a comment may be open, and nobody knows where it ends."""
        if self._begins is None:
            self._begins = self._beginning(answer)
        if self._begins == "code":
            return predicted, answer
        end = self._ends_comment
        if self._begins == "unsure" or not end or end not in predicted or end not in answer:
            return None
        return predicted.partition(end)[2], answer.partition(end)[2]

    def _beginning(self, answer: str) -> Begins:
        """What holds the region's beginning, with this answer in it."""
        try:
            place, source = len(self._prefix.encode()), (self._prefix + answer + self._suffix).encode()
        except UnicodeEncodeError:
            return "unsure"
        held = lies_in_comment(source, place, self._language)
        return "unsure" if held is None else "comment" if held else "code"

    def _may_hold_text(self, *texts: str) -> bool:
        """Whether what looks like a comment may be JSX text."""
        return self._has_text and (self._text_may_end or any("</" in text for text in texts))

    def rejects(self, predicted: str, answer: str, level: Level = "code") -> bool:
        """Whether the two cannot be equal at `level`, `code` or `style`."""
        if not self._begins_a_line or (self._splices and ("\\\n" in predicted or "\\\n" in answer)):
            return False
        code = self._code_of(predicted, answer)
        if code is None:
            return False
        left, right = self._differing(*code)
        if left is None or right is None:
            return False
        if level == "style":
            return left.translate(None, _STYLE) != right.translate(None, _STYLE)
        return left != right

    def _differing(self, predicted: str, answer: str) -> Pair:
        """The code of each in the lines between those that both begin with and those that both end with."""
        first, second, known = self._last
        if first == predicted and second == answer:
            return known
        head, tail = same_lines(predicted, answer)
        found: Pair = None, None
        if not head or not self._may_be_open(predicted[:head]):
            text = self._may_hold_text(predicted, answer)
            found = (
                self._code(predicted[head : len(predicted) - tail], text),
                self._code(answer[head : len(answer) - tail], text),
            )
        self._last = predicted, answer, found
        return found

    def _code(self, text: str, may_hold_text: bool) -> bytes | None:
        """The essence of `text` without its comments; None where telling them apart needs a reading."""
        if self._any_mark.search(text):
            if may_hold_text or any(mark in text for mark in self._unclear) or self._unsure_before.search(text):
                return None
            text = self._line_comment.sub("", text)
        return essence(text)
