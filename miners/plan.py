"""What is to be done for one repository: which commits, in which shards. Shards depend on the history alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from codeedit_bench.errors import CorruptRepositoryError, EmptyRepositoryError
from miners.config import MinerConfig
from miners.repository.log import list_commits
from miners.repository.process import run_git
from miners.repository.store import ObjectStore, resolve
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
    n_merges: int
    n_roots: int
    shallow: bool


def plan_repository(source: Source, path: Path, config: MinerConfig) -> Plan:
    """List the commits of `source`, which lies at `path`, and cut them into shards.

    Raises `RepositoryError` in its kinds. Merges are left out; root commits hold no edits.
    """
    with ObjectStore(path) as store:
        head = source.commit or resolve(store.source)
        try:
            kind = run_git(store.git_dir, "cat-file", "-t", head).strip()
        except CorruptRepositoryError as error:
            if source.commit:
                raise CorruptRepositoryError(f"{path} has no commit {head}, which the list pins.") from error
            raise CorruptRepositoryError(
                f"{path} names {head} as its newest commit but does not hold it."
            ) from error
        if kind == b"tag":
            head = run_git(store.git_dir, "rev-parse", f"{head}^{{commit}}").decode().strip()
        try:
            commits = list_commits(store, head)
        except CorruptRepositoryError as error:
            raise CorruptRepositoryError(
                f"{path} is damaged or incomplete, so that its commits cannot be listed: {error}"
            ) from error
        shallow = bool(store.shallow)
    if not commits:
        raise EmptyRepositoryError(f"{path} has no commits.")
    linear = [name for name, parents in commits if len(parents) == 1]
    slug = re.sub(r"[^A-Za-z0-9]+", "-", source.name.removeprefix("https://")).strip("-")
    size = config.commits_per_shard
    shards = tuple(
        Shard(
            name=f"{slug}-{start // size:04d}",
            repository=source.name,
            path=path,
            head=head,
            warm_up=tuple(linear[max(0, start - config.warm_up_commits) : start]),
            commits=tuple(linear[start : start + size]),
        )
        for start in range(0, len(linear), size)
    )
    return Plan(
        source=source,
        head=head,
        shards=shards,
        n_merges=sum(len(parents) > 1 for _, parents in commits),
        n_roots=sum(not parents for _, parents in commits),
        shallow=shallow,
    )
