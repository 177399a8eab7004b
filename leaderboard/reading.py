"""Runs and tasks from disk, checked against each other before anything is built."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from codeedit_bench.errors import DatasetError, RunError
from codeedit_bench.normalize import version_differences
from codeedit_bench.tasks.dataset import Dataset
from evaluators.runs.run import Run, open_run
from evaluators.runs.score_table import read_score_table, scored_tasks
from leaderboard.about import read_about
from leaderboard.entry import Entry, Origin, TaskTable, task_row

VERIFICATION = "verification.json"
"""In a run that `codeedit leaderboard add` accepted: when, by which scorer, from which archive."""

_TASK_ID = re.compile(r"[0-9a-f]{20}")


def open_runs(paths: Sequence[Path], dataset: Dataset) -> list[Run]:
    """Open the runs; `RunError` where one answered another data set, split or number of tasks than the rest."""
    runs = [open_run(path) for path in paths]
    if not runs:
        raise RunError("There is no run to show. Name the folders that `codeedit evaluate` wrote.")
    for run in runs:
        if run.manifest.dataset_hash != dataset.content_hash:
            raise RunError(
                f"{run.path} was evaluated on data set {run.manifest.dataset_hash[:12]}…, "
                f"but {dataset.path} is {dataset.content_hash[:12]}…. "
                "Scores of different data sets are not comparable: leave the run out, or evaluate it again."
            )
    for attribute, noun in (("split", "split"), ("n_tasks", "number of tasks")):
        seen = {getattr(run.manifest, attribute): run for run in runs}
        if len(seen) > 1:
            described = ", ".join(f"{run.path.name}: {value}" for value, run in seen.items())
            raise RunError(f"The runs differ in their {noun} ({described}). Show one at a time.")
    for run in runs[1:]:
        if differing := version_differences(runs[0].manifest.scorer_version, run.manifest.scorer_version):
            raise RunError(
                f"{runs[0].path.name} and {run.path.name} differ in their scorer ({'; '.join(differing)}). "
                "Score them again with `codeedit score`."
            )
    return runs


def read_tasks(dataset: Dataset, run: Run) -> TaskTable:
    """The tasks that `run` answered, in the order of their ids: its split, or the part that it was limited to."""
    split = run.manifest.split
    rows = sorted((task_row(task) for task in dataset.tasks(split)), key=lambda row: row.task_id)
    if len(rows) > run.manifest.n_tasks:
        answered = scored_tasks(run.path)
        rows = [row for row in rows if row.task_id in answered]
    if not rows:
        raise DatasetError(f"{dataset.path} has no tasks in its split {split!r}.")
    strange = next((row.task_id for row in rows if not _TASK_ID.fullmatch(row.task_id)), None)
    if strange is not None:
        raise DatasetError(f"{dataset.path} has a task id {strange!r}; an id is 20 hex digits.")
    return TaskTable(rows, split, dataset.name, dataset.content_hash)


def slugs(systems: Sequence[str]) -> list[str]:
    """A lower-case name per system, fit for files and addresses; repeated ones are numbered."""
    counts: Counter[str] = Counter()
    names = []
    for system in systems:
        name = re.sub(r"[^a-z0-9]+", "-", system.lower()).strip("-")[:60] or "system"
        counts[name] += 1
        names.append(name if counts[name] == 1 else f"{name}~{counts[name]}")
    return names


def read_entry(run: Run, slug: str, table: TaskTable) -> Entry:
    """The scores of a run, in the order of the task table; see `read_score_table` for what it raises."""
    scores = read_score_table(run.path, table.ids, run.manifest.n_samples)
    return Entry(
        slug=slug,
        path=run.path,
        manifest=run.manifest,
        values=scores.values,
        outcomes=scores.outcomes,
        origin=origin_of(run),
        arrived=str(verification(run.path).get("accepted") or run.manifest.created)[:10],
        about=read_about(run.path),
    )


def came_in(path: Path) -> bool:
    """Whether the run at `path` came in through `codeedit leaderboard add`: a stranger made it."""
    return (path / VERIFICATION).exists()


def origin_of(run: Run) -> Origin:
    """Who made the run, and whether its scores are this site's own. See `Origin`."""
    if not came_in(run.path):
        return "keepers"
    return "re-scored" if verification(run.path).get("scorer_version") == run.manifest.scorer_version else "stated"


def verification(path: Path) -> dict[str, Any]:
    """The record that `codeedit leaderboard add` left; empty where there is none or it is damaged."""
    try:
        record = json.loads((path / VERIFICATION).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}
