"""What is derived from a task and asked for again with each of its predictions."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from codeedit_bench.tasks.records import EditTask

_LIMIT = 256
"""Tasks whose values are kept, the latest ones."""

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """A function of a task that remembers what it gave for the latest tasks.

    By identity: a task is large to hash. An entry holds the task, so that its id stays its own.
    """

    def __init__(self, make: Callable[[EditTask], Value]) -> None:
        self._make = make
        self._known: OrderedDict[int, tuple[EditTask, Value]] = OrderedDict()

    def __call__(self, task: EditTask) -> Value:
        known = self._known.get(id(task))
        if known is not None:
            return known[1]
        value = self._make(task)
        self._known[id(task)] = task, value
        if len(self._known) > _LIMIT:
            self._known.popitem(last=False)
        return value
