"""What a metric is."""

from __future__ import annotations

from collections.abc import Callable

from codeedit_bench.tasks.records import EditTask

Metric = Callable[[EditTask, str], float]
"""`(task, predicted)`: the task and the new text of its whole region, as the prompt format read it. Pure, and it
never raises, whatever the text."""
