"""`chat-marked`: the file's excerpt with the region between two marker lines and a mark for the cursor.

The marks occur nowhere in the file, so that no code can imitate them. Models copy them all the same: what stands
between the marker lines is then the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.prompts.chat.fences import answer_fenced, fenced, one_block, whole_line
from evaluators.prompts.chat.marks import between, marks
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


FORMAT = PromptFormat("chat-marked", render, parse, answer, version=2)
