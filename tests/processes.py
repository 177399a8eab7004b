"""Commands in processes of their own, to be interrupted as by Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_PROGRAM = (
    # A test that was started in the background hands on a SIGINT that is ignored.
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from codeedit_bench.cli import main; sys.exit(main())"
)
INTERRUPTED = 130


def command(*words: str | Path) -> list[str]:
    """The command line of `codeedit WORDS` that Ctrl-C reaches however the tests were started."""
    return [sys.executable, "-c", _PROGRAM, *map(str, words)]


def interrupted(
    *words: str | Path, cwd: Path, when: Callable[[str], bool], meanwhile: Callable[[], None] = lambda: None
) -> str:
    """Run `codeedit WORDS`, send it Ctrl-C once it says a line that fits `when`, and return the rest it says.

    `meanwhile` runs before that. The command must end by the interrupt.
    """
    with subprocess.Popen(
        command(*words), cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, process_group=0
    ) as process:
        try:
            assert process.stderr is not None
            before = []
            for line in process.stderr:
                before.append(line)
                if when(line):
                    break
            assert process.poll() is None, "".join(before)
            meanwhile()
            return _end_by_interrupt(process)
        finally:
            process.kill()


def interrupted_when(begun: Callable[[], bool], *words: str | Path, cwd: Path) -> str:
    """Run `codeedit WORDS`, send it Ctrl-C once its work has `begun`, and return what it says on stderr."""
    with subprocess.Popen(
        command(*words), cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, process_group=0
    ) as process:
        try:
            while not begun():
                assert process.poll() is None, "it ended before it could be interrupted"
                time.sleep(0.005)
            return _end_by_interrupt(process)
        finally:
            process.kill()


def _end_by_interrupt(process: subprocess.Popen[str]) -> str:
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate(timeout=120)[1]
    assert process.returncode == INTERRUPTED, said
    return said
