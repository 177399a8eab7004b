"""The advantage functions against their formulas, written out slowly."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from statistics import mean, median, stdev

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from codeedit_bench.errors import UnknownNameError
from gapo.advantage import (
    ADVANTAGES,
    by_index,
    dr_grpo,
    gapo,
    grpo,
    interval_center,
    mc_grpo,
    noise_corrected,
    rloo,
    window_size,
)
from gapo.config import load_recipe
from gapo.trainers.build import advantage_function

grids = st.sampled_from([0.0, 0.125, 0.25, 0.5, 0.75, 1.0])
rewards = st.one_of(grids, st.floats(0, 1, width=32))
groups = st.lists(rewards, min_size=1, max_size=20)
coverages = st.sampled_from([0.05, 0.1, 0.25, 0.5, 0.55, 0.7, 0.9, 1.0])


def slow_interval(values: list[float], coverage: float) -> list[float]:
    ordered = sorted(values)
    size = math.ceil(Fraction(str(coverage)) * len(ordered))
    windows = [ordered[start : start + size] for start in range(len(ordered) - size + 1)]
    return min(windows, key=lambda window: window[-1] - window[0])


def slow_gapo(values: list[float], coverage: float, center: str) -> list[float]:
    if len(values) < 2:
        return [0.0] * len(values)
    window = slow_interval(values, coverage)
    baseline = median(window) if center == "median" else mean(window)
    spread = math.sqrt(sum((value - baseline) ** 2 for value in values) / (len(values) - 1))
    return [(value - baseline) / (spread + 1e-6) for value in values]


@given(values=groups, coverage=coverages, center=st.sampled_from(["median", "mean"]))
@settings(max_examples=300, deadline=None)
def test_gapo_is_its_formula(values: list[float], coverage: float, center: str) -> None:
    result = gapo(torch.tensor([values], dtype=torch.float64), coverage=coverage, center=center)
    assert result[0].tolist() == pytest.approx(slow_gapo(values, coverage, center), abs=1e-7)


@given(rows=st.lists(groups, min_size=1, max_size=6), coverage=coverages)
@settings(max_examples=200, deadline=None)
def test_unscorable_samples_are_as_if_absent(rows: list[list[float]], coverage: float) -> None:
    """Groups padded with NaN give each group's own result, and 0 where nothing was scored."""
    width = max(map(len, rows))
    padded = torch.full((len(rows), width), math.nan, dtype=torch.float64)
    for index, row in enumerate(rows):
        padded[index, : len(row)] = torch.tensor(row, dtype=torch.float64)
    for center in ("median", "mean"):
        result = gapo(padded, coverage=coverage, center=center)
        for index, row in enumerate(rows):
            expected = slow_gapo(row, coverage, center) + [0.0] * (width - len(row))
            assert result[index].tolist() == pytest.approx(expected, abs=1e-7)


@given(values=st.lists(rewards, min_size=2, max_size=20))
@settings(max_examples=200, deadline=None)
def test_the_baselines_are_their_formulas(values: list[float]) -> None:
    group = torch.tensor([values], dtype=torch.float64)
    middle, spread = mean(values), stdev(values)
    assert dr_grpo(group)[0].tolist() == pytest.approx([value - middle for value in values], abs=1e-9)
    assert grpo(group)[0].tolist() == pytest.approx([(v - middle) / (spread + 1e-6) for v in values], abs=1e-6)
    others = [(sum(values) - value) / (len(values) - 1) for value in values]
    assert rloo(group)[0].tolist() == pytest.approx([v - o for v, o in zip(values, others, strict=True)], abs=1e-9)


