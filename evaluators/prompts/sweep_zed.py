"""`sweep-zed`: Sweep's models as Zed asks them (`zed-industries/zed`, crates/edit_prediction/src/sweep_prompt.rs).

No line numbers, recent changes as `.diff` blocks with their context, three at most. An empty answer means no edit.
"""

from __future__ import annotations

from collections.abc import Sequence

from codeedit_bench.lines import split_lines
from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.prompts.dialect import Guard, ended, hunks, whole_lines, without_history
from evaluators.prompts.fitting import fit
from evaluators.prompts.format import Budget, Prompt, PromptFormat

FILE_SEPARATOR = "<|file_sep|>"
END = "</s>"
MAX_CHANGES = 3
MAX_CHANGE_LINES = 40
_GUARD = Guard(FILE_SEPARATOR, END)


def render(task: EditTask, budget: Budget) -> Prompt:
    original, _ = without_history(task, task.region.start_line, task.region.end_line)

    def build(history: Sequence[PriorEdit], context: int) -> Prompt:  # noqa: ARG001 - has no context to cut
        blocks = [_block(f"{edit.path}.diff", _change(edit)) for edit in history]
        blocks += [
            _block(f"original/{task.path}", original),
            _block(f"current/{task.path}", task.region_text),
        ]
        text = "".join(blocks) + f"{FILE_SEPARATOR}updated/{_GUARD.escape(task.path)}\n"
        return Prompt(text=text, stop=(FILE_SEPARATOR, END))

    return fit(task, budget, build, context=0, history=task.history[-MAX_CHANGES:])


def parse(task: EditTask, completion: str) -> str:
    text = completion
    for stop in (FILE_SEPARATOR, END):
        text = text.split(stop, 1)[0]
    if not text:
        return task.region_text
    if not text.strip("\n"):
        return text[1:]
    return whole_lines(task, _GUARD.unescape(text))


def answer(task: EditTask, new_text: str) -> str:  # noqa: ARG001 - the signature that all formats share
    return _GUARD.escape(new_text) if new_text.strip("\n") else new_text + "\n"


def _block(path: str, content: str) -> str:
    return f"{FILE_SEPARATOR}{_GUARD.escape(path)}\n{ended(_GUARD.escape(content))}"


def _change(edit: PriorEdit) -> str:
    body = [line for line in split_lines(hunks(edit)) if line[:1] in ("+", "-", " ")]
    original = _limited([line[1:] for line in body if line[0] != "+"])
    updated = _limited([line[1:] for line in body if line[0] != "-"])
    return f"original:\n{ended(original)}updated:\n{updated}"


def _limited(lines: list[str]) -> str:
    """The first 20 and the last 19 of more than 40 lines, without the last newline."""
    if len(lines) > MAX_CHANGE_LINES:
        head = MAX_CHANGE_LINES // 2
        lines = [*lines[:head], "...\n", *lines[len(lines) - (MAX_CHANGE_LINES - head - 1) :]]
    return "".join(lines).removesuffix("\n")


FORMAT = PromptFormat("sweep-zed", render, parse, answer, model_tokens=(FILE_SEPARATOR,))
