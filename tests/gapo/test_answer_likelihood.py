"""How probable an answer is to a model: `benchmarks/answer_likelihood.py` agrees with what the model generates."""

from __future__ import annotations

import dataclasses

import pytest

from benchmarks.answer_likelihood import Judge, changed_place
from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.tasks.records import EditTask
from evaluators.backends.backend import Request
from evaluators.backends.transformers import Transformers
from evaluators.prompts import FORMATS
from evaluators.prompts.format import Budget
from tests.gapo.conftest import rename_task

LINE = FORMATS.load("line")


@pytest.fixture(scope="module")
def answered() -> list[tuple[EditTask, str]]:
    """Tasks with what the shipped model answers them greedily."""
    backend = Transformers("tiny", dtype="bfloat16", batch_size=1)
    tasks = {task.task_id: task for task in (rename_task(number, "validation") for number in range(6))}
    budget = Budget(512, backend.count_tokens() or len)
    asked = [Request(task, 0, LINE.render(task, budget), 40, 0.0, seed=0) for task in tasks.values()]
    found = []
    for completion in backend.generate(asked):
        task = tasks[completion.task_id]
        try:
            found.append((task, LINE.parse(task, completion.text)))
        except UnparseableCompletionError:
            continue
    return found


def test_an_answer_is_exact_where_the_model_would_give_it_greedily(answered: list[tuple[EditTask, str]]) -> None:
    judge = Judge("tiny", "line", 512)
    assert len(answered) > 3
    for task, text in answered:
        own = judge.judge(dataclasses.replace(task, reference=text))
        assert (own["exact"], own["first"]) == (1.0, 1.0)
        other = judge.judge(dataclasses.replace(task, reference=text.replace("(", "(not_") + "# and more\n"))
        assert other["exact"] == 0.0
        assert other["probability"] < own["probability"]


def test_the_changed_lines_are_found_in_the_answer() -> None:
    task = rename_task(1, "validation")
    answer = f"Here it is:\n```\n{task.reference}```\n"
    start, end = changed_place(task, answer)
    assert answer[start:end] == task.reference


def test_a_deletion_is_told_by_the_line_after_it() -> None:
    task = dataclasses.replace(rename_task(1, "validation"), file_text="first\nsecond\nthird\n")
    task = dataclasses.replace(task, region=dataclasses.replace(task.region, start_line=0, end_line=3))
    task = dataclasses.replace(task, reference="first\nthird\n")
    start, end = changed_place(task, task.reference)
    assert task.reference[start:end] == "third\n"