@given(rows=st.lists(groups, min_size=1, max_size=6), order=st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_ragged_groups_by_index_equal_each_group_alone(rows: list[list[float]], order) -> None:
    flat = [(7 * group, value) for group, row in enumerate(rows) for value in row]
    order.shuffle(flat)
    index = torch.tensor([group for group, _ in flat])
    values = torch.tensor([value for _, value in flat], dtype=torch.float64)
    for name in ADVANTAGES:
        estimator = ADVANTAGES.load(name)
        together = by_index(estimator, values, index)
        for group in index.unique():
            alone = estimator(values[index == group][None])[0]
            assert together[index == group].tolist() == pytest.approx(alone.tolist(), abs=1e-9)


@pytest.mark.parametrize(
    ("coverage", "count", "size"), [(0.55, 20, 11), (0.55, 40, 22), (0.55, 60, 33), (0.5, 7, 4)]
)
def test_the_window_is_exact_where_binary_floats_round_up(coverage: float, count: int, size: int) -> None:
    """0.55 · 20 is 11.000000000000002 in binary: the authors' code takes 12 samples there."""
    assert window_size(coverage, count) == size


@pytest.mark.parametrize("coverage", [0, 1.5, -0.1])
def test_a_coverage_that_is_no_share_is_refused(coverage: float) -> None:
    with pytest.raises(ValueError, match="coverage must be in"):
        gapo(torch.rand(2, 4), coverage=coverage)


def test_one_sample_has_advantage_zero() -> None:
    for name in ADVANTAGES:
        assert ADVANTAGES.load(name)(torch.tensor([[0.7]])).tolist() == [[0.0]]


def test_of_two_samples_the_lower_is_the_baseline() -> None:
    assert gapo(torch.tensor([[1.0, 0.25]]))[0].tolist() == pytest.approx([1.0, 0.0], abs=1e-5)


def test_equal_widths_choose_the_lower_window() -> None:
    center, width = interval_center(torch.tensor([[0.0, 0.25, 0.75, 1.0]]))
    assert (center.item(), width.item()) == (0.125, 0.25)


def test_an_outlier_moves_the_mean_and_not_the_interval() -> None:
    calm = torch.tensor([[0.5, 0.51, 0.52, 0.53, 0.54, 0.55, 0.56, 0.57]])
    wild = calm.clone()
    wild[0, -1] = 0.0
    moved = abs(wild.mean() - calm.mean())
    assert abs(interval_center(wild)[0] - interval_center(calm)[0]) < moved / 3


def test_binary_rewards_with_rare_success_reward_success_alone() -> None:
    """At a fifth of successes four fifths of the samples get exactly 0: the majority is the baseline."""
    advantages = gapo(torch.tensor([[1.0, 0.0, 0.0, 0.0, 0.0]]))[0]
    assert advantages[1:].tolist() == [0.0] * 4
    assert advantages[0] > 0


def test_the_result_keeps_the_type_and_the_rewards() -> None:
    for dtype in (torch.float32, torch.bfloat16, torch.float64):
        values = torch.rand(3, 5).to(dtype)
        before = values.clone()
        for name in ADVANTAGES:
            assert ADVANTAGES.load(name)(values).dtype == dtype
        assert torch.equal(values, before)


def test_an_empty_batch_has_no_advantages() -> None:
    empty = torch.tensor([])
    assert by_index(gapo, empty, empty.long()).numel() == 0


def test_an_unknown_estimator_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'gapo'"):
        ADVANTAGES.load("gap")


def test_mc_grpo_by_hand() -> None:
    """Median 0.5, deviations 0.5, 0.3, 0, 0.1, 0.5, MAD 0.3; the pivot teaches nothing."""
    rewards = torch.tensor([[0.0, 0.2, 0.5, 0.6, 1.0]], dtype=torch.float64)
    expected = [value / 0.301 for value in (-0.5, -0.3, 0.0, 0.1, 0.5)]
    assert mc_grpo(rewards)[0].tolist() == pytest.approx(expected)


def test_mc_grpo_with_an_unscorable_sample_is_that_of_the_others() -> None:
    rewards = torch.tensor([[0.0, 0.2, torch.nan, 0.6]])
    assert mc_grpo(rewards)[0, [0, 1, 3]].tolist() == pytest.approx(mc_grpo(rewards[:, [0, 1, 3]])[0].tolist())
    assert mc_grpo(rewards)[0, 2] == 0
    assert mc_grpo(torch.tensor([[torch.nan, 1.0, torch.nan]])).tolist() == [[0.0, 0.0, 0.0]]


@pytest.mark.parametrize(("positive", "negative"), [(0.1, 0.1), (0.3, 0.0), (0.0, 0.4), (0.2, 0.35)])
def test_noise_corrected_is_unbiased_over_all_flips(positive: float, negative: float) -> None:
    """The expectation over the 2⁵ patterns of flips is Dr. GRPO's advantage of the true rewards."""
    true = torch.tensor([[1.0, 0.0, 0.0, 1.0, 0.0]], dtype=torch.float64)
    rates = torch.where(true == 1, negative, positive)[0]
    expected = torch.zeros_like(true)
    for pattern in itertools.product([False, True], repeat=5):
        flips = torch.tensor(pattern)
        chance = float(torch.where(flips, rates, 1 - rates).prod())
        seen = torch.where(flips, 1 - true[0], true[0]).unsqueeze(0)
        expected += chance * noise_corrected(seen, false_positive_rate=positive, false_negative_rate=negative)
    torch.testing.assert_close(expected, dr_grpo(true))


def test_noise_without_signal_is_refused() -> None:
    with pytest.raises(ValueError, match="add up to less than 1"):
        noise_corrected(torch.ones(1, 2), false_positive_rate=0.5, false_negative_rate=0.5)
    assert torch.equal(noise_corrected(torch.rand(3, 4)).isnan().any(), torch.tensor(False))


def test_the_recipes_rates_reach_the_estimator() -> None:
    recipe = load_recipe("noise_corrected", ["false_positive_rate=0.25", "false_negative_rate=0.25"])
    found = advantage_function(recipe)(torch.tensor([[1.0, 0.0]]))
    assert found.tolist() == [[1.0, -1.0]]
