"""Text, JSON and TOML that somebody else may have written. Whatever is wrong with it is a `ValueError`.

The parsers of the library end deep nesting in a `RecursionError`, which looks like a fault of ours. And a path may
name a device that never ends.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from codeedit_bench.errors import UsageError

MOST_BYTES = 1 << 28
"""Of a file that is read as a whole."""
_TOO_DEEP = "it is nested too deeply"


def parse_json(text: str | bytes) -> Any:
    """The value that `text` states; `ValueError` says what is wrong with it."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None


def parse_toml(text: str) -> dict[str, Any]:
    """The table that `text` states; `ValueError` says what is wrong with it."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None


def read_text(file: Path, most: int = MOST_BYTES) -> str:
    """The text of `file` in UTF-8. `UnicodeDecodeError` for another encoding, `UsageError` for more than `most`
    bytes: a device may give them for ever."""
    with file.open("rb") as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise UsageError(f"{file} has more than {most >> 20} MiB. Name another file.")
    return content.decode("utf-8")
