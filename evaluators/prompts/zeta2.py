"""`zeta2`: Zed's second model (V0211SeedCoder): the region between merge-conflict lines, then its new text."""

from __future__ import annotations

from codeedit_bench.tasks.records import EditTask
from evaluators.prompts.dialect import Guard, ended, whole_lines
from evaluators.prompts.fitting import cursor_offset
from evaluators.prompts.format import Budget, Prompt, PromptFormat
from evaluators.prompts.seed_coder import CURSOR, MARKERS, MODEL_TOKENS, render_frame

START = "<<<<<<< CURRENT\n"
SEPARATOR = "=======\n"
END = ">>>>>>> UPDATED"
_GUARD = Guard(*MARKERS, START.rstrip(), END)


def render(task: EditTask, budget: Budget) -> Prompt:
    offset, text = cursor_offset(task), task.region_text
    if offset is None:
        shown = _GUARD.escape(text)
    else:
        shown = _GUARD.escape(text[:offset]) + CURSOR + _GUARD.escape(text[offset:])
    region = f"{START}{ended(shown) if shown else ''}{SEPARATOR}"
    return render_frame(task, budget, _GUARD, lambda _: region, (END,))


def parse(task: EditTask, completion: str) -> str:
    """What stands before the end marker; an answer without one is taken whole, as Zed takes it."""
    content = completion.replace(CURSOR, "").partition(END)[0]
    return whole_lines(task, _GUARD.unescape(content))


def answer(task: EditTask, new_text: str) -> str:  # noqa: ARG001 - the signature that all formats share
    return f"{_GUARD.escape(new_text)}{END}\n"


FORMAT = PromptFormat("zeta2", render, parse, answer, version=2, model_tokens=MODEL_TOKENS)
