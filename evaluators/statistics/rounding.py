"""A share as people read it: rounded once, half up, as the leaderboard's page rounds."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def percent(share: float, digits: int = 1) -> str:
    """`82.4` for 14 / 17: the digits that `Number.prototype.toFixed` shows of 100 times the share.

    >>> percent(14 / 17)
    '82.4'
    >>> percent(0.1225)
    '12.3'
    """
    # Decimal(float) is exact, so that this rounds the number itself and not an earlier rounding of it.
    shown = Decimal(100 * share).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return str(abs(shown) if shown.is_zero() else shown)
