"""Every system's answers to a task, equal answers told once.

Two hundred systems give few different answers to one task: the right one, the unchanged region, and some others.
A task's page therefore shows distinct answers, each with the systems that gave it. They are found for a block of
tasks at a time, from the columns that each run keeps on disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from json.encoder import encode_basestring_ascii
from pathlib import Path
from typing import TYPE_CHECKING

from codeedit_bench.progress import Progress
from evaluators.runs.answer_columns import LEVELS, TASKS_A_GROUP, AnswerColumns
from leaderboard.entry import OUTCOMES, TaskTable
from leaderboard.shards import write_script
from leaderboard.task_pages import TaskPages

if TYPE_CHECKING:
    import numpy as np

TASKS_PER_SHARD = 16
SHOWN_ANSWERS = 100
"""Of a task: the commonest, and the right ones whatever their number. The rest is counted."""
BLOCK_ANSWERS = 8_000_000
"""Read at once: some 250 MB."""


def prefix_width(n_tasks: int) -> int:
    """How many digits of a task's id name its shard."""
    width = 0
    while n_tasks > TASKS_PER_SHARD * 16**width:
        width += 1
    return width


def write_answers(site: Path, columns: Sequence[AnswerColumns], table: TaskTable, pages: TaskPages) -> None:
    """`data/answers/PREFIX.js`: {task id: page with its answers}, a shard for each beginning of an id."""
    width = prefix_width(len(table))
    shard: list[str] = []
    name = ""
    with Progress("write tasks", len(table), "tasks") as progress:
        for task_id, answers in zip(table.ids, told_answers(columns, len(table)), strict=True):
            if task_id[:width] != name and shard:
                _write(site, name, shard)
                progress.advance(len(shard))
                shard = []
            name = task_id[:width]
            shard.append(f'"{task_id}":{pages.text(task_id)[:-1]},{answers}}}')
        _write(site, name, shard)
        progress.advance(len(shard))


def _write(site: Path, name: str, shard: Sequence[str]) -> None:
    write_script(site, f"answers/{name or 'all'}", "{" + ",".join(shard) + "}")


def told_answers(columns: Sequence[AnswerColumns], n_tasks: int) -> Iterator[str]:
    """`"answers":[[outcome, level, cut, error, systems], …]` of each task, the right and the frequent first.

    Where more than `SHOWN_ANSWERS` differ, `"others":[answers, samples]` counts those that are left out.
    """
    samples = sum(one.n_samples for one in columns)
    size = TASKS_A_GROUP
    while size > 1 and size * samples > BLOCK_ANSWERS:
        size //= 2
    for first in range(0, n_tasks, size):
        yield from _Block(columns, first, min(first + size, n_tasks)).told()


class _Block:
    """The answers of all systems to some tasks."""

    def __init__(self, columns: Sequence[AnswerColumns], first: int, after: int) -> None:
        import numpy as np

        self._columns, self._first, self._after = columns, first, after
        counts = [one.n_samples for one in columns]
        self._owner = np.repeat(np.arange(len(columns)), counts)
        """The system of each answer to a task."""
        self._sample = np.concatenate([np.arange(count) for count in counts])
        shape = (after - first, len(self._owner))
        self._digest = np.empty(shape, dtype=np.uint64)
        self._sort = np.empty(shape, dtype=np.uint16)
        """Outcome and level as one number: what is right first, then what was scored."""
        at = 0
        for one in columns:
            read = one.read(first, after, ("digest", "outcome", "level"))
            rows, there = (after - first, one.n_samples), slice(at, at + one.n_samples)
            self._digest[:, there] = read["digest"].to_numpy().reshape(rows)
            falling = (len(LEVELS) - 1 - read["level"].to_numpy()).astype(np.uint16)
            self._sort[:, there] = (falling * len(OUTCOMES) + read["outcome"].to_numpy()).reshape(rows)
            at += one.n_samples

    def told(self) -> Iterator[str]:
        import numpy as np

        n_tasks, width = self._digest.shape
        order = np.argsort(self._digest, axis=1, kind="stable")
        fallen = np.take_along_axis(self._digest, order, axis=1)
        new = np.ones(fallen.shape, dtype=bool)
        new[:, 1:] = fallen[:, 1:] != fallen[:, :-1]
        order = order.ravel()
        starts = np.flatnonzero(new)
        ends = np.append(starts[1:], order.size)
        task, first = starts // width, order[starts]
        sort = self._sort[task, first]
        ranked = np.lexsort((first, starts - ends, sort, task))
        begins = np.searchsorted(task[ranked], np.arange(n_tasks + 1))
        place = np.arange(len(ranked)) - begins[task[ranked]]
        right = sort[ranked] < (len(LEVELS) - LEVELS.index("layout")) * len(OUTCOMES)
        kept = (place < SHOWN_ANSWERS) | right
        texts = self._texts(task[ranked][kept], first[ranked][kept])
        at = 0
        single = [f"[{number},1]" for number in range(len(self._columns))]
        alone = width == len(self._columns)
        for number in range(n_tasks):
            groups = ranked[begins[number] : begins[number + 1]]
            stays = kept[begins[number] : begins[number + 1]]
            told = []
            for group in groups[stays].tolist():
                given = self._owner[order[starts[group] : ends[group]]]
                if alone:
                    systems = ",".join([single[system] for system in given.tolist()])
                else:
                    pairs = zip(*(one.tolist() for one in np.unique(given, return_counts=True)), strict=True)
                    systems = ",".join([f"[{system},{count}]" for system, count in pairs])
                falling, outcome = divmod(int(sort[group]), len(OUTCOMES))
                told.append(f"[{outcome},{len(LEVELS) - 1 - falling},{texts[at]},[{systems}]]")
                at += 1
            rest = groups[~stays]
            others = f',"others":[{len(rest)},{int((ends - starts)[rest].sum())}]' if len(rest) else ""
            yield f'"answers":[{",".join(told)}]{others}'

    def _texts(self, task: np.ndarray, first: np.ndarray) -> list[str]:
        """The cut and the error of each answer, as JSON, from the first system that gave it."""
        import numpy as np

        found = [""] * len(task)
        owner = self._owner[first]
        by_owner = np.argsort(owner, kind="stable")
        bounds = np.searchsorted(owner[by_owner], np.arange(len(self._columns) + 1))
        for number, one in enumerate(self._columns):
            wanted = by_owner[bounds[number] : bounds[number + 1]]
            if not len(wanted):
                continue
            rows = task[wanted] * one.n_samples + self._sample[first[wanted]]
            read = one.read(self._first, self._after, ("outcome", "head", "tail", "text", "error"))
            taken = [read[name].take(rows).to_pylist() for name in ("outcome", "head", "tail", "text", "error")]
            for place, (outcome, head, tail, text, error) in zip(
                wanted.tolist(), zip(*taken, strict=True), strict=True
            ):
                shown = _json(text)
                cut = shown if outcome else f"[{head},{tail},{shown}]"
                found[place] = f"{cut},{_json(error)}"
        return found


def _json(text: bytes) -> str:
    return encode_basestring_ascii(text.decode("utf-8", "surrogatepass"))
