"""The metrics, on one task."""

from __future__ import annotations

import pytest

from evaluators.metrics import METRICS
from tests.tasks import make_task


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_tells_the_reference_from_the_unchanged_text(name: str) -> None:
    task = make_task()
    metric = METRICS.load(name)
    assert metric(task, task.reference) > metric(task, task.region_text)


def test_exact_match_by_level() -> None:
    task = make_task()
    answer = task.reference.replace("return f", "return  f").replace("\n\n", "  # all\n\n")
    values = {name: METRICS.load(name)(task, answer) for name in METRICS if name.startswith("em_")}
    assert values == {"em_text": 0.0, "em_layout": 0.0, "em_code": 1.0}


def test_exact_match_counts_accepted_answers() -> None:
    task = make_task(accepted=("    describe = str(total)\n",))
    assert METRICS.load("em_layout")(task, "    describe = str( total )\n") == 1.0


def test_edit_similarity_is_the_share_of_kept_characters() -> None:
    metric = METRICS.load("edit_similarity")
    assert metric(make_task(reference="abcd"), "abxd") == 0.75
    assert metric(make_task(reference=""), "") == 1.0
