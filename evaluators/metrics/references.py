"""The answers of a task with their keys cached, shared by the exact-match metrics."""

from __future__ import annotations

from codeedit_bench.tasks.references import make_reference
from evaluators.metrics.recent import Recent

reference_of = Recent(make_reference)
"""What a task is compared with, made once."""
