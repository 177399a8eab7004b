"""Records sorted into named heaps on disk, for data that does not fit into memory."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_MEMORY_BYTES = 64 * 1024 * 1024


class Spill:
    """Append records to heaps; read each heap back in the order it was written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: dict[str, list[str]] = defaultdict(list)
        self._size = 0
        self._written: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, heap: str, record: Any) -> None:
        line = json.dumps(record, separators=(",", ":"))
        self._waiting[heap].append(line)
        self._size += len(line) + 64
        if self._size > _MEMORY_BYTES:
            self._flush()

    def heaps(self) -> list[str]:
        return sorted(self._written | set(self._waiting))

    def read(self, heap: str) -> Iterator[Any]:
        if heap in self._written:
            with (self._folder / heap).open("rb") as lines:
                yield from map(json.loads, lines)
        yield from map(json.loads, self._waiting.get(heap, ()))

    def _flush(self) -> None:
        for heap, lines in self._waiting.items():
            with (self._folder / heap).open("a", encoding="ascii") as file:
                file.write("\n".join(lines) + "\n")
            self._written.add(heap)
        self._waiting.clear()
        self._size = 0
