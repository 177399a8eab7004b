"""Files of sets, read with one clear sentence where they are not what they should be."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from codeedit_bench.errors import DatasetError


def text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path} cannot be read: {error}") from error


def json_of(path: Path) -> Any:
    try:
        return json.loads(text_of(path))
    except ValueError as error:
        raise DatasetError(f"{path} is not valid JSON: {error}") from error


def json_lines(path: Path, needed: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and content of each row; `DatasetError` names the line that is no object or lacks a field."""
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if not line.strip():
            continue
        name = f"{path.name}, line {number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            raise DatasetError(f"{name} is not valid JSON: {error}") from error
        missing = [key for key in needed if not isinstance(row, dict) or not isinstance(row.get(key), str)]
        if missing:
            raise DatasetError(f"{name} has no text {missing[0]!r}; this is no file of this set.")
        yield name, row


def files_of(path: Path, pattern: str) -> list[Path]:
    """`path` itself, or the files below it that fit; `DatasetError` if there are none."""
    found = sorted(path.rglob(pattern)) if path.is_dir() else [path]
    if not found or not path.exists():
        raise DatasetError(f"{path} has no {pattern}. Name the set's file or folder.")
    return found
