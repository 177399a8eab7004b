"""What is to be done for each repository: which commits, in which chunks. Chunks depend on the histories alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from codeedit_bench.files import canonical_json
from miners.chunks.history import History
from miners.config import MinerConfig
from miners.filters import FilterSet
from miners.identity import chunk_digest
from miners.sources import Source, file_key


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of one repository's commits, in an order that has parents first."""

    name: str
    """Of its files: made of all that decides what comes out of it, so that equal names hold equal tasks."""
    repository: str
    path: Path
    warm_up: tuple[str, ...]
    commits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """One repository's chunks, and what was left out before any was read."""

    source: Source
    head: str
    chunks: tuple[Chunk, ...]
    rejects: tuple[tuple[str, str], ...]
    """Commits that a filter dropped for their parents, with the reason."""
    n_shared: int
    """Commits that are mined in another repository, a fork or a mirror."""
    licence: str
    shallow: bool
    partial: bool

    @property
    def warnings(self) -> list[str]:
        """What is not as the list of sources expects, though nothing has failed."""
        expected = self.source.licence
        if not expected or expected == self.licence:
            return []
        found = self.licence or "no licence that is known"
        return [f"the list expects {expected}, but commit {self.head[:12]} states {found}"]


def plan_histories(histories: Sequence[History], config: MinerConfig) -> list[Plan]:
    """Cut the histories into chunks. A commit that several hold is mined in the first of them by name.

    Root commits hold no edits.
    """
    filters = FilterSet(config)
    taken: set[str] = set()
    plans: dict[str, Plan] = {}
    for history in sorted(histories, key=lambda history: history.source.name):
        linear: list[str] = []
        rejects: list[tuple[str, str]] = []
        for name, n_parents in history.commits:
            verdict = filters.verdict("history", n_parents)
            if verdict.keep and n_parents:
                linear.append(name)
            elif not verdict.keep and name not in taken:
                rejects.append((name, verdict.reason))
        own = [name for name in linear if name not in taken]
        n_shared = sum(name in taken for name, _ in history.commits)
        taken.update(name for name, _ in history.commits)
        chunks = tuple(_chunks(history, linear, own, config))
        plans[history.source.name] = Plan(
            source=history.source,
            head=history.head,
            chunks=chunks,
            rejects=tuple(rejects),
            n_shared=n_shared,
            licence=history.licence,
            shallow=history.shallow,
            partial=history.partial,
        )
    return [plans[history.source.name] for history in histories]


def _chunks(history: History, linear: Sequence[str], own: Sequence[str], config: MinerConfig) -> Iterator[Chunk]:
    """Of the commits of `linear` those that are the repository's `own`; the others lend their edits."""
    digest = chunk_digest(config)
    place = {name: position for position, name in enumerate(linear)}
    name = history.source.name
    for start in range(0, len(own), config.commits_per_shard):
        first = place[own[start]]
        warm_up = tuple(linear[max(0, first - config.warm_up_commits) : first])
        commits = tuple(own[start : start + config.commits_per_shard])
        content = canonical_json([name, warm_up, commits, digest]).encode("utf-8", "surrogatepass")
        yield Chunk(
            name=f"{file_key(name)}-{hashlib.sha256(content).hexdigest()[:16]}",
            repository=name,
            path=history.path,
            warm_up=warm_up,
            commits=commits,
        )
