"""What is decided on for the whole data set: a task's keys, a kilobyte in place of its texts.

A chunk writes them beside its rows. The assembly reads the keys of all tasks into a catalogue, and of the rows the
one that it is writing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from codeedit_bench.files import atomic_path, canonical_json
from codeedit_bench.lines import split_lines
from codeedit_bench.parsing import parse_json
from codeedit_bench.tasks.storage import to_row
from miners.targets.draft import Draft
from miners.targets.fingerprint import signature_of, target_hash
from miners.targets.outside import outside_of

KEY_TYPES = {
    "task_id": "VARCHAR",
    "repository": "VARCHAR",
    "commit": "VARCHAR",
    "author_time": "BIGINT",
    "path": "VARCHAR",
    "line": "BIGINT",  # first line of the target, from 0; the region's where nothing changes
    "language": "VARCHAR",
    "difficulty": "VARCHAR",
    "tier": "VARCHAR",
    "licence": "VARCHAR",
    "no_edit": "BOOLEAN",
    "outside": "VARCHAR",
    "target": "VARCHAR",
    "signature": "VARCHAR",  # MinHash of its shingles, in hexadecimal digits
    "place": "BIGINT",  # of its row among the chunk's rows, in bytes
    "length": "BIGINT",  # of its row, in bytes
}
"""The keys of a task, each with its SQL type."""


def write_tasks(drafts: Iterable[Draft], rows: Path, keys: Path) -> int:
    """Write a chunk's tasks to `rows`, one JSON text a line, and their keys to `keys`; return how many."""
    place = count = 0
    with (
        atomic_path(rows) as row_path,
        atomic_path(keys) as key_path,
        row_path.open("wb") as row_stream,
        key_path.open("wb") as key_stream,
    ):
        for draft in drafts:
            line = (canonical_json(to_row(draft.task)) + "\n").encode()
            row_stream.write(line)
            key_stream.write((canonical_json(keys_of(draft, place, len(line))) + "\n").encode())
            place += len(line)
            count += 1
    return count


def keys_of(draft: Draft, place: int, length: int) -> dict[str, Any]:
    """The keys of a draft whose row has `length` bytes from `place` on."""
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
        "tier": task.tier,
        "licence": stated.licence,
        "no_edit": task.asks_for_no_edit,
        "outside": outside_of(task),
        "target": target_hash(task.language, draft.old or unchanged, draft.new or unchanged),
        "signature": signature_of(task.language, draft.region, task.reference).hex(),
        "place": place,
        "length": length,
    }


def read_keys(keys: Path) -> Iterator[dict[str, Any]]:
    """The keys that `write_tasks` wrote."""
    with keys.open(encoding="utf-8", newline="\n") as stream:
        yield from map(parse_json, stream)


def read_row(rows: Path, place: int, length: int) -> dict[str, Any]:
    """The task itself, as `storage.to_row` gave it."""
    with rows.open("rb") as stream:
        stream.seek(place)
        row: dict[str, Any] = parse_json(stream.read(length))
    return row
