"""A rollout fits the data set and the processes, whatever their sizes."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeedit_bench.errors import TrainingError
from gapo.config import load_recipe
from gapo.examples.fitting import fit_rollout, length_advice
from gapo.watching.watch import share_of

RECIPE = load_recipe("tiny_grpo")


@given(
    tasks=st.integers(1, 3000),
    processes=st.sampled_from([1, 2, 3, 8]),
    samples=st.integers(2, 16),
    per_step=st.integers(1, 64),
    steps=st.integers(1, 16),
    batch=st.integers(1, 64),
)
def test_a_fitted_rollout_can_be_filled_and_shared(tasks, processes, samples, per_step, steps, batch) -> None:
    recipe = dataclasses.replace(
        RECIPE, samples=samples, prompts_per_step=per_step, steps_per_rollout=steps, device_batch=batch
    )
    try:
        fitted, sentences = fit_rollout(recipe, tasks, processes)
    except TrainingError:
        assert all(prompts * samples % processes for prompts in range(1, tasks + 1)), "none could be shared"
        return
    if tasks >= per_step * steps:
        assert fitted == recipe
        return
    assert fitted.prompts_per_step * fitted.steps_per_rollout <= tasks
    assert fitted.prompts_per_step * samples % (fitted.device_batch * processes) == 0
    assert "made smaller" in sentences[0]


def test_a_step_of_too_few_prompts_for_the_processes_takes_as_many_as_they_need() -> None:
    recipe = dataclasses.replace(RECIPE, samples=2, prompts_per_step=2, steps_per_rollout=5, device_batch=1)
    fitted, _ = fit_rollout(recipe, 9, 3)
    assert (fitted.prompts_per_step, fitted.steps_per_rollout) == (3, 3)


def test_tasks_that_fill_no_rollout_are_counted() -> None:
    recipe = dataclasses.replace(RECIPE, prompts_per_step=4, steps_per_rollout=2)
    assert fit_rollout(recipe, 16, 1)[1] == []
    assert "leaves out 3" in fit_rollout(recipe, 19, 1)[1][0]


def test_the_advised_length_keeps_95_percent() -> None:
    lengths = list(range(1, 201))
    text = length_advice(lengths, 100)
    assert "101 of 200 answers do not fit completion_tokens=100" in text
    advised = int(text.rsplit("completion_tokens=", 1)[1].rstrip("."))
    assert sum(length < advised for length in lengths) >= 0.95 * len(lengths)


@pytest.mark.parametrize(("tasks", "processes"), [(1, 4), (7, 3), (8, 4), (64, 1)])
def test_each_process_answers_as_many_tasks_and_all_are_answered(tasks: int, processes: int) -> None:
    shares = [share_of(tasks, process, processes) for process in range(processes)]
    assert len({len(share) for share in shares}) == 1
    assert sorted(index for share in shares for index in share if index < tasks) == list(range(tasks))
