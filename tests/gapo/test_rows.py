"""Rows to train on: what does not fit is dropped or cut, and words may give way to others."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest

from evaluators.prompts.line import FORMAT
from gapo.config import load_recipe
from gapo.examples.rows import make_examples, with_other_words
from gapo.models.loading import load_model
from tests.gapo.conftest import rename_task

TASKS = [rename_task(number, "train") for number in range(12)]


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return load_model("tiny", load_recipe("tiny_sft", []), [])[1]


@pytest.mark.parametrize(("over_budget", "kept"), [("drop", 0), ("cut", 12)])
def test_a_prompt_over_the_budget_is_dropped_or_loses_its_beginning(
    over_budget: str, kept: int, tokenizer: Any
) -> None:
    whole = make_examples(TASKS, load_recipe("tiny_sft", []), FORMAT, tokenizer)
    recipe = load_recipe("tiny_sft", ["prompt_tokens=4", f"over_budget={over_budget}"])
    made = make_examples(TASKS, recipe, FORMAT, tokenizer)
    assert len(made.rows) == made.counts["kept"] == kept
    assert made.counts["prompt_cut" if kept else "prompt_over_budget"] == 12
    assert len(made.longer_prompts) == 12
    for row in made.rows:
        assert len(tokenizer(row["prompt"], add_special_tokens=False).input_ids) <= 4
        assert whole.rows[row["task_index"]]["prompt"].endswith(row["prompt"])
        assert whole.rows[row["task_index"]]["completion"] == row["completion"]


def test_a_word_of_the_history_gives_way_to_the_same_other_word_everywhere(tokenizer: Any) -> None:
    rows = make_examples(TASKS, load_recipe("tiny_sft", []), FORMAT, tokenizer).rows
    made = with_other_words(rows, 2, seed=7)
    assert made == with_other_words(rows, 2, seed=7) != with_other_words(rows, 2, seed=8)
    assert made[: len(rows)] == rows
    assert len(made) == 3 * len(rows)
    for number, other in enumerate(made[len(rows) :]):
        row = rows[number % len(rows)]
        pairs = list(zip(_words(row), _words(other), strict=True))
        assert len(dict(pairs)) == len(set(pairs)), "a word has two substitutes"
        assert re.sub(r"\w+", "", row["prompt"]) == re.sub(r"\w+", "", other["prompt"])
    assert any(row["prompt"] != other["prompt"] for row, other in zip(rows, made[len(rows) :], strict=False))


def _words(row: dict[str, Any]) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Za-z]+", row["prompt"] + " " + row["completion"])]


@pytest.mark.parametrize("most", [1, 5, 12, 20])
def test_a_run_reads_no_more_tasks_than_it_was_asked_to_train_on(most: int, tokenizer: Any) -> None:
    """A release has a hundred thousand, and a run of a few steps needs a few thousand."""
    recipe = load_recipe("tiny_sft", ["languages=python"])
    other = dataclasses.replace(TASKS[0], language="go")
    tasks = iter([other, *TASKS])
    made = make_examples(tasks, recipe, FORMAT, tokenizer, most=most)
    assert made.rows == make_examples(TASKS, recipe, FORMAT, tokenizer).rows[:most]
    assert made.counts["other_language"] == 1
    assert len(list(tasks)) == max(12 - most, 0)
