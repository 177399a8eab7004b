"""A run's scores as one side of a comparison."""

from __future__ import annotations

from codeedit_bench.errors import RunError
from codeedit_bench.tasks.dataset import Dataset
from evaluators.runs.completeness import require_complete
from evaluators.runs.run import Run
from evaluators.runs.selection import tasks_of_run
from evaluators.statistics.compare import Side


def side_of(run: Run, dataset: Dataset, *, allow_failed: bool = False) -> Side:
    """A run's scores on the tasks that ask for an edit. `RunError` where the scores do not fit the tasks.

    `IncompleteRunError` where requests failed, unless `allow_failed` takes them as wrong answers.
    """
    import numpy as np

    require_complete(run.path, run.predictions(), allow_failed=allow_failed)
    tasks = tasks_of_run(dataset, run.manifest)
    scores = run.scores()
    n = run.manifest.n_samples
    if [score.task_id for score in scores] != [task.task_id for task in tasks for _ in range(n)]:
        raise RunError(f"The scores of {run.path} do not fit its tasks. Score it again with `codeedit score`.")
    asked = np.array([not task.asks_for_no_edit for task in tasks], dtype=bool)
    names = list(scores[0].values) if scores else []
    table = {name: np.array([score.values[name] for score in scores]).reshape(len(tasks), n) for name in names}
    return Side(
        system=run.manifest.system,
        task_ids=tuple(task.task_id for task in tasks if not task.asks_for_no_edit),
        repositories=tuple(task.provenance.repository for task in tasks if not task.asks_for_no_edit),
        values={name: values[asked] for name, values in table.items()},
    )
