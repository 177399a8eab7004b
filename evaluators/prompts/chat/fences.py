"""Answers in a fenced block: written so that every text comes back, read as forgivingly as no meaning is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.lines import split_lines
from evaluators.prompts.chat.thinking import without_thinking

NO_NEWLINE = "\\ No newline at end of file"
_BACKTICKS = re.compile(r"`{3,}")
_OPENING = re.compile(r"([ \t]*)(`{3,}(?=[^`]*$)|~{3,})")
_ALWAYS_CLOSES = 3
"""A closing fence may stand so many spaces in, as in CommonMark; deeper ones belong to the code."""


@dataclass(frozen=True, slots=True)
class Block:
    text: str
    """Without its fences; indented by as much less as its opening fence was."""
    closed: bool


def parse_fenced(completion: str) -> str:
    """The text of the answer's one fenced block.

    Talk around the block, a closed thinking part before it, an indented fence and a repetition of the same block
    do not matter. `UnparseableCompletionError` for an answer without a block, with an open one or with two
    that differ: nothing tells which counts.
    """
    block = one_block(completion)
    if not block.closed:
        raise UnparseableCompletionError("The answer's code block is not closed.")
    return block.text


def one_block(completion: str) -> Block:
    """As `parse_fenced`, closed or open: for formats whose stop string cuts the fence off."""
    found = [block for block in blocks(without_thinking(completion)) if block.closed or block.text.strip()]
    if not found:
        raise UnparseableCompletionError("The answer has no fenced code block.")
    if len({block.text for block in found}) > 1:
        raise UnparseableCompletionError("The answer has more than one code block.")
    return replace(found[0], text=found[0].text.removesuffix(f"\n{NO_NEWLINE}\n"))


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a Markdown text, by CommonMark's rules; an opening fence may stand at any depth."""
    inside: list[str] = []
    fence: re.Match[str] | None = None
    for line in split_lines(text):
        bare = line.rstrip("\r\n")
        if fence is None:
            fence = _OPENING.match(bare)
            inside = []
        elif _closes(bare, fence):
            yield Block("".join(inside), True)
            fence = None
        else:
            inside.append(_outdented(line, len(fence[1])))
    if fence is not None:
        yield Block("".join(inside), False)


def answer_fenced(new_text: str) -> str:
    """A fenced block that `parse_fenced` reads back exactly, whatever the text holds."""
    if new_text and (not new_text.endswith("\n") or new_text.endswith(f"\n{NO_NEWLINE}\n")):
        new_text += f"\n{NO_NEWLINE}\n"
    return fenced(new_text)


def fenced(text: str, kind: str = "") -> str:
    """`text` in a fence longer than any run of backticks in it; a last line without its end gets one."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{kind}\n{whole_line(text)}{fence}\n"


def whole_line(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _closes(line: str, opening: re.Match[str]) -> bool:
    bare = line.strip(" \t")
    depth = len(line) - len(line.lstrip(" \t"))
    fence = opening[2]
    return len(bare) >= len(fence) and set(bare) == {fence[0]} and depth <= max(_ALWAYS_CLOSES, len(opening[1]))


def _outdented(line: str, depth: int) -> str:
    """`line` without up to `depth` leading blanks."""
    blanks = len(line) - len(line.lstrip(" \t"))
    return line[min(depth, blanks) :]
