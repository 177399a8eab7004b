"""A blind reading on disk: which tasks are read, and what a reader wrote of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from codeedit_bench.draws import seeded
from codeedit_bench.errors import UsageError
from codeedit_bench.files import write_text
from codeedit_bench.parsing import parse_json, read_text
from codeedit_bench.tasks.records import EditTask
from evaluators.metrics import METRICS
from evaluators.statistics.metrics import HEADLINE

Journal = dict[str, dict[str, Any]]
"""By task id: `answer`, `right` and, once the reference was seen, `label` and `cause`."""


def read_journal(path: Path) -> Journal:
    """What was written before. A last line that was cut short counts as not written."""
    found: Journal = {}
    try:
        text = read_text(path) if path.exists() else ""
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} does not hold readings: it is not UTF-8. Name another file.") from error
    for line in text.split("\n")[:-1]:
        try:
            row = parse_json(line)
            found.setdefault(row["task_id"], {}).update(row)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(f"{path} does not hold readings: {line[:60]!r}. Name another file.") from error
    return found


def chosen(tasks: Sequence[EditTask], number: int, seed: int) -> list[EditTask]:
    """`number` tasks as `seed` draws them, each language in its turn."""
    pools: dict[str, list[EditTask]] = {}
    for task in sorted(tasks, key=lambda task: seeded(seed, task.task_id)):
        pools.setdefault(task.language, []).append(task)
    drawn: list[EditTask] = []
    while len(drawn) < number and any(pools.values()):
        drawn += [pool.pop() for _, pool in sorted(pools.items()) if pool]
    return drawn[:number]


def is_right(task: EditTask, answer: str) -> bool:
    """Whether the scorer takes `answer`, at the level of the headline."""
    return METRICS.load(HEADLINE)(task, answer) == 1.0


@contextmanager
def open_journal(path: Path) -> Iterator[TextIO]:
    """The file, open for more lines; a last line that was cut short is taken off."""
    if path.exists():
        whole, _, cut = path.read_bytes().rpartition(b"\n")
        if cut:
            write_text(path, (whole + b"\n" if whole else b"").decode())
    with path.open("a", encoding="utf-8", newline="\n") as sink:
        yield sink
