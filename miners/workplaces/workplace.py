"""What every place of work does. Its stages are functions for an engine, which pickles them with the place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from miners.chunks.chunk import ChunkReport
from miners.chunks.descriptions import Stayed
from miners.chunks.history import History
from miners.chunks.plan import Chunk
from miners.config import MinerConfig
from miners.engines import Engine, Outcome
from miners.repository.clone import OnBytes
from miners.repository.fetch import Fetching
from miners.sources import Source


class Workplace(Protocol):
    """Where clones and chunks lie."""

    def fetch(
        self, engine: Engine, sources: Sequence[Source], how: Fetching, on_bytes: OnBytes
    ) -> Iterator[Outcome[Source, Path]]:
        """Clone the sources, and say where each lies: as `history` and `mine` take it."""
        ...

    def history(self, place: tuple[Source, Path], config: MinerConfig) -> History:
        """List the commits of a repository. Runs where the engine says."""
        ...

    def mine(self, chunk: Chunk, config: MinerConfig, identity: str) -> ChunkReport:
        """Mine a chunk. Runs where the engine says."""
        ...

    def describe(self, stayed: Stayed) -> None:
        """Count what describes the tasks of a chunk. Runs where the engine says."""
        ...

    def bring(self, chunk: str) -> None:
        """See to it that the data set's own folder holds whatever there is of a chunk."""
        ...
