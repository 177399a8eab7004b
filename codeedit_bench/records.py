"""Where version 0.1 had records. Import from `codeedit_bench.tasks.records`; this name goes with 0.3."""

from codeedit_bench.tasks.records import EditTask, Prediction, PriorEdit, Region, RunManifest, Score, Verdict

__all__ = ["EditTask", "Prediction", "PriorEdit", "Region", "RunManifest", "Score", "Verdict"]
