"""Everything that the site shows, as CSV, JSON and Parquet.

A cell of the CSV that a spreadsheet would take for a formula is written with an apostrophe before it; names come
from submissions.
"""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluators.statistics.metrics import HEADLINE
from leaderboard.columns import COLUMNS
from leaderboard.entry import Entry, TaskTable
from leaderboard.links import commit_link
from leaderboard.standing import Standing

if TYPE_CHECKING:
    import numpy
    import pyarrow

ROWS = 8192
"""Held in memory at a time."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_downloads(
    site: Path, entries: Sequence[Entry], ranked: Sequence[Standing], shares: numpy.ndarray, table: TaskTable
) -> None:
    """`downloads/{leaderboard,breakdowns,tasks}.{csv,json,parquet}`; `shares`: of systems right, by task."""
    folder = site / "downloads"
    folder.mkdir(exist_ok=True)
    _write(folder / "leaderboard", leaderboard_rows(entries, ranked, table))
    _write(folder / "breakdowns", _breakdown_rows(entries))
    _write(folder / "tasks", _task_rows(shares, table))


def leaderboard_rows(
    entries: Sequence[Entry], ranked: Sequence[Standing], table: TaskTable
) -> list[dict[str, Any]]:
    rows = []
    for entry, standing in sorted(zip(entries, ranked, strict=True), key=lambda pair: -pair[1].estimate.value):
        row: dict[str, Any] = {"rank": standing.shown, "system": entry.manifest.system, "slug": entry.slug}
        row |= {"low": standing.estimate.low, "high": standing.estimate.high}
        row |= {column.key: value for column, value in zip(COLUMNS, entry.columns, strict=True)}
        for language, value in zip(table.languages, entry.languages, strict=True):
            row[f"{HEADLINE}_{language}"] = value
        rows.append(row)
    return rows


def _breakdown_rows(entries: Sequence[Entry]) -> Iterator[dict[str, Any]]:
    names = ("value", "tasks", HEADLINE, "low", "high", "em_text", "edit_similarity")
    return (
        {"system": entry.manifest.system, "slug": entry.slug, "by": by, **dict(zip(names, row, strict=True))}
        for entry in entries
        for by, rows in entry.breakdown.items()
        for row in rows
    )


def _task_rows(shares: numpy.ndarray, table: TaskTable) -> Iterator[dict[str, Any]]:
    return (
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
        for row, share in zip(table.rows, shares, strict=True)
    )


def _write(target: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """The rows in each of the three formats, some thousands at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    clean = ({name: _readable(value) for name, value in row.items()} for row in rows)
    first = list(itertools.islice(clean, ROWS))
    schema = _schema(first)
    with (
        target.with_suffix(".csv").open("w", encoding="utf-8", newline="") as comma_file,
        target.with_suffix(".json").open("w", encoding="utf-8", newline="\n") as json_file,
        pq.ParquetWriter(target.with_suffix(".parquet"), schema, compression="zstd") as parquet,
    ):
        comma = csv.DictWriter(comma_file, fieldnames=schema.names, lineterminator="\n")
        comma.writeheader()
        json_file.write("[")
        between = "\n"
        part = first
        while part:
            comma.writerows({name: _harmless(value) for name, value in row.items()} for row in part)
            for row in part:
                fields = (f"{json.dumps(name)}: {json.dumps(value)}" for name, value in row.items())
                json_file.write(between + " {\n  " + ",\n  ".join(fields) + "\n }")
                between = ",\n"
            parquet.write_table(pa.Table.from_pylist(part, schema=schema))
            part = list(itertools.islice(clean, ROWS))
        json_file.write("\n]\n" if first else "]\n")


def _schema(rows: Sequence[Mapping[str, Any]]) -> pyarrow.Schema:
    """Of the first rows. What none of so many has is a number that later ones may have."""
    import pyarrow as pa

    found = pa.Table.from_pylist(list(rows)).schema
    if len(rows) < ROWS:
        return found
    return pa.schema([pa.field(one.name, pa.float64()) if pa.types.is_null(one.type) else one for one in found])


def _readable(value: Any) -> Any:
    """Lone surrogates, which UTF-8 cannot hold, as escapes."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
