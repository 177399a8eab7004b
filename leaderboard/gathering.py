"""The systems of a site, taken in one after the other: the scores of one alone are in memory."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from evaluators.runs.score_table import OUTCOMES
from evaluators.statistics.metrics import HEADLINE
from evaluators.statistics.moments import Gatherer
from leaderboard.breakdown import breakdown, groups
from leaderboard.columns import COLUMNS
from leaderboard.entry import Entry, Scored, TaskTable
from leaderboard.right import RightAnswers
from leaderboard.standing import Standing, standings
from leaderboard.vectors import VectorWriter

if TYPE_CHECKING:
    import numpy

SCORES = "downloads/scores.parquet"


class Gathering:
    """Writes what belongs to a system alone, and keeps the sums of what belongs to all."""

    def __init__(self, site: Path, table: TaskTable, n_systems: int, scores: ScoresWriter, scratch: Path) -> None:
        import numpy as np

        self._table = table
        self._groups = groups(table)
        self._vectors = VectorWriter(site, len(table))
        self._scores = scores
        self._moments = Gatherer(table.asked_part.clusters, n_systems)
        self._right = RightAnswers(scratch / "right", len(table.asked_part.places))
        self._total = np.zeros(len(table))
        self.entries: list[Entry] = []

    def add(self, scored: Scored) -> None:
        import numpy as np

        table = self._table
        headline = scored.per_task(HEADLINE)
        asked = headline[table.asked_part.places]
        self._total += headline
        self._moments.add(asked)
        self._right.add(asked, scored.manifest.n_samples)
        self._vectors.add(scored)
        self._scores.add(scored)
        counts = np.bincount(scored.outcomes.ravel(), minlength=len(OUTCOMES)).tolist()
        self.entries.append(
            Entry(
                slug=scored.slug,
                path=scored.path,
                manifest=scored.manifest,
                origin=scored.origin,
                arrived=scored.arrived,
                about=scored.about,
                usage=scored.usage,
                columns=[column.value(scored, table) for column in COLUMNS],
                languages=[scored.weighted(HEADLINE, part) for part in table.language_parts],
                breakdown=breakdown(scored, self._groups),
                outcomes=dict(zip(OUTCOMES, counts, strict=True)),
            )
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._right.close()

    def shares(self) -> numpy.ndarray:
        """For each task the mean exact match over all systems."""
        shares: numpy.ndarray = self._total / len(self.entries)
        return shares

    def finish(self) -> list[Standing]:
        """Write what waits; return the standing of each system, in the order in which they came."""
        self._vectors.flush()
        return standings(self.entries, self._moments.moments(), self._right)


class ScoresWriter:
    """`downloads/scores.parquet`: a row for each system, task and sample; a row group can be read alone."""

    def __init__(self, writer: Any, schema: Any, ids: Sequence[str]) -> None:
        import pyarrow as pa

        self._writer = writer
        self._schema = schema
        self._ids = pa.array(ids)

    @classmethod
    @contextlib.contextmanager
    def open(cls, site: Path, table: TaskTable, metrics: Sequence[str]) -> Iterator[ScoresWriter]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        target = site / SCORES
        target.parent.mkdir(exist_ok=True)
        text = pa.dictionary(pa.int32(), pa.string())
        fields = [("system", text), ("task_id", text), ("sample", pa.int32()), ("outcome", text)]
        schema = pa.schema([*fields, *((name, pa.float32()) for name in metrics)])
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            yield cls(writer, schema, table.ids)

    def add(self, scored: Scored) -> None:
        import numpy as np
        import pyarrow as pa

        n_tasks, n_samples = scored.outcomes.shape
        size = n_tasks * n_samples
        system = pa.DictionaryArray.from_arrays(np.zeros(size, dtype=np.int32), [scored.slug])
        task = pa.DictionaryArray.from_arrays(np.repeat(np.arange(n_tasks, dtype=np.int32), n_samples), self._ids)
        sample = pa.array(np.tile(np.arange(n_samples, dtype=np.int32), n_tasks))
        outcome = pa.DictionaryArray.from_arrays(scored.outcomes.ravel().astype(np.int32), pa.array(OUTCOMES))
        values = [
            pa.array(scored.values[name].ravel().astype(np.float32))
            if name in scored.values
            else pa.nulls(size, pa.float32())
            for name in self._schema.names[4:]
        ]
        self._writer.write_table(
            pa.Table.from_arrays([system, task, sample, outcome, *values], schema=self._schema)
        )
