"""Runs scored again from their raw completions: to renew them, to check what they state, to merge shards."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codeedit_bench.errors import RunError, UnknownNameError
from codeedit_bench.normalize import scorer_versions, version_differences
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.dataset import Dataset
from codeedit_bench.tasks.records import EditTask, Prediction, RunManifest, Score
from evaluators.metrics import METRICS, STANDARD_METRICS
from evaluators.runs.answer_columns import write_answers
from evaluators.runs.merging import merge_shards
from evaluators.runs.run import Run, open_run, write_manifest
from evaluators.runs.score_files import score_run, write_score_files
from evaluators.runs.selection import tasks_of_run
from evaluators.runs.verification import differences


@dataclass(frozen=True, slots=True)
class Verification:
    """What a run states against what its raw completions score here. True where both are the same."""

    run: Run
    n_tasks: int
    n_scores: int
    differences: tuple[str, ...]
    """A line for each score and each number of the summary that is not as stated."""
    other_scorer: tuple[str, ...]
    """A line for each language whose scorer is another version here than in the run."""

    def __bool__(self) -> bool:
        return not self.differences


def score_again(run: Run, dataset: Dataset, *, metrics: Sequence[str] = (), workers: int = 1) -> Run:
    """Score a run's raw completions with this version's scorer and write the result into the run.

    `metrics` are added to the standard ones; `UnknownNameError` names the nearest of those that there are.
    """
    for name in metrics:
        if name not in METRICS:
            raise UnknownNameError("metric", name, METRICS)
    tasks = tasks_of_run(dataset, run.manifest)
    manifest = dataclasses.replace(run.manifest, scorer_version=scorer_versions(task.language for task in tasks))
    scores, summary = _scored(manifest, tasks, list(run.predictions()), metrics, workers)
    write_score_files(run.path, scores, summary)
    write_manifest(run.path, manifest)
    write_answers(run.path, tasks)
    return open_run(run.path)


def verify(run: Run, dataset: Dataset, *, workers: int = 1) -> Verification:
    """Score a run again and compare with what it states. Nothing is written."""
    tasks = tasks_of_run(dataset, run.manifest)
    stated = run.scores()
    more = [name for name in (stated[0].values if stated else ()) if name in METRICS]
    scores, summary = _scored(run.manifest, tasks, list(run.predictions()), more, workers)
    try:
        stated_summary = run.summary()
    except RunError:
        stated_summary = {}
    here = scorer_versions(task.language for task in tasks)
    return Verification(
        run,
        len(tasks),
        len(scores),
        tuple(differences(stated, scores, stated_summary, summary)),
        tuple(version_differences(run.manifest.scorer_version, here)),
    )


def merge(shards: Sequence[Path], out: Path, dataset: Dataset, *, workers: int = 1) -> Run:
    """The run that `shards` are the shards of, written to `out` and scored."""
    manifest, tasks, predictions = merge_shards(shards, out, dataset)
    scores, summary = _scored(manifest, tasks, predictions, (), workers)
    write_score_files(out, scores, summary)
    write_answers(out, tasks)
    return open_run(out)


def _scored(
    manifest: RunManifest,
    tasks: Sequence[EditTask],
    predictions: Sequence[Prediction],
    metrics: Sequence[str],
    workers: int,
) -> tuple[list[Score], dict[str, Any]]:
    names = tuple(dict.fromkeys([*STANDARD_METRICS, *metrics]))
    with Progress("scores", len(predictions), "answers") as progress:
        return score_run(manifest, tasks, predictions, workers=workers, done=progress.advance, metrics=names)
