"""`chat`: no marks at all. The edits, the code above and below, and last the block, which the answer
repeats."""

from __future__ import annotations

from collections.abc import Sequence

from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.prompts.chat.fences import answer_fenced, closed_block, fenced
from evaluators.prompts.chat.marks import between, marks
from evaluators.prompts.chat.parts import CONTEXT_LINES, around, cursor_note, edits
from evaluators.prompts.dialect import Guard
from evaluators.prompts.fitting import excerpt, fit
from evaluators.prompts.format import Budget, Message, Prompt, PromptFormat

SYSTEM = """\
You predict the next edit of a developer. You are given their recent edits, oldest first, the code around one \
block \
of a file, and that block. Write what the developer would make of the block next.

Rules:
- Answer with exactly one fenced code block and nothing else. It holds the complete new text of the block, with \
the \
lines that stay as they are. Do not repeat the code above or below it.
- Carry on what the recent edits began: make the same change where the block still needs it, and no other.
- Keep the indentation and the style of the code.
- If nothing in the block would change, repeat it as it is. If all of it would go, answer with an empty code
block."""


def render(task: EditTask, budget: Budget) -> Prompt:
    def build(history: Sequence[PriorEdit], context: int) -> Prompt:
        part = excerpt(task, context, context)
        user = (
            f"Recent edits, oldest first:\n\n{edits(history)}\n"
            f"The block is in `{task.path}` ({task.language}). {around(part)}"
            f"The block to update:\n\n{fenced(part.region)}\n"
            f"{cursor_note(task)}Write the updated block."
        )
        return Prompt(messages=(Message("system", SYSTEM), Message("user", user)))

    return fit(task, budget, build, context=CONTEXT_LINES)


def parse(task: EditTask, completion: str) -> str:
    """The block. The prompt has no marks, and some models write well-known ones all the same."""
    start, end, cursor = marks(task)
    text = between(closed_block(completion), start, end).replace(cursor, "")
    return Guard(start, end, cursor).unescape(text)


def answer(task: EditTask, new_text: str) -> str:
    return answer_fenced(Guard(*marks(task)).escape(new_text))


FORMAT = PromptFormat("chat", render, parse, answer, version=3)
