"""Work in processes of this machine, each with its own bounds on memory and time."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any

from miners.engines.engine import Item, Outcome, Result, WorkerLostError

DEADLINE_SECONDS = 2 * 3600
"""For one item. The slowest chunk of a thousand commits at hand takes three minutes of a busy machine."""
_ITEMS_PER_PROCESS = 20
"""Then a fresh process takes over, so that what a library does not give back stays bounded."""


class LocalEngine:
    """With one worker, too, the work is done in another process, so that its bounds hold."""

    def __init__(self, workers: int, *, deadline_seconds: float = DEADLINE_SECONDS) -> None:
        self._workers = [_Worker(deadline_seconds) for _ in range(workers)]

    def __enter__(self) -> LocalEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.close()

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Outcome[Item, Result]]:
        """Outcomes as they come; a worker that dies costs the item that it was at.

        Raises what the system says, such as `OSError`, where it gives no process.
        """
        waiting: queue.SimpleQueue[Item] = queue.SimpleQueue()
        found: queue.SimpleQueue[Outcome[Item, Result] | Exception] = queue.SimpleQueue()
        stopped = threading.Event()
        for item in items:
            waiting.put(item)

        def serve(worker: _Worker) -> None:
            while not stopped.is_set():
                try:
                    item = waiting.get_nowait()
                except queue.Empty:
                    return
                try:
                    found.put(worker.do(work, item))
                except Exception as error:  # an item without an outcome would be waited for without end
                    found.put(error)
                    return

        threads = [
            threading.Thread(target=serve, args=(worker,), daemon=True) for worker in self._workers[: len(items)]
        ]
        for thread in threads:
            thread.start()
        try:
            for _ in items:
                outcome = found.get()
                if isinstance(outcome, Exception):
                    raise outcome
                yield outcome
        finally:
            stopped.set()
            if any(thread.is_alive() for thread in threads) and not found.empty():
                for worker in self._workers:
                    worker.end()


class _Worker:
    """One process, started when there is work, and started again when it has died or done its share."""

    def __init__(self, deadline_seconds: float) -> None:
        self._deadline = deadline_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._done = 0
        self._turn = threading.Lock()
        self._closed = False
        self._changing = threading.RLock()

    def do(self, work: Callable[[Any], Any], item: Any) -> Outcome[Any, Any]:
        """One item at a time, whoever asks: several threads may fetch through one engine."""
        with self._turn:
            return self._do(work, item)

    def _do(self, work: Callable[[Any], Any], item: Any) -> Outcome[Any, Any]:
        process = self._ready()
        if process is None:
            return Outcome(item, error=WorkerLostError("its engine has ended"))
        late = threading.Event()

        def expire() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._deadline, expire)
        timer.daemon = True
        timer.start()
        try:
            if process.stdin is None or process.stdout is None:
                raise EOFError
            pickle.dump((work, item), process.stdin)
            process.stdin.flush()
            result, error = pickle.load(process.stdout)  # noqa: S301 - from a process that runs our own code
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            # A ValueError comes of a pipe that `end` has closed meanwhile.
            self.end()
            return Outcome(item, error=WorkerLostError(self._why(late.is_set())))
        finally:
            timer.cancel()
        self._done += 1
        return Outcome(item, result, error)

    def _why(self, late: bool) -> str:
        if late:
            return f"its process was stopped after {self._deadline / 60:.0f} minutes"
        return "its process was killed, perhaps because memory ran out"

    def _ready(self) -> subprocess.Popen[bytes] | None:
        with self._changing:
            if self._closed:
                return None
            if self._process is None or self._process.poll() is not None or self._done >= _ITEMS_PER_PROCESS:
                self.end()
                self._done = 0
                path = os.pathsep.join(entry for entry in sys.path if entry)
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "miners.engines.worker"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env={**os.environ, "PYTHONPATH": path},
                )
            return self._process

    def close(self) -> None:
        """End the process for good: a thread that still has items starts no other."""
        with self._changing:
            self._closed = True
            self.end()

    def end(self) -> None:
        """End the process at once; it holds nothing that another one could not do again."""
        with self._changing:
            process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
