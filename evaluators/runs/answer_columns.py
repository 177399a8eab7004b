"""`answers.parquet`: what a run answered, as columns, for readers of very many answers.

Made once, when the run is scored, from its raw completions. A row is a task and a sample, in the order of the
tasks' ids. An answer is told as its difference from the region. Equal answers to one task have equal digests.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codeedit_bench.errors import PredictionsError, told
from codeedit_bench.files import atomic_path
from codeedit_bench.lines import common_ends, split_lines
from codeedit_bench.parsing import parse_json
from codeedit_bench.tasks.records import EditTask
from evaluators.runs.run import PREDICTIONS, Run, open_run
from evaluators.runs.score_table import ScoreTable, read_score_table
from evaluators.runs.scores import SCORES

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

ANSWERS = "answers.parquet"
TASKS_A_GROUP = 8192
"""Tasks whose answers are read at once: a row group."""
SHOWN_CHARACTERS = 20_000
"""Of an answer; the rest is cut, and its digest still tells it apart."""
LEVELS = ("none", "code", "layout", "text")
"""How strictly an answer equals the reference; each includes those before it."""
_FORMAT = 1
_FACTS = b"codeedit_answers"


@dataclass(frozen=True)
class Usage:
    """What a run cost, from its predictions. Zero where a back end measures nothing."""

    prompt_tokens: float
    """Mean of a request."""
    completion_tokens: float
    seconds_median: float
    seconds_p95: float


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """The columns, each [tasks · samples]."""

    outcome: np.ndarray
    """Index into `OUTCOMES`."""
    level: np.ndarray
    """Index into `LEVELS`."""
    digest: np.ndarray
    head: np.ndarray
    """Leading lines of the region that the answer keeps; 0 for a completion that was not scored."""
    tail: np.ndarray
    text: Sequence[bytes] | pa.Array
    """What stands between them, or the completion. UTF-8 in which lone surrogates pass."""
    error: Sequence[bytes] | pa.Array


def write_answers(run_path: Path, tasks: Sequence[EditTask]) -> None:
    """Write `answers.parquet` of the scored run at `run_path`, which answered `tasks`."""
    run = open_run(run_path)
    ordered = sorted(tasks, key=lambda task: task.task_id)
    ids = [task.task_id for task in ordered]
    scores = read_score_table(run_path, ids, run.manifest.n_samples)
    table, usage = read_answers(run, ids, [task.region_text for task in ordered], scores)
    write_answer_table(run_path / ANSWERS, run, tasks_digest(ids), table, usage)


def read_answers(
    run: Run, ids: Sequence[str], regions: Sequence[str], scores: ScoreTable
) -> tuple[AnswerTable, Usage]:
    """A run's answers to the tasks `ids`, from its predictions. Of a sample that is twice there the later counts.

    `PredictionsError` for a line that fits none of the tasks, and for a task without an answer.
    """
    import numpy as np

    n_samples = run.manifest.n_samples
    index = {task_id: place for place, task_id in enumerate(ids)}
    cells = len(ids) * n_samples
    digest, head, tail = (np.zeros(cells, dtype=kind) for kind in (np.uint64, np.uint32, np.uint32))
    seen = np.zeros(cells, dtype=bool)
    cost = np.zeros((3, len(ids), n_samples))
    levels = _levels(scores)
    texts, errors = [b""] * cells, [b""] * cells
    for row in _prediction_rows(run):
        try:
            place, sample = index[row["task_id"]], row["sample"]
            outcome = int(scores.outcomes[place, sample])
            text = (row["text"] if outcome == 0 else row["completion"]) or ""
            cost[:, place, sample] = row["prompt_tokens"], row["completion_tokens"], row["seconds"]
            error = row.get("error") or ""
            cell = place * n_samples + sample
            digest[cell] = answer_digest(outcome, int(levels[place, sample]), error, text)
            between = text[:SHOWN_CHARACTERS]
            if outcome == 0:
                head[cell], tail[cell], between = relative(regions[place], between)
            texts[cell], errors[cell] = _bytes(between), _bytes(error[:500])
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as problem:
            raise PredictionsError(
                f"{run.path / PREDICTIONS} has a prediction that does not fit: "
                f"{type(problem).__name__} {told(problem)}."
            ) from problem
        seen[cell] = True
    if not seen.all():
        missing = ids[int(np.argmin(seen)) // n_samples]
        raise PredictionsError(f"{run.path / PREDICTIONS} lacks an answer to task {missing}.")
    table = AnswerTable(scores.outcomes.ravel(), levels.ravel(), digest, head, tail, texts, errors)
    return table, _usage(cost)


def answer_digest(outcome: int, level: int, error: str, text: str) -> int:
    """Equal for answers that a page tells as one."""
    key = _bytes(f"{outcome} {level} {error}\n{text}")
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "little")


def relative(region: str, answer: str) -> tuple[int, int, str]:
    """`answer` as (leading lines kept, trailing lines kept, text between) of `region`."""
    old, new = split_lines(region), split_lines(answer)
    head, tail = common_ends(old, new)
    return head, tail, "".join(new[head : len(new) - tail])


def tasks_digest(ids: Sequence[str]) -> str:
    """Which tasks, in which order."""
    return hashlib.sha256("".join(ids).encode()).hexdigest()


def write_answer_table(target: Path, run: Run, tasks: str, table: AnswerTable, usage: Usage) -> None:
    """Write the columns to `target`, with what tells later whether they are still those of the run.

    `tasks` is the `tasks_digest` of those that they are of.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {
        "outcome": pa.array(table.outcome, pa.uint8()),
        "level": pa.array(table.level, pa.uint8()),
        "digest": pa.array(table.digest, pa.uint64()),
        "head": pa.array(table.head, pa.uint32()),
        "tail": pa.array(table.tail, pa.uint32()),
        "text": pa.array(table.text, pa.binary()),
        "error": pa.array(table.error, pa.binary()),
    }
    facts = {**_facts(run, tasks), "usage": asdict(usage)}
    whole = pa.table(columns).replace_schema_metadata({_FACTS: json.dumps(facts)})
    with atomic_path(target) as path:
        pq.write_table(
            whole,
            path,
            row_group_size=TASKS_A_GROUP * run.manifest.n_samples,
            compression={name: "NONE" if name == "digest" else "ZSTD" for name in columns},
            use_dictionary=["outcome", "level", "head", "tail", "error"],
        )


