"""The metrics: one table, one file each. A metric is a pure function of a task and a region's predicted text."""

from __future__ import annotations

from codeedit_bench.registry import Registry
from evaluators.metrics.metric import Metric

__all__ = ["LOWER_IS_BETTER", "METRICS", "METRIC_VERSIONS", "STANDARD_METRICS", "Metric"]

STANDARD_METRICS = (
    *("em_text", "em_layout", "em_code", "em_style", "edit_similarity"),
    *("location", "partial_match", "within_target", "reversal_ratio"),
)
"""What every run is scored by: microseconds each for a typical prediction. The others take up to milliseconds."""

LOWER_IS_BETTER = frozenset({"new_parse_errors", "reversal_ratio"})

METRICS: Registry[Metric] = Registry(
    "metric",
    {
        "em_text": "evaluators.metrics.em_text:em_text",
        "em_layout": "evaluators.metrics.em_layout:em_layout",
        "em_code": "evaluators.metrics.em_code:em_code",
        "em_style": "evaluators.metrics.em_style:em_style",
        "edit_similarity": "evaluators.metrics.edit_similarity:edit_similarity",
        "location": "evaluators.metrics.location:location",
        "partial_match": "evaluators.metrics.partial_match:partial_match",
        "within_target": "evaluators.metrics.within_target:within_target",
        "reversal_ratio": "evaluators.metrics.reversal_ratio:reversal_ratio",
        "delta_chrf": "evaluators.metrics.delta_chrf:delta_chrf",
        "bleu": "evaluators.metrics.bleu:bleu",
        "new_parse_errors": "evaluators.metrics.new_parse_errors:new_parse_errors",
    },
    group="codeedit_bench.metrics",
)
"""Name → function. In [0, 1] and better when higher; `new_parse_errors` is a count. See `LOWER_IS_BETTER`."""

METRIC_VERSIONS: dict[str, int] = {"edit_similarity": 2, "bleu": 2, "delta_chrf": 2, "new_parse_errors": 2}
"""Name → version, for metrics whose values changed since they came; 1 for all others. `summary.json` states it."""
