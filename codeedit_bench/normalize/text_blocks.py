"""Text blocks: literals of several lines whose indentation does not belong to their value."""

from __future__ import annotations

import functools
import re

from codeedit_bench.languages.text_blocks import TextBlock

BLANKS = b" \t\f"


def unindented(token: bytes, block: TextBlock) -> bytes:
    """A text block without what the language takes off each line; any other token as it is.

    A block stays as it is where its lines do not agree about their indentation, which most languages refuse. It
    also stays where code in it could hold another literal of several lines.
    """
    opens, closes, hole, plain = _compiled(block)
    head, *lines = token.split(b"\n")
    if not lines or not opens.fullmatch(head) or not closes.fullmatch(lines[-1]):
        return token
    if hole is not None and hole.search(plain.sub(b"", token)):
        return token
    kept = _least(lines) if block.rule == "least" else _by_last(lines, block.rule)
    return token if kept is None else b"\n".join([head.rstrip(BLANKS), *kept])


@functools.cache
def _compiled(
    block: TextBlock,
) -> tuple[re.Pattern[bytes], re.Pattern[bytes], re.Pattern[bytes] | None, re.Pattern[bytes]]:
    opens, closes, hole, plain = (
        re.compile(text.encode()) for text in (block.opens, block.closes, block.hole, block.plain_hole)
    )
    return opens, closes, hole if block.hole else None, plain


def _least(lines: list[bytes]) -> list[bytes] | None:
    """JLS 3.10.6: the least indentation, of the lines that hold something and of the closing line."""
    counted = [line for line in lines[:-1] if line.strip(BLANKS)] + lines[-1:]
    cut = min(len(line) - len(line.lstrip(BLANKS)) for line in counted)
    if len({line[:cut] for line in counted}) > 1:
        return None
    return [line[cut:].rstrip(BLANKS) for line in lines]


def _by_last(lines: list[bytes], rule: str) -> list[bytes] | None:
    """The closing line's indentation. A line of blanks may have less of it unless the rule is exact."""
    last = lines[-1]
    indent = last[: len(last) - len(last.lstrip(BLANKS))]
    kept: list[bytes] = []
    for line in lines:
        if line.startswith(indent):
            kept.append(line[len(indent) :])
        elif not line or (rule == "last" and indent.startswith(line)):
            kept.append(b"")
        else:
            return None
    return kept