class AnswerColumns:
    """An `answers.parquet`, of which a stretch of tasks is read at a time."""

    def __init__(self, path: Path, n_samples: int, usage: Usage) -> None:
        import pyarrow.parquet as pq

        self._path = path
        self._metadata = pq.read_metadata(path)
        self.n_samples = n_samples
        self.usage = usage

    @classmethod
    def of(cls, run: Run, tasks: str) -> AnswerColumns | None:
        """Those of `run` for the tasks of that digest; None where it has none, or has changed since."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = run.path / ANSWERS
        try:
            facts = parse_json(pq.read_metadata(path).metadata[_FACTS])
            usage = Usage(**facts.pop("usage"))
        except (OSError, pa.ArrowInvalid, KeyError, TypeError, ValueError, AttributeError):
            return None
        return cls(path, run.manifest.n_samples, usage) if facts == _facts(run, tasks) else None

    def read(self, first: int, after: int, names: Sequence[str]) -> dict[str, pa.Array]:
        """The columns `names` of the tasks at the places `first` … `after - 1`."""
        import pyarrow.parquet as pq

        groups = range(first // TASKS_A_GROUP, (after - 1) // TASKS_A_GROUP + 1)
        with pq.ParquetFile(self._path, metadata=self._metadata) as file:
            table = file.read_row_groups(list(groups), columns=list(names), use_threads=False)
        start = (first - groups[0] * TASKS_A_GROUP) * self.n_samples
        part = table.slice(start, (after - first) * self.n_samples)
        return {name: part.column(name).combine_chunks() for name in names}


def _facts(run: Run, tasks: str) -> dict[str, Any]:
    """What the columns were made from. The predictions are long, so that their size stands for them."""
    try:
        size = (run.path / PREDICTIONS).stat().st_size
    except OSError as error:
        raise PredictionsError(f"{run.path} has no {PREDICTIONS}: its answers cannot be shown.") from error
    return {
        "format": _FORMAT,
        "tasks": tasks,
        "samples": run.manifest.n_samples,
        "predictions": size,
        "scores": hashlib.sha256((run.path / SCORES).read_bytes()).hexdigest(),
    }


def _prediction_rows(run: Run) -> Iterator[Mapping[str, Any]]:
    """The run's predictions as plain rows: ten times faster than records."""
    file = run.path / PREDICTIONS
    if not file.is_file():
        raise PredictionsError(f"{run.path} has no {PREDICTIONS}: its answers cannot be shown.")
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.endswith(b"\n"):
                return  # torn by a killed process; the scores were checked to be complete
            try:
                yield parse_json(line)
            except ValueError as error:
                raise PredictionsError(f"{file}, line {number} is not a prediction: {told(error)}.") from error


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _levels(scores: ScoreTable) -> np.ndarray:
    """Index into `LEVELS` per task and sample; the no-op guard may make a stricter level hold alone."""
    import numpy as np

    level = np.zeros(scores.outcomes.shape, dtype=np.uint8)
    for number, name in enumerate(LEVELS[1:], 1):
        level[scores.values[f"em_{name}"] >= 1] = number
    return level


def _usage(cost: np.ndarray) -> Usage:
    import numpy as np

    prompt, completion, seconds = cost
    return Usage(
        prompt_tokens=float(prompt.mean()),
        completion_tokens=float(completion.mean()),
        seconds_median=float(np.median(seconds)),
        seconds_p95=float(np.quantile(seconds, 0.95)),
    )
