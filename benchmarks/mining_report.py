"""Tables for docs/results.md from data sets that `codeedit mine` wrote.

python -m benchmarks.mining_report DATASET
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from codeedit_bench.tasks.dataset import SPLITS, Dataset, open_dataset
from codeedit_bench.tasks.records import EditTask

AFTER_RULE = ("cap:", "duplicate:", "licence", "format_only", "secrets", "email", "seen:")
"""Reasons that come after the rule; `cap:no_edit` does not count, since no-edit tasks never met it."""


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    print("| " + " | ".join(header) + " |")
    print("|" + "---|" * len(header))
    for row in rows:
        print("| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row) + " |")
    print()


def report(dataset: Dataset, tasks: Sequence[EditTask]) -> None:
    manifest = dataset.manifest
    print(f"{len(tasks):,} tasks, content hash `{dataset.content_hash}`; read: {manifest['read']}\n")
    levels = ("T0", "T1", "D", "P", "R", "none")
    rows = []
    for language in (*sorted({task.language for task in tasks}), "all"):
        own = [task for task in tasks if language in (task.language, "all")]
        kinds, splits = Counter(t.signals.difficulty for t in own), Counter(t.split for t in own)
        rows.append([language, *(splits[s] for s in SPLITS), *(kinds[level] for level in levels), len(own)])
    table(["language", *SPLITS, *levels, "all"], rows)
    table(
        ["repository", "commit", "commits", "tasks", "state"],
        [
            [
                r["name"].removeprefix("https://github.com/"),
                r["commit"][:10],
                r["n_commits"],
                r["n_tasks"],
                r["state"],
            ]
            for r in manifest["repositories"]
        ],
    )
    table(["dropped for", "count"], sorted(manifest["rejects"].items(), key=lambda item: -item[1]))
    rejects = manifest["rejects"]
    by_rule = sum(count for reason, count in rejects.items() if reason.startswith("predictability"))
    later = sum(c for reason, c in rejects.items() if reason.startswith(AFTER_RULE) and reason != "cap:no_edit")
    passed = later + sum(not task.asks_for_no_edit for task in tasks)
    share = passed / max(passed + by_rule, 1)
    print(f"`link` and `known` leave {passed + by_rule:,} edits; the rule keeps {passed:,} of them: {share:.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("dataset", type=Path)
    options = parser.parse_args()
    dataset = open_dataset(options.dataset)
    report(dataset, list(dataset.tasks()))


if __name__ == "__main__":
    main()
