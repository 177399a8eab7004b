"""Trials one after another, several at once, until the time is up; each failure is told when it is found."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.soak.results import Result

Carry = Callable[[int, Path], Result]
"""Carry out the trial of a number in a folder of its own."""
SHOWN = 2000
"""Characters of what a failed command said that are shown."""


def campaign(
    carry: Carry, numbers: Iterator[int], folder: Path, *, seconds: float, jobs: int, again: str
) -> list[Result]:
    """Trials are begun for `seconds`. `again` is the command that repeats one, without its number."""
    ends = time.monotonic() + seconds
    results: list[Result] = []
    turn = threading.Lock()

    def work() -> None:
        while time.monotonic() < ends:
            with turn:
                number = next(numbers, None)
            if number is None:
                return
            place = folder / f"trial-{number}"
            try:
                result = carry(number, place)
            except Exception:  # a fault of the soak itself counts as a failure, and the others go on
                result = Result(number, "the soak itself", "a fault", True, (traceback.format_exc(),))
            with turn:
                results.append(result)
                if result.problems:
                    tell(result, f"{again} --only {number}")

    threads = [threading.Thread(target=work) for _ in range(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results, key=lambda result: result.number)


def tell(result: Result, again: str) -> None:
    problems = "\n  ".join(result.problems[:8])
    note = f" ({result.note})" if result.note else ""
    said = "\n    ".join(result.said[-SHOWN:].splitlines())
    print(f"FAILED: {result.soaked}, {result.trouble}{note}\n  {problems}\n    {said}\n  again: {again}")
    sys.stdout.flush()
