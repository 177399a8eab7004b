"""Chances of success in k tries."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from evaluators.statistics.sampling import ks_of, success_at_k


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
