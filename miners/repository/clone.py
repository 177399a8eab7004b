"""Clones of https URLs, through GitPython, with one protocol, no hooks and no configuration."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from codeedit_bench.errors import CorruptRepositoryError, told
from miners.repository.environment import clean_command, cloning_environment
from miners.sources import Source, check_url, file_key

DEADLINE_SECONDS = 3600
"""For one repository, with all attempts."""
_RECEIVED = re.compile(rb"Receiving objects:.*?, ([0-9.]+) (bytes|KiB|MiB|GiB)")
_UNITS = {b"bytes": 1, b"KiB": 1 << 10, b"MiB": 1 << 20, b"GiB": 1 << 30}

OnBytes = Callable[[int], None]


def clone(
    source: Source,
    directory: Path,
    *,
    until: float | None = None,
    on_bytes: OnBytes = lambda _count: None,
) -> Path:
    """A bare clone of `source` in `directory`; one that is there already is used again.

    `until` is the moment of `time.monotonic()` at which git is stopped. `on_bytes` is told how many bytes came
    since it was told last. Raises `CorruptRepositoryError` with what git said if the URL cannot be cloned.
    """
    url = check_url(source.url)
    target = clone_place(source, directory)
    git = _Git(time.monotonic() + DEADLINE_SECONDS if until is None else until, on_bytes)
    if target.is_dir():
        _renew(target, source, url, git)
        return target
    directory = target.parent
    directory.mkdir(parents=True, exist_ok=True)
    # A name of its own: what a killed build has left running may still write into another one.
    partial = Path(tempfile.mkdtemp(dir=directory, prefix=f"{target.stem}.", suffix=".partial"))
    try:
        options = ("--bare", "--progress", "--no-tags", "--no-recurse-submodules")
        git.run(directory, "clone", *options, "--", url, str(partial))
        if source.commit and not _holds(partial, source.commit, git):
            git.run(directory, f"--git-dir={partial}", *_FETCH, url, source.commit)
        git.tell(sum(path.stat().st_size for path in partial.glob("objects/*/*")))
        partial.chmod(0o755)
        partial.replace(target)
    except CorruptRepositoryError as error:
        raise CorruptRepositoryError(f"{url} could not be cloned: {told(error)}.") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return target


def clone_place(source: Source, directory: Path) -> Path:
    """Where the clone of `source` lies in `directory`, or will. It is absolute: git works in another folder."""
    return directory.absolute() / f"{file_key(check_url(source.url))}.git"


def holds_its_pin(source: Source, directory: Path) -> bool:
    """Whether the clone of `source` in `directory` holds the pinned commit, so that no host need be asked."""
    target = clone_place(source, directory)
    if not source.commit or not target.is_dir():
        return False
    return _holds(target, source.commit, _Git(time.monotonic() + DEADLINE_SECONDS, lambda _bytes: None))


def clean_up(directory: Path) -> None:
    """Remove what killed builds have left in a folder of clones, where no other build is at work."""
    for partial in directory.glob("*.partial"):
        shutil.rmtree(partial, ignore_errors=True)
    for clone_ in directory.glob("*.git"):
        for lock in (*clone_.glob("*.lock"), *clone_.glob("refs/**/*.lock"), *clone_.glob("objects/pack/tmp_*")):
            lock.unlink(missing_ok=True)


_FETCH = ("fetch", "--progress", "--no-tags", "--no-recurse-submodules", "--force", "--")


def _renew(target: Path, source: Source, url: str, git: _Git) -> None:
    """Fetch what came since into a kept clone, if the pin asks for it; without a pin, if the remote answers."""
    if source.commit and _holds(target, source.commit, git):
        return
    git_dir = f"--git-dir={target}"
    try:
        git.run(target.parent, git_dir, *_FETCH, url, "refs/heads/*:refs/heads/*")
        if source.commit and not _holds(target, source.commit, git):
            git.run(target.parent, git_dir, *_FETCH, url, source.commit)
    except CorruptRepositoryError as error:
        if source.commit:
            raise CorruptRepositoryError(
                f"{target} lacks commit {source.commit}, which the list pins, and {url} did not give it: "
                f"{told(error)}."
            ) from error


def _holds(target: Path, commit: str, git: _Git) -> bool:
    try:
        git.run(target.parent, f"--git-dir={target}", "cat-file", "-e", f"{commit}^{{commit}}")
    except CorruptRepositoryError:
        return False
    return True


class _Git:
    """Runs git until a moment, and tells how many bytes come."""

    def __init__(self, until: float, on_bytes: OnBytes) -> None:
        self._until, self._on_bytes = until, on_bytes
        self._told = 0

    def tell(self, total: int) -> None:
        """Tell what `total` adds to the bytes told before; git says nothing of small transfers."""
        if total > self._told:
            self._on_bytes(total - self._told)
            self._told = total

    def run(self, directory: Path, *arguments: str) -> None:
        """`CorruptRepositoryError` with what git said last if it fails, or is stopped."""
        import git

        execute: Any = git.Git(
            str(directory)
        ).execute  # typed for too few kinds of input and by return value alone
        process: Any = execute(
            clean_command(cloning_environment(directory), *arguments),
            as_process=True,
            shell=False,
            start_new_session=True,
        )
        stopped = threading.Event()

        def stop() -> None:
            stopped.set()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.proc.pid, signal.SIGKILL)  # git's helpers too, which hold its output open

        timer = threading.Timer(max(0.0, self._until - time.monotonic()), stop)
        timer.daemon = True
        timer.start()
        try:
            said = self._follow(process.proc.stderr)
            status = process.proc.wait()
        finally:
            timer.cancel()
            for stream in (process.proc.stdin, process.proc.stdout, process.proc.stderr):
                if stream is not None:
                    stream.close()
        if stopped.is_set():
            raise CorruptRepositoryError("it took too long and was stopped at its deadline")
        if status:
            raise CorruptRepositoryError(said or f"git ended with status {status}")

    def _follow(self, stream: IO[bytes]) -> str:
        """Read to the end; return what git said beside its progress, on one line."""
        said = b""
        for line in _lines(stream):
            received = _RECEIVED.search(line)
            if received:
                self.tell(int(float(received.group(1)) * _UNITS[received.group(2)]))
            elif b"%" not in line:
                said = (said + b" " + line)[-2000:]
        return " ".join(said.decode("utf-8", "replace").split())[-300:]


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines that end with a newline or, as progress does, with a carriage return; long ones in parts."""
    rest = b""
    while part := stream.read1(65536):  # type: ignore[attr-defined]  # a BufferedReader, which IO does not say
        *whole, rest = (rest + part).replace(b"\r", b"\n").split(b"\n")
        yield from whole
        if len(rest) > 65536:
            yield rest
            rest = b""
    if rest:
        yield rest
