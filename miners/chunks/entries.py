"""What is decided on for the whole data set: a task's keys, a kilobyte in place of its texts.

A chunk writes them beside its rows. The assembly keeps the keys of all tasks in memory, and of the rows the one
that it is writing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from sys import intern
from typing import Any

from codeedit_bench.files import atomic_path, canonical_json
from codeedit_bench.lines import split_lines
from codeedit_bench.tasks.storage import to_row
from miners.targets.draft import Draft
from miners.targets.fingerprint import signature_of, target_hash


@dataclass(frozen=True, slots=True)
class Entry:
    """One task of a chunk without its texts."""

    task_id: str
    repository: str
    commit: str
    author_time: int
    path: str
    line: int
    """First line of the target, from 0; the region's where nothing changes."""
    language: str
    difficulty: str
    licence: str
    no_edit: bool
    target: str
    signature: bytes
    """MinHash of its shingles."""
    file: Path
    offset: int
    """Of its row in `file`."""
    length: int


def write_tasks(drafts: Iterable[Draft], rows: Path, keys: Path) -> int:
    """Write a chunk's tasks to `rows`, one JSON text a line, and their keys to `keys`; return how many."""
    offset = count = 0
    with (
        atomic_path(rows) as row_path,
        atomic_path(keys) as key_path,
        row_path.open("wb") as row_stream,
        key_path.open("wb") as key_stream,
    ):
        for draft in drafts:
            line = (canonical_json(to_row(draft.task)) + "\n").encode()
            row_stream.write(line)
            place = {"offset": offset, "length": len(line)}
            key_stream.write((canonical_json({**_keys(draft), **place}) + "\n").encode())
            offset += len(line)
            count += 1
    return count


def _keys(draft: Draft) -> dict[str, Any]:
    task = draft.task
    stated = task.provenance
    unchanged = () if draft.changed else split_lines(draft.region)
    return {
        "task_id": task.task_id,
        "repository": stated.repository,
        "commit": stated.commit,
        "author_time": stated.author_time,
        "path": task.path,
        "line": draft.line,
        "language": task.language,
        "difficulty": task.signals.difficulty,
        "licence": stated.licence,
        "no_edit": task.asks_for_no_edit,
        "target": target_hash(task.language, draft.old or unchanged, draft.new or unchanged),
        "signature": signature_of(task.language, draft.region, task.reference).hex(),
    }


def read_entries(rows: Path, keys: Path) -> Iterator[Entry]:
    """The entries of a finished chunk, texts that many share kept once."""
    with keys.open(encoding="utf-8", newline="\n") as stream:
        for line in stream:
            values = json.loads(line)
            for name in ("repository", "commit", "path", "language", "difficulty", "licence"):
                values[name] = intern(values[name])
            yield Entry(**{**values, "signature": bytes.fromhex(values["signature"]), "file": rows})


def read_row(entry: Entry) -> dict[str, Any]:
    """The task itself, as `storage.to_row` gave it."""
    with entry.file.open("rb") as stream:
        stream.seek(entry.offset)
        row: dict[str, Any] = json.loads(stream.read(entry.length))
    return row
