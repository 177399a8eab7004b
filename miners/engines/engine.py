"""What every engine does: apply a function to items, and say of each what came out or why nothing did."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, Protocol, TypeVar

from codeedit_bench.errors import CodeEditError, RepositoryError, told

Item = TypeVar("Item")
Result = TypeVar("Result")


MOST_BYTES = 4 << 30
"""Of memory that one worker, or a git process of it, may take."""


class WorkerLostError(RepositoryError):
    """The process that did the work was killed, or was stopped at its deadline."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Item, Result]):
    """What the work on one item gave: a result, or the error that ended it."""

    item: Item
    result: Result | None = None
    error: Exception | None = None


class Engine(Protocol):
    """A context: its processes end with the block."""

    def __enter__(self) -> Engine: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Outcome[Item, Result]]:
        """Outcomes as they come. `work` is a function of a module, or a partial of one; items can be pickled."""
        ...


def reason_of(error: Exception) -> str:
    """What to say of an error, as a part of a sentence: its own words if it is one of ours, else its kind too."""
    return told(error) if isinstance(error, CodeEditError) else f"{type(error).__name__}: {told(error)}"


def attempt(work: Callable[[Item], Result], item: Item) -> Outcome[Item, Result]:
    """Do the work here. Whatever a repository brings about, it costs that repository alone."""
    try:
        return Outcome(item, work(item))
    except Exception as error:
        return Outcome(item, error=error)


def attempt_elsewhere(work: Callable[[Item], Result], item: Item) -> Outcome[Item, Result]:
    """The same in another process: the error is one that can be sent back."""
    outcome = attempt(work, item)
    error = outcome.error
    if isinstance(error, MemoryError):
        error = RepositoryError(f"it needs more than the {MOST_BYTES >> 30} GiB of memory that a worker may take")
    if error is not None:
        try:
            pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
        except Exception:  # some exceptions cannot be pickled, each in its own way
            error = RepositoryError(reason_of(error))
    return Outcome(item, outcome.result, error)
