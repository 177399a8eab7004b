"""`codeedit submit`: a run becomes one archive without secrets, paths or host names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from codeedit_bench import __version__
from codeedit_bench.errors import SubmissionError
from codeedit_bench.files import canonical_json
from codeedit_bench.tasks.records import Prediction, RunManifest
from codeedit_bench.tasks.storage import to_row
from evaluators.runs.completeness import require_complete
from evaluators.runs.run import Run, open_run, prediction_line
from evaluators.secrets import forms_of_secrets, secret_among
from leaderboard.about import About, check_about, read_about
from leaderboard.names import check_name
from leaderboard.submission.archive import FORMAT_VERSION, MANIFEST, PREDICTIONS, write_archive
from leaderboard.submission.cleaning import clean_manifest, clean_prediction, machine_names
from leaderboard.submission.fields import checked_record


def pack_run(run_path: Path, target: Path, *, allow_failed: bool = False, about: About | None = None) -> int:
    """Write the run's archive to `target`; return the number of predictions in it.

    `about` is published as it is; what lies in the run's folder stands in for it.

    `SubmissionError` where the run is not complete or a secret would be published, `IncompleteRunError` where
    requests failed.
    """
    run = open_run(run_path)
    names = machine_names()
    manifest = clean_manifest(run.manifest, names)
    # What the other side would refuse is refused here, before anything leaves.
    check_name(manifest.system)
    checked_record(RunManifest, to_row(manifest), MANIFEST)
    about = about if about is not None else read_about(run_path)
    check_about(about)
    chosen = _last_of_each(run)
    expected = manifest.n_tasks * manifest.n_samples
    if len(chosen) != expected:
        raise SubmissionError(
            f"{run_path} has {len(chosen):,} of {expected:,} predictions. "
            "Finish it: the same `codeedit evaluate` goes on where it stopped."
        )
    require_complete(run_path, chosen.values(), allow_failed=allow_failed)
    secrets = forms_of_secrets()
    note: dict[str, Any] = {
        "format": FORMAT_VERSION,
        "packed_by": f"codeedit-bench {__version__}",
        "predictions": expected,
    }
    if about != About():
        note["about"] = to_row(about)

    def lines() -> Iterator[str]:
        for key in sorted(chosen):
            cleaned = clean_prediction(chosen[key], names)
            checked_record(Prediction, to_row(cleaned), f"{PREDICTIONS}, task {key[0]}, sample {key[1]}")
            line = prediction_line(cleaned)
            _require_no_secret(line, f"The answer to task {key[0]}", secrets)
            yield line

    _require_no_secret(canonical_json(note), "What you say about the system", secrets)
    stated = json.dumps(to_row(manifest), indent=2, sort_keys=True, ensure_ascii=True)
    _require_no_secret(stated, "The manifest", secrets)
    write_archive(target, canonical_json(note), stated, lines())
    return expected


def _require_no_secret(text: str, where: str, secrets: Mapping[str, Sequence[str]]) -> None:
    if found := secret_among(text, secrets):
        raise SubmissionError(
            f"{where} holds {found}. Nothing is packed. Remove it from the run, and make a new key if it is real."
        )


def _last_of_each(run: Run) -> dict[tuple[str, int], Prediction]:
    """A request that was made again after a failure stands twice in the run; the later one counts."""
    return {(prediction.task_id, prediction.sample): prediction for prediction in run.predictions()}
