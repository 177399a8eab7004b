"""One command of the product in a session of its own: how it ended, what it said, and which processes it left."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parents[2]
INSIDE = Path(__file__).parent / "inside"
"""On the path of every process of the product: its `sitecustomize` turns clocks and writes down what is done."""
MARK = "CODEEDIT_SOAK_MARK"
PATIENCE = float(os.environ.get("SOAK_PATIENCE", "1"))
"""So many times longer may everything take: on a busy machine a command waits more than it works."""
GRACE = 15.0 * PATIENCE
"""Seconds that a process has to follow the one that started it."""
LONGEST = 300.0 * PATIENCE
"""Seconds after which a command counts as one that never ends."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended. A negative status is the signal that ended it."""

    words: tuple[str, ...]
    status: int
    said: str
    """On stderr."""
    printed: str
    seconds: float
    left: tuple[int, ...] = ()
    """Processes that were alive `GRACE` seconds after it; they have been killed."""
    late: bool = False
    """It was killed because it did not end."""
    memory: int = 0
    """The most that it or one of its children held, in bytes."""


@dataclass
class Launched:
    """A command at work."""

    words: tuple[str, ...]
    process: subprocess.Popen[bytes]
    folder: Path
    mark: str
    started: float = field(default_factory=time.monotonic)
    memory: int = 0

    @property
    def at_work(self) -> bool:
        """Unlike `poll`, this learns how much memory it took."""
        if self.process.returncode is None:
            number, status, usage = os.wait4(self.process.pid, os.WNOHANG)
            if number:
                self.process.returncode = os.waitstatus_to_exitcode(status)
                self.memory = usage.ru_maxrss * 1024
        return self.process.returncode is None

    def seconds(self) -> float:
        return time.monotonic() - self.started

    def signal(self, number: int) -> None:
        """As a shell does: SIGINT goes to all processes of the terminal, anything else to the command alone."""
        with contextlib.suppress(ProcessLookupError):
            (os.killpg if number == signal.SIGINT else os.kill)(self.process.pid, number)

    def signal_to(self, process: int, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)

    def children(self) -> list[int]:
        return [number for number in marked(self.mark) if number != self.process.pid]

    def end(self, longest: float = LONGEST) -> Ended:
        """Wait for it, and for the processes that it started."""
        late = False
        while self.at_work:
            if not late and self.seconds() > longest:
                late = True
                os.killpg(self.process.pid, signal.SIGKILL)
            time.sleep(0.005)
        seconds = self.seconds()
        left = _wait_for(self.mark)
        said, printed = (
            (self.folder / name).read_bytes().decode("utf-8", "replace") for name in ("stderr", "stdout")
        )
        return Ended(self.words, self.process.returncode, said, printed, seconds, left, late, self.memory)


def launch(
    words: Sequence[str | Path],
    folder: Path,
    *,
    logs: Path | None = None,
    environment: Mapping[str, str] | None = None,
    limits: Mapping[int, int] | None = None,
    output: Path | None = None,
) -> Launched:
    """Start `codeedit WORDS` in `folder`, which holds its home, its cache and its temporary files, too.

    What it says goes to `logs`, which is `folder` where it is left out.
    """
    mark = uuid.uuid4().hex
    logs = logs or folder / ".logs"
    for name in (logs, folder / ".home", folder / ".tmp"):
        if not name.is_dir():
            name.mkdir(parents=True)
    given = tuple(map(str, words))
    with (output or logs / "stdout").open("wb") as printed, (logs / "stderr").open("wb") as said:
        (logs / "stdout").touch()
        process = _started(
            given, folder, {**surroundings(folder), MARK: mark, **(environment or {})}, printed, said
        )
    for kind, most in (limits or {}).items():
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(process.pid, kind, (most, most))
    return Launched(given, process, logs, mark)


def _started(
    words: Sequence[str], folder: Path, environment: Mapping[str, str], printed: BinaryIO, said: BinaryIO
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "codeedit_bench", *words],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=printed,
        stderr=said,
        start_new_session=True,
    )


def surroundings(folder: Path) -> dict[str, str]:
    """The environment of a command: offline, one thread, and all of its own places in `folder`."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV")}
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join((str(INSIDE), str(ROOT))),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(folder / ".home"),
        "TMPDIR": str(folder / ".tmp"),
        "CODEEDIT_CACHE": str(folder / ".cache"),
        "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": "1",
        # Nothing listens there: a hostile address costs a refused connection and never leaves this machine.
        "https_proxy": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
        "no_proxy": "127.0.0.1",
    }


def run(words: Sequence[str | Path], folder: Path) -> Ended:
    """A command from its start to its end, without any trouble."""
    return launch(words, folder).end()


def marked(mark: str) -> list[int]:
    """The processes that carry `mark` in their environment: a command's own and all that it started."""
    return list(_with(f"{MARK}={mark}".encode()))


def _with(entry: bytes) -> Iterator[int]:
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            with contextlib.suppress(OSError):
                if entry in (place / "environ").read_bytes().split(b"\0"):
                    yield int(place.name)


def _wait_for(mark: str) -> tuple[int, ...]:
    ends = time.monotonic() + GRACE
    while (left := marked(mark)) and time.monotonic() < ends:
        time.sleep(0.1)
    for number in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    return tuple(left)
