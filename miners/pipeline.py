"""A whole build: sources to plans to chunks to a data set; it goes on where it was interrupted."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import hashlib
import json
import shutil
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from codeedit_bench.errors import RepositoryError, UsageError
from codeedit_bench.files import canonical_json
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.dataset import MANIFEST, open_dataset
from miners.assembly.assemble import assemble
from miners.assembly.clusters import clusters
from miners.chunks.chunk import ChunkReport, failed_report, finished_report, mine_chunk
from miners.chunks.descriptions import Stayed, UndescribedError, describe
from miners.chunks.history import History, read_history
from miners.chunks.plan import Chunk, Plan, plan_histories
from miners.config import MinerConfig
from miners.engines import ENGINES, Engine, Outcome
from miners.engines.engine import reason_of
from miners.identity import config_digest
from miners.repository.fetch import AS_USUAL, Fetching, clones_to_ourselves, fetch_all
from miners.sources import Source

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
) -> BuildResult:
    """Mine `sources` into the data set at `directory`, without what the data sets `against` hold.

    A repository that cannot be read is reported and the others go on; `RepositoryError` if none can be read.
    """
    started = time.monotonic()
    start = ENGINES.load(engine)
    _refuse_other_folders(directory)
    with _locked(directory), start(workers) as engine_at_work:
        plans, cluster, failures = _plan(
            engine_at_work, sources, clones or directory / WORK / "clones", config, fetching
        )
        identity = _identity(plans, config, [open_dataset(path).content_hash for path in against])
        chunks = [chunk for plan in plans for chunk in plan.chunks]
        finished = _finished(directory, identity, config, plans)
        if finished is not None and not failures:
            return _result(finished, started, len(chunks), failures)
        work = directory / WORK
        done = [report for chunk in chunks if (report := finished_report(work, chunk.name))]
        known = {report.name for report in done}
        reports = [
            *done,
            *_run(engine_at_work, [chunk for chunk in chunks if chunk.name not in known], config, work),
        ]
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
                    describe=functools.partial(_describe, engine_at_work),
                    against=against,
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


def _plan(
    engine: Engine, sources: Sequence[Source], clones: Path, config: MinerConfig, fetching: Fetching
) -> tuple[list[Plan], dict[str, str], dict[str, str]]:
    """Plans, the cluster of each repository, and why those that could not be planned could not be."""
    errors: dict[str, Exception] = {}
    places = _fetch(sources, clones, fetching, errors)
    found: dict[str, History] = {}
    with Progress("Reading histories", len(places), "repositories") as progress:
        for outcome in engine.map(functools.partial(_history, config=config), places):
            _note(outcome, outcome.item[0], found, errors)
            progress.advance()
    histories = [found[source.name] for source in sources if source.name in found]
    if not histories:
        first = next((errors[source.name] for source in sources if source.name in errors), None)
        raise first or UsageError("There is no repository to mine. Name a path, an https URL or a .toml list.")
    failures = {source.name: reason_of(errors[source.name]) for source in sources if source.name in errors}
    return plan_histories(histories, config), clusters(histories), failures


def _fetch(
    sources: Sequence[Source], clones: Path, how: Fetching, errors: dict[str, Exception]
) -> list[tuple[Source, Path]]:
    """Where each source lies; of those that do not, the error is noted."""
    remote = [source for source in sources if source.path is None]
    cloned: dict[str, Path] = {}
    if remote:
        with (
            clones_to_ourselves(clones),
            Progress(f"Fetching {len(remote)} repositories", None, "bytes") as progress,
        ):
            for outcome in fetch_all(remote, clones, how, progress.advance):
                _note(outcome, outcome.item, cloned, errors)
    places = [(source, source.path or cloned.get(source.name)) for source in sources]
    return [(source, path.resolve()) for source, path in places if path is not None]


def _history(place: tuple[Source, Path], config: MinerConfig) -> History:
    return read_history(*place, config)


def _note(
    outcome: Outcome[Any, Value], source: Source, found: dict[str, Value], errors: dict[str, Exception]
) -> None:
    if outcome.result is not None:
        found[source.name] = outcome.result
    else:
        errors[source.name] = outcome.error or RepositoryError("it gave nothing")


def _run(engine: Engine, chunks: Sequence[Chunk], config: MinerConfig, work: Path) -> list[ChunkReport]:
    reports: list[ChunkReport] = []
    with Progress("Mining", sum(len(chunk.commits) for chunk in chunks), "commits") as progress:
        mine = functools.partial(
            mine_chunk, config=config, identity=config_digest(config), directory=work.resolve()
        )
        for outcome in engine.map(mine, chunks):
            reports.append(outcome.result or failed_report(outcome.item, _reason(outcome.error)))
            progress.advance(len(outcome.item.commits))
    return reports


def _describe(engine: Engine, stayed: Sequence[Stayed]) -> None:
    reasons: dict[str, str] = {}
    with Progress("Describing", sum(len(item.places) for item in stayed), "tasks") as progress:
        for outcome in engine.map(describe, stayed):
            if outcome.error is not None:
                reasons[outcome.item.rows.name.partition(".")[0]] = _reason(outcome.error)
            progress.advance(len(outcome.item.places))
    if reasons:
        raise UndescribedError(reasons)


def _reason(error: Exception | None) -> str:
    return reason_of(error) if error is not None else "it gave nothing"


def _without(report: ChunkReport, reasons: Mapping[str, str]) -> ChunkReport:
    """The report of a chunk whose tasks could not be described is that of a failure."""
    return replace(report, error=reasons[report.name]) if report.name in reasons else report


def _identity(plans: Sequence[Plan], config: MinerConfig, against: Sequence[str]) -> str:
    """Of the build: equal for the same repositories at the same commits with the same configuration."""
    repositories = sorted((plan.source.name, plan.head, plan.source.held_out) for plan in plans)
    content = canonical_json(
        {
            "config": config_digest(config),
            "repositories": repositories,
            "against": sorted(against),
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
        manifest = json.loads(file.read_text(encoding="utf-8"))
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
        "Name another folder, or remove it."
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
