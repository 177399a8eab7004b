"""The metrics: one table, one file each. A metric is a pure function of a task and a region's predicted text."""

from __future__ import annotations

from codeedit_bench.registry import Registry
from evaluators.metrics.metric import Metric

__all__ = ["METRICS", "METRIC_VERSIONS", "STANDARD_METRICS", "Metric"]

STANDARD_METRICS = ("em_text", "em_layout", "em_code", "edit_similarity")
"""What every run is scored by: microseconds each for a typical prediction. The others take up to milliseconds."""

METRICS: Registry[Metric] = Registry(
    "metric",
    {
        "em_text": "evaluators.metrics.em_text:em_text",
        "em_layout": "evaluators.metrics.em_layout:em_layout",
        "em_code": "evaluators.metrics.em_code:em_code",
        "edit_similarity": "evaluators.metrics.edit_similarity:edit_similarity",
        "delta_chrf": "evaluators.metrics.delta_chrf:delta_chrf",
        "bleu": "evaluators.metrics.bleu:bleu",
        "new_parse_errors": "evaluators.metrics.new_parse_errors:new_parse_errors",
    },
)
"""Name → function. Better when higher and in [0, 1], apart from `new_parse_errors`, a count better when lower."""

METRIC_VERSIONS: dict[str, int] = {}
"""Name → version, for metrics whose values changed since they came; 1 for all others. `scores.json` states it."""
