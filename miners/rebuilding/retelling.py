"""The tasks of an index again, from one repository: of its commits only theirs and those just before are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from codeedit_bench.errors import RepositoryError
from codeedit_bench.files import atomic_path, canonical_json
from codeedit_bench.parsing import parse_json
from codeedit_bench.tasks.records import NO_EDIT, EditTask, Provenance
from codeedit_bench.tasks.storage import to_row
from miners.commits.commit import Commit
from miners.commits.log import read_commits
from miners.config import MinerConfig
from miners.extraction.histories import Histories
from miners.extraction.miner import CommitMiner
from miners.rebuilding.index import IndexedTask
from miners.repository.blobs import BlobReader
from miners.repository.process import run_git
from miners.repository.store import ObjectStore
from miners.targets.draft import draft_of
from miners.targets.no_edit import draft_without_edit

_ANY_WORD: Mapping[str, float] = {"": 1.0}
"""Weights of words decide signals alone, and those stand in the index."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The tasks of one repository, and where it lies."""

    repository: str
    path: Path
    head: str
    tasks: tuple[IndexedTask, ...]


def retell(wanted: Wanted, config: MinerConfig, rows: Path) -> int:
    """Write the rows of the tasks to `rows`, which is there once all were found; return how many.

    `RepositoryError` names the commits whose tasks cannot be made again.
    """
    by_commit: dict[str, list[IndexedTask]] = defaultdict(list)
    for task in wanted.tasks:
        by_commit[task.commit].append(task)
    found: dict[str, EditTask] = {}
    with ObjectStore(wanted.path) as store:
        lenders = _lenders(store, wanted.head, list(by_commit), config.previous_seconds)
        names = sorted({*lenders, *chain.from_iterable(lenders.values())})
        read = {commit.id: commit for commit in read_commits(store, names)}
        with BlobReader(store, max_bytes=config.max_blob_bytes) as blobs:
            for name, earlier in lenders.items():
                commit, tasks = read.get(name), by_commit[name]
                if commit is None:
                    continue
                olds = {change.old_blob for change in commit.changes}
                lend = [read[one] for one in earlier if one in read and _leads(read[one], olds)]
                # A build forgets what lies far back in its stretch of commits, so an edit may have stood alone.
                for before in (lend, []) if lend else ([],):
                    miner = CommitMiner(wanted.repository, blobs, _ANY_WORD, config)
                    histories = miner.histories(before, commit)
                    left = [task for task in tasks if task.task_id not in found]
                    found.update((task.task_id, task) for task in _told(histories, commit, left))
    lost = sorted({task.commit[:12] for task in wanted.tasks if task.task_id not in found})
    if lost:
        raise RepositoryError(
            f"{len(wanted.tasks) - len(found)} tasks cannot be made again; their commits begin with "
            f"{', '.join(lost[:4])}{', …' if len(lost) > 4 else ''}. Fetch the whole history, and try again."
        )
    with atomic_path(rows) as path, path.open("w", encoding="utf-8", newline="\n") as stream:
        for name in sorted(found):
            stream.write(canonical_json(to_row(found[name])) + "\n")
    return len(found)


def read_rows(rows: Path) -> Iterator[dict[str, Any]]:
    """What `retell` wrote, in the order of ids."""
    with rows.open(encoding="utf-8", newline="\n") as stream:
        yield from map(parse_json, stream)


def _lenders(store: ObjectStore, head: str, commits: Sequence[str], seconds: int) -> dict[str, list[str]]:
    """For each commit of the history those before it, parents first, not older by more than `seconds`."""
    listed = run_git(store.git_dir, "log", "--reverse", "--topo-order", "--format=%H %at %P", head, "--").decode()
    names: list[str] = []
    times: list[int] = []
    for line in listed.splitlines():
        name, time, *parents = line.split()
        if len(parents) == 1:
            names.append(name)
            times.append(int(time) if time.isdecimal() else 0)
    places = {name: place for place, name in enumerate(names)}
    return {
        commit: [
            names[place] for place in range(places[commit]) if 0 <= times[places[commit]] - times[place] <= seconds
        ]
        for commit in commits
        if commit in places
    }


def _leads(commit: Commit, olds: set[str]) -> bool:
    return any(change.new_blob in olds for change in commit.changes)


def _told(histories: Histories, commit: Commit, tasks: Sequence[IndexedTask]) -> Iterator[EditTask]:
    """Those of `tasks` that come out as they are indexed."""
    for indexed in tasks:
        for task in _candidates(histories, commit, indexed):
            if task.task_id == indexed.task_id:
                yield task
                break


def _candidates(histories: Histories, commit: Commit, indexed: IndexedTask) -> Iterator[EditTask]:
    """The edit at the indexed place, or the indexed region at each moment of that place."""
    if NO_EDIT in indexed.tags:
        for index, moment in histories.quiet_moments(range(indexed.edit_index, indexed.edit_index + 1)):
            change = moment.file.change
            if index == indexed.edit_index and change.path == indexed.path:
                origin = _origin(indexed, commit, change.old_blob, change.new_blob)
                draft = draft_without_edit(moment, indexed.region, index, histories.n_edits, origin)
                yield _as_indexed(draft.task, indexed)
        return
    for target in islice(histories.targets(_ANY_WORD), indexed.edit_index, indexed.edit_index + 1):
        change = target.edit.file.change
        draft = draft_of(target, _origin(indexed, commit, change.old_blob, change.new_blob))
        yield _as_indexed(draft.task, indexed)


def _origin(indexed: IndexedTask, commit: Commit, old_blob: str, new_blob: str) -> Provenance:
    return Provenance(
        repository=indexed.repository,
        commit=commit.id,
        parent=commit.parent,
        old_blob=old_blob,
        new_blob=new_blob,
        author_time=commit.author_time,
        licence=indexed.licence,
        licence_blob=indexed.licence_blob,
        miner_version=indexed.miner_version,
        config_hash=indexed.config_hash,
    )


def _as_indexed(task: EditTask, indexed: IndexedTask) -> EditTask:
    return replace(task, signals=indexed.signals, tags=indexed.tags, split=indexed.split, tier=indexed.tier)
