"""Progress for a pass that is usually short: nothing is shown until it has lasted ten seconds."""

from __future__ import annotations

import time
from types import TracebackType

from codeedit_bench.progress import Progress

SILENT_SECONDS = 10.0


class Patience:
    """Counts as `Progress` does, and stays silent where the pass ends within `SILENT_SECONDS`."""

    def __init__(self, label: str, total: int, unit: str) -> None:
        self._progress = Progress(label, total, unit)
        self._shown: Progress | None = None
        self._done = 0
        self._began = time.monotonic()

    def __enter__(self) -> Patience:
        return self

    def advance(self, count: int = 1) -> None:
        self._done += count
        if self._shown is not None:
            self._shown.advance(count)
        elif time.monotonic() - self._began >= SILENT_SECONDS:
            self._shown = self._progress.__enter__()
            self._shown.advance(self._done)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown is not None:
            self._shown.__exit__(kind, error, trace)
