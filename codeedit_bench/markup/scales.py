"""From values to places in a picture, and the round numbers that stand at its axes."""

from __future__ import annotations

import math
from collections.abc import Callable

Scale = Callable[[float], float]


def linear(domain: tuple[float, float], span: tuple[float, float]) -> Scale:
    (low, high), (start, end) = domain, span
    return lambda value: start + (value - low) / ((high - low) or 1) * (end - start)


def logarithmic(domain: tuple[float, float], span: tuple[float, float]) -> Scale:
    inner = linear((math.log10(domain[0]), math.log10(domain[1])), span)
    return lambda value: inner(math.log10(value))


def linear_ticks(high: float, count: int = 5) -> list[float]:
    """Round steps from 0 to at least `high`."""
    step = _round_step(max(high, 1e-9) / count)
    return [round(step * number, 10) for number in range(math.ceil(high / step - 1e-9) + 1)]


def ticks_within(low: float, high: float, count: int = 4) -> list[float]:
    """Round numbers from `low` to `high`, `count` or one more or fewer."""
    step = _round_step((high - low) / count)
    return [round(step * number, 12) for number in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _round_step(rough: float) -> float:
    """The least round number that is not below `rough`."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)


def log_ticks(low: float, high: float) -> list[float]:
    """At least four round numbers between, as few as that takes."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks: list[float] = []
    for factors in ((1,), (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 6, 7, 8)):
        every = (factor * 10.0**decade for decade in decades for factor in factors)
        ticks = [round(tick, 10) for tick in every if low <= tick <= high]
        if len(ticks) >= 4:
            break
    return ticks
