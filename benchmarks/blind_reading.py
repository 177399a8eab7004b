"""A blind reading in batches: a question, an answer that is stored and scored, and only then the reference.

    python -m benchmarks.blind_reading ask DATASET journal.jsonl --half 1 --without zustand
    python -m benchmarks.blind_reading answer DATASET journal.jsonl answers.json --half 1 --without zustand
    python -m benchmarks.blind_reading report FIRST.jsonl SECOND.jsonl

`ask` prints the next five of 100 `core` and 60 `hard` tasks, drawn language by language. `answers.json` is a list
of `{"task": N, "edits": [[first line, last line, "new text"], …]}`, and of labels for the wrong ones:
`{"task": N, "label": "yes" or "no", "cause": …}`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.mining_report import table
from benchmarks.reading_study import sample
from codeedit_bench.lines import split_lines, unified_diff
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask
from evaluators.viewing.reading import is_right

COUNTS = {"core": 100, "hard": 60}
SEED = 2911
BATCH = 5
SHOWN_LINES = 24
"""Of an earlier edit."""
ABOVE, BELOW = 12, 8
"""Lines around the region."""

Journal = dict[str, dict[str, Any]]


def drawn(dataset: Path, half: int, without: Sequence[str]) -> list[EditTask]:
    """Every other task of the sample, from the first or the second on."""
    pool = [
        task
        for task in open_dataset(dataset)
        if not task.asks_for_no_edit and not any(name in task.provenance.repository for name in without)
    ]
    tasks = [
        task
        for tier, count in COUNTS.items()
        for task in sample([task for task in pool if task.tier == tier], count, SEED)
    ]
    random.Random(7).shuffle(tasks)
    return tasks[half - 1 :: 2]


def read_journal(file: Path) -> Journal:
    rows: Journal = {}
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        row = json.loads(line)
        rows.setdefault(row["task_id"], {}).update(row)
    return rows


def ask(tasks: Sequence[EditTask], known: Journal) -> None:
    left = [(number, task) for number, task in enumerate(tasks) if task.task_id not in known][:BATCH]
    for number, task in left:
        print(f"\n######## TASK {number}  {task.path} ({task.language})")
        for place, edit in enumerate(task.history, 1):
            lines = edit.diff.split("\n")[2:]
            print(f"-- earlier edit {place}/{len(task.history)}, {edit.origin}, {edit.path}")
            print(
                "\n".join([*(line[:160] for line in lines[:SHOWN_LINES]), *(["…"] if lines[SHOWN_LINES:] else [])])
            )
        print("-- file (R: region, >: cursor)")
        lines, start, end = split_lines(task.file_text), task.region.start_line, task.region.end_line
        for place in range(max(0, start - ABOVE), min(len(lines), end + BELOW)):
            marks = ("R" if start <= place < end else " ") + (">" if place == task.cursor.line else " ")
            print(f"{marks}{place + 1:5} {lines[place].rstrip()[:180]}")
    print(f"\n{len(known.keys() & {task.task_id for task in tasks})} of {len(tasks)} answered")


def with_edits(task: EditTask, edits: Sequence[tuple[int, int, str]]) -> str:
    """The region's new text. `ValueError` for an edit outside of it."""
    lines, start, end = split_lines(task.file_text), task.region.start_line, task.region.end_line
    for first, last, new in sorted(edits, reverse=True):
        if not (start < first <= end + 1 and first - 1 <= last <= end):
            raise ValueError(f"lines {first} to {last} are not within the region, lines {start + 1} to {end}")
        added = [f"{line}\n" for line in new.split("\n")] if new else []
        lines[first - 1 : last] = added
        end += len(added) - (last - first + 1)
    return "".join(lines[start:end])


def take(tasks: Sequence[EditTask], answers: Sequence[dict[str, Any]], journal: Path, known: Journal) -> None:
    for given in answers:
        task = tasks[given["task"]]
        if "label" in given:
            _write(journal, {"task_id": task.task_id, "label": given["label"], "cause": given.get("cause", "")})
        if "edits" not in given or task.task_id in known:
            continue
        answer = with_edits(task, given["edits"])
        right = is_right(task, answer)
        _write(
            journal,
            {
                "task_id": task.task_id,
                "tier": task.tier,
                "language": task.language,
                "repository": task.provenance.repository.rpartition("/")[2],
                "difficulty": task.signals.difficulty,
                "right": right,
            },
        )
        print(f"\nTASK {given['task']}: {'RIGHT' if right else 'WRONG'}")
        for name, text in (
            () if right else (("you", answer), *(("right", one) for one in (task.reference, *task.accepted)))
        ):
            print(f"{name}:\n{unified_diff(task.region_text, text, task.path, context=1)[:1500]}")


def _write(journal: Path, row: dict[str, Any]) -> None:
    with journal.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(row, sort_keys=True) + "\n")


def report(readings: Sequence[Journal]) -> None:
    """Exact answers by reading and tier, agreement, and why the wrong ones were wrong."""
    from scipy.stats import binomtest

    rows: list[list[object]] = []
    for number, reading in enumerate(readings, 1):
        for tier in COUNTS:
            right = [row["right"] for row in reading.values() if row.get("tier") == tier]
            if right:
                bounds = binomtest(sum(right), len(right)).proportion_ci(method="wilson")
                interval = f"{sum(right) / len(right):.0%} ({bounds.low:.0%}–{bounds.high:.0%})"
                rows.append([number, tier, len(right), sum(right), interval])
    table(["reading", "tier", "tasks", "exact", "share (95% Wilson)"], rows)
    if len(readings) == 2:
        first, second = readings
        both = first.keys() & second.keys()
        same = sum(first[name]["right"] == second[name]["right"] for name in both)
        print(f"{len(both)} tasks were read twice; the readings agree on {same}.\n")
    causes = Counter(
        (row.get("label", "none"), row.get("cause", ""))
        for reading in readings
        for row in reading.values()
        if row.get("right") is False
    )
    table(
        ["expected of a strong reader", "cause", "count"], [[*key, count] for key, count in causes.most_common()]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name in ("ask", "answer"):
        verb = verbs.add_parser(name)
        verb.add_argument("dataset", type=Path)
        verb.add_argument("journal", type=Path)
        if name == "answer":
            verb.add_argument("answers", type=Path)
        verb.add_argument("--half", type=int, choices=(1, 2), default=1)
        verb.add_argument("--without", action="append", default=[], help="a part of a repository's name")
    verbs.add_parser("report").add_argument("journals", type=Path, nargs="+")
    options = parser.parse_args()
    if options.verb == "report":
        report([read_journal(file) for file in options.journals])
        return
    tasks, known = drawn(options.dataset, options.half, options.without), read_journal(options.journal)
    if options.verb == "ask":
        ask(tasks, known)
    else:
        take(tasks, json.loads(options.answers.read_text(encoding="utf-8")), options.journal, known)


if __name__ == "__main__":
    main()
