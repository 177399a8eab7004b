"""The index of a mined data set: all that is known of each task, but for the texts, which lie in the repositories.

An index is a folder of `index.parquet` and the data set's own `manifest.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from codeedit_bench.errors import ConfigError, DatasetError, told
from codeedit_bench.files import atomic_directory, write_json
from codeedit_bench.parsing import parse_json, read_text
from codeedit_bench.tasks.dataset import MANIFEST, Dataset
from codeedit_bench.tasks.records import EditTask, Region, Signals, Split, Tier
from codeedit_bench.tasks.storage import read_parquet, write_parquet
from miners.config import MinerConfig
from miners.identity import ASSEMBLY, resolved, settings_of_the_set
from miners.sources import Source, check_url

INDEX = "index.parquet"
_COMMIT = re.compile(r"[0-9a-f]{40}\Z")
_LANGUAGES = "languages"
_RESOLVED = (_LANGUAGES, "filters")
"""Settings that a manifest states as names with versions."""


@dataclass(frozen=True, slots=True)
class IndexedTask:
    """A row: where a task's texts come from, and what is known of it that they do not tell."""

    task_id: str
    repository: str
    commit: str
    path: str
    language: str
    edit_index: int
    region: Region
    signals: Signals
    tags: tuple[str, ...]
    split: Split
    tier: Tier
    licence: str
    licence_blob: str
    miner_version: str
    config_hash: str


@dataclass(frozen=True, slots=True)
class Index:
    """An opened index."""

    folder: Path
    manifest: Mapping[str, Any]

    def tasks(self) -> list[IndexedTask]:
        """All rows, in the order of their ids."""
        return sorted(read_parquet(self.folder / INDEX, IndexedTask), key=lambda task: task.task_id)

    def sources(self) -> list[Source]:
        """The repositories at the commits that were mined. `CodeEditError` where one could not have been mined."""
        return [self._source(row) for row in self.manifest["repositories"]]

    def _source(self, row: Mapping[str, Any]) -> Source:
        name, url, commit = str(row["name"]), str(row["url"]), str(row["commit"])
        if not _COMMIT.match(commit):
            raise DatasetError(f"{self.folder} names {commit!r} for {name}, which is not a commit.")
        return Source(name, check_url(url) if url else "", None, commit=commit)

    def config(self) -> MinerConfig:
        """The settings. `ConfigError` if this version reads other edits from a commit by them.

        Rules of a language and the assembly may have another version, and the assembly other settings: they decide
        which tasks are chosen, which is settled here. A task's id tells whether its texts are the same.
        """
        stated = dict(self.manifest["config"])
        more = tuple(stated.get("more_filters", ()))
        values: dict[str, Any] = {
            field.name: tuple(stated[field.name]) if isinstance(stated[field.name], list) else stated[field.name]
            for field in fields(MinerConfig)
            if field.name in stated and field.name not in _RESOLVED
        }
        config = MinerConfig(
            **values,
            languages=tuple(stated[_LANGUAGES]),
            filters=tuple(name for name in stated["filters"] if name not in more),
        )
        try:
            ours = parse_json(json.dumps(resolved(config)))
        except KeyError as error:
            raise ConfigError(f"{self.folder} needs {told(error)}, which this version does not have.") from error
        settled = {_LANGUAGES, ASSEMBLY} | settings_of_the_set()
        other = sorted(key for key in {*ours, *stated} - settled if ours.get(key) != stated.get(key))
        if other:
            raise ConfigError(
                f"{self.folder} was made by another version, whose {', '.join(other)} differ. "
                f"Install the version that made it; the index states miner {stated.get('miner')}."
            )
        return config


def write_index(dataset: Dataset, folder: Path) -> Index:
    """Write the index of a mined data set into `folder`. `DatasetError` where it was not mined."""
    if not {"repositories", "config"} <= dataset.manifest.keys():
        raise DatasetError(
            f"{dataset.path} was not mined: nothing says from which commits its texts come. "
            "An imported set is had where it comes from."
        )
    with atomic_directory(folder, replaces=INDEX) as place:
        rows = sorted(map(_row, dataset.tasks()), key=lambda row: row.task_id)
        write_parquet(place / INDEX, IndexedTask, rows)
        write_json(place / MANIFEST, dataset.manifest)
    return open_index(folder)


def _row(task: EditTask) -> IndexedTask:
    origin = task.provenance
    return IndexedTask(
        task_id=task.task_id,
        repository=origin.repository,
        commit=origin.commit,
        path=task.path,
        language=task.language,
        edit_index=task.edit_index,
        region=task.region,
        signals=task.signals,
        tags=task.tags,
        split=task.split,
        tier=task.tier,
        licence=origin.licence,
        licence_blob=origin.licence_blob,
        miner_version=origin.miner_version,
        config_hash=origin.config_hash,
    )


def open_index(folder: Path) -> Index:
    """The index in `folder`; `DatasetError` says what is missing."""
    missing = [name for name in (INDEX, MANIFEST) if not (folder / name).is_file()]
    if missing:
        raise DatasetError(f"{folder} is not an index: it has no {missing[0]}. Make one with `codeedit index`.")
    try:
        manifest = parse_json(read_text(folder / MANIFEST))
    except ValueError as error:
        raise DatasetError(f"{folder / MANIFEST} is not valid JSON: {told(error)}.") from error
    if not isinstance(manifest, dict) or not {"repositories", "config", "content_hash"} <= manifest.keys():
        raise DatasetError(f"{folder / MANIFEST} is not the manifest of a mined data set.")
    return Index(folder, manifest)
