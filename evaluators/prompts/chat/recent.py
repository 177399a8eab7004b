"""`chat-recent`: as `chat`, with the latest edit next to the block, so that a small model looks at both."""

from __future__ import annotations

from collections.abc import Sequence

from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.prompts.chat.fences import fenced
from evaluators.prompts.chat.parts import CONTEXT_LINES, around, cursor_note, edits
from evaluators.prompts.chat.plain import SYSTEM, answer, parse
from evaluators.prompts.fitting import excerpt, fit
from evaluators.prompts.format import Budget, Message, Prompt, PromptFormat


def render(task: EditTask, budget: Budget) -> Prompt:
    return fit(task, budget, lambda history, context: build(task, history, context), context=CONTEXT_LINES)


def build(task: EditTask, history: Sequence[PriorEdit], context: int) -> Prompt:
    return Prompt(messages=(Message("system", SYSTEM), Message("user", question(task, history, context))))


def question(task: EditTask, history: Sequence[PriorEdit], context: int) -> str:
    part = excerpt(task, context, context)
    older = f"Earlier edits, oldest first:\n\n{edits(history[:-1])}\n" if history[:-1] else ""
    latest = f"The latest edit:\n\n{edits(history[-1:])}\n" if history else ""
    return (
        f"{older}The block is in `{task.path}` ({task.language}). {around(part)}{latest}"
        f"The block to update:\n\n{fenced(part.region)}\n"
        f"{cursor_note(task)}Write the updated block."
    )


FORMAT = PromptFormat("chat-recent", render, parse, answer, version=2)
