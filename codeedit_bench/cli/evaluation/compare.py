"""`codeedit compare`: two runs, paired by task; or many, in groups that the data do not tell apart."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import RunError, UsageError
from codeedit_bench.tasks.dataset import open_dataset
from evaluators.report import FEW_REPOSITORIES
from evaluators.runs.run import open_run
from evaluators.runs.score_files import read_scores
from evaluators.runs.selection import tasks_of_run
from evaluators.statistics.bootstrap import RESAMPLES
from evaluators.statistics.compare import Comparison, Side, Standing, compare, standings


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "compare", "Compare two runs of one data set, or group many by what can be told apart."
    )
    parser.add_argument("runs", type=Path, nargs="+", metavar="RUN", help="two runs, or more")
    parser.add_argument("--dataset", type=Path, required=True, help="the data set that they answered")
    parser.add_argument("--metric", default="em_layout")
    parser.add_argument("--resamples", type=int, default=RESAMPLES)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    if len(options.runs) < 2:
        raise UsageError("A comparison needs two runs at least.")
    if options.resamples < 100:
        raise UsageError("--resamples must be at least 100.")
    sides = [load_side(path, options.dataset) for path in options.runs]
    how = {"metric": options.metric, "resamples": options.resamples, "seed": options.seed}
    if len(sides) == 2:
        result = compare(sides[0], sides[1], **how)
        sys.stdout.write(_json(result.as_row()) if options.json else comparison_lines(result))
    else:
        found = standings(sides, metric=options.metric)
        rows = [asdict(standing) for standing in found]
        sys.stdout.write(_json(rows) if options.json else standing_lines(found, options.metric))
    return 0


def load_side(path: Path, dataset: Path) -> Side:
    """A run's scores on the tasks that ask for an edit."""
    import numpy as np

    run = open_run(path)
    tasks = tasks_of_run(open_dataset(dataset), run.manifest)
    scores = read_scores(path)
    n = run.manifest.n_samples
    if [score.task_id for score in scores] != [task.task_id for task in tasks for _ in range(n)]:
        raise RunError(f"The scores of {path} do not fit its tasks. Score it again with `codeedit score`.")
    asked = np.array(["no_edit" not in task.tags for task in tasks], dtype=bool)
    names = list(scores[0].values) if scores else []
    table = {name: np.array([score.values[name] for score in scores]).reshape(len(tasks), n) for name in names}
    return Side(
        system=run.manifest.system,
        task_ids=tuple(task.task_id for task in tasks if "no_edit" not in task.tags),
        repositories=tuple(task.provenance.repository for task in tasks if "no_edit" not in task.tags),
        values={name: values[asked] for name, values in table.items()},
    )


def comparison_lines(result: Comparison) -> str:
    percent = [f"{100 * value:+.1f}" for value in (result.difference, result.low, result.high)]
    verdict = "a difference is shown" if result.low > 0 or result.high < 0 else "no difference is shown"
    few = (
        f"  note: {result.clusters} repositories are few; interval and p are likely too sure\n"
        if result.clusters < FEW_REPOSITORIES
        else ""
    )
    return (
        f"{result.metric} on {result.n:,} tasks of {result.clusters:,} clusters\n"
        f"  A  {result.system_a}: {100 * result.value_a:.1f}%\n"
        f"  B  {result.system_b}: {100 * result.value_b:.1f}%\n"
        f"  B − A: {percent[0]} points, 95% interval [{percent[1]}, {percent[2]}]: {verdict}\n"
        f"  p = {result.p_bootstrap:.4f} (paired bootstrap by repository); "
        f"p = {result.p_mcnemar:.4f} (exact McNemar; {result.only_a} right in A alone, {result.only_b} in B)\n"
        f"  smallest difference found with 80% power: {100 * result.detectable:.1f} points\n{few}"
    )


def standing_lines(found: Sequence[Standing], metric: str) -> str:
    width = max(len(standing.system) for standing in found)
    lines = [f"{metric}; rank: 1 + the systems significantly better (clustered t test, Holm over all pairs, 5%)"]
    lines += [
        f"  {standing.rank:>3}  {standing.system:<{width}}  {100 * standing.value:>5.1f}%  "
        f"p against the best {standing.p_best:.4f}"
        for standing in found
    ]
    return "\n".join(lines) + "\n"


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
