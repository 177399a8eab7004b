"""A run's scores as one side of a comparison."""

from __future__ import annotations

from codeedit_bench.tasks.dataset import Dataset
from evaluators.runs.completeness import require_complete
from evaluators.runs.run import Run
from evaluators.runs.score_table import read_score_table
from evaluators.runs.selection import tasks_of_run
from evaluators.statistics.compare import Side


def side_of(run: Run, dataset: Dataset, *, allow_failed: bool = False) -> Side:
    """A run's scores on the tasks that ask for an edit. `PredictionsError` where the scores do not fit the tasks.

    `IncompleteRunError` where requests failed, unless `allow_failed` takes them as wrong answers.
    """
    import numpy as np

    require_complete(run.path, run.predictions(), allow_failed=allow_failed)
    tasks = tasks_of_run(dataset, run.manifest)
    table = read_score_table(run.path, [task.task_id for task in tasks], run.manifest.n_samples).values
    asked = np.array([not task.asks_for_no_edit for task in tasks], dtype=bool)
    return Side(
        system=run.manifest.system,
        task_ids=tuple(task.task_id for task in tasks if not task.asks_for_no_edit),
        repositories=tuple(task.provenance.repository for task in tasks if not task.asks_for_no_edit),
        values={name: values[asked] for name, values in table.items()},
    )
