"""A whole build: sources to plans to chunks to a data set; it goes on where it was interrupted."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import hashlib
import shutil
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from codeedit_bench.errors import RepositoryError, UsageError
from codeedit_bench.files import canonical_json
from codeedit_bench.parsing import parse_json, read_text
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.dataset import MANIFEST, open_dataset
from miners.assembly.assemble import assemble
from miners.assembly.base import open_base
from miners.assembly.catalogue import CATALOGUE
from miners.assembly.clusters import clusters
from miners.chunks.chunk import ChunkReport, chunk_files, failed_report, finished_report
from miners.chunks.descriptions import Stayed, UndescribedError
from miners.chunks.history import History
from miners.chunks.plan import Chunk, Plan, plan_histories
from miners.config import MinerConfig
from miners.engines import ENGINES, Engine, Outcome
from miners.engines.engine import reason_of
from miners.identity import chunk_digest, config_digest, for_mining
from miners.repository.clone import clone_place
from miners.repository.fetch import AS_USUAL, Fetching
from miners.sources import Source
from miners.workplaces import Workplace, workplace
from miners.workplaces.storage import Storage

Value = TypeVar("Value")
WORK = ".chunks"
"""Folder in the data set's own for mined chunks of commits: what the next build need not mine again."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build gave; `incomplete` names repositories that failed or were read in part, with the reason."""

    content_hash: str
    manifest: dict[str, Any]
    incomplete: dict[str, str]
    warnings: dict[str, list[str]]
    """By repository, and of the `splits`; none of them makes the data set incomplete."""
    seconds: float
    resumed_chunks: int


def build(
    sources: Sequence[Source],
    directory: Path,
    config: MinerConfig,
    *,
    workers: int = 1,
    engine: str = "local",
    clones: Path | None = None,
    name: str = "",
    against: Sequence[Path] = (),
    fetching: Fetching = AS_USUAL,
    storage: str = "",
    base: Path | None = None,
) -> BuildResult:
    """Mine `sources` into the data set at `directory`, without what the data sets `against` hold.

    With `base`, an earlier release, the data set holds its tasks and those of the test slices that it lacks.

    Between the stages, work lies in the folder `.chunks`, or on the `storage` that an fsspec URL names.

    A repository that cannot be read is reported and the others go on; `RepositoryError` if none can be read.
    """
    started = time.monotonic()
    start = ENGINES.load(engine)
    _refuse_other_folders(directory)
    if storage:
        Storage(storage).require_known()
    release = open_base(base, config) if base else None
    with _locked(directory), start(workers) as engine_at_work:
        work = directory / WORK
        place = workplace(storage, work, clones or work / "clones")
        places, errors = _fetch(engine_at_work, place, sources, fetching)
        plans, cluster, unlisted = list_histories(engine_at_work, place, places, config)
        errors.update(unlisted)
        if not plans:
            nothing = UsageError("There is no repository to mine. Name a path, an https URL or a .toml list.")
            raise next((errors[source.name] for source in sources if source.name in errors), nothing)
        failures = {name: reason_of(error) for name, error in errors.items()}
        others: dict[str, str | list[str]] = {
            "against": sorted(open_dataset(path).content_hash for path in against),
            **({"base": release.release.content_hash} if release else {}),
        }
        identity = _identity(plans, config, others)
        chunks = [chunk for plan in plans for chunk in plan.chunks]
        finished = _finished(directory, identity, config, plans)
        if finished is not None and not failures:
            return _result(finished, started, len(chunks), failures)
        for chunk in chunks:
            place.bring(chunk.name)
        done = _finished_chunks(work, chunks)
        known = {report.name for report in done}
        left = [chunk for chunk in chunks if chunk.name not in known]
        reports = [*done, *_run(engine_at_work, place, left, config)]
        while True:
            failures.update({report.repository: report.error for report in reports if report.error})
            try:
                built = assemble(
                    directory,
                    work,
                    plans=plans,
                    cluster=cluster,
                    reports=reports,
                    failures=failures,
                    config=config,
                    name=name or directory.resolve().name,
                    build=identity,
                    describe=functools.partial(_describe, engine_at_work, place),
                    against=against,
                    base=release,
                )
                break
            except UndescribedError as error:  # the data set is decided on again without these chunks
                reports = [_without(report, error.reasons) for report in reports]
        if not failures:
            _forget_others(work, {chunk.name for chunk in chunks})
        return _result(built.manifest, started, len(done), failures)


