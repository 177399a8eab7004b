"""An earlier release that a build adds slices to: its tasks stay, whatever came into the histories since.

Shares and quotas depend on all tasks that they choose among. So a release that is built anew with newer commits
chooses differently, in old slices too. Here the old choice is read, and only the new slices are chosen for.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from codeedit_bench.errors import ConfigError
from codeedit_bench.files import canonical_json
from codeedit_bench.tasks.dataset import Dataset, open_dataset
from codeedit_bench.tasks.storage import to_row
from miners.assembly.catalogue import Catalogue
from miners.config import MinerConfig
from miners.identity import resolved
from miners.slices import slices_of

_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Base:
    """A release and the first second of the first slice that it lacks."""

    release: Dataset
    start: int

    def rows(self) -> Iterator[dict[str, Any]]:
        """Its tasks as `to_row` gives them, in the order of their ids."""
        parts = [map(to_row, self.release.tasks(split)) for split in self.release.splits()]
        return heapq.merge(*parts, key=itemgetter("task_id"))

    @property
    def held_out(self) -> set[str]:
        """Names of the repositories that its test split holds whole."""
        return set(self.release.manifest["held_out_repositories"])

    def stated(self) -> dict[str, str]:
        """What the manifest of a build says of it."""
        return {"name": self.release.name, "content_hash": self.release.content_hash}


def open_base(path: Path, config: MinerConfig) -> Base:
    """The release at `path`. `ConfigError` if `config` differs from its own by more than further slices."""
    release = open_dataset(path)
    theirs, ours = dict(release.manifest.get("config", {})), resolved(config)
    old, new = list(theirs.pop("test_slices", [])), list(ours.pop("test_slices"))
    if config.split_by != "date":
        raise ConfigError(f'A release grows by slices, which are days: set split_by = "date" to add to {path}.')
    if new[: len(old)] != old or len(new) == len(old):
        raise ConfigError(
            f"{path} has the test slices {', '.join(old) or 'of no days'}. "
            f"Name them unchanged in test_slices, and then those to add; found: {', '.join(new)}."
        )
    other = sorted(
        key for key in {*theirs, *ours} if canonical_json(theirs.get(key)) != canonical_json(ours.get(key))
    )
    if other:
        raise ConfigError(
            f"{path} was mined with other settings ({', '.join(other)}). A release grows with its own alone."
        )
    return Base(release, slices_of(config)[len(old)].start)


def leave_to_base(catalogue: Catalogue, base: Base) -> None:
    """Drop what is older than the new slices, `base:older`, and what the release holds already, `base:held`."""
    catalogue.run("CREATE TABLE held (task_id VARCHAR)")
    ids: list[str] = []
    for row in base.rows():
        ids.append(row["task_id"])
        if len(ids) == _BATCH:
            catalogue.add("held", {"task_id": ids})
            ids = []
    if ids:
        catalogue.add("held", {"task_id": ids})
    catalogue.run("INSERT INTO dropped SELECT number, 'base:held' FROM remaining SEMI JOIN held USING (task_id)")
    catalogue.run(
        "INSERT INTO dropped SELECT number, 'base:older' FROM remaining WHERE author_time < $start",
        {"start": base.start},
    )
    catalogue.run("DROP TABLE held")
