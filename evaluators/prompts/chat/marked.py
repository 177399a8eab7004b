"""`chat-marked`: the file's excerpt with the region between two marker lines and a mark for the cursor.

The marks occur nowhere in the file, so that no code can imitate them. Models copy them all the same: what stands
between the marker lines is then the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.prompts.chat.fences import Block, answer_fenced, fenced, one_block, whole_line
from evaluators.prompts.chat.parts import CONTEXT_LINES, edits
from evaluators.prompts.dialect import Guard
from evaluators.prompts.fitting import excerpt, fit, with_cursor
from evaluators.prompts.format import Budget, Message, Prompt, PromptFormat

SYSTEM = """\
You predict the next edit of a developer. You are given their recent edits, oldest first, and an excerpt of a \
file with one marked region. Write what the developer would make of that region next.

Rules:
- Answer with exactly one fenced code block and nothing else. It holds the region's complete new text: every line \
between the two marker lines, changed or not, without the marker lines and without the cursor mark.
- Keep the indentation and the style of the code. Change only what follows from the recent edits.
- If the developer would change nothing there, repeat the region as it is. If they would delete all of it, answer \
with an empty block."""


def render(task: EditTask, budget: Budget) -> Prompt:
    start, end, cursor = marks(task)

    def build(history: Sequence[PriorEdit], context: int) -> Prompt:
        part = excerpt(task, context, context)
        marked = with_cursor(task, cursor)
        note = f" `{cursor}` is the cursor." if cursor in marked else ""
        body = f"{part.before}{start}\n{whole_line(marked)}{end}\n{part.after}"
        user = (
            f"Recent edits, oldest first:\n\n{edits(history)}\n"
            f"Lines {part.start_line + 1} to {part.end_line} of `{task.path}` ({task.language}). "
            f"The region stands between the lines `{start}` and `{end}`.{note}\n\n"
            f"{fenced(body)}"
        )
        return Prompt(messages=(Message("system", SYSTEM), Message("user", user)), stop=(end,))

    return fit(task, budget, build, context=CONTEXT_LINES)


def parse(task: EditTask, completion: str) -> str:
    start, end, cursor = marks(task)
    block = one_block(completion)
    if not block.closed and start not in block.text:
        raise UnparseableCompletionError("The answer's code block is not closed.")
    text = between(block, start, end).replace(cursor, "")
    return Guard(start, end, cursor).unescape(text)


def answer(task: EditTask, new_text: str) -> str:
    return answer_fenced(Guard(*marks(task)).escape(new_text))


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


FORMAT = PromptFormat("chat-marked", render, parse, answer)
