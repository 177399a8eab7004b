"""Intervals and shared ranks, and that the browser computes the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from evaluators.statistics.ranks import paired_p_values, shared_ranks
from leaderboard.uncertainty import clustered_mean
from tests.leaderboard.browsing import Visitor

Visit = Callable[..., Visitor]


def test_an_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    """Tasks of one repository share their luck; an interval that ignored it would cover far less."""
    random = np.random.default_rng(1)
    covered = 0
    for _ in range(400):
        clusters = np.repeat(np.arange(40), 10)
        chances = np.clip(random.normal(0.5, 0.2, 40), 0, 1)[clusters]
        estimate = clustered_mean((random.random(400) < chances).astype(float), clusters)
        covered += estimate.low <= 0.5 <= estimate.high
    assert 0.92 <= covered / 400 <= 0.98


def test_tasks_of_one_repository_count_as_one_lump() -> None:
    values = np.tile([1.0, 0.0], 50)
    alone = clustered_mean(values, np.arange(100))
    in_pairs = clustered_mean(np.repeat([1.0, 0.0], 50), np.repeat(np.arange(10), 10))
    assert alone.high - alone.low < in_pairs.high - in_pairs.low


def test_repositories_of_equal_share_leave_the_spread_of_their_tasks() -> None:
    values = np.tile([1.0, 0.0], 50)
    lumped = clustered_mean(values, np.repeat(np.arange(10), 10))
    alone = clustered_mean(values, np.arange(100))
    assert (lumped.low, lumped.high) == (alone.low, alone.high)


def test_a_mean_at_the_edge_still_has_an_interval() -> None:
    estimate = clustered_mean(np.zeros(50), np.arange(50))
    assert (estimate.low, estimate.high) == (0.0, 3 / 50), "the rule of three"


def test_paired_p_values_are_those_of_a_t_test_where_every_task_is_a_cluster() -> None:
    random = np.random.default_rng(2)
    values = (random.random((80, 3)) < [0.3, 0.5, 0.5]).astype(float)
    p = paired_p_values(values, np.arange(80))
    assert p[0, 1] == pytest.approx(stats.ttest_rel(values[:, 0], values[:, 1]).pvalue, rel=1e-9)
    assert np.allclose(np.diag(p), 1.0)


def test_systems_that_cannot_be_told_apart_share_a_rank() -> None:
    means = np.array([0.6, 0.59, 0.3])
    p = np.array([[1, 0.8, 1e-9], [0.8, 1, 1e-9], [1e-9, 1e-9, 1]])
    assert shared_ranks(means, p) == [1, 1, 3]


def test_chance_alone_rarely_makes_ranks() -> None:
    """Twenty equal systems: at 5% for the whole table, hardly ever more than one rank."""
    random = np.random.default_rng(3)
    false_alarms = 0
    for _ in range(100):
        values = (random.random((300, 20)) < 0.4).astype(float)
        ranks = shared_ranks(values.mean(axis=0), paired_p_values(values, np.repeat(np.arange(60), 5)))
        false_alarms += max(ranks) > 1
    assert false_alarms <= 10


def test_equal_systems_are_never_told_apart() -> None:
    values = np.repeat(np.random.default_rng(4).integers(0, 2, (50, 1)), 2, axis=1).astype(float)
    assert shared_ranks(values.mean(axis=0), paired_p_values(values, np.arange(50))) == [1, 1]


@pytest.mark.browser
def test_the_page_computes_the_same_intervals_p_values_and_ranks(visit: Visit) -> None:
    page = visit().open("index.html")
    random = np.random.default_rng(5)
    values = (random.random((240, 6)) < [0.1, 0.3, 0.32, 0.5, 0.55, 0.9]).astype(float)
    clusters = random.integers(0, 12, 240)
    found: dict[str, Any] = page.evaluate(
        """([values, repository]) => {
          const { share, difference, ranks, tTest } = codeedit.statistics;
          const members = Int32Array.from(repository.keys());
          const readers = values[0].map((_, system) => (task) => values[task][system]);
          const delta = (task) => values[task][0] - values[task][1];
          return { shares: readers.map((read) => share(read, members, repository, 12)),
            ranks: ranks(readers, members, repository, 12), difference: difference(delta, members, repository, 12),
            tests: [[0.5, 1], [2, 3], [4, 11], [9, 399], [30, 60]].map(([t, df]) => tTest(t, df)) };
        }""",
        [values.tolist(), clusters.tolist()],
    )
    for system, shown in enumerate(found["shares"]):
        expected = clustered_mean(values[:, system], clusters)
        assert [shown["mean"], shown["low"], shown["high"]] == pytest.approx(
            [expected.mean, expected.low, expected.high], abs=1e-5
        )
    p = paired_p_values(values, clusters)
    assert found["difference"]["p"] == pytest.approx(p[0, 1], rel=1e-6)
    assert found["ranks"] == shared_ranks(values.mean(axis=0), p)
    expected_tests = [2 * stats.t.sf(t, df) for t, df in [(0.5, 1), (2, 3), (4, 11), (9, 399), (30, 60)]]
    assert found["tests"] == pytest.approx(expected_tests, rel=1e-6)
