"""Runs of one data set become a folder of static pages."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

from codeedit_bench.files import atomic_directory
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.dataset import open_dataset
from evaluators.runs.completeness import require_complete
from leaderboard.answers import Answers
from leaderboard.badge import write_badges
from leaderboard.downloads import write_downloads
from leaderboard.entry import OUTCOMES, Entry, TaskTable
from leaderboard.pictures import write_pictures
from leaderboard.reading import open_runs, read_entry, read_tasks, slugs
from leaderboard.shards import write_shard
from leaderboard.sitedata import site_data, write_systems, write_task_index, write_vectors
from leaderboard.spill import Spill
from leaderboard.standing import Standing, standings


@dataclass(frozen=True)
class Site:
    """What was built, for the command to print."""

    path: Path
    entries: list[Entry]
    standings: list[Standing]
    table: TaskTable


def build_site(
    runs: Sequence[Path],
    dataset_path: Path,
    out: Path,
    *,
    title: str = "",
    replace_existing: bool = False,
    allow_failed: bool = False,
) -> Site:
    """Build the site at `out`. `IncompleteRunError` for a run in which requests failed, unless allowed. Raises
    before anything is written where the runs cannot stand side by side."""
    dataset = open_dataset(dataset_path)
    opened = sorted(open_runs(runs, dataset), key=lambda run: (run.manifest.system, run.path.name))
    split = opened[0].manifest.split
    table = read_tasks(dataset, opened[0])
    names = slugs([run.manifest.system for run in opened])
    with atomic_directory(out, replace=replace_existing) as site:
        heaps = site / ".heaps"
        answers = Answers(Spill(heaps), table)
        for task in dataset.tasks(split):
            if task.task_id in table.index:
                answers.add_task(task)
        entries = []
        with Progress("read runs", len(opened), "runs") as progress:
            for run, slug in zip(opened, names, strict=True):
                entry = read_entry(run, slug, table)
                if not allow_failed and (entry.outcomes == OUTCOMES.index("failed")).any():
                    require_complete(run.path, run.predictions())
                entries.append(replace(entry, usage=answers.add_run(run, entry)))
                progress.advance()
        ranked = standings(entries, table)
        pictures = write_pictures(site, entries, ranked, table)
        data = site_data(title or dataset.name, entries, ranked, table)
        write_shard(site, "site", {**data, "pictures": pictures})
        write_task_index(site, entries, table)
        write_vectors(site, entries)
        write_systems(site, entries, ranked, table)
        with Progress("write tasks", len(table), "tasks") as progress:
            for prefix, pages in answers.shards():
                write_shard(site, f"answers/{prefix or 'all'}", pages)
                progress.advance(len(pages))
        shutil.rmtree(heaps)
        write_badges(site, entries, ranked)
        write_downloads(site, entries, ranked, table)
        copy_pages(site)
    return Site(out, entries, ranked, table)


def copy_pages(site: Path) -> None:
    """The pages, styles and scripts that ship with the package."""
    source = resources.files("leaderboard") / "site"
    for item in sorted(source.iterdir(), key=lambda entry: entry.name):
        if item.name == "pictures.html":
            continue  # filled and written with the pictures
        if item.name.endswith((".html", ".css", ".js", ".svg")):
            folder = site if item.name.endswith(".html") else site / "assets"
            folder.mkdir(exist_ok=True)
            (folder / item.name).write_bytes(item.read_bytes())
