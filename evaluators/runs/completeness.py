"""Whether every request of a run was answered. A failed request is not an answer: such a run is incomplete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from codeedit_bench.errors import IncompleteRunError, told
from codeedit_bench.tasks.records import Prediction


@dataclass(frozen=True, slots=True)
class Failures:
    """The failed requests among a run's predictions."""

    failed: int
    asked: int
    commonest: str
    """The error that most of them ended with."""
    times: int
    """How often it occurred."""

    def sentence(self) -> str:
        """Empty where nothing failed."""
        if not self.failed:
            return ""
        return (
            f"{self.failed:,} of {self.asked:,} requests failed. "
            f"The commonest error ({self.times:,} times): {told(self.commonest or 'no reason was given')}"
        )


def failures(predictions: Iterable[Prediction]) -> Failures:
    """What failed, counting a sample that stands twice by its later line: it was asked again."""
    last = {(prediction.task_id, prediction.sample): prediction for prediction in predictions}
    errors = Counter(prediction.error for prediction in last.values() if prediction.finish_reason == "error")
    commonest, times = errors.most_common(1)[0] if errors else ("", 0)
    return Failures(errors.total(), len(last), commonest, times)


def require_complete(path: Path, predictions: Iterable[Prediction], *, allow_failed: bool = False) -> None:
    """`IncompleteRunError` where requests of the run failed, unless the caller allows it."""
    found = failures(predictions)
    if found.failed and not allow_failed:
        raise IncompleteRunError(
            f"{path} is incomplete: {found.sentence()}. The same `codeedit evaluate` asks for them again; "
            "--allow-failed counts them as wrong answers."
        )
