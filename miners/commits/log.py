"""Commits and the files that they modify, from one `git diff-tree --stdin` process.

All is separated by NULs and read by position. So neither a message that imitates diff records nor a path with a
newline can pass for something else. Renames are seen as a deletion and an addition.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from typing import IO

from codeedit_bench.errors import CorruptRepositoryError
from miners.commits.commit import Change, Commit
from miners.repository.process import GitStream, run_git
from miners.repository.store import ObjectStore

_FORMAT = "--format=%H%x00%P%x00%at%x00%an%x00%ae%x00%B"
_N_FIELDS = 6
_MOST_BYTES = 1 << 28
"""That one chunk's list of changes may take: two million changed files. A tree that repeats itself has no end."""
_REGULAR = (b"100644", b"100755")


def list_commits(store: ObjectStore, head: str) -> list[tuple[str, list[str]]]:
    """Commits reachable from `head`, parents first, each with its parents' ids."""
    rows = run_git(store.git_dir, "rev-list", "--reverse", "--topo-order", "--parents", head, "--").decode()
    return [(row.split()[0], row.split()[1:]) for row in rows.splitlines() if row]


def read_commits(store: ObjectStore, ids: Sequence[str]) -> Iterator[Commit]:
    """The commits of `ids`, in their order, each against its first parent; one without changes is left out."""
    with tempfile.TemporaryFile(dir=store.git_dir) as file:
        file.write("".join(f"{name}\n" for name in ids).encode())
        file.seek(0)
        stream = GitStream(
            store.git_dir,
            *("diff-tree", "--stdin", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--no-ext-diff"),
            *("--no-textconv", "--ignore-submodules=all", "--encoding=UTF-8", _FORMAT),
            stdin=file,
        )
        finished = False
        try:
            yield from _parse(_nul_separated(stream.stdout))
            finished = True
        finally:
            if finished:
                stream.finish()
            else:
                stream.kill()


def _nul_separated(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    total = 0
    while part := stream.read(1 << 18):
        total += len(part)
        if total > _MOST_BYTES:
            raise CorruptRepositoryError(
                f"a stretch of its commits lists more than {_MOST_BYTES >> 20} MiB of changes"
            )
        *whole, rest = (rest + part).split(b"\0")
        yield from whole
    if rest.strip():
        raise CorruptRepositoryError("git diff-tree ended in the middle of a record")


def _parse(items: Iterator[bytes]) -> Iterator[Commit]:
    header: list[bytes] = []
    changes: list[Change] = []
    for item in items:
        if len(header) < _N_FIELDS:
            header.append(item)
            continue
        row = item.lstrip(b"\n")
        if row.startswith(b":"):
            path = next(items, None)
            if path is None:
                raise CorruptRepositoryError("git diff-tree ended in the middle of a record")
            old_mode, new_mode, old_blob, new_blob, status = row[1:].split(b" ")
            if status == b"M" and old_mode in _REGULAR and new_mode in _REGULAR and old_blob != new_blob:
                name = path.decode("utf-8", "surrogateescape")
                changes.append(Change(name, old_blob.decode(), new_blob.decode()))
            continue
        yield _commit(header, changes)
        header, changes = [row], []
    if header:
        yield _commit(header, changes)


def _commit(header: list[bytes], changes: list[Change]) -> Commit:
    if len(header) != _N_FIELDS:
        raise CorruptRepositoryError("git diff-tree ended in the middle of a record")
    name, parents, time, author, email, message = (field.decode("utf-8", "replace") for field in header)
    try:
        seconds = int(time)
    except ValueError:
        seconds = 0  # a broken author line: git prints nothing, and the task cannot be placed in time
    return Commit(name, parents.split(" ")[0], seconds, author, email, message, tuple(changes))
