"""What a large data set holds and keeps to, for docs/v1.md: `python -m benchmarks.release DATASET`."""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mining_report import table
from codeedit_bench.normalize import normal_form
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import SLICE, EditTask


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of a task while the others are read."""

    task_id: str
    language: str
    split: str
    kind: str
    """`core`, `hard`, or `no_edit`."""
    difficulty: str
    repository: str
    licence: str
    part: str
    """The test task's slice or why it is held out; empty elsewhere."""
    form: bytes
    """Digest of the normal forms of the region and of the answer."""


def known(task: EditTask) -> Known:
    kind = "no_edit" if task.asks_for_no_edit else task.tier
    return Known(
        task.task_id,
        task.language,
        task.split,
        kind,
        task.signals.difficulty,
        task.provenance.repository,
        task.provenance.licence,
        part_of(task),
        _form(task),
    )


def part_of(task: EditTask) -> str:
    """The test task's slice or why it is held out; empty elsewhere."""
    if task.split != "test":
        return ""
    held_out = next((tag for tag in task.tags if tag.startswith("held_out")), "")
    return held_out or next((tag.removeprefix(SLICE) for tag in task.tags if tag.startswith(SLICE)), "")


def _form(task: EditTask) -> bytes:
    content = hashlib.sha256(task.language.encode())
    for region in (task.region_text, task.reference):
        content.update(normal_form(region, task.language).encode() + b"\0")
    return content.digest()


def counts(tasks: Sequence[Known]) -> None:
    """Languages by split, with the kinds of the test split."""
    rows = []
    for language in (*sorted({task.language for task in tasks}), "all"):
        own = [task for task in tasks if language in (task.language, "all")]
        splits = Counter(task.split for task in own)
        kinds = Counter(task.kind for task in own if task.split == "test")
        first = [splits["train"], splits["validation"], splits["test"]]
        rows.append([language, *first, kinds["core"], kinds["hard"], kinds["no_edit"], len(own)])
    table(["language", "train", "validation", "test", "test core", "test hard", "test no edit", "all"], rows)
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    for task in tasks:
        if task.split == "test":
            parts[task.part][task.kind] += 1
    table(
        ["part of the test split", "core", "hard", "no edit", "all"],
        [[name, own["core"], own["hard"], own["no_edit"], own.total()] for name, own in sorted(parts.items())],
    )


def shares(tasks: Sequence[Known]) -> None:
    """The largest shares, and what two splits hold alike."""
    rows: list[list[object]] = []
    for name in ("repository", "language"):
        held = Counter(getattr(task, name) for task in tasks)
        largest, count = held.most_common(1)[0]
        rows.append([f"largest {name}", f"{largest}: {count / len(tasks):.1%}"])
    for split in ("train", "test"):
        edits = [task for task in tasks if task.split == split and task.kind != "no_edit"]
        for kind in ("T0", "T1"):
            share = sum(task.difficulty == kind for task in edits) / max(len(edits), 1)
            rows.append([f"{kind} among edit tasks of {split}", f"{share:.1%}"])
    test = [task for task in tasks if task.split == "test"]
    rows.append(["no edit in test", f"{sum(task.kind == 'no_edit' for task in test) / max(len(test), 1):.1%}"])
    of_repository = Counter(task.repository for task in test)
    rows.append(["most test tasks of a repository", max(of_repository.values(), default=0)])
    splits: dict[bytes, set[str]] = defaultdict(set)
    for task in tasks:
        splits[task.form].add(task.split)
    rows.append(
        ["normal forms of region and answer in two splits", sum(len(found) > 1 for found in splits.values())]
    )
    rows.append(["tasks without a licence", sum(not task.licence for task in tasks)])
    table(["what", "how much"], rows)
    table(["licence", "tasks"], Counter(task.licence for task in tasks).most_common())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("dataset", type=Path)
    options = parser.parse_args()
    dataset = open_dataset(options.dataset)
    print(f"{len(dataset):,} tasks, content hash `{dataset.content_hash}`\n")
    tasks = [known(task) for task in dataset.tasks()]
    counts(tasks)
    shares(tasks)


if __name__ == "__main__":
    main()
