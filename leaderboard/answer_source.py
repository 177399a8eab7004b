"""Where a run's answers come from: the columns that it was scored with, or its predictions."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from evaluators.runs.answer_columns import AnswerColumns, read_answers, tasks_digest, write_answer_table
from evaluators.runs.run import Run
from evaluators.runs.score_table import ScoreTable
from leaderboard.entry import TaskTable
from leaderboard.task_pages import TaskPages


class AnswerSource:
    """Columns for the tasks of `table`. Those that a run lacks are made in `scratch`, which the caller removes."""

    def __init__(self, table: TaskTable, pages: TaskPages, scratch: Path) -> None:
        self._table, self._pages, self._scratch = table, pages, scratch
        self._digest = tasks_digest(table.ids)
        self._made = 0

    def columns(self, run: Run, scores: ScoreTable) -> AnswerColumns:
        """`PredictionsError` where the run's predictions are missing, or do not fit the tasks."""
        found = AnswerColumns.of(run, self._digest)
        if found is None:
            target = self._scratch / f"answers-{self._made}.parquet"
            self._made += 1
            answers, usage = read_answers(run, self._table.ids, self._regions, scores)
            write_answer_table(target, run, self._digest, answers, usage)
            found = AnswerColumns(target, run.manifest.n_samples, usage)
        return found

    @cached_property
    def _regions(self) -> list[str]:
        return [self._pages.region(task_id) for task_id in self._table.ids]
