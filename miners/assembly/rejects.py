"""What was dropped from a data set, counted by reason and repository."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from codeedit_bench.errors import DatasetError
from codeedit_bench.tasks.storage import read_parquet
from miners.extraction.outcome import Reject

REJECTS = "rejects.parquet"


def count_rejects(folder: Path) -> dict[str, Counter[str]]:
    """Reason → repository → how often; the reason most frequent in all comes first.

    `DatasetError` where the data set was not mined.
    """
    if not (folder / REJECTS).is_file():
        raise DatasetError(
            f"{folder} has no {REJECTS}: only data sets that `codeedit mine` made count what they left out."
        )
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for reject in read_parquet(folder / REJECTS, Reject):
        found[reject.reason][reject.repository] += 1
    return dict(sorted(found.items(), key=lambda item: (-item[1].total(), item[0])))
