"""One chunk from commits to files on disk: the unit of parallel work and of resumption."""

from __future__ import annotations

import gc
import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from codeedit_bench.files import atomic_path, canonical_json, write_json
from codeedit_bench.parsing import parse_json, read_text
from codeedit_bench.tasks.storage import to_row
from miners.chunks.entries import write_tasks
from miners.chunks.plan import Chunk
from miners.commits.frequency import inverse_document_frequency
from miners.commits.log import read_commits
from miners.config import MinerConfig
from miners.engines.engine import reason_of
from miners.extraction.miner import CommitMiner
from miners.extraction.outcome import Reject
from miners.identity import chunk_digest
from miners.repository.blobs import BlobReader
from miners.repository.store import ObjectStore

OTHER_TABLES = (
    "the process that mines has other filters or languages than the one that planned; "
    "install them as a plug-in, or build with --engine inline"
)


@dataclass(frozen=True, slots=True)
class ChunkReport:
    """What a chunk gave; `error` says why it could not be read to its end, and then it has no tasks."""

    name: str
    repository: str
    n_commits: int
    n_tasks: int
    counts: dict[str, int]
    rejects: dict[str, int]
    missing_blobs: int
    seconds: float = 0.0
    """By the clock of the worker."""
    error: str = ""
    digests: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each of its files by its ending, and of this report without them. Earlier chunks have none."""


def chunk_files(directory: Path, name: str) -> tuple[Path, Path, Path, Path]:
    """Tasks, their keys, rejects and the report, which is written last: where it is, the chunk is done."""
    tasks, keys, rejects, report = (
        directory / f"{name}{ending}" for ending in (".tasks.jsonl", ".index.jsonl", ".rejects.jsonl", ".json")
    )
    return tasks, keys, rejects, report


def finished_report(directory: Path, name: str) -> ChunkReport | None:
    """The report of a chunk that was mined before, or None. A damaged chunk is mined again."""
    *data, file = chunk_files(directory, name)
    try:
        report = ChunkReport(**parse_json(read_text(file)))
        whole = all(path.is_file() for path in data)
        if whole and report.digests:
            whole = report.digests == _digests(replace(report, digests={}), data)
    except (OSError, ValueError, TypeError):
        return None
    # What was missing may be there by now.
    return report if whole and not report.missing_blobs else None


def _digests(report: ChunkReport, data: Iterable[Path]) -> dict[str, str]:
    """A disk that lost a part of a file, after a crash or by age, must not change the data set."""
    found = {"report": hashlib.sha256(canonical_json(asdict(report)).encode()).hexdigest()}
    for path in data:
        with path.open("rb") as stream:
            found[path.name.partition(".")[2]] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


def mine_chunk(chunk: Chunk, config: MinerConfig, identity: str, directory: Path) -> ChunkReport:
    """Mine `chunk` and write its files to `directory`. A repository's fault becomes the report's `error`.

    `identity` is the configuration's digest where the build was planned. A process whose tables hold other filters
    would mine other tasks under the same name, so it mines none.
    """
    if chunk_digest(config) != identity:
        return failed_report(chunk, OTHER_TABLES)
    # Records, lines and edits refer to each other in one direction: the collector would search them for nothing.
    gc.set_threshold(100_000, 20, 20)
    started = time.monotonic()
    tasks_file, keys_file, rejects_file, report_file = chunk_files(directory, chunk.name)
    try:
        with ObjectStore(chunk.path) as store:
            # The words of the files as they stood then: what comes later in the history changes nothing.
            idf = inverse_document_frequency(store, chunk.commits[0], config.languages)
            with BlobReader(store, max_bytes=config.max_blob_bytes) as blobs:
                miner = CommitMiner(chunk.repository, blobs, idf, config)
                commits = read_commits(store, [*chunk.warm_up, *chunk.commits])
                tasks = miner.mine(commits, skip=frozenset(chunk.warm_up))
                n_tasks = write_tasks(tasks, tasks_file, keys_file)
        outcome = miner.outcome
        _write_rejects(rejects_file, outcome.rejects)
    except Exception as error:  # whatever a repository brings about, it costs that repository alone
        return failed_report(chunk, reason_of(error))
    report = ChunkReport(
        name=chunk.name,
        repository=chunk.repository,
        n_commits=len(chunk.commits),
        n_tasks=n_tasks,
        counts=dict(sorted(outcome.counts.items())),
        rejects=dict(sorted(Counter(reject.reason for reject in outcome.rejects).items())),
        missing_blobs=outcome.missing_blobs,
        seconds=round(time.monotonic() - started, 3),
    )
    try:
        report = replace(report, digests=_digests(report, (tasks_file, keys_file, rejects_file)))
        write_json(report_file, asdict(report))
    except OSError as error:
        return failed_report(chunk, reason_of(error))
    return report


def failed_report(chunk: Chunk, reason: str) -> ChunkReport:
    """Of a chunk that could not be mined."""
    return ChunkReport(chunk.name, chunk.repository, len(chunk.commits), 0, {}, {}, 0, error=reason)


def _write_rejects(file: Path, rejects: Iterable[Reject]) -> None:
    with atomic_path(file) as path, path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(canonical_json(to_row(reject)) + "\n" for reject in rejects)


def read_rejects(directory: Path, name: str) -> Iterator[Reject]:
    """What a finished chunk dropped. Chunks that were kept by an earlier 0.2 say -1 where they name no line."""
    with chunk_files(directory, name)[2].open(encoding="utf-8", newline="\n") as stream:
        for text in stream:
            reject = Reject(**parse_json(text))
            yield replace(reject, line=None) if reject.line == -1 else reject
