"""An evaluation run on disk: `manifest.json`, `predictions.jsonl` (raw completions), `scores.parquet`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from codeedit_bench.errors import RunError, SchemaVersionError
from codeedit_bench.files import canonical_json, write_json
from codeedit_bench.tasks.records import SCHEMA_VERSION, Prediction, RunManifest
from codeedit_bench.tasks.storage import from_row, to_row

MANIFEST = "manifest.json"
PREDICTIONS = "predictions.jsonl"
SCORES = "scores.parquet"


@dataclass(frozen=True, slots=True)
class Run:
    """An opened run."""

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
                    yield from_row(Prediction, json.loads(line))
                except (ValueError, TypeError, AttributeError) as error:
                    raise RunError(f"{file}, line {number} is no prediction: {error}") from error


def open_run(path: Path) -> Run:
    """Open the run at `path`; `RunError` says what is missing."""
    file = path / MANIFEST
    if not file.is_file():
        raise RunError(f"{path} is no run: it has no {MANIFEST}. Make one with `codeedit evaluate`.")
    try:
        row = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise RunError(f"{file} is not valid JSON: {error}") from error
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
    """One line of `predictions.jsonl`. Lone surrogates are kept by JSON's own escapes."""
    line = canonical_json(to_row(prediction))
    try:
        line.encode()
    except UnicodeEncodeError:
        line = json.dumps(to_row(prediction), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return line + "\n"
