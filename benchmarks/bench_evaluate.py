"""Speed of evaluation's parts: statistics at the size that was asked for, scoring, rendering.

python benchmarks/bench_evaluate.py
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from codeedit_bench.lines import unified_diff
from codeedit_bench.tasks.records import Cursor, EditTask, Prediction, PriorEdit, Provenance, Region, Signals
from evaluators.prompts import FORMATS
from evaluators.prompts.format import Budget
from evaluators.scoring import score_all
from evaluators.statistics.compare import Side, standings
from evaluators.statistics.intervals import intervals
from evaluators.statistics.weighting import Clusters

SYSTEMS, TASKS = 20, 50_000


@contextmanager
def timed(label: str, unit: str = "", count: int = 0) -> Iterator[None]:
    started, cpu = time.perf_counter(), time.process_time()
    yield
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu
    rate = f"  {count / seconds:>10,.0f} {unit}/s" if count else ""
    print(f"{label:<58} {seconds:>7.2f} s  (CPU {cpu_seconds:>6.2f} s){rate}")


def statistics(clusters: int) -> None:
    random = np.random.default_rng(0)
    chances = random.uniform(0.2, 0.5, SYSTEMS)
    values = (random.random((TASKS, SYSTEMS)) < chances).astype(float)
    codes = np.arange(TASKS) % clusters
    with timed(f"intervals: {SYSTEMS} × {TASKS:,}, {clusters:,} repositories"):
        intervals(values, Clusters.of(codes, "tasks"))
    names = tuple(f"repository{code}" for code in codes)
    ids = tuple(f"task{place}" for place in range(TASKS))
    sides = [Side(f"s{i}", ids, names, {"em_layout": values[:, i : i + 1]}) for i in range(SYSTEMS)]
    with timed(f"shared ranks from all {SYSTEMS * (SYSTEMS - 1) // 2} pairs, {clusters:,} repositories"):
        standings(sides, metric="em_layout")


def example_task(number: int, lines: int = 300) -> EditTask:
    text = "".join(f"    total_{i} = price_{i} * count_{i}  # {number}\n" for i in range(lines))
    file = "def run():\n" + text
    old, new = "    price_1 = 1\n", "    cost_1 = 1\n"
    edit = PriorEdit("a.py", "in_commit", 0, 0, old, new, unified_diff(old, new, "a.py"))
    return EditTask(
        task_id=f"{number:020x}",
        language="python",
        path="a.py",
        history=(edit,) * 8,
        file_text=file,
        region=Region(140, 160),
        cursor=Cursor(140, 4),
        reference="".join(file.splitlines(keepends=True)[140:160]).replace("price_150", "cost_150"),
        accepted=(),
        n_edits=9,
        edit_index=8,
        signals=Signals(1, 1, True, False, "rename", "T1", "run", 1, 1, False, 0, 0),
        tags=(),
        split="test",
        provenance=Provenance("r", "c", "p", "o", "n", 0, "MIT", "", "0", ""),
    )


def scoring(label: str, answer: Callable[[EditTask], str], count: int = 400) -> None:
    tasks = [example_task(number) for number in range(count)]
    pairs = [(task, Prediction(task.task_id, 0, "", answer(task), "stop", 0, 0, 0.0)) for task in tasks]
    with timed(f"scoring, all metrics: {label}", "answers", count):
        score_all(pairs)


def rendering(count: int = 300) -> None:
    tasks = [example_task(number) for number in range(count)]
    for name in FORMATS:
        with timed(f"rendering and reading back: {name}", "prompts", count):
            for task in tasks:
                FORMATS.load(name).render(task, Budget())
                FORMATS.load(name).parse(task, FORMATS.load(name).answer(task, task.reference))


if __name__ == "__main__":
    statistics(500)
    statistics(TASKS)
    scoring("right", lambda task: task.reference)
    scoring("wrong", lambda task: task.region_text.replace("total_145", "sum_145"))
    scoring("right but for layout", lambda task: task.reference.replace(" * ", "  *  "))
    rendering()
