"""`prompts.jsonl`: what each prompt of a run came to, and what its budget cut."""

from __future__ import annotations

from pathlib import Path

from codeedit_bench.parsing import parse_json
from codeedit_bench.tasks.records import EditTask
from evaluators.prompts.format import Budget, Prompt
from evaluators.runs.journal import json_line

PROMPTS = "prompts.jsonl"
"""One line a task: task_id, tokens, dropped_history, cut_lines, tags."""


def prompt_row(task: EditTask, prompt: Prompt, budget: Budget) -> str:
    shown = prompt.text + "".join(message.content for message in prompt.messages)
    row = {
        "task_id": task.task_id,
        "tokens": budget.count_tokens(shown),
        "dropped_history": prompt.dropped_history,
        "cut_lines": prompt.cut_lines,
        "tags": list(prompt.tags),
    }
    return json_line(row)


def prompt_rows(file: Path) -> dict[str, str]:
    """The lines of a file by task. A damaged line is left out: prompts are made again from their tasks."""
    if not file.exists():
        return {}
    rows = {}
    for line in file.read_bytes().split(b"\n")[:-1]:
        try:
            text = line.decode("utf-8")
            rows[str(parse_json(text)["task_id"])] = text + "\n"
        except (ValueError, TypeError, KeyError, RecursionError):
            continue
    return rows
