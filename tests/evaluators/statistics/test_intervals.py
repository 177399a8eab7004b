"""Intervals that know about repositories, at any share and at few tasks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.statistics.intervals import exact_interval, intervals
from evaluators.statistics.weighting import Clusters, cluster_codes, headline_weighting, largest_share


def test_the_interval_is_as_wide_as_the_normal_one_when_each_task_stands_alone() -> None:
    values = (np.random.default_rng(0).random(2000) < 0.3).astype(float)[:, None]
    [found] = intervals(values, Clusters.of(np.arange(2000), "tasks"))
    spread = 1.96 * float(np.sqrt(found.value * (1 - found.value) / 2000))
    assert found.high - found.low == pytest.approx(2 * spread, rel=0.05)


def test_tasks_that_stand_or_fall_with_their_repository_widen_it() -> None:
    """Ten repositories of 100 tasks each, all right or all wrong, tell as much as ten tasks."""
    per_repository = (np.random.default_rng(1).random(10) < 0.5).astype(float)
    values = np.repeat(per_repository, 100)[:, None]
    [clustered] = intervals(values, Clusters.of(np.repeat(np.arange(10), 100), "tasks"))
    [naive] = intervals(values, Clusters.of(np.arange(1000), "tasks"))
    assert clustered.high - clustered.low > 5 * (naive.high - naive.low)


def test_none_right_of_ten_has_the_exact_interval() -> None:
    [found] = intervals(np.zeros((10, 1)), Clusters.of(np.arange(10), "tasks"))
    assert (found.low, found.high) == (0.0, pytest.approx(1 - 0.025**0.1))
    [all_right] = intervals(np.ones((10, 1)), Clusters.of(np.arange(10), "tasks"))
    assert (all_right.low, all_right.high) == (pytest.approx(0.025**0.1), 1.0)


def test_one_task_tells_next_to_nothing() -> None:
    [found] = intervals(np.ones((1, 1)), Clusters.of(np.zeros(1, dtype=int), "tasks"))
    assert (found.low, found.high) == (pytest.approx(0.025), 1.0)


def test_a_repository_that_holds_half_of_the_tasks_counts_once() -> None:
    codes = np.array([0] * 50 + list(range(1, 51)))
    values = np.array([1.0] * 50 + [0.0] * 50)[:, None]
    assert headline_weighting(codes) == "repositories"
    assert largest_share(codes) == 0.5
    [macro] = intervals(values, Clusters.of(codes, "repositories"))
    [micro] = intervals(values, Clusters.of(codes, "tasks"))
    assert macro.value == pytest.approx(1 / 51)
    assert micro.value == 0.5
    assert macro.effective == pytest.approx(51)
    assert micro.effective < 4


def test_equal_clusters_have_the_degrees_of_freedom_of_the_t_test_on_their_means() -> None:
    assert Clusters.of(np.repeat(np.arange(12), 7), "tasks").freedom == pytest.approx(11)


def test_one_repository_alone_makes_each_task_a_cluster() -> None:
    assert cluster_codes(["a", "a", "a"]).tolist() == [0, 1, 2]
    assert cluster_codes(["b", "a", "b"]).tolist() == [1, 0, 1]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 6)), min_size=1, max_size=60),
    st.sampled_from(["tasks", "repositories"]),
)
def test_an_interval_holds_its_value_and_stays_in_range(rows: list[tuple[float, int]], weighting: str) -> None:
    values = np.array([[value] for value, _ in rows])
    codes = np.array([code for _, code in rows])
    [found] = intervals(values, Clusters.of(codes, "tasks" if weighting == "tasks" else "repositories"))
    assert 0.0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1.0
    assert found.high > found.low


def test_the_exact_interval_is_clopper_and_pearsons() -> None:
    from statsmodels.stats.proportion import proportion_confint

    for right, n in ((0, 5), (1, 9), (7, 20), (100, 240), (12, 12)):
        assert exact_interval(right / n, n) == pytest.approx(proportion_confint(right, n, method="beta"))
