"""Commands for the tests of endings: each really runs into what its name says."""

from __future__ import annotations

import importlib
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path


def memory(_: Sequence[str]) -> int:
    return len(bytearray(1 << 62))


def fault(_: Sequence[str]) -> int:
    return 1 // int("0")


def worker_killed(_: Sequence[str]) -> int:
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(1) as pool:
        pool.submit(os._exit, 9).result()
    return 0


def program(_: Sequence[str]) -> int:
    import subprocess

    return subprocess.run(["git", "--version"], env={"PATH": "/nowhere"}, check=False).returncode


def interrupt(_: Sequence[str]) -> int:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(10)
    return 0


def disk(_: Sequence[str]) -> int:
    with Path("/dev/full").open("w") as file:
        file.write("x" * 100_000)
    return 0


def package(_: Sequence[str]) -> int:
    importlib.import_module("a_package_that_nobody_wrote")
    return 0


def strange(_: Sequence[str]) -> int:
    raise FileNotFoundError(2, "No such file or directory", "a\x1b[31m\u202eb")
