"""Archives of submissions, taken apart and spoilt."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

Members = dict[str, bytes]
"""The files of an archive by their names."""


def write(path: Path, members: Members) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def with_manifest(members: Members, **changes: Any) -> Members:
    manifest = json.loads(members["manifest.json"]) | changes
    return members | {"manifest.json": json.dumps(manifest).encode()}


def with_line(members: Members, number: int, change: Callable[[dict[str, Any]], object]) -> Members:
    lines = members["predictions.jsonl"].splitlines()
    row = json.loads(lines[number])
    change(row)
    lines[number] = json.dumps(row).encode()
    return members | {"predictions.jsonl": b"\n".join(lines) + b"\n"}
