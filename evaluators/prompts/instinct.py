"""`instinct`: Continue's Instinct (continuedev/instinct, utils/datautils.py), as it was trained: 25 lines either
side, the most recent edit first, diffs without file headers. The editor shows less (1 line above, 5 below).
"""

from __future__ import annotations

from collections.abc import Sequence

from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.prompts.dialect import Guard, hunks, one_span, whole_lines
from evaluators.prompts.fitting import cursor_offset, excerpt, fit
from evaluators.prompts.format import Budget, Message, Prompt, PromptFormat
from evaluators.prompts.wording import wording

CONTEXT_LINES = 25
PREFACE = (
    "Reference the user excerpt, user edits, and the snippets to understand the developer's intent. Update the "
    "editable region of the user excerpt by predicting and completing the changes they would have made next. This "
    "may be a deletion, addition, or modification of code."
)
START = "<|editable_region_start|>"
END = "<|editable_region_end|>"
CURSOR = "<|user_cursor_is_here|>"
_GUARD = Guard(START, END, CURSOR, "<|context_file|>", "<|snippet|>")


def render(task: EditTask, budget: Budget) -> Prompt:
    def build(history: Sequence[PriorEdit], context: int) -> Prompt:
        edits = "".join(
            f'User edited file "{_GUARD.escape(edit.path)}"\n\n'
            f"```diff\n{_GUARD.escape(hunks(edit)).removesuffix(chr(10))}\n```\n\n"
            for edit in reversed(history)
        )
        user = (
            f"{PREFACE}\n\n### Context:\n\n\n\n\n### User Edits:\n\n{edits}### User Excerpt:\n"
            f'"{_GUARD.escape(task.path)}"\n\n{_excerpt(task, context)}'
        )
        return Prompt(messages=(Message("system", wording("instinct_system")), Message("user", user)), stop=(END,))

    return fit(task, budget, build, context=CONTEXT_LINES)


def _excerpt(task: EditTask, context: int) -> str:
    part = excerpt(task, context, context)
    text, offset = task.region_text, cursor_offset(task)
    region = _GUARD.escape(text)
    if offset is not None:
        region = _GUARD.escape(text[:offset]) + CURSOR + _GUARD.escape(text[offset:])
    if region and not region.endswith("\n"):
        region += "\n"
    shown = f"{_GUARD.escape(part.before)}{START}\n{region}{END}\n{_GUARD.escape(part.after)}"
    return shown.removesuffix("\n")


def parse(task: EditTask, completion: str) -> str:
    """The completion is the region; a model that repeats the tags, against its instructions, is understood."""
    text = completion.replace(CURSOR, "")
    span = one_span(text, START, END)
    return whole_lines(task, _GUARD.unescape(text if span is None else span))


def answer(task: EditTask, new_text: str) -> str:  # noqa: ARG001 - the signature that all formats share
    return _GUARD.escape(new_text)


FORMAT = PromptFormat("instinct", render, parse, answer, version=2)
