"""Generations kept by the content of their request, so that none is paid for twice. That holds after a kill, in
another run and under another name.

The key holds what the back end says decides its answers (`Backend.identity`), and the versions of its libraries.
It also holds the prompt, the limits and, when sampling, the seed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from codeedit_bench.errors import RunError, told
from codeedit_bench.files import canonical_json
from codeedit_bench.parsing import parse_json
from evaluators.backends.backend import Backend, Completion, Request, Unstated
from evaluators.prompts.format import CountTokens

ENVIRONMENT = "CODEEDIT_CACHE"
FILE = "generations.sqlite"


def default_directory() -> Path:
    """`$CODEEDIT_CACHE`, or a folder among the user's caches."""
    stated = os.environ.get(ENVIRONMENT)
    if stated:
        return Path(stated)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "codeedit-bench"


class GenerationCache:
    """A table from key to completion in one SQLite file; many processes may share it."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._file = directory / FILE
        with self._told():
            self._connection = sqlite3.connect(self._file, timeout=60, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS generations (key BLOB PRIMARY KEY, row TEXT) WITHOUT ROWID"
            )

    def get(self, key: bytes) -> dict[str, object] | None:
        with self._told():
            found = self._connection.execute("SELECT row FROM generations WHERE key = ?", (key,)).fetchone()
            return parse_json(found[0]) if found else None

    def put(self, key: bytes, completion: Completion) -> None:
        row = asdict(completion)
        for name in ("task_id", "sample", "error", "cached"):
            del row[name]
        with self._told():
            self._connection.execute("INSERT OR REPLACE INTO generations VALUES (?, ?)", (key, json.dumps(row)))

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """`RunError` in one sentence where the file is damaged, full or not writable."""
        try:
            yield
        except (sqlite3.Error, ValueError) as error:
            raise RunError(
                f"The generation cache {self._file} cannot be used: {told(error)}. Pass --no-cache, or name "
                "another folder with --cache."
            ) from error

    def close(self) -> None:
        self._connection.close()


def request_key(request: Request, identity: Mapping[str, str], versions: Mapping[str, str]) -> bytes:
    """32 bytes that name the content of a request. A greedy answer does not depend on the seed."""
    content = {
        "identity": dict(identity),
        "versions": dict(versions),
        "messages": [[message.role, message.content] for message in request.prompt.messages],
        "text": request.prompt.text,
        "stop": list(request.prompt.stop),
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "seed": request.seed if request.temperature > 0 else 0,
    }
    return hashlib.sha256(canonical_json(content).encode("utf-8", "surrogatepass")).digest()


class CachedBackend:
    """A back end that asks the cache first. Failed requests are not kept."""

    def __init__(
        self, inner: Backend, identity: Mapping[str, str], versions: Mapping[str, str], cache: GenerationCache
    ) -> None:
        unstated = inner.unstated_identity() if isinstance(inner, Unstated) else {}
        self.default_format, self.formats = inner.default_format, inner.formats
        self._inner, self._cache = inner, cache
        self._identity, self._versions = identity, versions
        self._keyed_by = {**identity, **unstated}

    def identity(self) -> Mapping[str, str] | None:
        return self._identity

    def count_tokens(self) -> CountTokens | None:
        return self._inner.count_tokens()

    def prepare(self, known: Collection[str], asked: Collection[tuple[str, int]]) -> None:
        self._inner.prepare(known, asked)

    def generate(self, requests: Sequence[Request]) -> Iterator[Completion]:
        keys = {}
        missing = []
        for request in requests:
            key = request_key(request, self._keyed_by, self._versions)
            row = self._cache.get(key)
            if row is None:
                keys[request.task.task_id, request.sample] = key
                missing.append(request)
            else:
                yield Completion(task_id=request.task.task_id, sample=request.sample, cached=True, **row)  # type: ignore[arg-type]  # a row is what `put` wrote
        if not missing:
            return
        for completion in self._inner.generate(missing):
            yield completion  # first: what was paid for is on disk even where the cache cannot be written
            if completion.finish_reason != "error":
                self._cache.put(keys[completion.task_id, completion.sample], completion)

    def close(self) -> None:
        self._cache.close()
        self._inner.close()
