"""The pieces that the chat prompts share: the edits, the code around the block, where the cursor stands."""

from __future__ import annotations

from collections.abc import Sequence

from codeedit_bench.lines import split_lines
from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.prompts.chat.fences import fenced
from evaluators.prompts.fitting import Excerpt, cursor_offset

CONTEXT_LINES = 60
"""Lines of the file shown above and below the region, at most."""


def edits(history: Sequence[PriorEdit]) -> str:
    """The edits as fenced diffs, oldest first."""
    return "\n".join(fenced(edit.diff, "diff") for edit in history) or "(none)\n"


def around(part: Excerpt) -> str:
    """The code above and below the block, each in a fence of its own; nothing where there is none."""
    above = f"The code above the block:\n\n{fenced(part.before)}\n" if part.before else ""
    below = f"The code below the block:\n\n{fenced(part.after)}\n" if part.after else ""
    return above + below


def cursor_note(task: EditTask) -> str:
    """A sentence with the number of the block's line that holds the cursor; empty where it stands outside."""
    offset = cursor_offset(task)
    if offset is None or not task.region_text:
        return ""
    line = task.region_text[:offset].count("\n")
    return f"The cursor is in line {min(line, len(split_lines(task.region_text)) - 1) + 1} of the block.\n"
