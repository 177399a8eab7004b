"""Every system's answers, turned from run by run into task by task, equal answers told once.

Two hundred systems give few different answers to one task: the right one, the unchanged region, and some others.
A task's page therefore shows distinct answers, each with the systems that gave it, and stores each as its
difference from the region.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from codeedit_bench.errors import PredictionsError
from codeedit_bench.lines import common_ends, split_lines
from codeedit_bench.tasks.records import EditTask
from evaluators.runs.run import PREDICTIONS, Run
from leaderboard.entry import Entry, TaskTable, Usage
from leaderboard.links import commit_link, repository_link
from leaderboard.spill import Spill

if TYPE_CHECKING:
    import numpy

CONTEXT_LINES = 12
"""Of the file, shown on either side of the region."""
SHOWN_CHARACTERS = 20_000
"""Of an answer or a diff; the rest is cut and the cut is told."""
TASKS_PER_SHARD = 16

LEVELS = ("none", "code", "layout", "text")
"""How strictly an answer equals the reference; each includes those before it."""


def prefix_width(n_tasks: int) -> int:
    """How many digits of a task's id name its shard."""
    width = 0
    while n_tasks > TASKS_PER_SHARD * 16**width:
        width += 1
    return width


def prediction_rows(run: Run) -> Iterator[Mapping[str, Any]]:
    """The run's predictions as plain rows: ten times faster than records, for sites with millions of them."""
    file = run.path / PREDICTIONS
    if not file.is_file():
        raise PredictionsError(f"{run.path} has no {PREDICTIONS}: its answers cannot be shown.")
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.endswith(b"\n"):
                return  # torn by a killed process; the scores were checked to be complete
            try:
                yield json.loads(line)
            except ValueError as error:
                raise PredictionsError(f"{file}, line {number} is not a prediction: {error}") from error


