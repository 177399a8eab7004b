"""`mercury`: Inception's Mercury Coder as Zed asks it (zed-industries/zed, crates/edit_prediction/src/mercury.rs):
one user message; a fenced block, or `None` for no edit.
"""

from __future__ import annotations

from collections.abc import Sequence

from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.prompts.chat.fences import answer_fenced, closed_block
from evaluators.prompts.chat.thinking import without_thinking
from evaluators.prompts.dialect import Guard, context_within, git_diff
from evaluators.prompts.fitting import cursor_offset, excerpt, fit
from evaluators.prompts.format import Budget, Message, Prompt, PromptFormat

CONTEXT_TOKENS = 150
CURSOR = "<|cursor|>"
_SECTIONS = (
    "recently_viewed_code_snippets",
    "recently_viewed_code_snippet",
    "current_file_content",
    "code_to_edit",
    "edit_diff_history",
)
_GUARD = Guard(CURSOR, *(f"<|{slash}{name}|>" for name in _SECTIONS for slash in ("", "/")))
_NO_EDIT = "None"


def render(task: EditTask, budget: Budget) -> Prompt:
    text, offset = task.region_text, cursor_offset(task)
    region = _GUARD.escape(text)
    if offset is not None:
        region = _GUARD.escape(text[:offset]) + CURSOR + _GUARD.escape(text[offset:])

    def build(history: Sequence[PriorEdit], context: int) -> Prompt:
        part = excerpt(task, context, context)
        current = (
            f"current_file_path: {_GUARD.escape(task.path)}\n{_GUARD.escape(part.before)}"
            f"{_section('code_to_edit', region.removesuffix(chr(10)))}{_GUARD.escape(part.after)}"
        )
        edits = "".join(_GUARD.escape(git_diff(edit)) for edit in history)
        user = (
            _section("recently_viewed_code_snippets", "")
            + _section("current_file_content", current)
            + _section("edit_diff_history", edits)
        )
        return Prompt(messages=(Message("user", user),))

    return fit(task, budget, build, context=context_within(task, CONTEXT_TOKENS))


def parse(task: EditTask, completion: str) -> str:
    if without_thinking(completion).strip().strip("`").strip() == _NO_EDIT:
        return task.region_text
    return _GUARD.unescape(closed_block(completion).text.replace(CURSOR, ""))


def answer(task: EditTask, new_text: str) -> str:
    return _NO_EDIT if new_text == task.region_text else answer_fenced(_GUARD.escape(new_text))


def _section(name: str, content: str) -> str:
    return f"<|{name}|>\n{content}\n<|/{name}|>\n"


FORMAT = PromptFormat("mercury", render, parse, answer, version=2)
