"""`sweep`: the dialect of Sweep's next-edit models as their own package writes it
(PyPI `sweep-autocomplete` 0.1.1, next_edit_autocomplete.py).

Two oddities are kept from the source. The line numbers after a path count from the cursor's line within the block.
A hunk's last line is counted without its first. An empty answer means no edit there. So a text of newlines alone
is answered with one newline more, and every text can be written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from codeedit_bench.lines import split_lines
from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.prompts.dialect import Guard, hunks, whole_lines
from evaluators.prompts.fitting import cursor_offset, fit
from evaluators.prompts.format import Budget, Prompt, PromptFormat

FILE_SEPARATOR = "<|file_sep|>"
END_OF_TEXT = "<|endoftext|>"
CURSOR = "<|cursor|>"
MAX_HUNKS = 6
WHOLE_FILE_LINES, CHUNK_LINES = 800, 300
MAX_LINE = 600
_GUARD = Guard(FILE_SEPARATOR, END_OF_TEXT, CURSOR)
_HEADER = re.compile(r"@@ -\d+(?:,\d+)? \+(\d+)")
_NO_NEWLINE = " No newline at end of file"


def render(task: EditTask, budget: Budget) -> Prompt:
    text, offset = task.region_text, cursor_offset(task)
    current, previous = _GUARD.escape(text), _before(text, task.history)
    if offset is not None:
        current = _GUARD.escape(text[:offset]) + CURSOR + _GUARD.escape(text[offset:])
    if current.endswith("\n") and previous.endswith("\n"):
        current, previous = current[:-1], previous[:-1]
    line = text[: offset or 0].count("\n")
    place = f"{_GUARD.escape(task.path)}:{line + 1}:{line + len(split_lines(current)) + 1}"

    def build(history: Sequence[PriorEdit], context: int) -> Prompt:
        changes = "\n".join(filter(None, (_change(edit) for edit in history)))
        text = (
            f"{FILE_SEPARATOR}{_GUARD.escape(task.path)}\n{_GUARD.escape(_chunk(task, context))}\n{changes}\n"
            f"{FILE_SEPARATOR}original/{place}\n{_GUARD.escape(previous)}\n"
            f"{FILE_SEPARATOR}current/{place}\n{current}\n"
            f"{FILE_SEPARATOR}updated/{place}\n"
        )
        return Prompt(text=_truncated(text), stop=(END_OF_TEXT, FILE_SEPARATOR))

    return fit(task, budget, build, context=WHOLE_FILE_LINES, history=task.history[-MAX_HUNKS:])


def parse(task: EditTask, completion: str) -> str:
    text = completion
    for stop in (END_OF_TEXT, FILE_SEPARATOR):
        text = text.split(stop, 1)[0]
    text = text.replace(CURSOR, "")
    if not text:
        return task.region_text
    if not text.strip("\n"):
        return text[1:]
    if text.rstrip("\n").endswith(f"\\{_NO_NEWLINE}"):
        text = text[: text.rindex(f"\\{_NO_NEWLINE}")].removesuffix("\n")
    return whole_lines(task, _GUARD.unescape(text))


def answer(task: EditTask, new_text: str) -> str:  # noqa: ARG001 - the signature that all formats share
    if not new_text.strip("\n"):
        return new_text + "\n"
    text = _GUARD.escape(new_text)
    return f"{text}\n\\{_NO_NEWLINE}" if text.rstrip("\n").endswith(f"\\{_NO_NEWLINE}") else text


def _change(edit: PriorEdit) -> str:
    """One hunk as original and updated text, with one line of context; empty for blank changes."""
    lines = split_lines(hunks(edit))
    header = _HEADER.match(lines[0]) if lines else None
    if header is None:
        return ""
    body = [line for line in lines[1:] if line[:1] in ("+", "-", " ", "\n")]
    changed = [index for index, line in enumerate(body) if line[0] in "+-"]
    if not changed:
        return ""
    near = body[max(0, changed[0] - 1) : changed[-1] + 2]
    old = "".join(line[1:] for line in near if line[0] != "+")
    new = "".join(line[1:] for line in near if line[0] != "-")
    if "".join(old.split()) == "".join(new.split()):
        return ""
    start = int(header[1])
    end = start + sum(line[0] != "-" for line in body[1:]) - 1
    sides = "original:\n" + old.strip("\n") + "\nupdated:\n" + new.strip("\n")
    return f"{FILE_SEPARATOR}{_GUARD.escape(edit.path)}:{start}:{end}\n{_GUARD.escape(sides)}"


def _before(text: str, history: Sequence[PriorEdit]) -> str:
    """The region with the latest edits that stand in it taken back, newest first, until one does not."""
    for edit in reversed(history):
        if not edit.new.strip() or edit.new not in text:
            break
        text = text.replace(edit.new, edit.old, 1)
    return text


def _chunk(task: EditTask, lines_around: int) -> str:
    """The file, or of a long one the 300 lines around the region; fewer where the budget asks for it."""
    lines = split_lines(task.file_text)
    if len(lines) <= min(WHOLE_FILE_LINES, lines_around):
        return task.file_text
    size = min(CHUNK_LINES, 2 * lines_around)
    middle = (task.region.start_line + task.region.end_line) // 2
    start = max(0, min(middle - size // 2, len(lines) - size))
    return "".join(lines[start : start + size])


def _truncated(text: str) -> str:
    return "".join(line if len(line) <= MAX_LINE + 1 else line[:MAX_LINE] + "...\n" for line in split_lines(text))


FORMAT = PromptFormat("sweep", render, parse, answer, model_tokens=(FILE_SEPARATOR, END_OF_TEXT))
