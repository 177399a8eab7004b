"""What a build will give and take, told before it is done: tasks, time and disk, from a sample of each repository.

Eight stretches of each history are mined as the build would mine them, into a folder that goes again. Chunks that
an earlier build has left in the data set's folder count as what they are.
"""

from __future__ import annotations

import functools
import math
import os
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from codeedit_bench.errors import RepositoryError
from codeedit_bench.progress import Progress
from miners.chunks.chunk import chunk_files, finished_report, mine_chunk
from miners.chunks.descriptions import Stayed, describe
from miners.chunks.entries import read_keys
from miners.chunks.plan import Chunk, Plan
from miners.config import MinerConfig
from miners.engines import ENGINES
from miners.engines.engine import reason_of
from miners.identity import chunk_digest
from miners.pipeline import WORK, kept_places, list_histories
from miners.sources import Source
from miners.targets.difficulty import MECHANICAL
from miners.workplaces.own_folder import OwnFolder

_STRETCHES, _STRETCH = 8, 25
"""How many stretches are mined of a history, and how many commits are in each."""
_WARM_UP = 10
FACTOR = 3.0
"""Within which a forecast was true, see docs/performance.md."""
_DISTINCT = 0.75
"""Share of mined tasks that duplicates leave."""
_AFTER_TESTS = 0.95
"""Share that stays where a commit gives the test split one task."""
_PACKED = 0.13
"""Bytes of a row in the data set for one in `.chunks`: Parquet packs them."""
_START_SECONDS = 3.0
"""Of a build without anything to mine, and of the assembly's engine."""

Kind = tuple[str, str, str]
"""Of tasks: language, tier, and what the caps ask for."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Of one repository. What is there already costs no time and no disk any more."""

    name: str
    commits: int = 0
    """That are to be mined."""
    commits_done: int = 0
    tasks: float = 0
    """In the data set, those of the commits done included."""
    seconds: float = 0
    """Of one worker."""
    longest_seconds: float = 0
    """Of its longest chunk, which no second worker shortens."""
    disk_bytes: float = 0
    unknown: str = ""
    """Why nothing can be told."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a build is expected to give and take."""

    repositories: tuple[Expected, ...]
    workers: int

    @property
    def known(self) -> tuple[Expected, ...]:
        """The repositories of which something can be told."""
        return tuple(item for item in self.repositories if not item.unknown)

    @property
    def tasks(self) -> float:
        """Tasks in the data set."""
        return sum(item.tasks for item in self.known)

    @property
    def seconds(self) -> float:
        """By the clock, with all workers, on cores that do nothing else."""
        shared = sum(item.seconds for item in self.known) / self.workers
        return _START_SECONDS + max(shared, max((item.longest_seconds for item in self.known), default=0))

    @property
    def disk_bytes(self) -> float:
        """Of `.chunks` and the data set, beside the clones."""
        return sum(item.disk_bytes for item in self.known)


def forecast(
    sources: Sequence[Source],
    directory: Path | None,
    config: MinerConfig,
    *,
    workers: int = 1,
    engine: str = "local",
    clones: Path | None = None,
) -> Forecast:
    """What `pipeline.build` would do with the same arguments. Nothing is fetched, and nothing stays on disk."""
    work = directory / WORK if directory is not None else None
    places = kept_places(sources, clones or (work / "clones" if work is not None else None))
    with ENGINES.load(engine)(workers) as at_work, tempfile.TemporaryDirectory(prefix="codeedit-plan-") as scratch:
        plans, _, errors = list_histories(at_work, OwnFolder(Path(scratch), Path(scratch)), places, config)
        found = {source.name: Expected(source.name, unknown=_NOT_FETCHED) for source in sources}
        found.update({name: Expected(name, unknown=reason_of(error)) for name, error in errors.items()})
        look = functools.partial(
            sample, config=config, identity=chunk_digest(config), work=work, scratch=Path(scratch)
        )
        samples: list[Sample] = []
        with Progress("Sampling", len(plans), "repositories") as progress:
            for outcome in at_work.map(look, plans):
                if outcome.result is not None:
                    samples.append(outcome.result)
                else:
                    name, error = outcome.item.source.name, outcome.error or RepositoryError("it gave nothing")
                    found[name] = Expected(name, unknown=reason_of(error))
                progress.advance()
    mined: defaultdict[Kind, float] = defaultdict(float)
    for item in samples:
        for kind, count in item.mined.items():
            mined[kind] += count
    shares = shares_that_stay(mined, config)
    found.update({item.name: _expected(item, shares, config) for item in samples})
    return Forecast(tuple(found[source.name] for source in sources), workers)


_NOT_FETCHED = "it is not fetched yet, so that nothing can be told of it"


@dataclass(frozen=True, slots=True)
class Sample:
    """What a few commits of a repository say of all of them."""

    name: str
    commits_done: int
    chunks: tuple[int, ...]
    """Commits of each chunk that is to be mined."""
    mined: Mapping[Kind, float]
    """Tasks that all chunks give, before duplicates and caps."""
    commit_seconds: float = 0
    chunk_seconds: float = 0
    """To begin with a chunk: the words of the tree at its first commit are counted."""
    task_seconds: float = 0
    """To describe a task that stays."""
    chunk_bytes: float = 0
    """On disk in `.chunks`, for each commit."""
    row_bytes: float = 0
    """Of a task as text."""


