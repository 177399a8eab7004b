"""`scripted`: answers from a JSONL file, one `{"task_id": …, "sample": 0, "completion": …}` a line.

For predictions made elsewhere, and for tests: it is a back end like any other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from codeedit_bench.errors import BackendError, PredictionsError, told
from codeedit_bench.parsing import parse_json, read_text
from codeedit_bench.settings import Text
from evaluators.backends.backend import Backend, BackendSpec, Completion, Request
from evaluators.prompts.format import CountTokens

_KEYS = {"task_id", "sample", "completion", "finish_reason"}


class Scripted:
    """`require_all` refuses a file that lacks an answer which the run asks for, or holds one that it does not."""

    formats: tuple[str, ...] = ()

    def __init__(self, path: Path, default_format: str, require_all: bool) -> None:
        self.default_format = default_format
        self._path, self._require_all = path, require_all
        self._answers = _read(path)

    def identity(self) -> Mapping[str, str] | None:
        return None

    def count_tokens(self) -> CountTokens | None:
        return None

    def prepare(self, known: Collection[str], asked: Collection[tuple[str, int]]) -> None:
        if strange := sorted({task_id for task_id, _ in self._answers} - set(known)):
            raise PredictionsError(
                f"{self._path} answers task {strange[0]!r}, which is not in the data set "
                f"({len(strange)} such tasks). Check that it was made for this data set."
            )
        if self._require_all and (missing := sorted(set(asked) - self._answers.keys())):
            task_id, sample = missing[0]
            raise PredictionsError(
                f"{self._path} has no answer for task {task_id}, sample {sample} "
                f"({len(missing)} missing). Add them, or pass --option require_all=false."
            )

    def generate(self, requests: Sequence[Request]) -> Iterator[Completion]:
        for request in requests:
            key = (request.task.task_id, request.sample)
            text, reason = self._answers.get(key, ("", "error"))
            error = "" if key in self._answers else f"no answer in {self._path.name}"
            yield Completion(*key, text, reason, 0, 0, 0.0, error)

    def close(self) -> None:
        pass


_MOST = 1 << 30
"""Bytes of a file of answers."""


def _read(path: Path) -> dict[tuple[str, int], tuple[str, str]]:
    try:
        text = read_text(path, _MOST)
    except (OSError, UnicodeDecodeError) as error:
        reason = told(getattr(error, "strerror", None) or error)
        raise BackendError(f"The answers in {path} cannot be read: {reason}.") from error
    answers: dict[tuple[str, int], tuple[str, str]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = parse_json(line)
        except ValueError as error:
            raise PredictionsError(f"{path}, line {number} is not valid JSON: {told(error)}.") from error
        well_formed = (
            isinstance(row, dict)
            and isinstance(row.get("completion"), str)
            and "task_id" in row
            and type(row.get("sample", 0)) is int
        )
        if not well_formed:
            raise PredictionsError(
                f"{path}, line {number} is not an answer. It needs task_id and completion, and may have "
                f"{', '.join(sorted(_KEYS - {'task_id', 'completion'}))} (a whole number)."
            )
        key = (str(row["task_id"]), row.get("sample", 0))
        if key in answers:
            raise PredictionsError(f"{path}, line {number} repeats task {key[0]}, sample {key[1]}.")
        answers[key] = (row["completion"], str(row.get("finish_reason", "stop")))
    return answers


def make(path: Text, default_format: Text = "region", require_all: bool = True) -> Backend:
    return Scripted(Path(path), default_format, require_all)


BACKEND = BackendSpec("scripted", "answers from a JSONL file", "the file", make)
