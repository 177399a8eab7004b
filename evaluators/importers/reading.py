"""Files of sets, read with one clear sentence where they are not what they should be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from codeedit_bench.errors import DatasetError, told
from codeedit_bench.parsing import parse_json, read_text

TABLES = ("*.jsonl", "*.parquet")
"""What sets on a hub are published as."""
MOST = 1 << 32
"""Bytes of a file of a set: whole sets lie in one."""


def text_of(path: Path) -> str:
    try:
        return read_text(path, MOST)
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path} cannot be read: {told(error)}.") from error


def json_of(path: Path) -> Any:
    try:
        return parse_json(text_of(path))
    except ValueError as error:
        raise DatasetError(f"{path} is not valid JSON: {told(error)}.") from error


def rows_of(path: Path, needed: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and content of each row of a `.jsonl`, `.json` or `.parquet` file.

    `DatasetError` names the row that is not an object or lacks a text that is `needed`.
    """
    readers = {".parquet": _parquet_rows, ".json": _json_rows}
    for name, row in readers.get(path.suffix.lower(), _json_lines)(path):
        missing = [key for key in needed if not isinstance(row, dict) or not isinstance(row.get(key), str)]
        if missing:
            raise DatasetError(f"{name} has no text {missing[0]!r}; this is not a file of this set.")
        yield name, row


def _json_lines(path: Path) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if not line.strip():
            continue
        name = f"{path.name}, line {number}"
        try:
            yield name, parse_json(line)
        except (ValueError, RecursionError) as error:
            raise DatasetError(f"{name} is not valid JSON: {told(error)}.") from error


def _json_rows(path: Path) -> Iterator[tuple[str, Any]]:
    content = json_of(path)
    for number, row in enumerate(content if isinstance(content, list) else [content], 1):
        yield f"{path.name}, row {number}", row


def _parquet_rows(path: Path) -> Iterator[tuple[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=256):
                for row in batch.to_pylist():
                    number += 1
                    yield f"{path.name}, row {number}", row
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path} cannot be read as Parquet: {told(error)}.") from error


def files_of(path: Path, *patterns: str) -> list[Path]:
    """`path` itself, or the files below it that fit one of `patterns`; `DatasetError` if there are none."""
    found = sorted({file for pattern in patterns for file in path.rglob(pattern)}) if path.is_dir() else [path]
    if not found or not path.exists():
        raise DatasetError(f"{path} has no {' or '.join(patterns)}. Name the set's file or folder.")
    return found
