"""`scores.parquet`, `summary.json`: derived from a run's raw completions, and made again by `codeedit score`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from codeedit_bench.errors import RunError
from codeedit_bench.files import atomic_path, write_json
from codeedit_bench.tasks.records import EditTask, Prediction, RunManifest, Score
from evaluators.metrics import STANDARD_METRICS
from evaluators.prompts import FORMATS
from evaluators.runs.run import SCORES
from evaluators.scoring import pair_up, read_completion, score_all
from evaluators.statistics.summary import summarise

SUMMARY = "summary.json"


def write_scores(path: Path, scores: Sequence[Score]) -> None:
    """One row a sample: task_id, sample, outcome and a column for each metric."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = list(scores[0].values) if scores else []
    columns: dict[str, Any] = {
        "task_id": pa.array([score.task_id for score in scores], pa.string()),
        "sample": pa.array([score.sample for score in scores], pa.int32()),
        "outcome": pa.array([score.outcome for score in scores], pa.string()),
    }
    for name in names:
        columns[name] = pa.array([score.values[name] for score in scores], pa.float64())
    with atomic_path(path) as temporary:
        pq.write_table(pa.table(columns), temporary, compression="zstd")


def read_scores(path: Path) -> list[Score]:
    """The scores of a run's folder; `RunError` if it has none or they cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = path / SCORES
    if not file.is_file():
        raise RunError(f"{path} has no {SCORES}. Score it with `codeedit score`.")
    try:
        rows = pq.read_table(file).to_pylist()
    except (pa.ArrowInvalid, OSError) as error:
        raise RunError(f"{file} cannot be read as Parquet: {error}") from error
    try:
        return [Score(row.pop("task_id"), row.pop("sample"), row.pop("outcome"), row) for row in rows]
    except KeyError as error:
        raise RunError(f"{file} lacks the column {error}. Score the run again with `codeedit score`.") from error


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
