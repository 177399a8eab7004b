"""Bring a prompt under its budget: the oldest history goes first, then context, and what went is recorded."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from codeedit_bench.lines import split_lines
from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.prompts.format import Budget, Prompt

MESSAGE_OVERHEAD = 16
"""Tokens reserved for what a chat template puts around one message."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of the task's file around its region, whole lines."""

    start_line: int
    end_line: int
    before: str
    """From the excerpt's start to the region."""
    region: str
    after: str
    """From the region to the excerpt's end."""
    starts_file: bool


def excerpt(task: EditTask, above: int, below: int) -> Excerpt:
    """The region with up to `above` and `below` lines around it."""
    lines = split_lines(task.file_text)
    start = max(0, task.region.start_line - above)
    end = min(len(lines), task.region.end_line + below)
    return Excerpt(
        start,
        end,
        "".join(lines[start : task.region.start_line]),
        "".join(lines[task.region.start_line : task.region.end_line]),
        "".join(lines[task.region.end_line : end]),
        start == 0,
    )


def prompt_tokens(prompt: Prompt, budget: Budget) -> int:
    """The length of a prompt as the budget counts it, with an allowance for the chat template."""
    if prompt.messages:
        return sum(budget.count_tokens(message.content) + MESSAGE_OVERHEAD for message in prompt.messages)
    return budget.count_tokens(prompt.text)


def fit(
    task: EditTask,
    budget: Budget,
    build: Callable[[Sequence[PriorEdit], int], Prompt],
    *,
    context: int,
    history: Sequence[PriorEdit] | None = None,
) -> Prompt:
    """The longest prompt that `build(history, context_lines)` makes within the budget.

    `history` is what the format would show at most, by default all of it. It loses its oldest edits first. Then
    `context` shrinks by a quarter at a time. The region itself is never cut: a prompt that is too long even so is
    returned as it is, tagged `over_budget`.
    """
    shown = tuple(task.history if history is None else history)
    by_format = len(task.history) - len(shown)
    for dropped in range(len(shown) + 1):
        prompt = build(shown[dropped:], context)
        if prompt_tokens(prompt, budget) <= budget.max_tokens:
            return dataclasses.replace(prompt, dropped_history=by_format + dropped)
    full = excerpt(task, context, context)
    while context:
        context = context * 3 // 4
        prompt = build((), context)
        if prompt_tokens(prompt, budget) <= budget.max_tokens:
            break
    less = excerpt(task, context, context)
    over = prompt_tokens(prompt, budget) > budget.max_tokens
    return dataclasses.replace(
        prompt,
        dropped_history=len(task.history),
        cut_lines=(full.end_line - full.start_line) - (less.end_line - less.start_line),
        tags=(*prompt.tags, "over_budget") if over else prompt.tags,
    )


def cursor_offset(task: EditTask) -> int | None:
    """Where the cursor stands in the region's text, in characters; None where it stands outside.

    The end of a region that ends the file counts as inside.
    """
    region, cursor = task.region, task.cursor
    lines = split_lines(task.file_text)
    if region.start_line <= cursor.line < region.end_line:
        inside = lines[region.start_line : cursor.line]
        bare = lines[cursor.line].removesuffix("\n").removesuffix("\r")
        return len("".join(inside)) + min(cursor.column, len(bare))
    if cursor.line == region.end_line == len(lines) and (not lines or lines[-1].endswith("\n")):
        return len(task.region_text)
    return 0 if region.start_line == region.end_line == cursor.line else None


def with_cursor(task: EditTask, marker: str, *, always: bool = False) -> str:
    """The region's text with `marker` at the cursor. `always` puts it at the region's start where the cursor
    stands elsewhere, for dialects that never came without one."""
    offset = cursor_offset(task)
    text = task.region_text
    if offset is None:
        return marker + text if always else text
    return text[:offset] + marker + text[offset:]
