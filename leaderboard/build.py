"""Runs of one data set become a folder of static pages."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from codeedit_bench.errors import CodeEditError, RunError
from codeedit_bench.files import atomic_directory
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.dataset import open_dataset
from evaluators.runs.score_table import scored_metrics
from leaderboard.answer_source import AnswerSource
from leaderboard.answers import write_answers
from leaderboard.badge import write_badges
from leaderboard.choosing import choose_runs
from leaderboard.downloads import write_downloads
from leaderboard.entry import Entry, TaskTable
from leaderboard.gathering import Gathering, ScoresWriter
from leaderboard.links import site_address
from leaderboard.log import arrivals, build_day
from leaderboard.pages import write_pages
from leaderboard.pictures import write_pictures
from leaderboard.reading import came_in, read_run, read_tasks, slugs
from leaderboard.sitedata import site_data, write_site_data, write_systems, write_task_index
from leaderboard.standing import Standing
from leaderboard.submission.cleaning import clean_text
from leaderboard.task_pages import TaskPages

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
    names = slugs([run.manifest.system for run in opened])
    metrics = sorted(set().union(*(scored_metrics(run.path) for run in opened)))
    with atomic_directory(out, replaces=SITE_MARK if replace else "") as site:
        scratch = site / ".scratch"
        scratch.mkdir()
        with TaskPages(scratch / "pages") as pages:
            table = read_tasks(dataset, opened[0], pages)
            answers = AnswerSource(table, pages, scratch)
            columns = []
            with (
                ScoresWriter.open(site, table, metrics) as scores,
                Gathering(site, table, len(opened), scores, scratch) as gathering,
                Progress("read runs", len(opened), "runs") as progress,
            ):
                for run, slug in zip(opened, names, strict=True):
                    progress.advance()
                    try:
                        scored, given = read_run(run, slug, table, answers, allow_failed=allow_failed)
                    except CodeEditError as error:
                        if not came_in(run.path):
                            raise
                        left_out[run.path.name] = str(error)
                    else:
                        gathering.add(scored)
                        columns.append(given)
                entries = gathering.entries
                if not entries:
                    reasons = " ".join(f"{name}: {why}" for name, why in left_out.items())
                    raise RunError(f"There is no run to show. {reasons}")
                ranked, shares = gathering.finish(), gathering.shares()
            write_answers(site, columns, table, pages)
        shutil.rmtree(scratch)
        pictures, drawn = write_pictures(site, entries, ranked, table)
        data = site_data(title or dataset.name, entries, ranked, table)
        shown = {clean_text(name): clean_text(reason) for name, reason in sorted(left_out.items())}
        log = {"built": build_day(), "left_out": shown, "arrivals": arrivals(entries)}
        write_site_data(site, {**data, "pictures": pictures, **log})
        write_task_index(site, shares, table)
        write_systems(site, entries, ranked)
        write_badges(site, entries, ranked)
        write_downloads(site, entries, ranked, shares, table)
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
