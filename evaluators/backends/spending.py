"""A limit on what a run may cost, kept even with many requests under way."""

from __future__ import annotations

import threading

_MILLION = 1_000_000


class Spending:
    """Prices are per million tokens, in any currency. A request reserves what it may cost at most before it is
    sent; the reservation becomes the real cost when the answer is there."""

    def __init__(self, price_in: float, price_out: float, limit: float) -> None:
        self._price_in, self._price_out, self._limit = price_in, price_out, limit
        self._lock = threading.Lock()
        self.spent = self._reserved = 0.0

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        return (tokens_in * self._price_in + tokens_out * self._price_out) / _MILLION

    def reserve(self, tokens_in: int, tokens_out: int) -> float | None:
        """Reserve a request's worst case; None where that would pass the limit."""
        amount = self.cost(tokens_in, tokens_out)
        with self._lock:
            if self._limit and self.spent + self._reserved + amount > self._limit:
                return None
            self._reserved += amount
        return amount

    def settle(self, reserved: float, tokens_in: int, tokens_out: int) -> None:
        with self._lock:
            self._reserved -= reserved
            self.spent += self.cost(tokens_in, tokens_out)
