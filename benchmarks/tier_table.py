"""Exact match by tier and language of several runs: `python -m benchmarks.tier_table DATASET RUN RUN`."""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from benchmarks.mining_report import table
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import TIERS
from evaluators.runs.run import open_run
from evaluators.statistics.metrics import HEADLINE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("dataset", type=Path)
    parser.add_argument("runs", type=Path, nargs="+")
    options = parser.parse_args()
    tasks = {task.task_id: task for task in open_dataset(options.dataset) if not task.asks_for_no_edit}
    runs = [open_run(path) for path in options.runs]
    values: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for run in runs:
        for score in run.scores():
            if score.task_id in tasks:
                task = tasks[score.task_id]
                for language in (task.language, "all"):
                    values[run.manifest.system, task.tier, language].append(score.values.get(HEADLINE, 0.0))
    systems = [run.manifest.system for run in runs]
    rows = []
    for tier in TIERS:
        for language in sorted(
            {key[2] for key in values if key[1] == tier}, key=lambda name: (name == "all", name)
        ):
            found = [values[system, tier, language] for system in systems]
            shares = [f"{sum(own) / len(own):.1%}" if own else "" for own in found]
            rows.append([tier, language, max(map(len, found)), *shares])
    table(["tier", "language", "tasks", *systems], rows)


if __name__ == "__main__":
    main()
