"""Work on storage that all nodes reach by a URL. Every stage runs on any node; none needs a folder of another."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from codeedit_bench.errors import CorruptRepositoryError, RepositoryError
from miners.chunks.chunk import ChunkReport, chunk_files, failed_report, mine_chunk
from miners.chunks.descriptions import Stayed, describe, descriptions_file
from miners.chunks.history import History, read_history
from miners.chunks.plan import Chunk
from miners.config import MinerConfig
from miners.engines import Engine, Outcome
from miners.engines.engine import WorkerLostError, reason_of
from miners.repository.clone import OnBytes, clone, clone_place
from miners.repository.fetch import Fetching, fetch_all
from miners.sources import Source, file_key
from miners.workplaces.storage import Storage, pack, unpack

_CLONES, _CHUNKS = "clones", "chunks"


@dataclass(frozen=True, slots=True)
class SharedStorage:
    """Clones and chunks lie at `url`; what the assembly reads comes to the folder `work` of the data set."""

    url: str
    work: Path

    def fetch(
        self, engine: Engine, sources: Sequence[Source], how: Fetching, on_bytes: OnBytes
    ) -> Iterator[Outcome[Source, Path]]:
        """Rates, retries and deadlines are kept here, the clones are made where the engine says."""

        def clone_there(source: Source, directory: Path, *, until: float, on_bytes: OnBytes) -> Path:
            del directory  # it lies on the storage
            work = functools.partial(self.clone, seconds=until - time.monotonic())
            (outcome,) = engine.map(work, [source])
            if isinstance(outcome.error, WorkerLostError):
                raise CorruptRepositoryError(str(outcome.error)) from outcome.error
            if outcome.result is None:
                raise outcome.error or RepositoryError("it gave nothing")
            place, size = outcome.result
            on_bytes(size)
            return place

        yield from fetch_all(sources, self.work, how, on_bytes, clone_there)

    def clone(self, source: Source, seconds: float) -> tuple[Path, int]:
        """Clone or renew `source` on this node and put it on the storage; where it lies, and its bytes."""
        until, storage = time.monotonic() + seconds, Storage(self.url)
        key = file_key(source.url)
        with tempfile.TemporaryDirectory(prefix="codeedit-clone-") as name:
            folder = Path(name)
            before = [stored for stored in storage.names(_CLONES) if stored.startswith(f"{key}.")]
            target = clone_place(source, folder)
            if before:
                with contextlib.suppress(FileNotFoundError):
                    self._unpack(storage, before[-1], target)
            clone(source, folder, until=until)
            stored = f"{key}.{_state(target)}.tar"
            if stored in before:
                return Path(stored), 0
            pack(target, folder / "packed")
            storage.put(folder / "packed", f"{_CLONES}/{stored}")
            for old in before:
                storage.remove(f"{_CLONES}/{old}")
            return Path(stored), (folder / "packed").stat().st_size

    def history(self, place: tuple[Source, Path], config: MinerConfig) -> History:
        source, path = place
        return replace(read_history(source, self._here(path), config), path=path)

    def mine(self, chunk: Chunk, config: MinerConfig, identity: str) -> ChunkReport:
        with tempfile.TemporaryDirectory(prefix="codeedit-chunk-") as folder:
            here = replace(chunk, path=self._here(chunk.path))
            report = mine_chunk(here, config, identity, Path(folder))
            if report.error:
                return report
            try:
                for file in chunk_files(Path(folder), chunk.name):  # the report comes last
                    Storage(self.url).put(file, f"{_CHUNKS}/{file.name}")
            except OSError as error:
                return failed_report(chunk, reason_of(error))
        return report

    def describe(self, stayed: Stayed) -> None:
        storage, counts = Storage(self.url), descriptions_file(stayed.rows).name
        with tempfile.TemporaryDirectory(prefix="codeedit-chunk-") as folder:
            rows = Path(folder) / stayed.rows.name
            storage.get(f"{_CHUNKS}/{rows.name}", rows)
            with contextlib.suppress(FileNotFoundError):
                storage.get(f"{_CHUNKS}/{counts}", Path(folder) / counts)
            describe(replace(stayed, rows=rows))
            storage.put(Path(folder) / counts, f"{_CHUNKS}/{counts}")

    def bring(self, chunk: str) -> None:
        storage = Storage(self.url)
        *data, report = chunk_files(self.work, chunk)
        try:
            for file in data:
                if not file.is_file():
                    storage.get(f"{_CHUNKS}/{file.name}", file)
            if not report.is_file():
                storage.get(f"{_CHUNKS}/{report.name}", report)
        except FileNotFoundError:
            return
        counts = descriptions_file(data[0])
        with contextlib.suppress(FileNotFoundError):
            storage.get(f"{_CHUNKS}/{counts.name}", counts)

    def _here(self, path: Path) -> Path:
        """A copy on this node of a clone that lies on the storage; a path of the user's is the same everywhere."""
        if path.is_absolute():
            return path
        storage = Storage(self.url)
        with storage.node() as folder:
            target = folder / path.name
            if not target.is_dir():
                self._unpack(storage, path.name, target)
        return target

    @staticmethod
    def _unpack(storage: Storage, name: str, target: Path) -> None:
        packed = target.with_name(f"{name}.packed")
        try:
            storage.get(f"{_CLONES}/{name}", packed)
            unpack(packed, target)
        finally:
            packed.unlink(missing_ok=True)


def _state(clone_: Path) -> str:
    """16 hex digits that change where the clone does: of its packs, and of where its branches stand."""
    objects = sorted(str(path.relative_to(clone_)) for path in clone_.glob("objects/*/*"))
    names = [
        path
        for path in (clone_ / "HEAD", clone_ / "packed-refs", *sorted(clone_.glob("refs/**/*")))
        if path.is_file()
    ]
    digest = hashlib.sha256("\n".join(objects).encode("utf-8", "surrogateescape"))
    for path in names:  # branches may be named by any bytes
        digest.update(os.fsencode(path.relative_to(clone_)) + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
