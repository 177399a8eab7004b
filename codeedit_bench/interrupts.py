"""Ctrl-C that waits where an exception would do harm, such as inside of a library in C++."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType


@contextlib.contextmanager
def interrupts_taken(take: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Call `take` for a Ctrl-C inside the block.

    A thread that is not the main one, and a program that handles Ctrl-C itself, are left alone.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, take)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def interrupts_held() -> Iterator[None]:
    """Raise `KeyboardInterrupt` at the end of the block for a Ctrl-C that came inside."""
    asked: list[int] = []
    try:
        with interrupts_taken(lambda number, _frame: asked.append(number)):
            yield
    finally:
        if asked:
            raise KeyboardInterrupt
