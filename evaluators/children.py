"""Every way out of a run ends the processes that it started, such as vLLM's engine and workers.

Python ends at once by SIGTERM and SIGHUP: no `finally` runs, and an engine goes on at full load without a parent.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)
_SET_SIGNAL_OF_PARENT_S_END, _SET_ADOPTS, _GET_ADOPTS = 1, 36, 37
"""`PR_SET_PDEATHSIG`, `PR_SET_CHILD_SUBREAPER` and its question, of Linux's `prctl`."""
PATIENCE = 10.0
"""Seconds that children have to end by themselves before they are killed."""


@contextlib.contextmanager
def children_ended() -> Iterator[None]:
    """Turn the signals that end a process into `SystemExit` (128 + the signal), so that everything is given back.
    Whatever ends the block, processes that were started inside end with it.

    After such a signal the block ends with that status, whatever the code inside made of the exception: a queue
    that is left half-way raises a `RuntimeError` of its own, and a finalizer's exceptions are not raised at all.
    In a thread that is not the main one signals stay as they are.
    """
    before = set(descendants(os.getpid()))
    received: list[int] = []

    def leave(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
        received.append(number)
        raise SystemExit(128 + number)

    main = threading.current_thread() is threading.main_thread()
    kept = {number: signal.signal(number, leave) for number in _SIGNALS} if main else {}
    try:
        with _orphans_adopted():
            try:
                yield
            finally:
                for number in kept:  # another signal must not cut short what follows
                    signal.signal(number, signal.SIG_IGN)
                end_processes(set(descendants(os.getpid())) - before)
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
        if received:
            raise SystemExit(128 + received[0])


@contextlib.contextmanager
def _orphans_adopted() -> Iterator[None]:
    """While inside, a process whose parent died becomes a child of this one, where the system is Linux.

    Else it would go to the first process of the system: the workers of an engine that was killed for its memory
    would be nobody's, and would stay.
    """
    control = _process_control()
    if control is None:
        yield
        return
    adopted = ctypes.c_int(0)
    control(_GET_ADOPTS, ctypes.byref(adopted), 0, 0, 0)
    control(_SET_ADOPTS, 1, 0, 0, 0)
    try:
        yield
    finally:
        control(_SET_ADOPTS, adopted.value, 0, 0, 0)


def end_with_parent(parent: int) -> None:
    """Called in a process that `parent` started: it ends when the parent does, however that ends, on Linux.

    The workers of Python's pools else wait for ever for a parent that a signal ended.
    """
    control = _process_control()
    if control is None:
        return
    control(_SET_SIGNAL_OF_PARENT_S_END, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:  # it ended before it was asked to tell
        os._exit(128 + signal.SIGTERM)


def _process_control() -> Callable[..., int] | None:
    """Linux's `prctl`; None on another system."""
    try:
        found: Callable[..., int] = ctypes.CDLL(None).prctl
    except (OSError, AttributeError, TypeError):
        return None
    return found


def descendants(process: int) -> list[int]:
    """The ids of all processes below `process`, from /proc; none where the system has no such folder."""
    found: list[int] = []
    waiting = [process]
    while waiting:
        for task in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            with contextlib.suppress(OSError):  # it ended meanwhile
                children = [int(word) for word in task.read_text().split()]
                found += children
                waiting += children
    return found


def end_processes(processes: set[int], patience: float = PATIENCE) -> None:
    """Ask each to end, wait, and kill those that did not."""
    for wanted in (signal.SIGTERM, signal.SIGKILL):
        for process in processes:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, wanted)
        ends = time.monotonic() + patience
        while (processes := {process for process in processes if _runs(process)}) and time.monotonic() < ends:
            time.sleep(0.05)
        if not processes:
            return
    sys.stderr.write(f"codeedit: {len(processes)} processes could not be ended.\n")


def _runs(process: int) -> bool:
    with contextlib.suppress(OSError, ChildProcessError):
        os.waitpid(process, os.WNOHANG)
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
