"""What a commit did to its files: texts before and after, hunks, and each hunk as an edit."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from miners.commits.commit import Change
from miners.tokens import Op, changed_tokens, holds_word, token_ops, tokens, words

CONTEXT = 3
"""Lines of context in the diff of an earlier edit."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines `[old_start, old_end)` became lines `[new_start, new_end)`."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True)
class FileTexts:
    """A modified file before its edits are looked for."""

    change: Change
    old: bytes
    new: bytes
    too_large: bool


class Text:
    """A file's text, with what is asked of it computed once."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def lines(self) -> list[str]:
        """As `codeedit_bench.lines.split_lines`, faster: a StringIO whose newline is "\\n" splits there alone."""
        return list(io.StringIO(self.text, newline="\n"))

    @cached_property
    def tokens(self) -> str:
        """Each between NULs: searched for short sequences."""
        return joined_tokens(self.text)


@dataclass(slots=True, eq=False)
class FileEdits:
    """One modified file: both texts and what changed between them."""

    change: Change
    language: str
    before: Text
    after: Text
    hunks: list[Hunk]

    @property
    def old(self) -> list[str]:
        return self.before.lines

    @property
    def new(self) -> list[str]:
        return self.after.lines

    def held(self, word: str) -> bool:
        """Whether the file held `word` before the commit."""
        return holds_word(self.before.text, word)


def joined_tokens(text: str) -> str:
    return "\0" + "\0".join(tokens(text)) + "\0"


class Edit:
    """One hunk of one file, with what the signals ask of it, computed when asked for."""

    def __init__(self, file: FileEdits, hunk: Hunk, author_time: int) -> None:
        self.file, self.hunk, self.author_time = file, hunk, author_time

    @property
    def path(self) -> str:
        return self.file.change.path

    @cached_property
    def old_lines(self) -> Sequence[str]:
        return self.file.old[self.hunk.old_start : self.hunk.old_end]

    @cached_property
    def new_lines(self) -> Sequence[str]:
        return self.file.new[self.hunk.new_start : self.hunk.new_end]

    @cached_property
    def old(self) -> str:
        return "".join(self.old_lines)

    @cached_property
    def new(self) -> str:
        return "".join(self.new_lines)

    @cached_property
    def _word_counts(self) -> tuple[Counter[str], Counter[str]]:
        return Counter(words(self.old)), Counter(words(self.new))

    @cached_property
    def inserted(self) -> frozenset[str]:
        """Words that it holds more often after than before."""
        old, new = self._word_counts
        return frozenset(new - old)

    @cached_property
    def deleted(self) -> frozenset[str]:
        old, new = self._word_counts
        return frozenset(old - new)

    @cached_property
    def changed(self) -> frozenset[str]:
        return self.inserted | self.deleted

    @cached_property
    def all_words(self) -> frozenset[str]:
        old, new = self._word_counts
        return frozenset(old) | frozenset(new)

    @cached_property
    def ops(self) -> tuple[Op, ...]:
        return token_ops(tokens(self.old), tokens(self.new))

    @cached_property
    def signed(self) -> list[str]:
        return changed_tokens(self.ops)

    def before(self, count: int) -> list[str]:
        """Up to `count` lines above it, as they stood when it was made."""
        return self.file.new[max(0, self.hunk.new_start - count) : self.hunk.new_start]

    def after(self, count: int) -> list[str]:
        """Up to `count` lines below it, as they stood when it was made."""
        return self.file.old[self.hunk.old_end : self.hunk.old_end + count]

    @cached_property
    def surroundings(self) -> str:
        """Its tokens before and after with two lines of context, for the search for short sequences."""
        above, below = "".join(self.before(2)), "".join(self.after(2))
        return joined_tokens(above + self.old + below) + joined_tokens(above + self.new + below)

    def unified(self) -> str:
        """Its unified diff with `CONTEXT` lines around, in the state just before it."""
        above, below = self.before(CONTEXT), self.after(CONTEXT)
        start = self.hunk.new_start - len(above)
        n_old = len(above) + len(self.old_lines) + len(below)
        n_new = len(above) + len(self.new_lines) + len(below)
        rows = [
            *(" " + line for line in above),
            *("-" + line for line in self.old_lines),
            *("+" + line for line in self.new_lines),
            *(" " + line for line in below),
        ]
        header = f"--- a/{self.path}\n+++ b/{self.path}\n@@ -{_range(start, n_old)} +{_range(start, n_new)} @@\n"
        return header + "".join(
            row if row.endswith("\n") else row + "\n\\ No newline at end of file\n" for row in rows
        )


def _range(start: int, count: int) -> str:
    if count == 1:
        return str(start + 1)
    return f"{start + 1 if count else start},{count}"
