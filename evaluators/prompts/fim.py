"""`fim`: fill in the middle as Qwen2.5-Coder was trained on it; stops as in Zed (edit_prediction/src/fim.rs).

The hole is the whole region. A plain FIM model has no notion of edits. So the history and the region's present
text stand before it as files of the repository. That is our choice and no model's native dialect.
"""

from __future__ import annotations

from collections.abc import Sequence

from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.prompts.dialect import Guard, ended, git_diff, whole_lines
from evaluators.prompts.fitting import excerpt, fit
from evaluators.prompts.format import Budget, Prompt, PromptFormat

CONTEXT_LINES = 60
PREFIX, SUFFIX, MIDDLE = "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"
END_OF_TEXT, REPOSITORY, FILE = "<|endoftext|>", "<|repo_name|>", "<|file_sep|>"
STOPS = (END_OF_TEXT, PREFIX, MIDDLE, SUFFIX)
"""Four: OpenAI-compatible servers take no more."""
_GUARD = Guard(*STOPS, REPOSITORY, FILE, "<|fim_pad|>")


def render(task: EditTask, budget: Budget) -> Prompt:
    name = _GUARD.escape(task.provenance.repository.rstrip("/").rsplit("/", 1)[-1])

    def build(history: Sequence[PriorEdit], context: int) -> Prompt:
        part = excerpt(task, context, context)
        files = [(f"{edit.path}.diff", git_diff(edit)) for edit in history]
        files.append((f"{task.path}.orig", ended(task.region_text)))
        before = "".join(f"{FILE}{_GUARD.escape(path)}\n{_GUARD.escape(text)}" for path, text in files)
        return Prompt(
            text=f"{REPOSITORY}{name}\n{before}{FILE}{_GUARD.escape(task.path)}\n"
            f"{PREFIX}{_GUARD.escape(part.before)}{SUFFIX}{_GUARD.escape(part.after)}{MIDDLE}",
            stop=STOPS,
        )

    return fit(task, budget, build, context=CONTEXT_LINES)


def parse(task: EditTask, completion: str) -> str:
    text = completion
    for stop in (*STOPS, FILE, REPOSITORY, "<|fim_pad|>"):
        text = text.split(stop, 1)[0]
    return whole_lines(task, _GUARD.unescape(text))


def answer(task: EditTask, new_text: str) -> str:  # noqa: ARG001 - the signature that all formats share
    return _GUARD.escape(new_text)


FORMAT = PromptFormat(
    "fim", render, parse, answer, model_tokens=(PREFIX, SUFFIX, MIDDLE, REPOSITORY, FILE, END_OF_TEXT)
)