def sample(plan: Plan, config: MinerConfig, identity: str, work: Path | None, scratch: Path) -> Sample:
    """Mine a few commits of `plan` into `scratch`. `RepositoryError` if they cannot be mined."""
    name = plan.source.name
    mined: defaultdict[Kind, float] = defaultdict(float)
    left, n_done = [], 0
    for chunk in plan.chunks:
        report = finished_report(work, chunk.name) if work is not None else None
        if work is None or report is None:
            left.append(chunk)
        else:
            n_done += report.n_commits
            for keys in read_keys(chunk_files(work, chunk.name)[1]):
                mined[_kind(keys)] += 1
    if not left:
        return Sample(name, n_done, (), mined)
    stretches = _stretches(left)
    # A chunk of one commit takes hardly more than every chunk takes to begin.
    middle = stretches[len(stretches) // 2]
    alone = Chunk(f"{middle.name}-alone", name, middle.path, (), middle.commits[:1])
    begin = _seconds_to_mine(alone, config, identity, scratch)
    took = [_seconds_to_mine(stretch, config, identity, scratch) for stretch in stretches]
    begin = min(begin, *took)
    files = [chunk_files(scratch, stretch.name) for stretch in stretches]
    sampled = [keys for _, keys_file, *_ in files for keys in read_keys(keys_file)]
    n_commits = sum(len(stretch.commits) for stretch in stretches)
    chunks = tuple(len(chunk.commits) for chunk in left)
    for keys in sampled:
        mined[_kind(keys)] += sum(chunks) / n_commits
    n_read = n_commits + sum(len(stretch.warm_up) for stretch in stretches)
    return Sample(
        name,
        n_done,
        chunks,
        mined,
        commit_seconds=(sum(took) - len(took) * begin) / n_read,
        chunk_seconds=begin,
        task_seconds=_describing(files) / max(1, len(sampled)),
        chunk_bytes=sum(file.stat().st_size for group in files for file in group) / n_commits,
        row_bytes=sum(keys["length"] for keys in sampled) / max(1, len(sampled)),
    )


def _describing(files: Sequence[tuple[Path, ...]]) -> float:
    """Seconds that it takes to describe all tasks of these chunks."""
    started = _clock()
    for rows, keys, *_ in files:
        describe(Stayed(rows, tuple((key["place"], key["length"]) for key in read_keys(keys))))
    return _clock() - started


def _kind(keys: Mapping[str, Any]) -> Kind:
    kind = "no_edit" if keys["no_edit"] else keys["difficulty"] if keys["difficulty"] in MECHANICAL else "other"
    return keys["language"], keys["tier"], kind


def shares_that_stay(mined: Mapping[Kind, float], config: MinerConfig) -> dict[Kind, float]:
    """Of each kind the share that duplicates and caps leave; they hold for a language and a tier."""
    verbatim, substitution = MECHANICAL
    stay: dict[Kind, float] = {}
    for language, tier in {(language, tier) for language, tier, _ in mined}:
        there = {
            kind: _DISTINCT * mined.get((language, tier, kind), 0) for kind in (*MECHANICAL, "other", "no_edit")
        }
        left = {"other": there["other"]}
        left[substitution] = min(there[substitution], _room(left["other"], config.mechanical_share))
        left[verbatim] = min(there[verbatim], _room(sum(left.values()), config.verbatim_share))
        left["no_edit"] = min(there["no_edit"], _room(sum(left.values()), config.no_edit_share))
        stay |= {
            (language, tier, kind): _DISTINCT * _AFTER_TESTS * left[kind] / count
            for kind, count in there.items()
            if count
        }
    return stay


def _room(others: float, share: float) -> float:
    """How many beside `others` are `share` of all."""
    return others * share / (1 - share) if share < 1 else math.inf


def _expected(item: Sample, shares: Mapping[Kind, float], config: MinerConfig) -> Expected:
    tasks = sum(count * shares[kind] for kind, count in item.mined.items())
    tasks = min(tasks, config.repository_tasks)
    commits = sum(item.chunks)
    new = tasks * commits / max(1, commits + item.commits_done)
    describing = new * item.task_seconds / max(1, commits)
    seconds = [item.chunk_seconds + size * (item.commit_seconds + describing) for size in item.chunks]
    return Expected(
        item.name,
        commits=commits,
        commits_done=item.commits_done,
        tasks=tasks,
        seconds=sum(seconds),
        longest_seconds=max(seconds, default=0),
        disk_bytes=commits * item.chunk_bytes + _PACKED * new * item.row_bytes,
    )


def _seconds_to_mine(chunk: Chunk, config: MinerConfig, identity: str, scratch: Path) -> float:
    started = _clock()
    report = mine_chunk(chunk, config, identity, scratch)
    if report.error:
        raise RepositoryError(report.error)
    return _clock() - started


def _clock() -> float:
    """Seconds of processor of this process and of the git processes that it has ended."""
    return sum(os.times()[:4])


def _stretches(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Spread evenly over the commits that are to be mined; all of them where they are few."""
    commits = [commit for chunk in chunks for commit in chunk.commits]
    n = max(1, min(_STRETCHES, len(commits) // _STRETCH))
    bounds = [len(commits) * number // n for number in range(n + 1)]
    size = _STRETCH if n == _STRETCHES else len(commits)
    found = []
    for number, (start, end) in enumerate(pairwise(bounds)):
        begin = max(start, (start + end - size) // 2)
        found.append(
            Chunk(
                f"{chunks[0].name}-{number}",
                chunks[0].repository,
                chunks[0].path,
                tuple(commits[max(0, begin - _WARM_UP) : begin]),
                tuple(commits[begin : min(end, begin + size)]),
            )
        )
    return found
