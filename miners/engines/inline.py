"""Work in this very process, one item after the other: no bounds on memory and time, for tests and debuggers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import TracebackType

from miners.engines.engine import Item, Outcome, Result, attempt


class InlineEngine:
    """Takes no notice of the number of workers."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def __enter__(self) -> InlineEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Outcome[Item, Result]]:
        """Outcomes in the order of the items."""
        for item in items:
            yield attempt(work, item)
