"""Every way out of a run ends the processes that it started, such as vLLM's engine and workers.

Python ends at once by SIGTERM and SIGHUP: no `finally` runs, and an engine goes on at full load without a parent.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)
PATIENCE = 10.0
"""Seconds that children have to end by themselves before they are killed."""


@contextlib.contextmanager
def children_ended() -> Iterator[None]:
    """Turn the signals that end a process into `SystemExit` (128 + the signal), so that everything is given
    back, and end what is left of the processes that were started inside, whatever ended the block.

    In a thread that is not the main one signals stay as they are.
    """
    before = set(descendants(os.getpid()))
    main = threading.current_thread() is threading.main_thread()
    kept = {number: signal.signal(number, _leave) for number in _SIGNALS} if main else {}
    try:
        yield
    finally:
        try:
            end_processes(set(descendants(os.getpid())) - before)
        finally:
            for number, handler in kept.items():
                signal.signal(number, handler)


def _leave(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
    # A second signal, while children are being ended, must not cut that short.
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + number)


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
