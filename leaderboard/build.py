"""Runs of one data set become a folder of static pages."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from codeedit_bench.errors import CodeEditError, RunError
from codeedit_bench.files import atomic_directory
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.dataset import open_dataset
from evaluators.runs.completeness import require_complete
from leaderboard.answers import Answers
from leaderboard.badge import write_badges
from leaderboard.choosing import choose_runs
from leaderboard.downloads import write_downloads
from leaderboard.entry import OUTCOMES, Entry, TaskTable
from leaderboard.links import site_address
from leaderboard.log import arrivals, build_day
from leaderboard.pages import write_pages
from leaderboard.pictures import write_pictures
from leaderboard.reading import came_in, read_entry, read_tasks, slugs
from leaderboard.shards import write_shard
from leaderboard.sitedata import site_data, write_site_data, write_systems, write_task_index, write_vectors
from leaderboard.spill import Spill
from leaderboard.standing import Standing, standings
from leaderboard.submission.cleaning import clean_text

SITE_MARK = "data/site.js"
"""A file that tells a folder that we built from any other."""


@dataclass(frozen=True)
class Site:
    """What was built, for the command to print."""

    path: Path
    entries: list[Entry]
    standings: list[Standing]
    table: TaskTable
    left_out: dict[str, str]
    """Folders of strangers' runs that could not be shown, and why."""


def build_site(
    runs: Sequence[Path],
    dataset_path: Path,
    out: Path,
    *,
    title: str = "",
    address: str = "",
    replace: bool = False,
    allow_failed: bool = False,
) -> Site:
    """Build the site at `out`. Raises before anything is written where the runs cannot stand side by side.

    `IncompleteRunError` for a run in which requests failed, unless allowed. A run that came in from a stranger
    never stops the site: it is left out, and the page says why. `replace` replaces a site that stands at `out`.
    `address` is where the site will stand; `UsageError` where it is no https address.
    """
    address = site_address(address)
    dataset = open_dataset(dataset_path)
    opened, left_out = choose_runs(runs, dataset)
    split = opened[0].manifest.split
    table = read_tasks(dataset, opened[0])
    names = slugs([run.manifest.system for run in opened])
    with atomic_directory(out, replaces=SITE_MARK if replace else "") as site:
        heaps = site / ".heaps"
        answers = Answers(Spill(heaps), table)
        for task in dataset.tasks(split):
            if task.task_id in table.index:
                answers.add_task(task)
        entries = []
        with Progress("read runs", len(opened), "runs") as progress:
            for run, slug in zip(opened, names, strict=True):
                progress.advance()
                try:
                    entry = read_entry(run, slug, table)
                    if not allow_failed and (entry.outcomes == OUTCOMES.index("failed")).any():
                        require_complete(run.path, run.predictions())
                    entries.append(dataclasses.replace(entry, usage=answers.add_run(run, entry)))
                except CodeEditError as error:
                    if not came_in(run.path):
                        raise
                    left_out[run.path.name] = str(error)
        if not entries:
            raise RunError(
                "There is no run to show. " + " ".join(f"{name}: {why}" for name, why in left_out.items())
            )
        ranked = standings(entries, table)
        pictures, drawn = write_pictures(site, entries, ranked, table)
        data = site_data(title or dataset.name, entries, ranked, table)
        shown = {clean_text(name): clean_text(reason) for name, reason in sorted(left_out.items())}
        log = {"built": build_day(), "left_out": shown, "arrivals": arrivals(entries)}
        write_site_data(site, {**data, "pictures": pictures, **log})
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
        write_pages(
            site,
            title or dataset.name,
            entries=entries,
            ranked=ranked,
            table=table,
            pictures=drawn,
            address=address,
        )
    return Site(out, entries, ranked, table, left_out)
