"""Runs and tasks from disk, checked against each other before anything is built."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codeedit_bench.errors import DatasetError, PredictionsError, RunError
from codeedit_bench.normalize import version_differences
from codeedit_bench.tasks.dataset import Dataset
from evaluators.runs.run import SCORES, Run, open_run
from leaderboard.entry import OUTCOMES, Entry, TaskTable, task_row

if TYPE_CHECKING:
    import numpy

VERIFICATION = "verification.json"
"""In a run that `codeedit leaderboard add` accepted: when, by which scorer, from which archive."""

_TASK_ID = re.compile(r"[0-9a-f]{20}")


def open_runs(paths: Sequence[Path], dataset: Dataset) -> list[Run]:
    """Open the runs; `RunError` where one answered another data set, split or number of tasks than the rest."""
    runs = [open_run(path) for path in paths]
    if not runs:
        raise RunError("There is no run to show. Name the folders that `codeedit evaluate` wrote.")
    for run in runs:
        if run.manifest.dataset_hash != dataset.content_hash:
            raise RunError(
                f"{run.path} was evaluated on data set {run.manifest.dataset_hash[:12]}…, "
                f"but {dataset.path} is {dataset.content_hash[:12]}…. "
                "Scores of different data sets are not comparable: leave the run out, or evaluate it again."
            )
    for attribute, noun in (("split", "split"), ("n_tasks", "number of tasks")):
        seen = {getattr(run.manifest, attribute): run for run in runs}
        if len(seen) > 1:
            described = ", ".join(f"{run.path.name}: {value}" for value, run in seen.items())
            raise RunError(f"The runs differ in their {noun} ({described}). Show one at a time.")
    for run in runs[1:]:
        if differing := version_differences(runs[0].manifest.scorer_version, run.manifest.scorer_version):
            raise RunError(
                f"{runs[0].path.name} and {run.path.name} differ in their scorer ({'; '.join(differing)}). "
                "Score them again with `codeedit score`."
            )
    return runs


def read_tasks(dataset: Dataset, run: Run) -> TaskTable:
    """The tasks that `run` answered, in the order of their ids: its split, or the part that it was limited to."""
    split = run.manifest.split
    rows = sorted((task_row(task) for task in dataset.tasks(split)), key=lambda row: row.task_id)
    if len(rows) > run.manifest.n_tasks:
        answered = set(_score_columns(run)["task_id"].to_pylist())
        rows = [row for row in rows if row.task_id in answered]
    if not rows:
        raise DatasetError(f"{dataset.path} has no tasks in its split {split!r}.")
    strange = next((row.task_id for row in rows if not _TASK_ID.fullmatch(row.task_id)), None)
    if strange is not None:
        raise DatasetError(f"{dataset.path} has a task id {strange!r}; an id is 20 hex digits.")
    return TaskTable(rows, split, dataset.name, dataset.content_hash)


def slugs(systems: Sequence[str]) -> list[str]:
    """A lower-case name per system, fit for files and addresses; repeated ones are numbered."""
    counts: Counter[str] = Counter()
    names = []
    for system in systems:
        name = re.sub(r"[^a-z0-9]+", "-", system.lower()).strip("-")[:60] or "system"
        counts[name] += 1
        names.append(name if counts[name] == 1 else f"{name}~{counts[name]}")
    return names


def read_entry(run: Run, slug: str, table: TaskTable) -> Entry:
    """The scores of a run, in the order of the task table.

    `PredictionsError` names an unknown, missing or repeated task.
    """
    import numpy as np

    n_samples = run.manifest.n_samples
    columns = _score_columns(run)
    places = _task_places(run, columns, table)
    samples = columns["sample"].to_numpy()
    if samples.min(initial=0) < 0 or samples.max(initial=0) >= n_samples:
        raise PredictionsError(f"{run.path / SCORES} has a sample outside 0 … {n_samples - 1}.")
    cells = places * n_samples + samples
    counts = np.bincount(cells, minlength=len(table) * n_samples)
    if (counts != 1).any():
        bad = int(np.argmax(counts != 1))
        task = table.rows[bad // n_samples].task_id
        what = "lacks" if counts[bad] == 0 else "repeats"
        raise PredictionsError(
            f"{run.path / SCORES} {what} task {task}, sample {bad % n_samples} "
            f"({int((counts == 0).sum()):,} missing of {len(counts):,}). Finish it with `codeedit evaluate`."
        )

    def aligned(values: numpy.ndarray, dtype: Any) -> numpy.ndarray:
        result = np.empty(len(counts), dtype=dtype)
        result[cells] = values
        return result.reshape(len(table), n_samples)

    import pyarrow as pa
    import pyarrow.compute as pc

    outcome = pc.index_in(columns.pop("outcome"), value_set=pa.array(OUTCOMES)).to_pandas()
    if outcome.isna().any():
        raise RunError(f"{run.path / SCORES} has an outcome other than {', '.join(OUTCOMES)}.")
    values = {
        name: aligned(column.to_numpy(), np.float32)
        for name, column in columns.items()
        if name not in ("task_id", "sample") and pa.types.is_floating(column.type)
    }
    return Entry(
        slug=slug,
        path=run.path,
        manifest=run.manifest,
        values=values,
        outcomes=aligned(outcome.to_numpy(), np.uint8),
        verified=is_verified(run),
    )


def _score_columns(run: Run) -> dict[str, Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = run.path / SCORES
    if not file.is_file():
        raise RunError(f"{run.path} has no {SCORES}. Score it with `codeedit score`.")
    try:
        table = pq.read_table(file)
    except (pa.ArrowInvalid, OSError) as error:
        raise RunError(f"{file} cannot be read as Parquet: {error}") from error
    missing = {"task_id", "sample", "outcome", "em_text", "em_layout", "em_code"} - set(table.column_names)
    if missing:
        raise RunError(
            f"{file} lacks the column {sorted(missing)[0]!r}. Score the run again with `codeedit score`."
        )
    return {name: table.column(name).combine_chunks() for name in table.column_names}


def _task_places(run: Run, columns: dict[str, Any], table: TaskTable) -> numpy.ndarray:
    import pyarrow as pa
    import pyarrow.compute as pc

    ids = columns["task_id"]
    places = pc.index_in(ids, value_set=pa.array([row.task_id for row in table.rows]))
    if places.null_count:
        unknown = ids.filter(places.is_null())[0].as_py()
        raise PredictionsError(f"{run.path / SCORES} scores task {unknown!r}, which the data set does not have.")
    numbers: numpy.ndarray = places.to_numpy().astype("int64")
    return numbers


def came_in(path: Path) -> bool:
    """Whether the run at `path` came in through `codeedit leaderboard add`: a stranger made it."""
    return (path / VERIFICATION).exists()


def is_verified(run: Run) -> bool:
    """Whether the run came in through `codeedit leaderboard add` and was scored by the scorer it states."""
    try:
        record = json.loads((run.path / VERIFICATION).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(record, dict) and record.get("scorer_version") == run.manifest.scorer_version
