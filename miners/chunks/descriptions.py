"""What only describes a task, counted for those that stay: parse errors of its whole file, before and after.

It costs more than all the rest of mining, and most mined tasks are dropped as duplicates or by caps. So it comes
last, and stays on disk beside the chunk: a build that grows counts only what it newly takes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codeedit_bench.errors import RepositoryError
from codeedit_bench.files import atomic_path, canonical_json
from codeedit_bench.normalize import ParseErrors
from codeedit_bench.parsing import parse_json
from codeedit_bench.tasks.records import EditTask
from codeedit_bench.tasks.storage import from_row

Place = tuple[int, int]
"""Of a row in its chunk's file of tasks: where it begins, and its length, in bytes."""
Errors = tuple[int, int]
"""Parse errors of the file before and after the answer."""


@dataclass(frozen=True, slots=True)
class Stayed:
    """The tasks of one chunk that the data set takes."""

    rows: Path
    """The chunk's file of tasks."""
    places: tuple[Place, ...]
    """In the order of the file, which is that of the commits: versions of a file come one after the other."""


class UndescribedError(RepositoryError):
    """Chunks whose tasks could not be described, each with its reason."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {reason}" for name, reason in sorted(reasons.items())))
        self.reasons = dict(reasons)
        """By the name of the chunk."""


def descriptions_file(rows: Path) -> Path:
    """Where the counts of a chunk's tasks stand."""
    return rows.with_name(rows.name.partition(".")[0] + ".errors.jsonl")


def describe(stayed: Stayed) -> None:
    """Count what is not counted yet, and write all counts of the chunk."""
    known = read_descriptions(stayed.rows)
    if all(start in known for start, _ in stayed.places):
        return
    errors = ParseErrors()
    with stayed.rows.open("rb") as stream:
        for start, length in stayed.places:
            if start not in known:
                stream.seek(start)
                known[start] = _errors(from_row(EditTask, parse_json(stream.read(length))), errors)
    with atomic_path(descriptions_file(stayed.rows)) as path, path.open("w", encoding="ascii") as target:
        lines = [canonical_json([start, *known[start]]) + "\n" for start in sorted(known)]
        target.writelines([*lines, canonical_json(_digest(lines)) + "\n"])


def _errors(task: EditTask, errors: ParseErrors) -> Errors:
    before = after = errors.count(task.path, task.file_text, task.language)
    if not task.asks_for_no_edit:
        after = errors.count(task.path, task.prefix + task.reference + task.suffix, task.language)
    return before, after


def read_descriptions(rows: Path) -> dict[int, Errors]:
    """The counts that a chunk's tasks have already, by where their rows begin. A damaged file counts as none.

    Its last line is the digest of the others; those of earlier versions have none.
    """
    try:
        lines = descriptions_file(rows).read_text(encoding="ascii").splitlines(keepends=True)
        stated = parse_json(lines[-1]) if lines else ""
        if isinstance(stated, str) and stated != _digest(lines := lines[:-1]):
            return {}
        return {start: (before, after) for start, before, after in map(parse_json, lines)}
    except (OSError, ValueError, TypeError):
        return {}


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def described(row: Mapping[str, Any], errors: Errors) -> dict[str, Any]:
    """`row` with its counts."""
    before, after = errors
    signals = {**row["signals"], "parse_errors_before": before, "parse_errors_after": after}
    return {**row, "signals": signals}


def stayed_tasks(places: Iterable[tuple[Path, int, int]]) -> list[Stayed]:
    """The same tasks by chunk: each is given as its file, where its row begins, and its length."""
    by_file: dict[Path, list[Place]] = {}
    for file, start, length in places:
        by_file.setdefault(file, []).append((start, length))
    return [Stayed(file, tuple(sorted(by_file[file]))) for file in sorted(by_file)]
