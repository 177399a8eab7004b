"""The metrics: one table, one file each. A metric is a pure function of a task and a region's predicted text."""

from __future__ import annotations

from codeedit_bench.registry import Registry
from evaluators.metrics.model import Metric

__all__ = ["METRICS", "Metric"]

METRICS: Registry[Metric] = Registry(
    "metric",
    {
        "em_text": "evaluators.metrics.em_text:em_text",
        "em_layout": "evaluators.metrics.em_layout:em_layout",
        "em_code": "evaluators.metrics.em_code:em_code",
        "edit_similarity": "evaluators.metrics.edit_similarity:edit_similarity",
        "bleu": "evaluators.metrics.bleu:bleu",
    },
)
"""Name → function; better when higher, in [0, 1]."""
