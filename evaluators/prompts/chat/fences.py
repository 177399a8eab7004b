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
_LEAD = r"[ \t\u00a0\u200b\ufeff]*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?"
"""Blanks, and the mark of a list's item."""
_TAGS = r"(?:<[|/]?[\w|]+>[ \t]*)*"
"""Tags that a chat template or a model puts before its answer, such as `<answer>` or `<|START_RESPONSE|>`."""
_FENCES = r"(`{3,}(?=[^`]*$)|~{3,})([^\n]*)"
_ONLY_LEAD = re.compile(_LEAD)
_OPENING = re.compile(rf"({_LEAD}{_TAGS}){_FENCES}")
_OPENING_AFTER_TALK = re.compile(rf"((?:.*[\s:>*])?){_FENCES}")
_END_OF_TURN = re.compile(
    r"(?:<\|[\w.]+\|>|</?(?:s|answer|response|solution|end_of_turn|turn\|?)>|<end_of_turn>)+[ \t]*"
)
_QUOTE = re.compile(r"^[ \t]*> ?", re.MULTILINE)
_QUOTED_FENCE = re.compile(r"^[ \t]*> ?[ \t]*(?:`{3}|~{3})", re.MULTILINE)
_TALK = re.compile(r"<[|/]?[\w|]+>|[^\n]*\s[^\n]*|\w+[.!]")
"""What may stand behind a closing fence: a tag, or words that are neither a language nor a path."""
_ALWAYS_CLOSES = 3
"""A closing fence may stand so many spaces in, as in CommonMark; deeper ones belong to the code."""


@dataclass(frozen=True, slots=True)
class Block:
    text: str
    """Without its fences; indented by as much less as its opening fence was."""
    closed: bool
    kind: str = ""
    """What stands after the opening fence, such as a language."""
    fence: str = "```"
    """The opening fence."""


def closed_block(completion: str) -> Block:
    """The answer's one fenced block.

    Talk around the block, closed thinking before it, an indented, quoted or listed fence and a repetition of the
    same block do not matter. `UnparseableCompletionError` for an answer without a block, with an open one or with
    two that differ: nothing tells which counts.
    """
    block = one_block(completion)
    if not block.closed:
        raise UnparseableCompletionError("The answer's code block is not closed.")
    return block


def one_block(completion: str) -> Block:
    """As `closed_block`, closed or open: for formats whose stop string cuts the fence off."""
    text = without_thinking(completion)
    found = _written(blocks(text))
    if not found and _QUOTED_FENCE.search(text):
        found = _written(blocks(_QUOTE.sub("", text)))
    if not found:
        found = _written(blocks(text, _OPENING_AFTER_TALK))
    if not found:
        raise UnparseableCompletionError("The answer has no fenced code block.")
    if len({block.text for block in found}) > 1:
        raise UnparseableCompletionError("The answer has more than one code block.")
    block = _unwrapped(_mended(found[0]))
    return replace(block, text=block.text.removesuffix(f"\n{NO_NEWLINE}\n"))


def blocks(text: str, opening: re.Pattern[str] = _OPENING) -> Iterator[Block]:
    """The fenced blocks of a Markdown text, by CommonMark's rules; an opening fence may stand at any depth."""
    inside: list[str] = []
    fence: re.Match[str] | None = None
    for line in split_lines(text):
        bare = line.rstrip("\r\n")
        if fence is None:
            fence = opening.match(bare)
            inside = []
        elif _closes(bare, fence):
            yield Block("".join(inside), True, fence[3].strip(), fence[2])
            fence = None
        else:
            inside.append(_outdented(line, _depth(fence)))
    if fence is not None:
        yield Block("".join(inside), False, fence[3].strip(), fence[2])


def _written(found: Iterator[Block]) -> list[Block]:
    return [block for block in found if block.closed or block.text.strip()]


def _mended(block: Block) -> Block:
    """An open block whose fence stands at the end of its last line of code, or has talk or a tag behind it.

    It must be the only such fence in the block: else nothing tells where the block ends.
    """
    if block.closed or block.text.count(block.fence) != 1:
        return block
    code, _, after = block.text.partition(block.fence)
    talk = after.split("\n", 1)[0].strip()
    if not code or code.endswith("\n"):
        ends = _TALK.fullmatch(talk) is not None
    else:
        ends = not after.strip() or _END_OF_TURN.fullmatch(talk) is not None
    return replace(block, text=whole_line(code), closed=True) if ends else block


def _unwrapped(block: Block) -> Block:
    """What stands in a Markdown block that holds one code block and nothing else."""
    if block.kind.lower() not in ("markdown", "md"):
        return block
    inner = list(blocks(block.text))
    whole = block.text.strip()
    alone = len(inner) == 1 and inner[0].closed and whole[:1] in "`~" and whole[-1:] in "`~"
    return inner[0] if alone else block


def answer_fenced(new_text: str) -> str:
    """A fenced block that `closed_block` reads back exactly, whatever the text holds."""
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
    """A fence at least as long as the opening one, alone on its line but for the end of a turn."""
    fence, bare = opening[2], line.strip(" \t")
    rest = bare.lstrip(fence[0])
    depth = len(line) - len(line.lstrip(" \t"))
    return (
        len(bare) - len(rest) >= len(fence)
        and (not rest or _END_OF_TURN.fullmatch(rest) is not None)
        and depth <= max(_ALWAYS_CLOSES, _depth(opening))
    )


def _depth(opening: re.Match[str]) -> int:
    """How far a block is indented by its opening fence: by blanks and the mark of a list's item, not by talk."""
    lead = opening[1]
    return len(lead) if _ONLY_LEAD.fullmatch(lead) else 0


def _outdented(line: str, depth: int) -> str:
    """`line` without up to `depth` leading blanks."""
    blanks = len(line) - len(line.lstrip(" \t"))
    return line[min(depth, blanks) :]