@contextlib.contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """Keep other builds out of `directory` until the block ends; `UsageError` if one is at work there."""
    work = directory / WORK
    work.mkdir(parents=True, exist_ok=True)
    with (work / "lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(
                f"Another build is at work in {directory}. Wait for its end, or name another folder."
            ) from error
        for folder in (directory, directory / "data", work):
            for path in folder.glob(".*.partial"):
                path.unlink()  # of a build that was killed while it wrote
        for folder in work.glob(f"{CATALOGUE}*"):
            shutil.rmtree(folder, ignore_errors=True)
        try:
            yield
        finally:
            if all(path.name in ("lock", "clones") for path in work.iterdir()) and _is_empty(work / "clones"):
                _leave_nothing(directory)


def _is_empty(clones: Path) -> bool:
    return not clones.is_dir() or all(path.name == "lock" for path in clones.iterdir())


def _leave_nothing(directory: Path) -> None:
    """A build that failed before it mined anything leaves no folder behind."""
    shutil.rmtree(directory / WORK / "clones", ignore_errors=True)
    (directory / WORK / "lock").unlink()
    (directory / WORK).rmdir()
    if not any(directory.iterdir()):
        directory.rmdir()


def _forget_others(work: Path, names: Collection[str]) -> None:
    """Remove the files of chunks that the data set no longer rests on. The others make the next build short."""
    for path in work.iterdir():
        if path.is_file() and path.name != "lock" and path.name.split(".")[0] not in names:
            path.unlink()


def list_histories(
    engine: Engine, where: Workplace, places: Sequence[tuple[Source, Path]], config: MinerConfig
) -> tuple[list[Plan], dict[str, str], dict[str, Exception]]:
    """Plans, the cluster of each repository, and why those that could not be planned could not be."""
    errors: dict[str, Exception] = {}
    found: dict[str, History] = {}
    with Progress("Reading histories", len(places), "repositories") as progress:
        for outcome in engine.map(functools.partial(where.history, config=config), places):
            _note(outcome, outcome.item[0], found, errors)
            progress.advance()
    histories = [found[source.name] for source, _ in places if source.name in found]
    return plan_histories(histories, config), clusters(histories), errors


def kept_places(sources: Sequence[Source], clones: Path | None) -> list[tuple[Source, Path]]:
    """Where the sources lie that need not be fetched: local ones, and those whose clone was kept."""
    found = []
    for source in sources:
        place = source.path or (clone_place(source, clones) if clones is not None else None)
        if place is not None and (source.path is not None or place.is_dir()):
            found.append((source, place.resolve()))
    return found


def _fetch(
    engine: Engine, where: Workplace, sources: Sequence[Source], how: Fetching
) -> tuple[list[tuple[Source, Path]], dict[str, Exception]]:
    """Where each source lies; and of those that lie nowhere, the error."""
    errors: dict[str, Exception] = {}
    remote = [source for source in sources if source.path is None]
    found = {source.name: source.path.resolve() for source in sources if source.path is not None}
    if remote:
        with Progress(f"Fetching {len(remote)} repositories", None, "bytes") as progress:
            for outcome in where.fetch(engine, remote, how, progress.advance):
                _note(outcome, outcome.item, found, errors)
    return [(source, found[source.name]) for source in sources if source.name in found], errors


def _note(
    outcome: Outcome[Any, Value], source: Source, found: dict[str, Value], errors: dict[str, Exception]
) -> None:
    if outcome.result is not None:
        found[source.name] = outcome.result
    else:
        errors[source.name] = outcome.error or RepositoryError("it gave nothing")


def _finished_chunks(work: Path, chunks: Sequence[Chunk]) -> list[ChunkReport]:
    """Of the chunks that were mined before, read whole to see that they still are what was written."""
    kept = [chunk for chunk in chunks if chunk_files(work, chunk.name)[-1].exists()]
    if not kept:
        return []
    found = []
    with Progress("Checking what was mined before", len(kept), "chunks") as progress:
        for chunk in kept:
            if report := finished_report(work, chunk.name):
                found.append(report)
            progress.advance()
    return found


