"""Advantages of groups of rewards: pure functions, a file and a row (`gapo/estimators.py`) each.

Rewards come as `[groups, samples]`; NaN marks a sample that could not be scored. Such a sample takes no part in
its group's statistics and gets advantage 0.
"""

from gapo.advantage.groups import (
    Center,
    Coverage,
    by_index,
    dr_grpo,
    gapo,
    grpo,
    interval_center,
    rloo,
    window_size,
)
from gapo.advantage.median_centered import mc_grpo
from gapo.advantage.noise import noise_corrected
from gapo.estimators import ADVANTAGES, Estimator

__all__ = [
    "ADVANTAGES",
    "Center",
    "Coverage",
    "Estimator",
    "by_index",
    "dr_grpo",
    "gapo",
    "grpo",
    "interval_center",
    "mc_grpo",
    "noise_corrected",
    "rloo",
    "window_size",
]
