"""Runs and tasks from disk, checked against each other before anything is built."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from codeedit_bench.errors import DatasetError, PredictionsError, RunError
from codeedit_bench.normalize import version_differences
from codeedit_bench.parsing import parse_json, read_text
from codeedit_bench.tasks.dataset import Dataset
from evaluators.runs.answer_columns import AnswerColumns
from evaluators.runs.completeness import require_complete
from evaluators.runs.run import Run, open_run
from evaluators.runs.score_table import OUTCOMES, read_score_table, scored_tasks
from evaluators.runs.scores import SCORES
from evaluators.statistics.metrics import EXACT_MATCHES
from leaderboard.about import read_about
from leaderboard.answer_source import AnswerSource
from leaderboard.entry import Origin, Scored, TaskTable, task_row
from leaderboard.task_pages import TaskPages

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


def read_tasks(dataset: Dataset, run: Run, pages: TaskPages) -> TaskTable:
    """The tasks that `run` answered, in the order of their ids: its split, or the part that it was limited to.

    Their texts go to `pages`, as each task's page needs them.
    """
    split, rows = run.manifest.split, []
    for task in dataset.tasks(split):
        rows.append(task_row(task))
        pages.add(task)
    rows.sort(key=lambda row: row.task_id)
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


def read_run(
    run: Run, slug: str, table: TaskTable, answers: AnswerSource, *, allow_failed: bool
) -> tuple[Scored, AnswerColumns]:
    """A run's scores, in the order of the task table, and its answers.

    Raises what `read_score_table` and `AnswerSource.columns` raise. `IncompleteRunError` where requests failed,
    unless that is allowed.
    """
    scores = read_score_table(run.path, table.id_array, run.manifest.n_samples)
    for metric in EXACT_MATCHES:
        values = scores.values.get(metric)
        if values is not None and not ((values == 0) | (values == 1)).all():
            raise PredictionsError(
                f"{run.path / SCORES} has a {metric!r} that is neither 0 nor 1. "
                "Score the run again with `codeedit score`."
            )
    if not allow_failed and (scores.outcomes == OUTCOMES.index("failed")).any():
        require_complete(run.path, run.predictions())
    columns = answers.columns(run, scores)
    scored = Scored(
        slug=slug,
        path=run.path,
        manifest=run.manifest,
        values=scores.values,
        outcomes=scores.outcomes,
        origin=origin_of(run),
        arrived=str(verification(run.path).get("accepted") or run.manifest.created)[:10],
        about=read_about(run.path),
        usage=columns.usage,
    )
    return scored, columns


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
        record = parse_json(read_text(path / VERIFICATION))
    except (OSError, ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}
