"""Progress of long work on stderr: a bar on a terminal, a plain line every few seconds elsewhere.

Nothing is shown where the logger `codeedit_bench` has a level above INFO, which `codeedit --quiet` sets:
`logging.getLogger("codeedit_bench").setLevel(logging.WARNING)` does the same in Python.
"""

from __future__ import annotations

import logging
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

_PLAIN_INTERVAL_SECONDS = 10.0


class Progress:
    """Counts work done, with its rate and the time left.

    `total` None means unknown. Use as a context manager; `advance` is cheap enough to be called per item.
    """

    def __init__(self, label: str, total: int | None = None, unit: str = "items") -> None:
        self.label, self.total, self.unit, self.done = label, total, unit, 0
        self._started = self._printed = time.monotonic()
        self._said = -1
        """What the last line counted."""
        self._bar: RichProgress | None = None
        self._quiet = False

    def __enter__(self) -> Progress:
        self._quiet = logging.getLogger("codeedit_bench").level > logging.INFO
        if sys.stderr.isatty() and not self._quiet:
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                TextColumn,
                TimeElapsedColumn,
                TimeRemainingColumn,
            )
            from rich.progress import Progress as RichProgress

            self._bar = RichProgress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn(self.unit),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
            )
            self._bar.start()
            self._task = self._bar.add_task(self.label, total=self.total)
        return self

    def advance(self, count: int = 1) -> None:
        self.done += count
        if self._bar is not None:
            self._bar.advance(self._task, count)
        elif time.monotonic() - self._printed >= _PLAIN_INTERVAL_SECONDS:
            self._printed = time.monotonic()
            self._line()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
        elif kind is None and self._said != self.done:
            self._line()

    def _line(self) -> None:
        if self._quiet:
            return
        self._said = self.done
        seconds = time.monotonic() - self._started
        of_total = f"/{self.total:,}" if self.total is not None else ""
        rate = self.done / seconds if seconds > 0 else 0.0
        left = (
            f", {(self.total - self.done) / rate:.0f} s left" if self.total and 0 < self.done < self.total else ""
        )
        sys.stderr.write(
            f"{self.label}: {self.done:,}{of_total} {self.unit} in {seconds:.1f} s ({rate:,.1f}/s{left})\n"
        )
        sys.stderr.flush()
