"""Where the work of a build lies between its stages: in the data set's folder, or on storage that nodes share."""

from __future__ import annotations

from pathlib import Path

from miners.workplaces.own_folder import OwnFolder
from miners.workplaces.shared import SharedStorage
from miners.workplaces.workplace import Workplace

__all__ = ["Workplace", "workplace"]


def workplace(storage: str, work: Path, clones: Path) -> Workplace:
    """On the `storage` that a build names, else in its own folder `work`; clones then lie in `clones`."""
    return SharedStorage(storage, work.resolve()) if storage else OwnFolder(work.resolve(), clones)
