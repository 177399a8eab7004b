"""What do earlier edits beyond the nearest few change for a model? The same tasks, asked with and without them.

    python -m benchmarks.history_length make DATASET --edits 8 --out FOLDER
    codeedit evaluate --dataset FOLDER/long --split validation --model MODEL … --out LONG
    codeedit evaluate --dataset FOLDER/short --split validation --model MODEL … --out SHORT
    python -m benchmarks.history_length report FOLDER LONG SHORT

LONG and SHORT may be files of `benchmarks.answer_likelihood`, too, which asks a weak model a finer question.

`make` keeps the tasks that have more earlier edits than that and ask for an edit: `long` holds them as they are,
`short` with the nearest edits alone. A task with other text has another id, so a pair is known by its place:
`pairs.json` says which id of `short` is which of `long`. `report` compares them paired and by repository, by the
product's own rule.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.mining_report import table
from codeedit_bench.files import write_json
from codeedit_bench.tasks.dataset import open_dataset, write_dataset
from codeedit_bench.tasks.records import EditTask, task_digest
from evaluators.runs.run import open_run
from evaluators.statistics.differences import difference
from evaluators.statistics.metrics import HEADLINE
from evaluators.statistics.weighting import Clusters, cluster_codes, headline_weighting

PAIRS = "pairs.json"
METRICS = (HEADLINE, "edit_similarity", "location", "partial_match")
LIKELIHOODS = ("probability", "changed", "first", "exact")
Values = Mapping[str, Mapping[str, float]]
"""By task id and metric, each in 0…1."""


def with_nearest(task: EditTask, edits: int) -> EditTask:
    """The task with its nearest `edits` earlier edits alone, and the id that belongs to it."""
    cut = dataclasses.replace(task, history=task.history[-edits:])
    return dataclasses.replace(cut, task_id=task_digest(cut))


def long_tasks(source: Path, edits: int) -> Iterator[EditTask]:
    """Those whose history is longer than `edits`, and which ask for an edit."""
    for task in open_dataset(source).tasks():
        if len(task.history) > edits and not task.asks_for_no_edit:
            yield task


def make(source: Path, edits: int, out: Path) -> int:
    """Write both data sets and the pairs; return how many tasks they hold."""
    tasks = list(long_tasks(source, edits))
    cut = [with_nearest(task, edits) for task in tasks]
    extra = {"cut_from": open_dataset(source).content_hash}
    write_dataset(out / "long", tasks, name="long history", extra=extra)
    write_dataset(out / "short", cut, name=f"nearest {edits} edits", extra=extra | {"edits": edits})
    write_json(out / PAIRS, {task.task_id: other.task_id for task, other in zip(tasks, cut, strict=True)})
    return len(tasks)


def values_of(path: Path) -> Values:
    """Of a scored run, or of a file of likelihoods."""
    if path.is_dir():
        return {score.task_id: score.values for score in open_run(path).scores()}
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["task_id"]: {name: row[name] for name in LIKELIHOODS} for row in rows}


def report(folder: Path, second: Values, first: Values) -> list[list[str]]:
    """A row a metric: with all edits, with the nearest, the difference with its interval and p."""
    pairs: dict[str, str] = json.loads((folder / PAIRS).read_text(encoding="utf-8"))
    tasks = {task.task_id: task for task in open_dataset(folder / "long").tasks()}
    asked = sorted(task_id for task_id in second if pairs[task_id] in first)
    known = second[asked[0]]
    codes = cluster_codes([tasks[task_id].provenance.repository for task_id in asked])
    clusters = Clusters.of(codes, headline_weighting(codes))
    rows = []
    for metric in (name for name in (*METRICS, *LIKELIHOODS) if name in known):
        without = np.array([first[pairs[task_id]].get(metric, 0.0) for task_id in asked])
        whole = np.array([second[task_id].get(metric, 0.0) for task_id in asked])
        found = difference(without, whole, clusters)
        rows.append(
            [
                metric,
                str(len(asked)),
                f"{clusters.mean(whole):.3f}",
                f"{clusters.mean(without):.3f}",
                f"{found.value:+.3f}",
                f"{found.low:+.3f} to {found.high:+.3f}",
                f"{found.p:.2f}",
                f"{found.wins} : {found.losses}",
            ]
        )
    return rows


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="write the two data sets")
    making.add_argument("dataset", type=Path)
    making.add_argument("--edits", type=int, default=8)
    making.add_argument("--out", type=Path, required=True)
    reporting = commands.add_parser("report", help="compare two scored runs")
    reporting.add_argument("folder", type=Path)
    reporting.add_argument("long", type=Path)
    reporting.add_argument("short", type=Path)
    options = parser.parse_args(arguments)
    if options.command == "make":
        sys.stdout.write(f"{make(options.dataset, options.edits, options.out)} tasks in {options.out}\n")
        return 0
    rows = report(options.folder, values_of(options.long), values_of(options.short))
    table(["metric", "tasks", "all edits", "nearest", "difference", "95% interval", "p", "better : worse"], rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
