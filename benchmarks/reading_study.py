"""The reading study behind docs/results.md: could a strong model be expected to write exactly this answer?

    python -m benchmarks.reading_study draw DATASET --count 60 --seed 2026 --seen labels.jsonl > sample.txt
    python -m benchmarks.reading_study report DATASET labels.jsonl [SECOND_READER.jsonl]

`draw` prints tasks for reading: history, region and answer, and none of the signals. Each language has its turn.
`--seen` names labels of earlier studies, whose tasks are left out. A line of labels is
`{"task_id": …, "label": "yes" or "no", "cause": …}`; `report` prints the tables.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from benchmarks.mining_report import table
from codeedit_bench.lines import unified_diff
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask

Labels = dict[str, tuple[bool, str]]
"""By task id, in the order of reading: foreseeable or not, and why not."""


def sample(tasks: Sequence[EditTask], count: int, seed: int, seen: Collection[str] = ()) -> list[EditTask]:
    """`count` tasks with an edit, drawn at random over all languages alike: each language in turn."""
    generator = random.Random(seed)
    pools: dict[str, list[EditTask]] = {}
    for task in sorted(tasks, key=lambda task: task.task_id):
        if not task.asks_for_no_edit and task.task_id not in seen:
            pools.setdefault(task.language, []).append(task)
    for pool in pools.values():
        generator.shuffle(pool)
    drawn: list[EditTask] = []
    while len(drawn) < count and any(pools.values()):
        drawn += [pools[language].pop() for language in sorted(pools) if pools[language]]
    drawn = drawn[:count]
    generator.shuffle(drawn)
    return drawn


def show(number: int, task: EditTask) -> None:
    print(f"\n#### {number} {task.task_id} {task.language} {task.path}")
    for edit in task.history:
        body = edit.diff.split("\n")[2:]
        print(f" {edit.origin} {edit.path}")
        print("\n".join("   " + line[:140] for line in body if line[:1] in "+-@"))
    print(" --- answer")
    diff = unified_diff(task.region_text, task.reference, "region", context=20).split("\n")[3:]
    print("\n".join("   " + line[:160] for line in diff))


def read_labels(path: Path) -> Labels:
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line)
    return {row["task_id"]: (row["label"] == "yes", row.get("cause", "")) for row in rows}


def share(right: int, count: int) -> str:
    """With its Wilson interval at 95%."""
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(right, count, method="wilson")
    return f"{right}/{count}, {right / count:.0%} ({low:.0%}–{high:.0%})"


def report(tasks: dict[str, EditTask], labels: Labels, second: Labels) -> None:
    lost = [name for name in labels if name not in tasks]
    if lost:
        raise SystemExit(f"{len(lost)} of the labelled tasks are not in this data set, first {lost[0]}.")
    print(f"foreseeable: {share(sum(yes for yes, _ in labels.values()), len(labels))}")
    if second:
        both = [name for name in labels if name in second]
        pairs = Counter((labels[name][0], second[name][0]) for name in both)
        same = pairs[True, True] + pairs[False, False]
        print(
            f"second reader: {share(sum(second[name][0] for name in both), len(both))}; alike {same}/{len(both)}"
        )
        print(f"yes by both: {share(pairs[True, True], len(both))}")
    print()
    groups: list[tuple[str, Callable[[EditTask], str]]] = [
        ("difficulty", lambda task: task.signals.difficulty),
        ("language", lambda task: task.language),
    ]
    for name, group in groups:
        found: dict[str, list[bool]] = {}
        for task_id, (yes, _) in labels.items():
            found.setdefault(group(tasks[task_id]), []).append(yes)
        table([name, "foreseeable"], [[key, share(sum(found[key]), len(found[key]))] for key in sorted(found)])
    rows = []
    for number, (task_id, (yes, cause)) in enumerate(labels.items(), 1):
        other = [("yes" if second[task_id][0] else "no") if task_id in second else ""] if second else []
        why = "; ".join(dict.fromkeys(text for text in (cause, second.get(task_id, (True, ""))[1]) if text))
        rows.append([str(number), f"`{task_id}`", tasks[task_id].language, "yes" if yes else "no", *other, why])
    table(["#", "task", "language", "first reader", *(["second"] if second else []), "cause"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    commands = parser.add_subparsers(dest="command", required=True)
    draw = commands.add_parser("draw")
    draw.add_argument("dataset", type=Path)
    draw.add_argument("--count", type=int, default=60)
    draw.add_argument("--seed", type=int, required=True)
    draw.add_argument("--seen", type=Path, nargs="*", default=[])
    result = commands.add_parser("report")
    result.add_argument("dataset", type=Path)
    result.add_argument("labels", type=Path, nargs="+")
    options = parser.parse_args()
    tasks = {task.task_id: task for task in open_dataset(options.dataset).tasks()}
    if options.command == "draw":
        seen = {task_id for path in options.seen for task_id in read_labels(path)}
        for number, task in enumerate(sample(list(tasks.values()), options.count, options.seed, seen), 1):
            show(number, task)
        return
    first, *others = [read_labels(path) for path in options.labels]
    report(tasks, first, others[0] if others else {})


if __name__ == "__main__":
    main()
