"""A data set on disk: `data/<split>.parquet`, `manifest.json`, and a card that the miner writes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codeedit_bench.errors import DatasetError, SchemaVersionError
from codeedit_bench.files import write_json
from codeedit_bench.records import SCHEMA_VERSION, EditTask
from codeedit_bench.storage import content_hash, read_parquet, write_parquet

MANIFEST = "manifest.json"
SPLITS = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class Dataset:
    """An opened data set: its manifest is read and its schema version fits; tasks are read on demand."""

    path: Path
    manifest: dict[str, Any]

    @property
    def content_hash(self) -> str:
        return str(self.manifest["content_hash"])

    @property
    def name(self) -> str:
        return str(self.manifest.get("name") or self.path.name)

    def tasks(self, split: str | None = None) -> Iterator[EditTask]:
        """The tasks of one split, or of all, in the order of their files."""
        if split is not None and split not in SPLITS:
            raise DatasetError(f"There is no split {split!r}. Known: {', '.join(SPLITS)}.")
        for name in [split] if split else SPLITS:
            file = self.path / "data" / f"{name}.parquet"
            if file.exists():
                yield from read_parquet(file, EditTask)


def open_dataset(path: Path) -> Dataset:
    """Open the data set at `path`; `DatasetError` says what is missing and `SchemaVersionError` what differs."""
    manifest_path = path / MANIFEST
    if not manifest_path.is_file():
        raise DatasetError(f"{path} is no data set: it has no {MANIFEST}. Make one with `codeedit mine`.")
    try:
        manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DatasetError(f"{manifest_path} is not valid JSON: {error}") from error
    if not isinstance(manifest, dict) or "content_hash" not in manifest:
        raise DatasetError(f"{manifest_path} states no content_hash; it is no data set's manifest.")
    version = manifest.get("schema_version")
    if version != SCHEMA_VERSION:
        raise SchemaVersionError(
            f"{path} has schema version {version}; this version reads {SCHEMA_VERSION}. "
            "Mine it again, or install the version that wrote it."
        )
    return Dataset(path, manifest)


def write_dataset(directory: Path, tasks: Sequence[EditTask], *, name: str, extra: dict[str, Any]) -> str:
    """Write `tasks` by split and the manifest into `directory`; return the content hash.

    `extra` goes into the manifest beside the counts; the miner states its sources and rejects there.
    """
    ordered = sorted(tasks, key=lambda task: task.task_id)
    repeated = [task_id for task_id, count in Counter(task.task_id for task in ordered).items() if count > 1]
    if repeated:
        raise DatasetError(f"Task {repeated[0]} occurs twice; deduplicate before writing.")
    for split in SPLITS:
        chosen = [task for task in ordered if task.split == split]
        if chosen:
            write_parquet(directory / "data" / f"{split}.parquet", EditTask, chosen)
    digest = content_hash(ordered)
    write_json(
        directory / MANIFEST,
        {
            **extra,
            "schema_version": SCHEMA_VERSION,
            "name": name,
            "content_hash": digest,
            "n_tasks": len(ordered),
            "splits": count_by(ordered, "split"),
            "languages": count_by(ordered, "language"),
        },
    )
    return digest


def count_by(tasks: Iterable[EditTask], attribute: str) -> dict[str, int]:
    return dict(sorted(Counter(str(getattr(task, attribute)) for task in tasks).items()))