def _run(engine: Engine, where: Workplace, chunks: Sequence[Chunk], config: MinerConfig) -> list[ChunkReport]:
    reports: list[ChunkReport] = []
    with Progress("Mining", sum(len(chunk.commits) for chunk in chunks), "commits") as progress:
        own = for_mining(config)
        mine = functools.partial(where.mine, config=own, identity=chunk_digest(own))
        for outcome in engine.map(mine, chunks):
            reports.append(outcome.result or failed_report(outcome.item, _reason(outcome.error)))
            if outcome.result is not None and not outcome.result.error:
                where.bring(outcome.item.name)
            progress.advance(len(outcome.item.commits))
    return reports


def _describe(engine: Engine, where: Workplace, stayed: Sequence[Stayed]) -> None:
    reasons: dict[str, str] = {}
    with Progress("Describing", sum(len(item.places) for item in stayed), "tasks") as progress:
        for outcome in engine.map(where.describe, stayed):
            if outcome.error is not None:
                reasons[outcome.item.rows.name.partition(".")[0]] = _reason(outcome.error)
            else:
                where.bring(outcome.item.rows.name.partition(".")[0])
            progress.advance(len(outcome.item.places))
    if reasons:
        raise UndescribedError(reasons)


def _reason(error: Exception | None) -> str:
    return reason_of(error) if error is not None else "it gave nothing"


def _without(report: ChunkReport, reasons: Mapping[str, str]) -> ChunkReport:
    """The report of a chunk whose tasks could not be described is that of a failure."""
    return replace(report, error=reasons[report.name]) if report.name in reasons else report


def _identity(plans: Sequence[Plan], config: MinerConfig, others: Mapping[str, str | list[str]]) -> str:
    """Of the build: equal for the same repositories at the same commits with the same configuration.

    `others` holds the hashes of the data sets that decide with them.
    """
    repositories = sorted((plan.source.name, plan.head, plan.source.held_out) for plan in plans)
    content = canonical_json(
        {
            "config": config_digest(config),
            "repositories": repositories,
            **others,
        }
    )
    return hashlib.sha256(content.encode()).hexdigest()


def _finished(directory: Path, identity: str, config: MinerConfig, plans: Sequence[Plan]) -> dict[str, Any] | None:
    """The manifest at `directory` if it is whole and of this build; None where there is still work to do.

    A data set grows or shrinks by repositories and commits. `UsageError` if it has another configuration, or no
    repository of this build.
    """
    file = directory / MANIFEST
    if not file.exists():
        return None
    try:
        manifest = parse_json(read_text(file))
        rows = manifest["repositories"]
        files = ["README.md", "rejects.parquet", *(f"data/{split}.parquet" for split in manifest["splits"])]
        names = {row["name"] for row in rows} | set(manifest["failed"])
        missing = any(row["n_missing"] for row in rows)
    except (ValueError, KeyError, TypeError):
        manifest, files, names, missing = {}, [], set(), False
    if manifest.get("build") == identity:
        whole = not manifest["failed"] and not missing and all((directory / name).is_file() for name in files)
        return manifest if whole else None
    if manifest.get("config_hash") == config_digest(config) and names & {plan.source.name for plan in plans}:
        return None
    raise UsageError(
        f"{directory} holds a data set of other sources or another configuration. "
        "Name another folder, or remove it. If only quotas or splits differ, remove its manifest.json alone: "
        "then nothing is mined again."
    )


def _refuse_other_folders(directory: Path) -> None:
    """`UsageError` if `directory` holds what no build wrote."""
    if directory.exists() and not directory.is_dir():
        raise UsageError(f"{directory} is a file. Name a folder.")
    if not directory.is_dir() or (directory / MANIFEST).exists():
        return
    others = [path for path in directory.iterdir() if path.name[0] != "." and path.name not in _OURS]
    if others:
        raise UsageError(f"{directory} exists and is not an unfinished build. Name another folder, or remove it.")


_OURS = ("data", "rejects.parquet", "README.md")


def _result(manifest: dict[str, Any], started: float, resumed: int, failures: dict[str, str]) -> BuildResult:
    incomplete = dict(failures)
    warnings = {"splits": manifest["warnings"]} if manifest.get("warnings") else {}
    for row in manifest["repositories"]:
        if row["warnings"]:
            warnings[row["name"]] = row["warnings"]
        if row["state"] == "partial":
            incomplete.setdefault(row["name"], "; ".join(row["notes"]))
    return BuildResult(
        content_hash=str(manifest["content_hash"]),
        manifest=manifest,
        incomplete=incomplete,
        warnings=warnings,
        seconds=time.monotonic() - started,
        resumed_chunks=resumed,
    )
