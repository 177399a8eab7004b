"""The folder `.chunks` of the data set: all processes see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from miners.chunks.chunk import ChunkReport, mine_chunk
from miners.chunks.descriptions import Stayed, describe
from miners.chunks.history import History, read_history
from miners.chunks.plan import Chunk
from miners.config import MinerConfig
from miners.engines import Engine, Outcome
from miners.repository.clone import OnBytes
from miners.repository.fetch import Fetching, clones_to_ourselves, fetch_all
from miners.sources import Source


@dataclass(frozen=True, slots=True)
class OwnFolder:
    """Git clones as well in threads of this process as anywhere: the engine has nothing to do there."""

    work: Path
    clones: Path

    def fetch(
        self,
        engine: Engine,  # noqa: ARG002 - git does the work
        sources: Sequence[Source],
        how: Fetching,
        on_bytes: OnBytes,
    ) -> Iterator[Outcome[Source, Path]]:
        with clones_to_ourselves(self.clones):
            yield from fetch_all(sources, self.clones, how, on_bytes)

    def history(self, place: tuple[Source, Path], config: MinerConfig) -> History:
        return read_history(*place, config)

    def mine(self, chunk: Chunk, config: MinerConfig, identity: str) -> ChunkReport:
        return mine_chunk(chunk, config, identity, self.work)

    def describe(self, stayed: Stayed) -> None:
        describe(stayed)

    def bring(self, chunk: str) -> None:  # noqa: ARG002 - it is there already
        return
