"""The metrics, on one task."""

from __future__ import annotations

import pytest

from evaluators.metrics import LOWER_IS_BETTER, METRICS
from gapo.rewards import REWARDS
from tests.tasks import make_task


@pytest.mark.parametrize("name", [name for name in METRICS if name not in LOWER_IS_BETTER])
def test_a_metric_tells_the_reference_from_the_unchanged_text(name: str) -> None:
    task = make_task()
    metric = METRICS.load(name)
    assert metric(task, task.reference) > metric(task, task.region_text)


def test_exact_match_by_level() -> None:
    task = make_task()
    answer = task.reference.replace("return f", "return  f").replace("\n\n", "  # all\n\n")
    values = {name: METRICS.load(name)(task, answer) for name in METRICS if name.startswith("em_")}
    assert values == {"em_text": 0.0, "em_layout": 0.0, "em_code": 1.0, "em_style": 1.0}


def test_a_trailing_comma_is_a_matter_of_style_alone() -> None:
    task = make_task(reference="    describe(total, 1)\n")
    answer = "    describe(\n        total,\n        1,\n    )\n"
    values = {name: METRICS.load(name)(task, answer) for name in METRICS if name.startswith("em_")}
    assert values == {"em_text": 0.0, "em_layout": 0.0, "em_code": 0.0, "em_style": 1.0}
    assert METRICS.load("em_style")(task, "    describe(total, 2)\n") == 0.0


def test_no_reward_is_paid_for_style() -> None:
    assert "em_style" not in REWARDS


def test_exact_match_counts_accepted_answers() -> None:
    task = make_task(accepted=("    describe = str(total)\n",))
    assert METRICS.load("em_layout")(task, "    describe = str( total )\n") == 1.0


def test_edit_similarity_is_the_share_of_kept_characters() -> None:
    metric = METRICS.load("edit_similarity")
    assert metric(make_task(reference="abcd"), "abxd") == 0.75
    assert metric(make_task(reference=""), "") == 1.0


def test_every_metric_is_a_number_for_any_text() -> None:
    task = make_task()
    for text in ("", "\0", "\ud800", "(" * 10000, "\r", task.reference * 20):
        for name in METRICS:
            assert METRICS.load(name)(task, text) >= 0.0


def test_delta_chrf_gives_nothing_for_what_was_there_before() -> None:
    metric = METRICS.load("delta_chrf")
    task = make_task()
    assert metric(task, task.region_text) == 0.0
    assert metric(task, task.reference) == 1.0
    near = metric(task, task.reference.replace("self.total", "self.totals"))
    assert 0.5 < near < 1.0
    assert metric(task, task.region_text.replace("describe", "print")) < 0.2


def test_delta_chrf_of_two_texts_that_change_nothing_is_one() -> None:
    task = make_task(reference=make_task().region_text)
    assert METRICS.load("delta_chrf")(task, task.region_text) == 1.0


def test_new_parse_errors_count_only_what_the_prediction_breaks() -> None:
    metric = METRICS.load("new_parse_errors")
    task = make_task()
    assert metric(task, task.reference) == 0.0
    assert metric(task, "    def describe(self:\n        return ((\n") > 0.0
    broken = make_task(file_text="x = = 1\n" + task.file_text.split("\n", 1)[1])
    assert metric(broken, broken.region_text) == 0.0
