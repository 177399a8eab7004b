"""An evaluation run on disk: `manifest.json`, `predictions.jsonl` (raw completions), `scores.parquet`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codeedit_bench.errors import DatasetError, RunError, SchemaVersionError, told
from codeedit_bench.files import write_json
from codeedit_bench.parsing import parse_json, read_text
from codeedit_bench.programs import require_packages
from codeedit_bench.tasks.records import SCHEMA_VERSION, Prediction, RunManifest, Score
from codeedit_bench.tasks.storage import from_row, to_row
from evaluators.report import summary_lines
from evaluators.runs.journal import json_line
from evaluators.runs.scores import SCORES, read_scores

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MANIFEST", "PREDICTIONS", "SCORES", "SUMMARY", "Run", "open_run", "prediction_line", "write_manifest"]

MANIFEST = "manifest.json"
PREDICTIONS = "predictions.jsonl"
SUMMARY = "summary.json"


@dataclass(frozen=True, slots=True)
class Run:
    """An opened run. `print(run)` shows its scores."""

    path: Path
    manifest: RunManifest

    def predictions(self) -> Iterator[Prediction]:
        """The predictions in the order written. `RunError` names a damaged line; a torn last line is ignored."""
        file = self.path / PREDICTIONS
        if not file.exists():
            return
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if not line.endswith(b"\n"):
                    return
                try:
                    yield from_row(Prediction, parse_json(line))
                except (ValueError, TypeError, AttributeError, DatasetError) as error:
                    raise RunError(f"{file}, line {number} is not a prediction: {told(error)}.") from error

    def scores(self) -> list[Score]:
        """A score for each sample, in the order of the tasks; `RunError` where the run is not scored."""
        return read_scores(self.path)

    def summary(self) -> dict[str, Any]:
        """`summary.json`: every metric with its interval, by group too. `RunError` where the run is not scored."""
        file = self.path / SUMMARY
        try:
            content = parse_json(read_text(file))
        except FileNotFoundError:
            raise RunError(f"{self.path} has no {SUMMARY}. Score it with `codeedit score`.") from None
        except (ValueError, RecursionError) as error:
            raise RunError(
                f"{file} is damaged: {told(error)}. Score the run again with `codeedit score`."
            ) from error
        try:
            summary_lines(content)
        except (KeyError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
            raise RunError(
                f"{file} is not the whole summary of a run. Score the run again with `codeedit score`."
            ) from error
        return dict(content)

    def value(self, metric: str = "em_layout") -> float:
        """The run's value of one metric; exact match is from 0 to 1. `RunError` names those that there are."""
        metrics = self.summary()["metrics"]
        if metric not in metrics:
            raise RunError(f"{self.path} has no metric {metric!r}. It has {', '.join(metrics)}.")
        return float(metrics[metric]["value"])

    def to_pandas(self) -> pd.DataFrame:
        """One row a sample: task_id, sample, outcome, a column for each metric, and the prediction's columns."""
        require_packages("frames", "A data frame", "pandas")
        import pandas as pd

        answers = {(prediction.task_id, prediction.sample): prediction for prediction in self.predictions()}
        rows = []
        for score in self.scores():
            prediction = asdict(answers[score.task_id, score.sample])
            rows.append({**prediction, "outcome": score.outcome, **score.values})
        first = ["task_id", "sample", "outcome"]
        frame = pd.DataFrame(rows)
        return frame[[*first, *(name for name in frame.columns if name not in first)]] if rows else frame

    def __str__(self) -> str:
        return summary_lines(self.summary()).rstrip("\n")


def open_run(path: Path) -> Run:
    """Open the run at `path`; `RunError` says what is missing."""
    file = path / MANIFEST
    if not file.is_file():
        raise RunError(f"{path} is not a run: it has no {MANIFEST}. Make one with `codeedit evaluate`.")
    try:
        row = parse_json(read_text(file))
    except ValueError as error:
        raise RunError(
            f"{file} is not valid JSON: {told(error)}. The run cannot be read; "
            "name another folder, or remove this one."
        ) from error
    if isinstance(row, dict) and "content_hash" in row:
        raise RunError(f"{path} is a data set, not a run. Name the folder that `codeedit evaluate` wrote.")
    if not isinstance(row, dict) or row.get("schema_version") != SCHEMA_VERSION:
        version = row.get("schema_version") if isinstance(row, dict) else None
        raise SchemaVersionError(
            f"{path} has schema version {version}; this version reads {SCHEMA_VERSION}. Evaluate again."
        )
    if isinstance(row.get("scorer_version"), str):
        # Version 0.1 stated one text for all languages, which says nothing about any of them.
        row["scorer_version"] = {}
    return Run(path, from_row(RunManifest, row))


def write_manifest(path: Path, manifest: RunManifest) -> None:
    write_json(path / MANIFEST, to_row(manifest))


def prediction_line(prediction: Prediction) -> str:
    """One line of `predictions.jsonl`."""
    return json_line(to_row(prediction))
