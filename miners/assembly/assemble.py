"""From finished chunks to a data set: duplicates, caps, splits, files."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

from codeedit_bench.files import write_json, write_text
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.dataset import MANIFEST, open_dataset, write_splits
from codeedit_bench.tasks.storage import write_parquet
from miners.assembly.base import Base, leave_to_base
from miners.assembly.caps import apply_caps, thin_out_splits
from miners.assembly.card import Tally, card
from miners.assembly.catalogue import Catalogue, open_catalogue
from miners.assembly.decontaminate import drop_seen
from miners.assembly.duplicates import drop_duplicates
from miners.assembly.rejects import REJECTS
from miners.assembly.splits import Division, split_tasks, weaknesses
from miners.chunks.chunk import ChunkReport, chunk_files, read_rejects
from miners.chunks.descriptions import Stayed, described, read_descriptions, stayed_tasks
from miners.chunks.entries import read_row
from miners.chunks.plan import Plan
from miners.config import MINER_VERSION, MinerConfig
from miners.extraction.outcome import Reject
from miners.identity import config_digest, resolved

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Built:
    """What was written."""

    content_hash: str
    manifest: dict[str, Any]


def assemble(
    directory: Path,
    chunks: Path,
    *,
    plans: Sequence[Plan],
    cluster: Mapping[str, str],
    reports: Sequence[ChunkReport],
    failures: dict[str, str],
    config: MinerConfig,
    name: str,
    build: str,
    describe: Callable[[Sequence[Stayed]], None],
    against: Sequence[Path] = (),
    base: Base | None = None,
) -> Built:
    """Write the data set of all good chunks into `directory`, which exists; return its hash and manifest.

    `cluster` names, for each repository, the one that stands for its forks and mirrors. `describe` sees to it that
    the tasks that stay are described on disk, or raises `UndescribedError`; nothing is written before.
    The tasks of `base` come in as they are.
    """
    by_name = {report.name: report for report in reports if not report.error}
    good = [by_name[chunk.name] for plan in plans for chunk in plan.chunks if chunk.name in by_name]
    files = [chunk_files(chunks, report.name) for report in good]
    rows = [tasks for tasks, *_ in files]
    with open_catalogue([keys for _, keys, *_ in files], cluster, chunks) as catalogue:
        held_out = {plan.source.name for plan in plans if plan.source.held_out} | (
            base.held_out if base else set()
        )
        division = _decide(catalogue, rows, config, against=against, base=base, held_out=held_out, cluster=cluster)
        describe(stayed_tasks((rows[chunk], place, length) for chunk, place, length in catalogue.rows(_PLACES)))
        counts: Counter[str] = Counter()
        by_repository: dict[str, Counter[str]] = defaultdict(Counter)
        for report in good:
            counts.update(report.counts)
            by_repository[report.repository].update(report.rejects)
        for repository, reason, count in catalogue.rows(_DROPPED):
            by_repository[repository][reason] += count
        rejects = sum(by_repository.values(), Counter())
        rejects.update(reason for plan in plans for _, reason in plan.rejects)
        tally = Tally()
        licences: dict[str, Counter[str]] = defaultdict(Counter)
        for repository, language, split, tier, difficulty, licence, count in catalogue.rows(_STAYED):
            tally.add(language, split, tier, difficulty=difficulty, licence=licence, count=count)
            licences[repository][licence or "none"] += count
        for row in base.rows() if base else ():
            signals, origin = row["signals"], row["provenance"]
            tally.add(
                row["language"],
                row["split"],
                row["tier"],
                difficulty=signals["difficulty"],
                licence=origin["licence"],
                count=1,
            )
            licences[origin["repository"]][origin["licence"] or "none"] += 1
        extra = {
            "build": build,
            "miner_version": MINER_VERSION,
            "config": resolved(config),
            "config_hash": config_digest(config),
            "repositories": [
                _repository(plan, reports, licences[plan.source.name], by_repository[plan.source.name])
                for plan in plans
            ],
            "against": [open_dataset(path).content_hash for path in against],
            "clusters": _clusters(cluster),
            **({"base": base.stated()} if base else {}),
            "failed": dict(sorted(failures.items())),
            "read": dict(sorted(counts.items())),
            "rejects": dict(sorted(rejects.items())),
            "cut_offs": division.cut_offs,
            "held_out_repositories": division.held_out,
            "warnings": weaknesses(catalogue, division),
        }
        # While there is no manifest, the folder holds no data set: it goes first and comes last.
        (directory / MANIFEST).unlink(missing_ok=True)
        every = heapq.merge(_rows(catalogue, rows), base.rows() if base else (), key=itemgetter("task_id"))
        with Progress("Writing rejects", rejects.total(), "rejects") as progress:
            dropped = _all_rejects(plans, chunks, good, catalogue)
            write_parquet(directory / REJECTS, Reject, _counted(dropped, progress))
        n_tasks = sum(count.total() for count in licences.values())
        with Progress("Writing tasks", n_tasks, "tasks") as progress:
            manifest = {**extra, "name": name, **write_splits(directory, _counted(every, progress))}
    write_text(directory / "README.md", card(name, tally, manifest))
    write_json(directory / MANIFEST, manifest)
    return Built(manifest["content_hash"], manifest)


def _decide(
    catalogue: Catalogue,
    rows: Sequence[Path],
    config: MinerConfig,
    *,
    against: Sequence[Path],
    base: Base | None,
    held_out: set[str],
    cluster: Mapping[str, str],
) -> Division:
    """Which tasks stay, and in which split."""
    with Progress("Deciding which tasks stay", 4, "steps") as progress:
        drop_seen(catalogue, against, rows)
        drop_duplicates(catalogue, config.near_duplicate)
        progress.advance()
        if base is not None:
            leave_to_base(catalogue, base)
        apply_caps(catalogue, config)
        progress.advance()
        division = split_tasks(catalogue, config, held_out, cluster)
        progress.advance()
        thin_out_splits(catalogue, config)
        progress.advance()
    return division


def _counted(rows: Iterable[Row], progress: Progress) -> Iterator[Row]:
    for row in rows:
        yield row
        progress.advance()


_DROPPED = (
    "SELECT repository, reason, count(*) FROM tasks JOIN dropped USING (number) GROUP BY repository, reason "
    "ORDER BY repository, reason"
)
_PLACES = "SELECT chunk, place, length FROM tasks JOIN places USING (number)"
_STAYED = (
    "SELECT repository, language, split, tier, difficulty, licence, count(*) "
    "FROM tasks JOIN places USING (number) GROUP BY ALL ORDER BY ALL"
)


def _rows(catalogue: Catalogue, files: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """The tasks that stay, in the order of their ids."""
    query = (
        "SELECT chunk, place, length, split, places.tags FROM tasks JOIN places USING (number) ORDER BY task_id"
    )
    errors = [read_descriptions(file) for file in files]
    for chunk, place, length, split, tags in catalogue.rows(query):
        row = described(read_row(files[chunk], place, length), errors[chunk][place])
        yield {**row, "split": split, "tags": sorted({*row["tags"], *tags})}


def _repository(
    plan: Plan, reports: Sequence[ChunkReport], licences: Counter[str], rejects: Counter[str]
) -> dict[str, Any]:
    own = [report for report in reports if report.repository == plan.source.name]
    missing = sum(report.missing_blobs for report in own)
    notes = ["history begins at a shallow boundary"] if plan.shallow else []
    if missing:
        why = "it is a partial clone; clone it without --filter" if plan.partial else "their blobs are missing"
        notes.append(f"{missing} files could not be read: {why}")
    notes += [report.error for report in own if report.error]
    return {
        "name": plan.source.name,
        "url": plan.source.url,
        "commit": plan.head,
        "state": "failed" if own and all(report.error for report in own) else "partial" if notes else "complete",
        "notes": notes,
        "n_commits": sum(report.n_commits for report in own),
        "n_merges": sum(reason == "merges" for _, reason in plan.rejects),
        "n_shared": plan.n_shared,
        "n_missing": missing,
        "n_tasks": licences.total(),
        "seconds": round(sum(report.seconds for report in own), 1),
        "licences": dict(sorted(licences.items())),
        "licence_expected": plan.source.licence,
        "licence_found": plan.licence,
        "rejects": dict(sorted(rejects.items())),
        "warnings": [*plan.warnings, *_mostly_dropped(own, rejects)],
    }


_BY_NAME = ("vendored", "generated_path", "generated", "minified")
"""Filters that take a file for somebody else's, or for a tool's, by what it is called or says."""


def _mostly_dropped(reports: Sequence[ChunkReport], rejects: Counter[str]) -> list[str]:
    """One sentence for each of these filters that dropped more changed files than were left."""
    left = sum(report.counts.get("files", 0) for report in reports)
    return [
        f"the filter {name} dropped {rejects[name]:,} changed files, more than the {left:,} that were left; "
        "rejects.parquet holds their paths"
        for name in _BY_NAME
        if rejects[name] > left
    ]


def _clusters(cluster: Mapping[str, str]) -> list[list[str]]:
    """The repositories of each cluster that holds several."""
    members: dict[str, list[str]] = defaultdict(list)
    for name in sorted(cluster):
        members[cluster[name]].append(name)
    return [names for names in members.values() if len(names) > 1]


def _all_rejects(
    plans: Sequence[Plan], chunks: Path, reports: Sequence[ChunkReport], catalogue: Catalogue
) -> Iterator[Reject]:
    for plan in plans:
        for commit, reason in plan.rejects:
            yield Reject(plan.source.name, commit, "", None, reason)
    for report in reports:
        yield from read_rejects(chunks, report.name)
    dropped = (
        "SELECT repository, commit, path, line, reason FROM tasks JOIN dropped USING (number) "
        "ORDER BY reason, task_id"
    )
    for row in catalogue.rows(dropped):
        yield Reject(*row)
