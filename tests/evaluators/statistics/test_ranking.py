"""Ranks are ranges that follow the scores; a claim needs evidence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.statistics.differences import difference, pairwise_p_values, sign_test
from evaluators.statistics.ranking import RankRange, rank_ranges
from evaluators.statistics.rounding import percent
from evaluators.statistics.standing import places
from evaluators.statistics.weighting import Clusters, headline_weighting


def test_ranks_that_the_data_leave_open_are_a_range() -> None:
    means = np.array([0.7, 0.69, 0.2])
    p = np.array([[1, 0.8, 0.001], [0.8, 1, 0.001], [0.001, 0.001, 1]])
    assert list(map(str, rank_ranges(means, p))) == ["1–2", "1–2", "3"]
    assert RankRange(2, 2).best == 2


def test_three_tasks_prove_nothing() -> None:
    values = np.array([[1.0, 0.0]] * 3)
    assert [place.ranks for place in places(values, np.arange(3), "tasks")] == [RankRange(1, 2)] * 2
    assert difference(values[:, 1], values[:, 0], Clusters.of(np.arange(3), "tasks")).p == sign_test(3, 0) == 0.25


def test_one_task_gives_no_verdict() -> None:
    found = difference(np.zeros(1), np.ones(1), Clusters.of(np.zeros(1, dtype=int), "tasks"))
    assert (found.low, found.high, found.p) == (-1.0, 1.0, 1.0)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 9), st.integers(1, 80), st.integers(1, 12))
def test_a_higher_score_never_has_a_worse_rank(seed: int, systems: int, tasks: int, repositories: int) -> None:
    random = np.random.default_rng(seed)
    values = (random.random((tasks, systems)) < random.random(systems)).astype(float)
    codes = random.integers(0, repositories, tasks)
    found = places(values, codes, headline_weighting(codes))
    for one in found:
        assert 1 <= one.ranks.best <= one.ranks.worst <= systems
        for other in found:
            if one.estimate.value > other.estimate.value + 1e-12:
                assert one.ranks.best <= other.ranks.best
                assert one.ranks.worst <= other.ranks.worst


def is_ahead(means: list[float], ranges: list[RankRange], one: int, other: int) -> bool:
    """What a reader of the ranges concludes of two places, by the rule that `rank_ranges` states."""
    higher = sum(mean > means[one] + 1e-12 for mean in means)
    return means[one] > means[other] + 1e-12 and higher < ranges[other].best - 1


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 9), st.integers(10, 120), st.integers(2, 20))
def test_ranges_tell_each_pair_and_no_pair_that_the_evidence_does_not(
    seed: int, systems: int, tasks: int, repositories: int
) -> None:
    random = np.random.default_rng(seed)
    values = (random.random((tasks, systems)) < random.random(systems)).astype(float)
    clusters = Clusters.of(random.integers(0, repositories, tasks), "tasks")
    means = clusters.mean(values)
    p = pairwise_p_values(values, clusters)
    ranges = rank_ranges(means, p)
    for one in range(systems):
        behind = [other for other in range(systems) if is_ahead(means.tolist(), ranges, one, other)]
        assert ranges[one].worst == systems - len(behind)
        assert ranges[one].best == 1 + sum(is_ahead(means.tolist(), ranges, o, one) for o in range(systems))
        for other in behind:
            assert p[one, other] < 0.05, "Holm's correction only makes claims harder"
            assert not is_ahead(means.tolist(), ranges, other, one)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.integers(2, 60), st.integers(1, 8))
def test_all_pairs_at_once_give_what_each_pair_gives(
    seed: int, systems: int, tasks: int, repositories: int
) -> None:
    random = np.random.default_rng(seed)
    values = (random.random((tasks, systems)) < random.random(systems)).astype(float)
    clusters = Clusters.of(random.integers(0, repositories, tasks), "tasks")
    together = pairwise_p_values(values, clusters)
    for one in range(systems):
        for other in range(one + 1, systems):
            alone = difference(values[:, one], values[:, other], clusters).p
            assert (together[one, other] < 0.05) == (alone < 0.05)
            if alone < 0.05:
                assert together[one, other] == pytest.approx(alone, rel=1e-6)


def test_a_share_is_rounded_once_and_half_up() -> None:
    assert [percent(share) for share in (14 / 17, 0.1225, 0.0, 1.0)] == ["82.4", "12.3", "0.0", "100.0"]
