"""`scores.parquet`, `summary.json`: derived from a run's raw completions, and made again by `codeedit score`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from codeedit_bench.files import write_json
from codeedit_bench.tasks.records import EditTask, Prediction, RunManifest, Score
from evaluators.metrics import STANDARD_METRICS
from evaluators.prompts import FORMATS
from evaluators.runs.run import SUMMARY
from evaluators.runs.scores import SCORES, read_scores, write_scores
from evaluators.scoring import pair_up, read_completion, score_all
from evaluators.statistics.summary import summarise

__all__ = ["SUMMARY", "read_scores", "score_run", "write_score_files", "write_scores"]


def score_run(
    manifest: RunManifest,
    tasks: Sequence[EditTask],
    predictions: Sequence[Prediction],
    *,
    workers: int = 1,
    done: Callable[[int], None] = lambda _: None,
    metrics: tuple[str, ...] = STANDARD_METRICS,
) -> tuple[list[Score], dict[str, Any]]:
    """Scores and summary of a run from its raw completions alone: what they were read as before does not count."""
    prompt_format = FORMATS.load(manifest.prompt_format)
    by_id: Mapping[str, EditTask] = {task.task_id: task for task in tasks}
    pairs = [
        (task, read_completion(task, prompt_format, prediction))
        for task, prediction in pair_up(by_id, predictions, n_samples=manifest.n_samples)
    ]
    scores = score_all(pairs, workers=workers, done=done, metrics=metrics)
    return scores, summarise(manifest, tasks, scores, [prediction for _, prediction in pairs])


def write_score_files(path: Path, scores: Sequence[Score], summary: dict[str, Any]) -> None:
    write_scores(path / SCORES, scores)
    write_json(path / SUMMARY, summary)
