"""What is to be done for each repository: which commits, in which shards. Shards depend on the histories alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from miners.chunks.history import History
from miners.config import MinerConfig
from miners.filters import FilterSet
from miners.sources import Source


@dataclass(frozen=True, slots=True)
class Shard:
    """A stretch of one repository's commits, in an order that has parents first."""

    name: str
    repository: str
    path: Path
    head: str
    warm_up: tuple[str, ...]
    commits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """One repository's shards, and what was left out before any was read."""

    source: Source
    head: str
    shards: tuple[Shard, ...]
    rejects: tuple[tuple[str, str], ...]
    """Commits that a filter dropped for their parents, with the reason."""
    n_shared: int
    """Commits that are mined in another repository, a fork or a mirror."""
    licence: str
    shallow: bool

    @property
    def warnings(self) -> list[str]:
        """What is not as the list of sources expects, though nothing has failed."""
        expected = self.source.licence
        if not expected or expected == self.licence:
            return []
        found = self.licence or "no licence that is known"
        return [f"the list expects {expected}, but commit {self.head[:12]} states {found}"]


def plan_histories(histories: Sequence[History], config: MinerConfig) -> list[Plan]:
    """Cut the histories into shards. A commit that several hold is mined in the first of them by name.

    Root commits hold no edits.
    """
    filters = FilterSet(config, config.filters)
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
        shards = tuple(_shards(history, linear, own, config))
        plans[history.source.name] = Plan(
            source=history.source,
            head=history.head,
            shards=shards,
            rejects=tuple(rejects),
            n_shared=n_shared,
            licence=history.licence,
            shallow=history.shallow,
        )
    return [plans[history.source.name] for history in histories]


def _shards(history: History, linear: Sequence[str], own: Sequence[str], config: MinerConfig) -> Iterator[Shard]:
    """Of the commits of `linear` those that are the repository's `own`; the others lend their edits."""
    slug = re.sub(r"[^A-Za-z0-9]+", "-", history.source.name.removeprefix("https://")).strip("-")
    place = {name: position for position, name in enumerate(linear)}
    for number, start in enumerate(range(0, len(own), config.commits_per_shard)):
        first = place[own[start]]
        yield Shard(
            name=f"{slug}-{number:04d}",
            repository=history.source.name,
            path=history.path,
            head=history.head,
            warm_up=tuple(linear[max(0, first - config.warm_up_commits) : first]),
            commits=tuple(own[start : start + config.commits_per_shard]),
        )
