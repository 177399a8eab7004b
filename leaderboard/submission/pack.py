"""`codeedit submit`: a run becomes one archive without secrets, paths or host names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from codeedit_bench import __version__
from codeedit_bench.errors import SubmissionError
from codeedit_bench.files import canonical_json
from codeedit_bench.tasks.records import Prediction, RunManifest
from codeedit_bench.tasks.storage import to_row
from evaluators.runs.run import Run, open_run, prediction_line
from leaderboard.submission.archive import FORMAT_VERSION, MANIFEST, PREDICTIONS, write_archive
from leaderboard.submission.cleaning import clean_manifest, clean_prediction, machine_names
from leaderboard.submission.fields import checked_record


def pack_run(run_path: Path, target: Path) -> int:
    """Write the run's archive to `target`; return the number of predictions in it.

    `SubmissionError` where the run is not complete.
    """
    run = open_run(run_path)
    names = machine_names()
    manifest = clean_manifest(run.manifest, names)
    # What the other side would refuse is refused here, before anything leaves.
    checked_record(RunManifest, to_row(manifest), MANIFEST)
    chosen = _last_of_each(run)
    expected = manifest.n_tasks * manifest.n_samples
    if len(chosen) != expected:
        raise SubmissionError(
            f"{run_path} has {len(chosen):,} of {expected:,} predictions. "
            "Finish it: the same `codeedit evaluate` goes on where it stopped."
        )
    note = {"format": FORMAT_VERSION, "packed_by": f"codeedit-bench {__version__}", "predictions": expected}

    def lines() -> Iterator[str]:
        for key in sorted(chosen):
            cleaned = clean_prediction(chosen[key], names)
            checked_record(Prediction, to_row(cleaned), f"{PREDICTIONS}, task {key[0]}, sample {key[1]}")
            yield prediction_line(cleaned)

    write_archive(
        target,
        canonical_json(note),
        json.dumps(to_row(manifest), indent=2, sort_keys=True, ensure_ascii=True),
        lines(),
    )
    return expected


def _last_of_each(run: Run) -> dict[tuple[str, int], Prediction]:
    """A request that was made again after a failure stands twice in the run; the later one counts."""
    return {(prediction.task_id, prediction.sample): prediction for prediction in run.predictions()}
