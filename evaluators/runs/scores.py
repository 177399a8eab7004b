"""`scores.parquet`: one row a sample, a column for each metric."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from codeedit_bench.errors import RunError, told
from codeedit_bench.files import atomic_path
from codeedit_bench.tasks.records import Score

SCORES = "scores.parquet"


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
        raise RunError(f"{file} cannot be read as Parquet: {told(error)}.") from error
    try:
        return [Score(row.pop("task_id"), row.pop("sample"), row.pop("outcome"), row) for row in rows]
    except KeyError as error:
        raise RunError(
            f"{file} lacks the column {told(error)}. Score the run again with `codeedit score`."
        ) from error
