"""One shard from commits to files on disk: the unit of parallel work and of resumption."""

from __future__ import annotations

import gc
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from codeedit_bench.errors import CodeEditError
from codeedit_bench.files import atomic_path, canonical_json, write_json
from codeedit_bench.tasks.storage import to_row
from miners.chunks.entries import Entry, read_entries, write_tasks
from miners.chunks.plan import Shard
from miners.commits.frequency import inverse_document_frequency
from miners.commits.log import read_commits
from miners.config import MinerConfig
from miners.extraction.miner import CommitMiner
from miners.extraction.outcome import Reject
from miners.repository.blobs import BlobReader
from miners.repository.store import ObjectStore


@dataclass(frozen=True, slots=True)
class ShardReport:
    """What a shard gave; `error` says why it could not be read to its end, and then it has no tasks."""

    name: str
    repository: str
    n_commits: int
    n_tasks: int
    counts: dict[str, int]
    rejects: dict[str, int]
    missing_blobs: int
    error: str = ""


def shard_files(directory: Path, name: str) -> tuple[Path, Path, Path, Path]:
    """Tasks, their keys, rejects and the report, which is written last: where it is, the shard is done."""
    tasks, keys, rejects, report = (
        directory / f"{name}{ending}" for ending in (".tasks.jsonl", ".keys.jsonl", ".rejects.jsonl", ".json")
    )
    return tasks, keys, rejects, report


def finished_report(directory: Path, name: str) -> ShardReport | None:
    """The report of a shard that was mined before, or None."""
    file = shard_files(directory, name)[3]
    try:
        return ShardReport(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def mine_shard(shard: Shard, config: MinerConfig, directory: Path) -> ShardReport:
    """Mine `shard` and write its files to `directory`. A repository's fault becomes the report's `error`."""
    # Records, lines and edits refer to each other in one direction: the collector would search them for nothing.
    gc.set_threshold(100_000, 20, 20)
    tasks_file, keys_file, rejects_file, report_file = shard_files(directory, shard.name)
    try:
        with ObjectStore(shard.path) as store:
            idf = _frequencies(store, shard, config, directory)
            with BlobReader(store, max_bytes=config.max_blob_bytes) as blobs:
                miner = CommitMiner(shard.repository, blobs, idf, config)
                commits = read_commits(store, [*shard.warm_up, *shard.commits])
                tasks = miner.mine(commits, skip=frozenset(shard.warm_up))
                n_tasks = write_tasks(tasks, tasks_file, keys_file)
    except CodeEditError as error:
        return ShardReport(shard.name, shard.repository, len(shard.commits), 0, {}, {}, 0, str(error))
    outcome = miner.outcome
    _write_rejects(rejects_file, outcome.rejects)
    report = ShardReport(
        name=shard.name,
        repository=shard.repository,
        n_commits=len(shard.commits),
        n_tasks=n_tasks,
        counts=dict(sorted(outcome.counts.items())),
        rejects=dict(sorted(Counter(reject.reason for reject in outcome.rejects).items())),
        missing_blobs=outcome.missing_blobs,
    )
    write_json(report_file, asdict(report))
    return report


def _write_rejects(file: Path, rejects: Iterable[Reject]) -> None:
    with atomic_path(file) as path, path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(canonical_json(to_row(reject)) + "\n" for reject in rejects)


def shard_entries(directory: Path, name: str) -> Iterator[Entry]:
    """The keys of a finished shard's tasks."""
    tasks, keys, _, _ = shard_files(directory, name)
    return read_entries(tasks, keys)


def read_rejects(directory: Path, name: str) -> Iterator[Reject]:
    """What a finished shard dropped."""
    with shard_files(directory, name)[2].open(encoding="utf-8", newline="\n") as stream:
        for line in stream:
            yield Reject(**json.loads(line))


def _frequencies(store: ObjectStore, shard: Shard, config: MinerConfig, directory: Path) -> dict[str, float]:
    """The repository's word weights, computed once; shards that race write the same bytes."""
    file = directory / f"words-{shard.head}.json"
    try:
        table: dict[str, float] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        table = inverse_document_frequency(store, shard.head, config.languages)
        write_json(file, table)
    return table
