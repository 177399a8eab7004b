"""From another project's files to a data set in a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from codeedit_bench.errors import DatasetError
from codeedit_bench.files import atomic_directory, require_place
from codeedit_bench.tasks.dataset import Dataset, open_dataset, write_dataset
from evaluators.importers.building import build_tasks, content_revision
from evaluators.importers.hub import fetched, is_hub
from evaluators.importers.importer import Importer


@dataclass(frozen=True, slots=True)
class ImportedDataset(Dataset):
    """A data set that was imported just now, with what was left out."""

    source: str
    licence: str
    """SPDX identifier; empty where each row has its own."""
    revision: str
    rejects: dict[str, int]
    """How many rows gave no task, by reason."""


def import_from(importer: Importer, path: Path, out: Path, *, revision: str = "") -> ImportedDataset:
    """Write the tasks of the files at `path` to `out`. `DatasetError` where they give none.

    `revision` is the source's commit; without one, a hash of what was read stands for it. A `path` such as
    `hub:OWNER/NAME` is fetched first, at that commit.
    """
    require_place(out)
    if is_hub(path):
        path, revision = fetched(path, revision)
    if not path.exists():
        raise DatasetError(f"{path} does not exist. {importer.name} takes {importer.takes}.")
    stated = revision or content_revision(path)
    tasks, rejects = build_tasks(importer, importer.read(path), stated)
    counted = dict(sorted(rejects.items()))
    if not tasks:
        reasons = ", ".join(f"{count} {reason}" for reason, count in counted.items()) or "it is empty"
        raise DatasetError(f"{path} gives no tasks: {reasons}.")
    with atomic_directory(out) as directory:
        write_dataset(
            directory,
            tasks,
            name=importer.name,
            extra={
                "importer_version": importer.version,
                "source": importer.source,
                "licence": importer.licence or "by row",
                "revision": stated,
                "rejects": counted,
            },
        )
    written = open_dataset(out)
    return ImportedDataset(
        written.path, written.manifest, importer.source, importer.licence or "", stated, counted
    )
