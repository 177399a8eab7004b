"""`data/vectors/METRIC/N.js`: for each system of a group, how many samples of each task were right."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leaderboard.columns import COLUMNS
from leaderboard.entry import Scored
from leaderboard.shards import pack_bits, write_shard

if TYPE_CHECKING:
    import numpy

GROUP = 16
"""Systems whose per-task results share one file, at most."""
_GROUP_ANSWERS = 800_000
"""A file holds no more: who looks at one system need not load many."""
VECTOR_METRICS = tuple(dict.fromkeys(column.metric for column in COLUMNS if column.metric))


def vector_group(n_tasks: int) -> int:
    """How many systems share a file."""
    return max(1, min(GROUP, _GROUP_ANSWERS // n_tasks))


class VectorWriter:
    """Takes the systems one after the other."""

    def __init__(self, site: Path, n_tasks: int) -> None:
        self._site = site
        self._size = vector_group(n_tasks)
        self._waiting: dict[str, dict[str, Any]] = defaultdict(dict)
        self._group = 0

    def add(self, scored: Scored) -> None:
        import numpy as np

        n_samples = scored.manifest.n_samples
        width = n_samples.bit_length()
        for metric in VECTOR_METRICS:
            right: numpy.ndarray = np.rint(scored.per_task(metric) * n_samples)
            self._waiting[metric][scored.slug] = [width, pack_bits(right, width)]
        if len(self._waiting[VECTOR_METRICS[0]]) == self._size:
            self.flush()

    def flush(self) -> None:
        """Write the group that waits."""
        for metric, packed in self._waiting.items():
            write_shard(self._site, f"vectors/{metric}/{self._group}", packed)
        self._group += bool(self._waiting)
        self._waiting.clear()
