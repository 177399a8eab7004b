"""Whether a whole data set is sound: its hash holds, its counts are true, and each task is sound by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codeedit_bench.errors import ContentHashError
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.dataset import Dataset, count_by
from codeedit_bench.tasks.records import EditTask
from codeedit_bench.tasks.storage import content_hash
from codeedit_bench.tasks.validation import problems
from codeedit_bench.terminal import printable


@dataclass(frozen=True, slots=True)
class Soundness:
    """What a check of a data set found. True where nothing is wrong."""

    n_tasks: int
    n_languages: int
    content_hash: str
    problems: tuple[str, ...]
    """A sentence for each thing that is wrong."""

    def __bool__(self) -> bool:
        return not self.problems


def check_dataset(dataset: Dataset, *, workers: int = 1) -> Soundness:
    """Check all tasks in `workers` processes. `ContentHashError` where the content is not what was written."""
    tasks = list(dataset.tasks())
    digest = content_hash(tasks)
    if digest != dataset.content_hash:
        raise ContentHashError(
            f"{dataset.path} has the content hash {digest[:16]}…, but its manifest states "
            f"{dataset.content_hash[:16]}…: it was changed after it was written. Mine it again."
        )
    found = (*_of_the_whole(dataset, tasks), *_of_each_task(tasks, workers))
    return Soundness(len(tasks), len(count_by(tasks, "language")), digest, found)


def _of_the_whole(dataset: Dataset, tasks: Sequence[EditTask]) -> Iterator[str]:
    for name, count in Counter(task.task_id for task in tasks).items():
        if count > 1:
            yield f"task {name} occurs {count} times"
    counts = {"n_tasks": len(tasks), "splits": count_by(tasks, "split"), "languages": count_by(tasks, "language")}
    for key, value in counts.items():
        if dataset.manifest.get(key) != value:
            yield f"the manifest states {key} = {dataset.manifest.get(key)}, the tasks give {value}"


def _of_each_task(tasks: Sequence[EditTask], workers: int) -> Iterator[str]:
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
    place = f"task {task.task_id} ({task.language}, {printable(task.path, keep='')})"
    return [f"{place}: {problem}" for problem in problems(task)]
