"""Predictions to scores. The same metric functions serve the leaderboard and, as rewards, the trainer."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial

from codeedit_bench.errors import PredictionsError, UnparseableCompletionError
from codeedit_bench.tasks.records import EditTask, Outcome, Prediction, Score
from evaluators.children import end_with_parent
from evaluators.metrics import METRICS, STANDARD_METRICS, Metric
from evaluators.prompts.format import PromptFormat

_CHUNK = 64
_WORTH_PROCESSES = 400
"""Predictions below which starting processes costs more than it saves."""


@cache
def metric_functions(names: tuple[str, ...] = STANDARD_METRICS) -> Mapping[str, Metric]:
    """The functions of these metrics, in their order; `UnknownNameError` for one that is in no table."""
    return {name: METRICS.load(name) for name in names}


def outcome_of(prediction: Prediction) -> Outcome:
    """What became of a sample. A cut-off answer counts as truncated even where its beginning could be read."""
    if prediction.finish_reason == "error":
        return "failed"
    if prediction.finish_reason == "length":
        return "truncated"
    if prediction.finish_reason in ("refusal", "content_filter"):
        return "refused"
    return "scored" if prediction.text is not None else "unparseable"


def score_prediction(task: EditTask, prediction: Prediction, metrics: tuple[str, ...] = STANDARD_METRICS) -> Score:
    """One prediction by these metrics; every outcome but `scored` is worth 0 in all of them."""
    outcome = outcome_of(prediction)
    values = {
        name: float(metric(task, prediction.text)) if outcome == "scored" and prediction.text is not None else 0.0
        for name, metric in metric_functions(metrics).items()
    }
    return Score(prediction.task_id, prediction.sample, outcome, values)


def read_completion(task: EditTask, prompt_format: PromptFormat, prediction: Prediction) -> Prediction:
    """The prediction with its text read again from the raw completion."""
    text: str | None = None
    if prediction.finish_reason != "error":
        try:
            text = prompt_format.parse(task, prediction.completion)
        except UnparseableCompletionError:
            text = None
    return dataclasses.replace(prediction, text=text)


def pair_up(
    tasks: Mapping[str, EditTask], predictions: Iterable[Prediction], *, n_samples: int
) -> list[tuple[EditTask, Prediction]]:
    """Every task with each of its samples, in the tasks' order; `PredictionsError` names what does not fit."""
    found: dict[tuple[str, int], Prediction] = {}
    for prediction in predictions:
        key = (prediction.task_id, prediction.sample)
        if prediction.task_id not in tasks:
            raise PredictionsError(
                f"There is a prediction for task {prediction.task_id!r}, which is not among the run's tasks."
            )
        if not 0 <= prediction.sample < n_samples:
            raise PredictionsError(
                f"Task {prediction.task_id} has a sample {prediction.sample}; the run has {n_samples} a task."
            )
        if key in found:
            raise PredictionsError(f"Task {prediction.task_id} has sample {prediction.sample} twice.")
        found[key] = prediction
    missing = [
        (task_id, sample) for task_id in tasks for sample in range(n_samples) if (task_id, sample) not in found
    ]
    if missing:
        raise PredictionsError(
            f"Task {missing[0][0]}, sample {missing[0][1]} has no prediction ({len(missing)} missing). "
            "Finish the run: the same `codeedit evaluate` command goes on where it stopped."
        )
    return [(task, found[task_id, sample]) for task_id, task in tasks.items() for sample in range(n_samples)]


def score_all(
    pairs: Sequence[tuple[EditTask, Prediction]],
    *,
    workers: int = 1,
    done: Callable[[int], None] = lambda _: None,
    metrics: tuple[str, ...] = STANDARD_METRICS,
) -> list[Score]:
    """The scores of `pairs` in their order. Parsing does not run in parallel across threads: processes do it.

    Equal answers to one task are scored once. `done` is told how many more are scored.
    """
    chunks = [pairs[start : start + _CHUNK] for start in range(0, len(pairs), _CHUNK)]
    scores: list[Score] = []
    for part in _scored(chunks, metrics, workers if len(pairs) >= _WORTH_PROCESSES else 1):
        scores.extend(part)
        done(len(part))
    return scores


def _scored(
    chunks: list[Sequence[tuple[EditTask, Prediction]]], metrics: tuple[str, ...], workers: int
) -> Iterator[list[Score]]:
    score = partial(_score_chunk, metrics=metrics)
    if workers <= 1:
        yield from map(score, chunks)
        return
    # Spawned, not forked: the parent may hold threads of torch or of a tokenizer.
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, spawned, initializer=end_with_parent, initargs=(os.getpid(),)) as pool:
        yield from pool.map(score, chunks)


def _score_chunk(chunk: Sequence[tuple[EditTask, Prediction]], metrics: tuple[str, ...]) -> list[Score]:
    known: dict[tuple[str, str | None, str], Score] = {}
    scores = []
    for task, prediction in chunk:
        key = (task.task_id, prediction.text, prediction.finish_reason)
        if key not in known:
            known[key] = score_prediction(task, prediction, metrics)
        scores.append(dataclasses.replace(known[key], sample=prediction.sample))
    return scores
