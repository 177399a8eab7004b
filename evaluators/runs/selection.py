"""Which tasks a run asks: a split, one tier or both, the first so many, one shard. The manifest states it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeedit_bench.errors import DatasetError, RunError, UsageError
from codeedit_bench.tasks.dataset import Dataset
from codeedit_bench.tasks.records import EditTask, RunManifest

ALL = "all"
WAVE = 1024
"""Tasks rendered and generated at a time: bounds memory, and a resumed run forms nearly the same batches."""


_SHARD = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")


def parse_shard(text: str) -> tuple[int, int]:
    """`i/n` with 1 ≤ i ≤ n; empty is `1/1`."""
    if not text:
        return 1, 1
    found = _SHARD.fullmatch(text)
    index, count = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= index <= count:
        raise UsageError(f"The shard {text!r} is not of the form i/n with i from 1 to n, such as 2/8.")
    return index, count


def select_tasks(
    dataset: Dataset, *, split: str, tier: str = "", limit: int = 0, shard: str = ""
) -> list[EditTask]:
    """The tasks by id, of both tiers where `tier` is empty.

    Ids are hashes: the first `limit` are a random sample, the same for everybody.
    """
    index, count = parse_shard(shard)
    tasks = sorted(dataset.tasks(None if split == ALL else split), key=lambda task: task.task_id)
    if not tasks:
        raise DatasetError(f"{dataset.path} has no tasks in its split {split!r}. Name another with --split.")
    if tier:
        tasks = [task for task in tasks if task.tier == tier]
        if not tasks:
            raise DatasetError(f"{dataset.path} has no tasks of tier {tier!r} in its split {split!r}.")
    if limit:
        tasks = tasks[:limit]
    return tasks[index - 1 :: count]


def waves(tasks: Sequence[EditTask]) -> Iterator[Sequence[EditTask]]:
    """Slices of the whole list, which do not depend on what was done before."""
    for start in range(0, len(tasks), WAVE):
        yield tasks[start : start + WAVE]


def tasks_of_run(dataset: Dataset, manifest: RunManifest) -> list[EditTask]:
    """The tasks that a run was asked; `RunError` if the data set is another one."""
    if dataset.content_hash != manifest.dataset_hash:
        raise RunError(
            f"The run was made on a data set with content hash {manifest.dataset_hash[:12]}…, "
            f"{dataset.path} has {dataset.content_hash[:12]}…. Name the data set that the run used."
        )
    tasks = select_tasks(
        dataset, split=manifest.split, tier=manifest.tier, limit=manifest.limit, shard=manifest.shard
    )
    if len(tasks) != manifest.n_tasks:
        raise RunError(
            f"The run states {manifest.n_tasks} tasks, the data set has {len(tasks)} of that selection."
        )
    return tasks
