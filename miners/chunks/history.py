"""A repository's history before any of it is read: its newest commit, the list of commits, where it began."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from codeedit_bench.errors import CorruptRepositoryError, EmptyRepositoryError, told
from miners.commits.language import may_be_mined
from miners.commits.log import list_commits
from miners.config import MinerConfig
from miners.licences.reader import LicenceReader
from miners.repository.blobs import BlobReader
from miners.repository.process import run_git
from miners.repository.store import ObjectStore, resolve
from miners.sources import Source

_EMPTY_BLOB = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


@dataclass(frozen=True, slots=True)
class History:
    """What a repository's commits are, before any of them is read."""

    source: Source
    path: Path
    head: str
    commits: tuple[tuple[str, int], ...]
    """Parents first, each with the number of its parents."""
    first_files: frozenset[str]
    """Blobs of the source files that its root commits brought."""
    licence: str
    """What the tree of `head` states at its root; empty if unknown."""
    shallow: bool
    partial: bool
    """It says of itself that it was cloned without some of its objects."""


def read_history(source: Source, path: Path, config: MinerConfig) -> History:
    """List the commits of `source`, which lies at `path`. Raises `RepositoryError` in its kinds."""
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
            commits = tuple((name, len(parents)) for name, parents in list_commits(store, head))
            roots = [name for name, n_parents in commits if not n_parents]
            first_files = frozenset().union(*(_source_blobs(store, root, config) for root in roots))
            with BlobReader(store, max_bytes=config.max_blob_bytes) as blobs:
                licence, _ = LicenceReader(blobs).at(head, "")
        except CorruptRepositoryError as error:
            if store.partial:
                raise CorruptRepositoryError(
                    f"{path} is a partial clone that lacks trees. Clone it without --filter, "
                    f"or run `git fetch --refetch` after removing the filter: {told(error)}."
                ) from error
            raise CorruptRepositoryError(
                f"{path} is damaged or incomplete, so that its commits cannot be listed: {told(error)}."
            ) from error
        shallow, partial = bool(store.shallow), store.partial
    if not commits:
        raise EmptyRepositoryError(f"{path} has no commits.")
    return History(source, path, head, commits, first_files, licence, shallow, partial)


def _source_blobs(store: ObjectStore, commit: str, config: MinerConfig) -> frozenset[str]:
    rows = run_git(store.git_dir, "ls-tree", "-r", "-z", commit).decode("utf-8", "surrogateescape").split("\0")
    found = (row.partition("\t") for row in rows if row)
    blobs = {stated.split(" ")[2] for stated, _, path in found if may_be_mined(path, config.languages)}
    return frozenset(blobs - {_EMPTY_BLOB})
