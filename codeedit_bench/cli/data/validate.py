"""`codeedit validate`: the hash holds, gold scores one, an unchanged file scores zero."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import ContentHashError
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.dataset import Dataset, count_by, open_dataset
from codeedit_bench.tasks.records import EditTask
from codeedit_bench.tasks.storage import content_hash
from codeedit_bench.terminal import printable

_SHOWN = 20


def dataset_problems(dataset: Dataset, tasks: Sequence[EditTask]) -> Iterator[str]:
    """What is wrong with the data set as a whole; its hash is checked before."""
    for name, count in Counter(task.task_id for task in tasks).items():
        if count > 1:
            yield f"task {name} occurs {count} times"
    counts = {"n_tasks": len(tasks), "splits": count_by(tasks, "split"), "languages": count_by(tasks, "language")}
    for key, value in counts.items():
        if dataset.manifest.get(key) != value:
            yield f"the manifest states {key} = {dataset.manifest.get(key)}, the tasks give {value}"


def task_problems(tasks: Sequence[EditTask], workers: int) -> Iterator[str]:
    """What is wrong with each task, in the order of `tasks`."""
    with Progress("validate", len(tasks), "tasks") as progress:
        if workers > 1:
            from concurrent.futures import ProcessPoolExecutor

            with ProcessPoolExecutor(workers) as pool:
                for found in pool.map(_problems_of, tasks, chunksize=32):
                    progress.advance()
                    yield from found
        else:
            for task in tasks:
                progress.advance()
                yield from _problems_of(task)


def _problems_of(task: EditTask) -> list[str]:
    from codeedit_bench.tasks.validation import problems

    return [
        f"task {task.task_id} ({task.language}, {printable(task.path, keep='')}): {it}" for it in problems(task)
    ]


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "validate",
        "Check a data set: its schema and content hash hold, every reference scores 1 at every level, and the "
        "unchanged text scores 0. Exit status 1 if something is wrong with a task.",
    )
    parser.add_argument("dataset", type=Path, help="folder that `codeedit mine` wrote")
    parser.add_argument("--workers", type=int, default=1, help="processes")
    options = parser.parse_args(arguments)
    dataset = open_dataset(options.dataset)
    tasks = list(dataset.tasks())
    digest = content_hash(tasks)
    if digest != dataset.content_hash:
        raise ContentHashError(
            f"{options.dataset} has the content hash {digest[:16]}…, but its manifest states "
            f"{dataset.content_hash[:16]}…: it was changed after it was written. Mine it again."
        )
    found = [*dataset_problems(dataset, tasks), *task_problems(tasks, options.workers)]
    for problem in found[:_SHOWN]:
        sys.stderr.write(f"{problem}\n")
    if len(found) > _SHOWN:
        sys.stderr.write(f"… and {len(found) - _SHOWN} more\n")
    languages = len(count_by(tasks, "language"))
    verdict = f"{len(found)} problems" if found else "all sound"
    sys.stdout.write(f"{len(tasks)} tasks in {languages} languages, content hash {digest[:16]}…: {verdict}\n")
    return 1 if found else 0
