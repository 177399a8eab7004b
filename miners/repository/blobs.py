"""File contents from one `git cat-file --batch-command` process, with a cache bounded by bytes."""

from __future__ import annotations

import subprocess
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from types import TracebackType

from codeedit_bench.errors import CorruptRepositoryError
from miners.repository.process import GitStream
from miners.repository.store import ObjectStore

_IN_FLIGHT = 200
"""Requests written before their answers are read: 200 lines fit any pipe's buffer, so neither side blocks."""


class BlobReader:
    """Contents of blobs by id. A missing blob is None, one above `max_bytes` is empty and in `too_large`."""

    def __init__(self, store: ObjectStore, *, max_bytes: int, cache_bytes: int = 48 << 20) -> None:
        self._max_bytes, self._cache_bytes = max_bytes, cache_bytes
        self._cache: OrderedDict[str, bytes | None] = OrderedDict()
        self._cached = 0
        self.too_large: set[str] = set()
        self._stream = GitStream(store.git_dir, "cat-file", "--batch-command", "--buffer", stdin=subprocess.PIPE)

    def __enter__(self) -> BlobReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._stream.finish()
        else:
            self._stream.kill()

    def read(self, names: Iterable[str]) -> dict[str, bytes | None]:
        """The contents of all `names`; ask for as many at once as memory allows."""
        found: dict[str, bytes | None] = {}
        wanted: list[str] = []
        for name in dict.fromkeys(names):
            if name in self._cache:
                self._cache.move_to_end(name)
                found[name] = self._cache[name]
            else:
                wanted.append(name)
        for start in range(0, len(wanted), _IN_FLIGHT):
            part = wanted[start : start + _IN_FLIGHT]
            for name, content in zip(part, self._request(part), strict=True):
                found[name] = content
                self._keep(name, content)
        return found

    def _request(self, names: list[str]) -> Iterator[bytes | None]:
        stdin, stdout = self._stream.stdin, self._stream.stdout
        if stdin is None:
            raise CorruptRepositoryError("git cat-file takes no requests")
        try:
            stdin.write("".join(f"contents {name}\n" for name in names).encode() + b"flush\n")
            stdin.flush()
        except BrokenPipeError as error:
            raise CorruptRepositoryError(f"git cat-file ended early: {self._stream.complaint()}") from error
        for name in names:
            header = stdout.readline().split()
            if len(header) == 2 and header[1] == b"missing":
                yield None
                continue
            if len(header) != 3 or not header[2].isdigit():
                raise CorruptRepositoryError(
                    f"git cat-file ended early at object {name}: {self._stream.complaint()}"
                )
            yield self._content(name, int(header[2]))

    def _content(self, name: str, size: int) -> bytes:
        stdout = self._stream.stdout
        if size <= self._max_bytes:
            content = stdout.read(size + 1)
            if len(content) != size + 1:
                raise CorruptRepositoryError(f"object {name} is cut off: {self._stream.complaint()}")
            return content[:-1]
        self.too_large.add(name)
        left = size + 1
        while left:
            part = stdout.read(min(left, 1 << 18))
            if not part:
                raise CorruptRepositoryError(f"object {name} is cut off: {self._stream.complaint()}")
            left -= len(part)
        return b""

    def _keep(self, name: str, content: bytes | None) -> None:
        self._cache[name] = content
        self._cached += len(content or b"") + 100
        while self._cached > self._cache_bytes:
            _, dropped = self._cache.popitem(last=False)
            self._cached -= len(dropped or b"") + 100
