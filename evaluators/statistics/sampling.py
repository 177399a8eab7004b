"""Estimates from several samples a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def success_at_k(correct: np.ndarray, n_samples: int, k: int) -> np.ndarray:
    """For each task the unbiased chance that at least one of `k` samples is right: 1 − C(n−c, k) / C(n, k).

    `correct` counts the right ones of `n_samples` (Chen et al. 2021, arXiv 2107.03374).
    """
    import numpy as np

    if not 1 <= k <= n_samples:
        raise ValueError(f"k must be in 1 … {n_samples}, not {k}")
    wrong = n_samples - np.asarray(correct, dtype=np.float64)
    steps = np.arange(n_samples - k + 1, n_samples + 1, dtype=np.float64)
    # C(wrong, k) / C(n, k) as a product of k factors, none of which overflows.
    factors = np.clip((wrong[:, None] - n_samples + steps[None, :]) / steps[None, :], 0.0, None)
    return np.asarray(1.0 - factors.prod(axis=1))


def ks_of(n_samples: int) -> list[int]:
    """The k worth stating: powers of two up to n, and n."""
    ks = [k for k in (1, 2, 4, 8, 16, 32, 64) if k < n_samples]
    return [*ks, n_samples]
