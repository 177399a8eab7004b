"""A data set on disk: `data/<split>.parquet`, `manifest.json`, and a card that the miner writes."""

from __future__ import annotations

import contextlib
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codeedit_bench.errors import DatasetError, UsageError, told
from codeedit_bench.files import write_json
from codeedit_bench.parsing import parse_json, read_text
from codeedit_bench.programs import require_packages
from codeedit_bench.tasks.records import SCHEMA_VERSION, EditTask
from codeedit_bench.tasks.storage import ContentHash, another_version, parquet_sink, read_parquet, to_row

if TYPE_CHECKING:
    import datasets
    import pandas as pd

MANIFEST = "manifest.json"
SPLITS = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class Dataset:
    """An opened data set: its manifest is read and its schema version fits; tasks are read on demand.

    Iterating gives its tasks, `len` their number.
    """

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
        _check_split(split)
        for name in [split] if split else SPLITS:
            file = _file(self.path, name)
            if file.exists():
                yield from read_parquet(file, EditTask)

    def task(self, which: str | int, split: str | None = None) -> EditTask:
        """The task whose id starts with `which`, or the one at the place `which`, from 0.

        `UsageError` where there is none, or where several ids start so.
        """
        if isinstance(which, int):
            found = list(itertools.islice(self.tasks(split), which, which + 1)) if which >= 0 else []
            if not found:
                count = sum(1 for _ in self.tasks(split))
                where = f"The split {split} of {self.name}" if split else self.name
                raise UsageError(f"{where} has {count} tasks, numbered from 0; there is no task {which}.")
            return found[0]
        found = [task for task in self.tasks(split) if task.task_id.startswith(which.lower())]
        if not found:
            raise UsageError(f"No task of {self.name} has an id that starts with {which!r}.")
        if len(found) > 1:
            some = ", ".join(task.task_id for task in found[:4])
            raise UsageError(
                f"{len(found)} tasks have an id that starts with {which!r}: {some}, … Give more of it."
            )
        return found[0]

    def __iter__(self) -> Iterator[EditTask]:
        return self.tasks()

    def __len__(self) -> int:
        return int(self.manifest["n_tasks"])

    def splits(self) -> list[str]:
        """The splits that have tasks."""
        return [split for split in SPLITS if _file(self.path, split).exists()]

    def to_datasets(self) -> datasets.DatasetDict:
        """The data set for Hugging Face `datasets`: a split each, a row a task, memory-mapped."""
        require_packages("frames", "A set for Hugging Face datasets", "datasets")
        import datasets

        files = {split: str(_file(self.path, split)) for split in self.splits()}
        if not files:
            raise DatasetError(f"{self.path} holds no tasks.")
        return datasets.load_dataset("parquet", data_files=files)

    def to_pandas(self, split: str | None = None) -> pd.DataFrame:
        """One row a task. Nested records are columns such as `signals.link` and `provenance.repository`."""
        require_packages("frames", "A data frame", "pandas")
        import pandas as pd
        import pyarrow.parquet as pq

        _check_split(split)
        names = [split] if split else self.splits()
        frames = [pq.read_table(_file(self.path, name)).flatten().to_pandas() for name in names]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _check_split(split: str | None) -> None:
    if split is not None and split not in SPLITS:
        raise DatasetError(f"There is no split {split!r}. Known: {', '.join(SPLITS)}.")


def open_dataset(path: Path) -> Dataset:
    """Open the data set at `path`; `DatasetError` says what is missing and `SchemaVersionError` what differs."""
    manifest_path = path / MANIFEST
    if not manifest_path.is_file():
        raise DatasetError(f"{path} is not a data set: it has no {MANIFEST}. Make one with `codeedit mine`.")
    try:
        manifest = parse_json(read_text(manifest_path))
    except ValueError as error:
        raise DatasetError(f"{manifest_path} is not valid JSON: {told(error)}.") from error
    if isinstance(manifest, dict) and "dataset_hash" in manifest:
        raise DatasetError(f"{path} is a run, not a data set. Name the folder that `codeedit mine` wrote.")
    if not isinstance(manifest, dict) or "content_hash" not in manifest:
        raise DatasetError(f"{manifest_path} states no content_hash, so {path} is not a data set.")
    version = manifest.get("schema_version")
    if version != SCHEMA_VERSION:
        raise another_version(path, version)
    return Dataset(path, manifest)


def write_dataset(directory: Path, tasks: Sequence[EditTask], *, name: str, extra: dict[str, Any]) -> str:
    """Write `tasks` by split and the manifest into `directory`; return the content hash.

    `extra` goes into the manifest beside the counts; the miner states its sources and rejects there.
    """
    ordered = sorted(tasks, key=lambda task: task.task_id)
    return write_rows(directory, map(to_row, ordered), name=name, extra=extra)


def write_rows(directory: Path, rows: Iterable[Mapping[str, Any]], *, name: str, extra: Mapping[str, Any]) -> str:
    """The same for tasks as `to_row` gives them, in the order of their ids; few are in memory at a time."""
    manifest = {**extra, "name": name, **write_splits(directory, rows)}
    write_json(directory / MANIFEST, manifest)
    return str(manifest["content_hash"])


def write_splits(directory: Path, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Write each split's file; return what a manifest says of them. Whoever adds more files writes that last."""
    last = ""
    content = ContentHash()
    splits: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    with contextlib.ExitStack() as stack:
        sinks: dict[str, Callable[[Mapping[str, Any]], None]] = {}
        for row in rows:
            if row["task_id"] <= last:
                raise DatasetError(
                    f"Task {row['task_id']} occurs twice or out of order; deduplicate before writing."
                )
            last, split = row["task_id"], row["split"]
            if split not in sinks:
                sinks[split] = stack.enter_context(parquet_sink(_file(directory, split), EditTask))
            sinks[split](row)
            content.add(row)
            splits[split] += 1
            languages[row["language"]] += 1
    for split in set(SPLITS) - set(sinks):
        _file(directory, split).unlink(missing_ok=True)
    return {
        "schema_version": SCHEMA_VERSION,
        "content_hash": content.hexdigest(),
        "n_tasks": splits.total(),
        "splits": dict(sorted(splits.items())),
        "languages": dict(sorted(languages.items())),
    }


def _file(directory: Path, split: str) -> Path:
    return directory / "data" / f"{split}.parquet"


def count_by(tasks: Iterable[EditTask], attribute: str) -> dict[str, int]:
    return dict(sorted(Counter(str(getattr(task, attribute)) for task in tasks).items()))
