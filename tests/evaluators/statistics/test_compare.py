"""Two systems and many: differences that are there are found, those that are not are not."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from codeedit_bench.cli.evaluation.compare import comparison_lines, standing_lines
from codeedit_bench.errors import RunError
from evaluators.statistics.compare import Side, compare, standings


def side(name: str, values: np.ndarray, repositories: int = 50) -> Side:
    n = len(values)
    return Side(
        name,
        tuple(f"task{place}" for place in range(n)),
        tuple(f"repository{place % repositories}" for place in range(n)),
        {"em_layout": values.reshape(n, -1).astype(float)},
    )


def flips(chance: float, n: int, seed: int) -> np.ndarray:
    return (np.random.default_rng(seed).random(n) < chance).astype(float)


def test_a_large_difference_is_found_by_both_tests() -> None:
    result = compare(side("a", flips(0.3, 2000, 0)), side("b", flips(0.5, 2000, 1)), metric="em_layout")
    assert result.low > 0.1
    assert result.p < 0.001
    assert result.p_sign < 0.001
    assert result.difference == pytest.approx(result.value_b - result.value_a)


def test_a_p_value_is_never_shown_as_zero() -> None:
    certain = compare(side("a", np.zeros(400)), side("b", np.ones(400)), metric="em_layout")
    assert certain.p_sign < 1e-100
    assert "(sign test on these alone: p < 0.0001)" in comparison_lines(certain)
    unsure = compare(side("a", np.zeros(4), 4), side("b", np.ones(4), 4), metric="em_layout")
    assert f"p = {unsure.p_sign:.4f})" in comparison_lines(unsure)


def test_style_stands_beside_the_headline() -> None:
    a, b = side("a", np.zeros(20)), side("b", np.ones(20))
    assert (compare(a, b, metric="em_layout").style_a, standings([a, b], metric="em_layout")[0].style) == (
        None,
        None,
    )
    a.values["em_style"] = np.repeat([1.0, 0.0], 10).reshape(20, 1)
    result = compare(a, b, metric="em_layout")
    assert (result.style_a, result.style_b) == (0.5, None)
    assert "A  a: 0.0%; em_style 50.0%\n  B  b: 100.0%\n" in comparison_lines(result)
    assert "em_style 50.0%" in standing_lines(standings([a, b], metric="em_layout"), "em_layout")


def test_equal_systems_are_not_told_apart() -> None:
    values = flips(0.4, 500, 0)
    result = compare(side("a", values), side("b", values), metric="em_layout")
    assert result.difference == 0
    assert result.low < 0 < result.high
    assert (result.p, result.p_sign) == (1, 1)


def test_the_sign_test_is_the_exact_binomial_on_the_discordant_tasks() -> None:
    a, b = np.zeros(20), np.zeros(20)
    b[:6], a[6:7] = 1, 1
    result = compare(side("a", a), side("b", b), metric="em_layout")
    assert (result.only_a, result.only_b) == (1, 6)
    assert result.p_sign == pytest.approx(2 * (1 + 7) / 2**7)


def test_pairing_finds_what_two_intervals_would_not() -> None:
    """B is A with 30 of 1,000 more tasks right: overlapping intervals, yet a clear paired difference."""
    a = flips(0.4, 1000, 3)
    b = a.copy()
    b[np.flatnonzero(a == 0)[:30]] = 1
    assert compare(side("a", a), side("b", b), metric="em_layout").low > 0


def test_the_detectable_difference_shrinks_with_the_square_root_of_the_tasks() -> None:
    small = compare(side("a", flips(0.4, 400, 0)), side("b", flips(0.4, 400, 1)), metric="em_layout")
    large = compare(side("a", flips(0.4, 6400, 0), 400), side("b", flips(0.4, 6400, 1), 400), metric="em_layout")
    assert small.detectable / large.detectable == pytest.approx(4, rel=0.35)


def test_a_difference_of_the_detectable_size_is_found_four_times_of_five() -> None:
    """Simulated: the promise of 80% power is kept."""
    n, found, size = 600, 0, 0.0
    trials = 120
    for trial in range(trials):
        a, b = flips(0.40, n, 1000 + trial), flips(0.481, n, 5000 + trial)
        result = compare(side("a", a, n), side("b", b, n), metric="em_layout")
        found += result.low > 0
        size += result.detectable / trials
    assert size == pytest.approx(0.081, abs=0.006)
    assert 0.68 < found / trials < 0.92


def test_systems_that_are_not_told_apart_share_a_rank() -> None:
    best = flips(0.6, 3000, 1)
    nearly = best.copy()
    nearly[[np.flatnonzero(best)[0], np.flatnonzero(best == 0)[0]]] = 0, 1
    values = {"s0.2": flips(0.2, 3000, 0), "best": best, "nearly": nearly, "s0.4": flips(0.4, 3000, 2)}
    sides = [side(name, value, 300) for name, value in values.items()]
    found = standings(sides, metric="em_layout")
    assert [standing.rank for standing in found] == [1, 1, 3, 4]
    assert found[-1].system == "s0.2"
    assert all(first.value >= second.value for first, second in pairwise(found))


def test_twenty_equal_systems_are_rarely_split() -> None:
    """Without a correction some pair of 190 would look different nearly always."""
    split = 0
    for trial in range(6):
        sides = [side(f"s{i}", flips(0.5, 400, trial * 100 + i), 100) for i in range(20)]
        split += standings(sides, metric="em_layout")[-1].rank > 1
    assert split <= 1


def test_forty_systems_can_still_be_told_apart() -> None:
    """P-values counted from 10,000 resamples stop at 0.0002, which Holm's correction over 780 pairs lifts to 1."""
    sides = [side(f"s{i}", flips(0.2 + 0.015 * i, 3000, i), 300) for i in range(40)]
    assert standings(sides, metric="em_layout")[-1].rank > 30


def test_runs_of_different_tasks_are_refused() -> None:
    with pytest.raises(RunError, match="answered different tasks"):
        compare(side("a", np.zeros(3)), side("b", np.zeros(4)), metric="em_layout")
    with pytest.raises(RunError, match="has no 'beauty'"):
        compare(side("a", np.zeros(3)), side("b", np.zeros(3)), metric="beauty")
