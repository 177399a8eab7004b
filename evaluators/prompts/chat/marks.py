"""Marker lines around a region and the mark of the cursor: one format writes them, models copy them anywhere."""

from __future__ import annotations

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.tasks.records import EditTask
from evaluators.prompts.chat.fences import Block


def marks(task: EditTask) -> tuple[str, str, str]:
    """The start line, the end line and the cursor mark for a task: such as its file and history do not hold."""
    shown = task.file_text + "".join(edit.diff for edit in task.history)
    start, end, cursor = (_unused(shown, word) for word in ("REGION START", "REGION END", "CURSOR"))
    return start, end, cursor


def between(block: Block, start: str, end: str) -> str:
    """What stands between the marker lines, where an answer repeats them.

    An open block with the start marker was ended by the stop string, which is the end marker.
    `UnparseableCompletionError` where one of them is missing and code stands on both sides of the other: nothing
    tells where the region begins or ends.
    """
    text = block.text
    if start in text:
        before, _, text = text.rpartition(start)
        text = text.removeprefix("\r").removeprefix("\n")
        if end not in text and before.strip() and block.closed:
            raise UnparseableCompletionError("The answer begins before the region and does not say where it ends.")
    elif end in text and text.partition(end)[2].strip():
        raise UnparseableCompletionError("The answer goes on after the region and does not say where it begins.")
    return text.partition(end)[0]


def _unused(text: str, word: str) -> str:
    """`<<<WORD>>>`, numbered if the text already holds it."""
    marker, number = f"<<<{word}>>>", 1
    while marker in text:
        number += 1
        marker = f"<<<{word} {number}>>>"
    return marker
