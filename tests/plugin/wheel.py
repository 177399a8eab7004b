"""A wheel of `tiny_parts`, written as a build tool writes one, and installed by pip."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

SOURCE = Path(__file__).with_name("tiny_parts.py")
PARTS = {
    "backends": {"tiny-backend": "BACKEND"},
    "formats": {"tiny-format": "FORMAT"},
    "metrics": {"capitals": "capitals"},
    "filters": {"drop_all": "FILTER"},
    "importers": {"tiny-importer": "IMPORTER"},
    "estimators": {"flat": "flat"},
}


def install(folder: Path, parts: Mapping[str, Mapping[str, str]] = PARTS, *, name: str = "tiny_parts") -> Path:
    """Install a distribution `name` 0.3 into `folder` that adds `parts`: group → entry name → attribute."""
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / f"{name}-0.3-py3-none-any.whl"
    info = f"{name}-0.3.dist-info"
    groups = [
        "\n".join([f"[codeedit_bench.{group}]", *(f"{key} = {name}:{place}" for key, place in rows.items())])
        for group, rows in parts.items()
    ]
    files = {
        f"{name}.py": SOURCE.read_text(),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.3\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "\n\n".join(groups) + "\n",
    }
    record = f"{info}/RECORD"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
        archive.writestr(record, "".join(f"{path},,\n" for path in [*files, record]))
    site = folder / "site"
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(site)]
    subprocess.run([*command, str(wheel)], check=True, capture_output=True)
    return site
