"""Ctrl-C that waits for the end of what it must not interrupt."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from codeedit_bench.interrupts import interrupts_held

DUCKDB_INTERRUPTED = """
import os, signal, sys
from pathlib import Path
from miners.assembly.catalogue import open_catalogue

def interrupt(event, given):
    if event == "import" and given[0] == "_duckdb":
        os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.addaudithook(interrupt)
try:
    with open_catalogue([], {}, Path(sys.argv[1])):
        pass
except KeyboardInterrupt:
    print("whole" if hasattr(sys.modules["duckdb"], "connect") else "in part")
"""


def test_what_came_inside_is_raised_at_the_end() -> None:
    reached = []

    def held() -> None:
        with interrupts_held():
            os.kill(os.getpid(), signal.SIGINT)
            reached.append("the end")

    with pytest.raises(KeyboardInterrupt):
        held()
    assert reached == ["the end"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_another_handler_and_another_thread_are_left_alone() -> None:
    seen: list[object] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: seen.append(number))
    try:
        with interrupts_held():
            os.kill(os.getpid(), signal.SIGINT)
            assert seen == [signal.SIGINT]
    finally:
        signal.signal(signal.SIGINT, before)

    def elsewhere() -> None:
        with interrupts_held():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert seen[1:] == [signal.default_int_handler]


def test_the_start_of_duckdb_is_not_interrupted(tmp_path: Path) -> None:
    """nanobind, inside of DuckDB, ends the process by an abort for an exception of a signal."""
    done = subprocess.run(
        [sys.executable, "-c", DUCKDB_INTERRUPTED, str(tmp_path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        check=True,
        timeout=120,
    )
    assert done.stdout == b"whole\n"
