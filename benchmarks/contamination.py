"""How much of a data set do other sets hold? For docs/v1.md.

    python -m benchmarks.contamination data/v1 imported/humaneval-fix imported/apeval

It counts the tasks that `codeedit mine --against` would drop. A task counts where it shares a commit with the
other set, a target up to layout, or half of the token 13-grams of its region and its answer.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mining_report import table
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.dataset import Dataset, open_dataset
from miners.assembly.decontaminate import SHARE, grams_of
from miners.targets.fingerprint import target_hash_of

REASONS = ("commit", "target", "text")


@dataclass(frozen=True, slots=True)
class Held:
    """What another set holds."""

    name: str
    tasks: int
    commits: frozenset[str]
    targets: frozenset[str]
    grams: frozenset[int]


def held_by(dataset: Dataset) -> Held:
    tasks = list(dataset.tasks())
    return Held(
        dataset.name,
        len(tasks),
        frozenset(task.provenance.commit for task in tasks),
        frozenset(target_hash_of(task) for task in tasks),
        frozenset(gram for task in tasks for gram in grams_of(task)),
    )


def seen(dataset: Dataset, others: Sequence[Held]) -> dict[tuple[str, str], int]:
    """How many tasks of `dataset` each other set holds, by its name and the reason."""
    found: Counter[tuple[str, str]] = Counter()
    with Progress("tasks compared", len(dataset), "tasks") as progress:
        for task in dataset.tasks():
            target, grams = target_hash_of(task), grams_of(task)
            for other in others:
                found[other.name, "commit"] += task.provenance.commit in other.commits
                found[other.name, "target"] += target in other.targets
                found[other.name, "text"] += bool(grams) and len(grams & other.grams) >= SHARE * len(grams)
            progress.advance()
    return dict(found)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dataset", type=Path)
    parser.add_argument("others", type=Path, nargs="+", help="data sets of `codeedit import`")
    options = parser.parse_args(arguments)
    others = [held_by(open_dataset(path)) for path in options.others]
    found = seen(open_dataset(options.dataset), others)
    table(
        ["set", "its tasks", *(f"same {reason}" for reason in REASONS)],
        [[other.name, other.tasks, *(found[other.name, reason] for reason in REASONS)] for other in others],
    )


if __name__ == "__main__":
    main()
