"""The place of a comment that tools or the compiler read: its own line or behind which code, and what follows."""

from __future__ import annotations

import re

from codeedit_bench.languages import Language

BLANKS = b" \t\r\n\v\f;\\"
NEXT_LINE = re.compile(rb"(?i)next|ts-ignore|ts-expect-error|phpcs:ignore")
BLANK_LINE = re.compile(rb"[ \t\f\v]*\n[ \t\f\v]*\n")


def place(source: bytes, start: int, end: int, language: Language) -> bytes:
    """What counts of the place of the comment at `start`.

    That is which code of its line it stands behind, and whether code of the same line follows. A blank line or the
    next line counts where the language or the comment asks for it.
    """
    line = source.rfind(b"\n", 0, start) + 1
    before = source[line:start]
    found = b"behind " + before.translate(None, BLANKS) if before.strip() else b"own line"
    if not before and language.comments_keep_columns:
        found += b", first column"
    following = source.find(b"\n", end)
    following = len(source) if following < 0 else following
    if source[end:following].strip():
        found += b", before code"
    if re.search(language.first_lines.encode(), source[start:end]):
        found += b", line %d" % len(source[:start].split(b"\n", 2))
    if (language.comments_keep_columns or found.startswith(b"own line")) and BLANK_LINE.match(source, end):
        found += b", blank line"
    if NEXT_LINE.search(source, start, end):
        after = source.find(b"\n", following + 1)
        next_line = source[following : len(source) if after < 0 else after]
        found += b", above " + next_line.translate(None, BLANKS)
    return b"[" + found + b"]"
