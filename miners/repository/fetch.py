"""Clones of many sources at once: with a rate limit for each host, retries with back-off, and a deadline each."""

from __future__ import annotations

import contextlib
import fcntl
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from codeedit_bench.errors import CorruptRepositoryError, told
from codeedit_bench.settings import Count, Positive
from miners.engines import Outcome
from miners.repository.clone import OnBytes, clean_up, clone, clone_place, holds_its_pin
from miners.sources import Source

_FINAL = ("not found", "authentication", "could not read username", "access denied", "deadline", "no space left")
"""Said in an error that another attempt would meet again."""


@dataclass(frozen=True, slots=True)
class Fetching:
    """How clones are fetched. None of it decides what comes out."""

    at_once: Positive = 4
    """Clones at the same time."""
    starts_per_minute: Positive = 60
    """For each host, attempts counted."""
    attempts: Positive = 4
    back_off_seconds: Count = 2
    """Before the second attempt; doubled before each further one."""
    deadline_seconds: Positive = 3600
    """For one repository, with all attempts."""


AS_USUAL = Fetching()


class CloneOne(Protocol):
    """One attempt at a clone, as `clone` makes it."""

    def __call__(self, source: Source, directory: Path, *, until: float, on_bytes: OnBytes) -> Path: ...


class RateLimit:
    """Lets one start at a time through for each host, so many a minute."""

    def __init__(self, per_minute: int) -> None:
        self._interval = 60 / per_minute
        self._next: dict[str, float] = defaultdict(float)
        self._lock = threading.Lock()

    def wait(self, url: str) -> None:
        """Return when it is this host's turn again."""
        host = urlsplit(url).netloc
        with self._lock:
            turn = max(time.monotonic(), self._next[host])
            self._next[host] = turn + self._interval
        time.sleep(max(0.0, turn - time.monotonic()))


def fetch(
    source: Source,
    directory: Path,
    how: Fetching,
    *,
    limit: RateLimit | None = None,
    on_bytes: OnBytes = lambda _: None,
    clone_one: CloneOne = clone,
) -> Path:
    """The clone of one source; `CorruptRepositoryError` with what git said last, and after how many attempts.

    The limit is for the host's sake: a kept clone that holds its pin waits for nobody.
    """
    if holds_its_pin(source, directory):
        return clone_place(source, directory)
    limit = limit or RateLimit(how.starts_per_minute)
    until = time.monotonic() + how.deadline_seconds
    for attempt in range(1, how.attempts + 1):
        limit.wait(source.url)
        try:
            return clone_one(source, directory, until=until, on_bytes=on_bytes)
        except CorruptRepositoryError as error:
            said = str(error).lower()
            pause = how.back_off_seconds * 2 ** (attempt - 1)
            if any(word in said for word in _FINAL):
                raise
            if attempt == how.attempts or time.monotonic() + pause > until:
                tried = f" ({attempt} attempts)" if attempt > 1 else ""
                raise CorruptRepositoryError(f"{told(error)}{tried}.") from error
            time.sleep(pause)
    raise CorruptRepositoryError(f"{source.url} was not fetched: no attempt is allowed.")


def fetch_all(
    sources: Sequence[Source],
    directory: Path,
    how: Fetching,
    on_bytes: OnBytes,
    clone_one: CloneOne = clone,
) -> Iterator[Outcome[Source, Path]]:
    """Outcomes as clones come; `clone_one` makes one attempt at one of them."""
    limit, lock = RateLimit(how.starts_per_minute), threading.Lock()

    def count(bytes_more: int) -> None:
        with lock:
            on_bytes(bytes_more)

    with ThreadPoolExecutor(how.at_once) as pool:
        running = {
            pool.submit(fetch, source, directory, how, limit=limit, on_bytes=count, clone_one=clone_one): source
            for source in sources
        }
        try:
            for future in as_completed(running):
                error = future.exception()
                if error is not None and not isinstance(error, Exception):
                    raise error
                yield Outcome(running[future], None if error else future.result(), error)
        finally:
            for future in running:
                future.cancel()


@contextlib.contextmanager
def clones_to_ourselves(directory: Path) -> Iterator[None]:
    """Wait until no other build fetches into `directory`, and keep others waiting; clean up first."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        clean_up(directory)
        yield