class Answers:
    """Collects the runs one after the other, then gives the shards one after the other."""

    def __init__(self, spill: Spill, table: TaskTable) -> None:
        self._spill = spill
        self._table = table
        self._width = prefix_width(len(table))
        self._known: list[dict[bytes, int]] = [{} for _ in table.rows]
        self._given: list[numpy.ndarray] = []

    def add_task(self, task: EditTask) -> None:
        self._spill.add(self._heap(task.task_id), {"id": task.task_id, "page": page_record(task)})

    def add_run(self, run: Run, entry: Entry) -> Usage:
        """Take in a run's answers; return what the run cost."""
        import numpy as np

        n_samples = run.manifest.n_samples
        given = np.full((len(self._table), n_samples), -1, dtype=np.int32)
        cost = np.zeros((3, len(self._table), n_samples))
        levels = _levels(entry)
        index = self._table.index
        for row in prediction_rows(run):
            try:
                place, sample = index[row["task_id"]], row["sample"]
                outcome = int(entry.outcomes[place, sample])
                text = row["text"] if outcome == 0 else row["completion"]
                cost[:, place, sample] = row["prompt_tokens"], row["completion_tokens"], row["seconds"]
                error = row.get("error") or ""
            except (KeyError, IndexError, TypeError, ValueError) as problem:
                raise PredictionsError(
                    f"{run.path / PREDICTIONS} has a prediction that does not fit: {problem!r}."
                ) from problem
            given[place, sample] = self._number(place, outcome, int(levels[place, sample]), text or "", error)
        if (given < 0).any():
            missing = self._table.rows[int(np.argmax((given < 0).any(axis=1)))].task_id
            raise PredictionsError(f"{run.path / PREDICTIONS} lacks an answer to task {missing}.")
        self._given.append(given)
        return _usage(cost)

    def shards(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(prefix, {task id: page with its answers}) for each shard, in order."""
        for heap in self._spill.heaps():
            pages: dict[str, Any] = {}
            answers: dict[int, list[Any]] = {}
            for record in self._spill.read(heap):
                if "page" in record:
                    pages[record["id"]] = record["page"]
                else:
                    answers.setdefault(record["task"], []).append(record)
            for task_id, page in sorted(pages.items()):
                page["answers"] = self._groups(self._table.index[task_id], answers, page["region"])
            yield heap.removeprefix("t"), pages

    def _groups(self, place: int, answers: dict[int, list[Any]], region: str) -> list[list[Any]]:
        """[outcome, level, cut, error, systems] of each distinct answer, the right ones and the frequent first."""
        systems: dict[int, dict[int, int]] = {}
        for number, given in enumerate(self._given):
            for answer in given[place].tolist():
                counts = systems.setdefault(answer, {})
                counts[number] = counts.get(number, 0) + 1
        groups = []
        for number, record in enumerate(answers.get(place, [])):
            if number in systems:
                text = record["text"]
                cut = relative(region, text) if record["outcome"] == 0 else text
                groups.append(
                    [record["outcome"], record["level"], cut, record["error"], list(systems[number].items())]
                )
        return sorted(groups, key=lambda group: (-group[1], group[0], -sum(count for _, count in group[4])))

    def _heap(self, task_id: str) -> str:
        return "t" + task_id[: self._width]

    def _number(self, place: int, outcome: int, level: int, text: str, error: str) -> int:
        key = f"{outcome} {level} {error}\n{text}".encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(key, digest_size=8).digest()
        known = self._known[place]
        number = known.get(digest)
        if number is None:
            number = known[digest] = len(known)
            record = {
                "task": place,
                "outcome": outcome,
                "level": level,
                "text": text[:SHOWN_CHARACTERS],
                "error": error[:500],
            }
            self._spill.add(self._heap(self._table.rows[place].task_id), record)
        return number


def relative(region: str, answer: str) -> list[Any]:
    """`answer` as [leading lines kept, trailing lines kept, text between] of `region`."""
    old, new = split_lines(region), split_lines(answer)
    head, tail = common_ends(old, new)
    return [head, tail, "".join(new[head : len(new) - tail])]


def page_record(task: EditTask) -> dict[str, Any]:
    """What a task's page shows of the task itself. Texts are raw: the page writes them as text nodes."""
    source = task.provenance
    return {
        "language": task.language,
        "path": task.path,
        "repository": source.repository,
        "repository_link": repository_link(source.repository),
        "commit": source.commit,
        "commit_link": commit_link(source.repository, source.commit),
        "time": source.author_time,
        "licence": source.licence,
        "kind": task.signals.edit_kind,
        "difficulty": task.signals.difficulty,
        "tier": task.tier,
        "scope": task.signals.scope,
        "tags": list(task.tags),
        "edit": [task.edit_index + 1, task.n_edits],
        "history": [[edit.path, edit.origin, edit.diff[:SHOWN_CHARACTERS]] for edit in task.history],
        "start": task.region.start_line,
        "before": "".join(split_lines(task.prefix)[-CONTEXT_LINES:])[-SHOWN_CHARACTERS:],
        "region": task.region_text,
        "after": "".join(split_lines(task.suffix)[:CONTEXT_LINES])[:SHOWN_CHARACTERS],
        "reference": task.reference,
        "accepted": list(task.accepted),
    }


def _levels(entry: Entry) -> numpy.ndarray:
    """Index into `LEVELS` per task and sample; the no-op guard may make a stricter level hold alone."""
    import numpy as np

    level = np.zeros(entry.outcomes.shape, dtype=np.uint8)
    for number, name in enumerate(LEVELS[1:], 1):
        level = np.where(entry.values[f"em_{name}"] >= 1, number, level)
    return level


def _usage(cost: numpy.ndarray) -> Usage:
    import numpy as np

    prompt, completion, seconds = cost
    return Usage(
        prompt_tokens=float(prompt.mean()),
        completion_tokens=float(completion.mean()),
        seconds_median=float(np.median(seconds)),
        seconds_p95=float(np.quantile(seconds, 0.95)),
    )
