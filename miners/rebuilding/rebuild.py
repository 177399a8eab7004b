"""From an index to the data set that it was made of, with the hash that it states."""

from __future__ import annotations

import functools
import hashlib
import heapq
import shutil
from collections import defaultdict
from collections.abc import Sequence
from operator import itemgetter
from pathlib import Path

from codeedit_bench.errors import ContentHashError, DatasetError, RepositoryError, UsageError
from codeedit_bench.files import write_json
from codeedit_bench.parsing import parse_json, read_text
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.dataset import MANIFEST, Dataset, open_dataset, write_splits
from miners.config import MinerConfig
from miners.engines import ENGINES
from miners.engines.engine import reason_of
from miners.rebuilding.index import Index, IndexedTask
from miners.rebuilding.retelling import Wanted, read_rows, retell
from miners.repository.fetch import AS_USUAL, Fetching
from miners.sources import Source, file_key
from miners.workplaces import workplace

WORK = ".rebuilt"
"""Folder in the data set's own for what each repository gave, until all have given theirs."""


def rebuild(
    index: Index,
    directory: Path,
    *,
    sources: Sequence[Source] = (),
    workers: int = 1,
    clones: Path | None = None,
    fetching: Fetching = AS_USUAL,
) -> Dataset:
    """Write the data set of `index` into `directory`. The same call goes on after an interruption.

    `sources` take the place of the index's own of the same name: clones that are there already.
    `RepositoryError` names a repository that does not give its tasks; then nothing is written.
    `ContentHashError` if what came out is not what the index states.
    """
    if _is_finished(index, directory):
        shutil.rmtree(directory / WORK, ignore_errors=True)
        return open_dataset(directory)
    _refuse_other_folders(directory)
    config = index.config()
    tasks = index.tasks()
    work = directory / WORK
    by_repository: dict[str, list[IndexedTask]] = defaultdict(list)
    for task in tasks:
        by_repository[task.repository].append(task)
    heads = {str(row["name"]): str(row["commit"]) for row in index.manifest["repositories"]}
    named = {source.name: source for source in (*index.sources(), *sources)}
    if unknown := sorted(by_repository.keys() - named.keys() | by_repository.keys() - heads.keys()):
        raise DatasetError(
            f"{index.folder} has tasks of {unknown[0]!r:.100}, which its manifest does not list. "
            "Get the index again."
        )
    chosen = [named[name] for name in by_repository]
    work.mkdir(parents=True, exist_ok=True)
    rows = {name: work / f"{_name(index, name)}.jsonl" for name in by_repository}
    left = [source for source in chosen if not rows[source.name].is_file()]
    errors: dict[str, Exception] = {}
    with ENGINES.load("local")(workers) as engine:
        places = {source.name: source.path for source in left if source.path is not None}
        remote = [source for source in left if source.path is None and source.url]
        for source in left:
            if source.path is None and not source.url:
                errors[source.name] = RepositoryError(f"{source.name} has no URL. Name its folder too")
        if remote:
            place = workplace("", work, clones or work / "clones")
            with Progress(f"Fetching {len(remote)} repositories", None, "bytes") as progress:
                for outcome in place.fetch(engine, remote, fetching, progress.advance):
                    if outcome.result is not None:
                        places[outcome.item.name] = outcome.result
                    else:
                        errors[outcome.item.name] = outcome.error or RepositoryError("it gave nothing")
        wanted = [
            Wanted(
                source.name, places[source.name].resolve(), heads[source.name], tuple(by_repository[source.name])
            )
            for source in left
            if source.name in places
        ]
        with Progress("Rebuilding", len(tasks), "tasks") as progress:
            progress.advance(sum(len(by_repository[source.name]) for source in chosen if source not in left))
            tell = functools.partial(_retell, config=config, rows=rows)
            for told in engine.map(tell, wanted):
                if told.error is not None:
                    errors[told.item.repository] = told.error
                progress.advance(len(told.item.tasks))
    if errors:
        said = "; ".join(f"{name}: {reason_of(error)}" for name, error in sorted(errors.items()))
        raise RepositoryError(f"{len(errors)} of {len(chosen)} repositories did not give their tasks: {said}.")
    return _written(index, directory, [rows[name] for name in by_repository])


def _retell(wanted: Wanted, *, config: MinerConfig, rows: dict[str, Path]) -> int:
    return retell(wanted, config, rows[wanted.repository])


def _name(index: Index, repository: str) -> str:
    """Of the file of a repository's rows: another index never takes it for its own."""
    content = f"{index.manifest['content_hash']}\0{repository}"
    return f"{file_key(repository)}-{hashlib.sha256(content.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _is_finished(index: Index, directory: Path) -> bool:
    """Whether the data set stands there already, though nobody may know it, or its work was not removed."""
    try:
        stated = parse_json(read_text(directory / MANIFEST))
        return bool(stated["content_hash"] == index.manifest["content_hash"])
    except (OSError, ValueError, TypeError, KeyError):
        return False


def _refuse_other_folders(directory: Path) -> None:
    if directory.exists() and not directory.is_dir():
        raise UsageError(f"{directory} is a file. Name a folder.")
    partial = f".{MANIFEST}."
    names = [path.name for path in directory.iterdir()] if directory.is_dir() else []
    if any(name not in (WORK, "data") and not name.startswith(partial) for name in names):
        raise UsageError(f"{directory} exists and is not an unfinished rebuild. Name another folder.")


def _written(index: Index, directory: Path, rows: Sequence[Path]) -> Dataset:
    counts = write_splits(directory, heapq.merge(*map(read_rows, rows), key=itemgetter("task_id")))
    stated = index.manifest["content_hash"]
    if counts["content_hash"] != stated:
        raise ContentHashError(
            f"The tasks in {directory} have content hash {counts['content_hash'][:12]}…, the index states "
            f"{stated[:12]}…. The index is damaged, or somebody changed it: get it anew."
        )
    write_json(directory / MANIFEST, {**index.manifest, **counts})
    shutil.rmtree(directory / WORK)
    return open_dataset(directory)
