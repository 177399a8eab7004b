"""`region`: the prompt is the region's text and the completion its new text, verbatim. For no-model baselines."""

from __future__ import annotations

from codeedit_bench.tasks.records import EditTask
from evaluators.prompts.format import Budget, Prompt, PromptFormat


def render(task: EditTask, budget: Budget) -> Prompt:  # noqa: ARG001 - the signature that all formats share
    return Prompt(text=task.region_text)


def parse(task: EditTask, completion: str) -> str:  # noqa: ARG001 - the signature that all formats share
    return completion


def answer(task: EditTask, new_text: str) -> str:  # noqa: ARG001 - the signature that all formats share
    return new_text


FORMAT = PromptFormat("region", render, parse, answer)
