"""An append-only file of JSON lines that survives a kill at any point: at most its last line is torn."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from codeedit_bench.files import canonical_json


def json_line(row: Any) -> str:
    """One line of JSON with its newline. Lone surrogates are kept by JSON's own escapes."""
    line = canonical_json(row)
    try:
        line.encode()
    except UnicodeEncodeError:
        line = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return line + "\n"


class Journal:
    """Append whole lines; opening cuts off a torn last one. One writer at a time."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        _drop_torn_line(path)
        self._file: BinaryIO = path.open("ab")

    def append(self, lines: Iterable[str]) -> None:
        """Write `lines`, each ending in a newline, and hand them to the operating system before returning."""
        self._file.write("".join(lines).encode("utf-8"))
        self._file.flush()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def _drop_torn_line(path: Path) -> None:
    if not path.exists():
        return
    with path.open("rb+") as file:
        end = file.seek(0, os.SEEK_END)
        position = end
        while position:
            step = min(4096, position)
            file.seek(position - step)
            newline = file.read(step).rfind(b"\n")
            if newline >= 0:
                position = position - step + newline + 1
                break
            position -= step
        if position != end:
            file.truncate(position)
