"""A run's scores as one side of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import compress

from codeedit_bench.errors import UsageError
from codeedit_bench.tasks.dataset import Dataset
from evaluators.runs.completeness import require_complete
from evaluators.runs.run import Run
from evaluators.runs.score_table import read_score_table
from evaluators.runs.selection import tasks_of_run
from evaluators.statistics.compare import Side
from evaluators.statistics.groups import in_groups, no_such_group


def side_of(
    run: Run, dataset: Dataset, *, groups: Mapping[str, str] | None = None, allow_failed: bool = False
) -> Side:
    """A run's scores on the tasks that ask for an edit. `PredictionsError` where the scores do not fit the tasks.

    `groups` name a group for each grouping that is to choose among them; `UsageError` where no task is left.

    `IncompleteRunError` where requests failed, unless `allow_failed` takes them as wrong answers.
    """
    import numpy as np

    require_complete(run.path, run.predictions(), allow_failed=allow_failed)
    tasks = tasks_of_run(dataset, run.manifest)
    table = read_score_table(run.path, [task.task_id for task in tasks], run.manifest.n_samples).values
    chosen = [not task.asks_for_no_edit and in_groups(task, groups or {}) for task in tasks]
    if groups and not any(chosen):
        raise UsageError(no_such_group(tasks, groups, str(run.path)))
    return Side(
        system=run.manifest.system,
        task_ids=tuple(task.task_id for task in compress(tasks, chosen)),
        repositories=tuple(task.provenance.repository for task in compress(tasks, chosen)),
        values={name: values[np.array(chosen, dtype=bool)] for name, values in table.items()},
    )
