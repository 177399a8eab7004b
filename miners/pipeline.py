"""A whole build: sources to plans to shards to a data set; it goes on where it was interrupted."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codeedit_bench.errors import CodeEditError, RepositoryError, UsageError
from codeedit_bench.files import canonical_json
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.dataset import MANIFEST, open_dataset
from miners.assembly.assemble import assemble
from miners.assembly.clusters import clusters
from miners.chunks.chunk import ShardReport, finished_report
from miners.chunks.engines import ENGINES
from miners.chunks.history import History, read_history
from miners.chunks.plan import Plan, Shard, plan_histories
from miners.config import MinerConfig
from miners.identity import config_digest
from miners.repository.clone import clone
from miners.settings import check_config
from miners.sources import Source

WORK = ".shards"
"""Folder in the data set's own where unfinished work lies."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build gave; `incomplete` names repositories that failed or were read in part, with the reason."""

    content_hash: str
    manifest: dict[str, Any]
    incomplete: dict[str, str]
    warnings: dict[str, list[str]]
    """By repository; none of them makes it incomplete."""
    seconds: float
    resumed_shards: int


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
) -> BuildResult:
    """Mine `sources` into the data set at `directory`, without what the data sets `against` hold.

    A repository that cannot be read is reported and the others go on; `RepositoryError` if none can be read.
    """
    started = time.monotonic()
    check_config(config)
    run = ENGINES.load(engine)
    plans, cluster, failures = _plan(sources, clones or directory / WORK / "clones", config)
    identity = _identity(plans, config, [open_dataset(path).content_hash for path in against])
    finished = _finished(directory, identity)
    if finished is not None:
        return _result(finished, started, sum(len(plan.shards) for plan in plans), failures)
    work = directory / WORK / identity[:16]
    work.mkdir(parents=True, exist_ok=True)
    shards = [shard for plan in plans for shard in plan.shards]
    done = [report for shard in shards if (report := finished_report(work, shard.name))]
    known = {report.name for report in done}
    reports = [*done, *_run(run, [s for s in shards if s.name not in known], config, work, workers)]
    for report in reports:
        if report.error:
            failures[report.repository] = report.error
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
        against=against,
    )
    if not failures:
        shutil.rmtree(work)
        if not any((directory / WORK).iterdir()):
            (directory / WORK).rmdir()
    return _result(built.manifest, started, len(done), failures)


def _plan(
    sources: Sequence[Source], clones: Path, config: MinerConfig
) -> tuple[list[Plan], dict[str, str], dict[str, str]]:
    """Plans, the cluster of each repository, and why those that could not be planned could not be."""
    histories: list[History] = []
    failures: dict[str, str] = {}
    first: CodeEditError | None = None
    with Progress("Reading histories", len(sources), "repositories") as progress:
        for source in sources:
            try:
                path = source.path or clone(source, clones)
                histories.append(read_history(source, path.resolve(), config))
            except RepositoryError as error:
                first = first or error
                failures[source.name] = str(error)
            progress.advance()
    if not histories:
        raise first or UsageError("There is no repository to mine. Name a path, an https URL or a .toml list.")
    return plan_histories(histories, config), clusters(histories), failures


def _run(run: Any, shards: Sequence[Shard], config: MinerConfig, work: Path, workers: int) -> list[ShardReport]:
    reports: list[ShardReport] = []
    with Progress("Mining", sum(len(shard.commits) for shard in shards), "commits") as progress:
        for report in run(shards, config, work, workers):
            reports.append(report)
            progress.advance(report.n_commits)
    return reports


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


def _finished(directory: Path, identity: str) -> dict[str, Any] | None:
    """The manifest at `directory` if it is of this build; `UsageError` if it is of another."""
    file = directory / MANIFEST
    if not file.exists():
        others = [path.name for path in directory.iterdir() if path.name != WORK] if directory.is_dir() else []
        leftovers = [name for name in others if not name.startswith(".") and name not in _OURS]
        if leftovers or (directory.exists() and not directory.is_dir()):
            raise UsageError(f"{directory} exists and is no unfinished build. Name another folder, or remove it.")
        return None
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        manifest = {}
    if manifest.get("build") == identity:
        return manifest if not manifest.get("failed") else None
    raise UsageError(
        f"{directory} holds a data set of other sources or another configuration. "
        "Name another folder, or remove it."
    )


_OURS = ("data", "rejects.parquet", "README.md")


def _result(manifest: dict[str, Any], started: float, resumed: int, failures: dict[str, str]) -> BuildResult:
    incomplete = dict(failures)
    warnings = {}
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
        resumed_shards=resumed,
    )
