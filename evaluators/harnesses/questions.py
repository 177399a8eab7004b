"""One exported task: the prompt as a harness asks it, and all that scoring its answer needs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codeedit_bench.errors import DatasetError, told
from codeedit_bench.parsing import parse_json
from codeedit_bench.tasks.records import EditTask, Prediction, Score
from codeedit_bench.tasks.storage import from_row, to_row
from evaluators.prompts import FORMATS
from evaluators.prompts.format import Prompt
from evaluators.runs.journal import json_line
from evaluators.scoring import read_completion, score_prediction
from evaluators.statistics.metrics import EXACT_MATCHES

QUESTIONS = "questions.jsonl"
METRICS = (*EXACT_MATCHES, "edit_similarity")


@dataclass(frozen=True, slots=True)
class Question:
    task: EditTask
    prompt_format: str
    messages: tuple[tuple[str, str], ...]
    """Role and content; empty for a plain prompt."""
    text: str
    """A plain prompt; of messages, all contents under each other, for harnesses that take one text."""
    stop: tuple[str, ...]
    row: Mapping[str, Any]
    """What it was read from."""


def question_line(task: EditTask, prompt_format: str, prompt: Prompt) -> str:
    """A line of `questions.jsonl`. The task stands in it as JSON text, so that every line has the same columns."""
    messages = [[message.role, message.content] for message in prompt.messages]
    return json_line(
        {
            "task_id": task.task_id,
            "prompt_format": prompt_format,
            "messages": messages,
            "text": prompt.text or "\n\n".join(content for _, content in messages),
            "stop": list(prompt.stop),
            "task": json.dumps(to_row(task)),
        }
    )


def question_of(row: Mapping[str, Any]) -> Question:
    """The question of one row; `DatasetError` where another version wrote it."""
    try:
        return Question(
            from_row(EditTask, parse_json(row["task"])),
            row["prompt_format"],
            tuple((role, content) for role, content in row["messages"]),
            row["text"],
            tuple(row["stop"]),
            row,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DatasetError(
            f"A line of {QUESTIONS} is not a question of this version ({told(error)}). Export the data set again."
        ) from error


def read_questions(folder: Path) -> Iterator[Question]:
    """The questions that `codeedit export` wrote into a folder."""
    with (folder / QUESTIONS).open(encoding="utf-8") as lines:
        for line in lines:
            yield question_of(parse_json(line))


def score_answer(question: Question, completion: str, *, cut_off: bool = False) -> Score:
    """A completion by `METRICS`, as `codeedit evaluate` scores it. One that met its limit is worth 0."""
    raw = Prediction(
        task_id=question.task.task_id,
        sample=0,
        completion=completion,
        text=None,
        finish_reason="length" if cut_off else "stop",
        prompt_tokens=0,
        completion_tokens=0,
        seconds=0.0,
    )
    answer = read_completion(question.task, FORMATS.load(question.prompt_format), raw)
    return score_prediction(question.task, answer, METRICS)
