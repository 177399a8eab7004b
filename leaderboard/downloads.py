"""Everything that the site shows, as CSV, JSON and Parquet.

A cell of the CSV that a spreadsheet would take for a formula is written with an apostrophe before it; names come
from submissions.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluators.statistics.metrics import HEADLINE
from leaderboard.breakdown import breakdown, groups
from leaderboard.columns import COLUMNS
from leaderboard.entry import OUTCOMES, Entry, TaskTable, share_right
from leaderboard.links import commit_link
from leaderboard.standing import Standing

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_downloads(site: Path, entries: Sequence[Entry], ranked: Sequence[Standing], table: TaskTable) -> None:
    """`downloads/{leaderboard,breakdowns,tasks}.{csv,json,parquet}` and `downloads/scores.parquet`."""
    folder = site / "downloads"
    folder.mkdir()
    _write(folder / "leaderboard", leaderboard_rows(entries, ranked, table))
    _write(folder / "breakdowns", _breakdown_rows(entries, table))
    _write(folder / "tasks", _task_rows(entries, table))
    _write_scores(folder / "scores.parquet", entries, table)


def leaderboard_rows(
    entries: Sequence[Entry], ranked: Sequence[Standing], table: TaskTable
) -> list[dict[str, Any]]:
    rows = []
    for entry, standing in sorted(zip(entries, ranked, strict=True), key=lambda pair: -pair[1].estimate.value):
        row: dict[str, Any] = {"rank": str(standing.ranks), "system": entry.manifest.system, "slug": entry.slug}
        row |= {"low": standing.estimate.low, "high": standing.estimate.high}
        row |= {column.key: column.value(entry, table) for column in COLUMNS}
        for number, language in enumerate(table.languages):
            mask = (table.language_numbers == number) & table.asked
            row[f"{HEADLINE}_{language}"] = entry.weighted(HEADLINE, mask, table, table.weighting)
        rows.append(row)
    return rows


def _breakdown_rows(entries: Sequence[Entry], table: TaskTable) -> list[dict[str, Any]]:
    grouped = groups(table)
    names = ("value", "tasks", HEADLINE, "low", "high", "em_text", "edit_similarity")
    return [
        {"system": entry.manifest.system, "slug": entry.slug, "by": by, **dict(zip(names, row, strict=True))}
        for entry in entries
        for by, rows in breakdown(entry, table, grouped).items()
        for row in rows
    ]


def _task_rows(entries: Sequence[Entry], table: TaskTable) -> list[dict[str, Any]]:
    return [
        {
            "task_id": row.task_id,
            "language": row.language,
            "edit_kind": row.edit_kind,
            "difficulty": row.difficulty,
            "tier": row.tier,
            "path": row.path,
            "line": row.start_line + 1,
            "repository": row.repository,
            "commit": row.commit,
            "commit_link": commit_link(row.repository, row.commit),
            "author_time": row.author_time,
            "history_length": row.history_length,
            "no_edit": row.no_edit,
            "share_right": round(float(share), 4),
        }
        for row, share in zip(table.rows, share_right(entries), strict=True)
    ]


def _write(target: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    clean = [{name: _readable(value) for name, value in row.items()} for row in rows]
    with target.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(clean[0]) if clean else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _harmless(value) for name, value in row.items()} for row in clean)
    with target.with_suffix(".json").open("w", encoding="utf-8", newline="\n") as file:
        json.dump(clean, file, ensure_ascii=True, indent=1)
        file.write("\n")
    pq.write_table(pa.Table.from_pylist(clean), target.with_suffix(".parquet"), compression="zstd")


def _readable(value: Any) -> Any:
    """Lone surrogates, which UTF-8 cannot hold, as escapes."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _write_scores(target: Path, entries: Sequence[Entry], table: TaskTable) -> None:
    """One row for each system, task and sample; a row group for each system, so that one can be read alone."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    metrics = sorted({name for entry in entries for name in entry.values})
    ids = pa.array([row.task_id for row in table.rows]).dictionary_encode()
    outcomes = pa.array(OUTCOMES)
    text = pa.dictionary(pa.int32(), pa.string())
    fields = [("system", text), ("task_id", text), ("sample", pa.int32()), ("outcome", text)]
    schema = pa.schema([*fields, *((name, pa.float32()) for name in metrics)])
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for entry in entries:
            n_tasks, n_samples = entry.outcomes.shape
            size = n_tasks * n_samples
            system = pa.DictionaryArray.from_arrays(np.zeros(size, dtype=np.int32), [entry.slug])
            task = pa.DictionaryArray.from_arrays(
                np.repeat(np.arange(n_tasks, dtype=np.int32), n_samples), ids.dictionary
            )
            sample = pa.array(np.tile(np.arange(n_samples, dtype=np.int32), n_tasks))
            outcome = pa.DictionaryArray.from_arrays(entry.outcomes.ravel().astype(np.int32), outcomes)
            values = [
                pa.array(entry.values[name].ravel()) if name in entry.values else pa.nulls(size, pa.float32())
                for name in metrics
            ]
            writer.write_table(pa.Table.from_arrays([system, task, sample, outcome, *values], schema=schema))
