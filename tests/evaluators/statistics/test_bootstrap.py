"""Intervals that know about repositories, and chances of success in k tries."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from evaluators.statistics.bootstrap import cluster_codes, intervals, resampled_means
from evaluators.statistics.sampling import ks_of, success_at_k


def test_the_interval_is_as_wide_as_the_normal_one_when_each_task_stands_alone() -> None:
    random = np.random.default_rng(0)
    values = (random.random(2000) < 0.3).astype(float)[:, None]
    [found] = intervals(values, np.arange(2000), resamples=4000)
    spread = 1.96 * float(np.sqrt(found.value * (1 - found.value) / 2000))
    assert found.high - found.low == pytest.approx(2 * spread, rel=0.08)


def test_tasks_that_stand_or_fall_with_their_repository_widen_it() -> None:
    """Ten repositories of 100 tasks each, all right or all wrong, tell as much as ten tasks."""
    random = np.random.default_rng(1)
    per_repository = (random.random(10) < 0.5).astype(float)
    values, clusters = np.repeat(per_repository, 100)[:, None], np.repeat(np.arange(10), 100)
    [clustered] = intervals(values, clusters, resamples=4000)
    [naive] = intervals(values, np.arange(1000), resamples=4000)
    assert clustered.high - clustered.low > 5 * (naive.high - naive.low)


def test_the_mean_of_a_resample_weighs_repositories_by_their_tasks() -> None:
    values = np.array([1.0, 0.0, 0.0, 0.0])[:, None]
    means = resampled_means(values, np.array([0, 1, 1, 1]), resamples=500)
    assert set(np.unique(means)) == {0.0, 0.25, 1.0}


def test_the_same_question_gives_the_same_interval_whatever_the_block_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = np.random.default_rng(2)
    values, clusters = random.random((300, 2)), random.integers(0, 30, 300)
    clusters = cluster_codes([str(code) for code in clusters])
    before = resampled_means(values, clusters, resamples=200)
    monkeypatch.setattr("evaluators.statistics.bootstrap._BLOCK_CELLS", 100)
    assert np.allclose(before, resampled_means(values, clusters, resamples=200), rtol=1e-12)


def test_one_repository_alone_draws_tasks() -> None:
    assert cluster_codes(["a", "a", "a"]).tolist() == [0, 1, 2]
    assert cluster_codes(["b", "a", "b"]).tolist() == [1, 0, 1]


@pytest.mark.parametrize(("n", "k"), [(4, 1), (5, 2), (6, 3), (6, 6)])
def test_success_at_k_is_the_share_of_subsets_with_a_right_sample(n: int, k: int) -> None:
    for correct in range(n + 1):
        samples = [True] * correct + [False] * (n - correct)
        subsets = list(itertools.combinations(samples, k))
        expected = sum(any(subset) for subset in subsets) / len(subsets)
        assert success_at_k(np.array([correct]), n, k)[0] == pytest.approx(expected)


def test_the_ks_are_powers_of_two_and_all() -> None:
    assert ks_of(1) == [1]
    assert ks_of(10) == [1, 2, 4, 8, 10]
