"""Sets on the Hugging Face hub: `hub:OWNER/NAME`, or one file of it as `hub:OWNER/NAME/PATH`."""

from __future__ import annotations

import re
from pathlib import Path

from codeedit_bench.errors import DatasetError

PREFIX = "hub:"
_NAME = re.compile(r"hub:/*([\w.-]+/[\w.-]+?)(?:/(.+))?")
_WANTED = ["*.jsonl", "**/*.jsonl", "*.parquet", "**/*.parquet"]


def is_hub(path: Path) -> bool:
    return str(path).startswith(PREFIX)


def fetched(path: Path, revision: str) -> tuple[Path, str]:
    """The folder or file that was brought here, and the commit that it is of.

    `DatasetError` in one sentence where there is no such set, no network, or no right to read it.
    """
    found = _NAME.fullmatch(str(path))
    if found is None:
        raise DatasetError(
            f"{str(path)!r} does not name a set on the hub. Write hub:OWNER/NAME or hub:OWNER/NAME/FILE."
        )
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    name, file = found[1], found[2]
    try:
        folder = Path(
            snapshot_download(
                name, repo_type="dataset", revision=revision or None, allow_patterns=[file] if file else _WANTED
            )
        )
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise DatasetError(
            f"The set {name} cannot be fetched from the hub: {reason} Download it and name its folder."
        ) from error
    # A snapshot's folder is named after its commit.
    return (folder / file if file else folder), folder.name
