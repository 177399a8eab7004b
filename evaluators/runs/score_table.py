"""A run's scores as arrays in the order of given tasks: the one reader for comparisons and the leaderboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from codeedit_bench.errors import PredictionsError, RunError, told
from codeedit_bench.tasks.records import Outcome
from evaluators.runs.scores import SCORES

if TYPE_CHECKING:
    import numpy
    import pyarrow

OUTCOMES: tuple[str, ...] = get_args(Outcome)
_NEEDED = {"task_id", "sample", "outcome", "em_text", "em_layout", "em_code"}


@dataclass(frozen=True, slots=True)
class ScoreTable:
    values: Mapping[str, numpy.ndarray]
    """Metric → float64 [tasks, samples]."""
    outcomes: numpy.ndarray
    """Index into `OUTCOMES`, [tasks, samples]."""


def scored_tasks(path: Path) -> set[str]:
    """The ids of the tasks that the run at `path` has scores of."""
    return set(_columns(path)["task_id"].to_pylist())


def scored_metrics(path: Path) -> set[str]:
    """The metrics that the run at `path` was scored by; none where its scores cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(path / SCORES)
    except (pa.ArrowInvalid, OSError):
        return set()
    return {field.name for field in schema if pa.types.is_floating(field.type)}


def read_score_table(path: Path, task_ids: Sequence[str] | pyarrow.Array, n_samples: int) -> ScoreTable:
    """The scores of the run at `path`, each task and sample exactly once.

    `RunError` where there are none or they cannot be read. `PredictionsError` for an unknown, missing or repeated
    task, and for a number that is not finite.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    file = path / SCORES
    columns = _columns(path)
    ids = columns.pop("task_id")
    known = task_ids if isinstance(task_ids, pa.Array) else pa.array(task_ids, pa.string())
    places = (
        pa.array(np.arange(len(ids))) if ids.equals(known) else pc.index_in(ids, value_set=known.cast(ids.type))
    )
    if places.null_count:
        unknown = ids.filter(places.is_null())[0].as_py()
        raise PredictionsError(f"{file} scores task {unknown!r}, which the data set does not have.")
    samples = columns.pop("sample").to_numpy()
    if samples.min(initial=0) < 0 or samples.max(initial=0) >= n_samples:
        raise PredictionsError(f"{file} has a sample outside 0 … {n_samples - 1}.")
    cells = places.to_numpy().astype("int64") * n_samples + samples
    counts = np.bincount(cells, minlength=len(task_ids) * n_samples)
    if (counts != 1).any():
        bad = int(np.argmax(counts != 1))
        what = "lacks" if counts[bad] == 0 else "repeats"
        raise PredictionsError(
            f"{file} {what} task {known[bad // n_samples]}, sample {bad % n_samples} "
            f"({int((counts == 0).sum()):,} missing of {len(counts):,}). Finish it with `codeedit evaluate`."
        )

    def aligned(values: numpy.ndarray, dtype: Any) -> numpy.ndarray:
        result = np.empty(len(counts), dtype=dtype)
        result[cells] = values
        return result.reshape(len(task_ids), n_samples)

    outcome = pc.index_in(columns.pop("outcome"), value_set=pa.array(OUTCOMES))
    if outcome.null_count:
        raise RunError(f"{file} has an outcome other than {', '.join(OUTCOMES)}.")
    values = {}
    for name, column in columns.items():
        if pa.types.is_floating(column.type):
            values[name] = aligned(column.to_numpy(zero_copy_only=False), np.float64)
            if not np.isfinite(values[name]).all():
                raise PredictionsError(f"{file} has a {name!r} that is not a number. Score the run again.")
    return ScoreTable(values, aligned(outcome.to_numpy(), np.uint8))


def _columns(path: Path) -> dict[str, Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = path / SCORES
    if not file.is_file():
        raise RunError(f"{path} has no {SCORES}. Score it with `codeedit score`.")
    try:
        table = pq.read_table(file)
    except (pa.ArrowInvalid, OSError) as error:
        raise RunError(f"{file} cannot be read as Parquet: {told(error)}.") from error
    missing = _NEEDED - set(table.column_names)
    if missing:
        raise RunError(
            f"{file} lacks the column {sorted(missing)[0]!r}. Score the run again with `codeedit score`."
        )
    return {name: table.column(name).combine_chunks() for name in table.column_names}
