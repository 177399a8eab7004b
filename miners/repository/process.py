"""Git processes that stream, driven through GitPython."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import IO, Any

from codeedit_bench.errors import CorruptRepositoryError
from miners.repository.environment import clean_command, reading_environment

_DEADLINE = 1800
"""Seconds that one git process may take."""
_MOST_BYTES = 1 << 29
"""That a git command may print where all of it is kept. The list of a million commits takes a fifth."""


class GitStream:
    """A running git command on a GIT_DIR of ours.

    GitPython kills a process whose object is collected, so this keeps it. Standard error is drained beside, or a
    talkative git would block; its last part explains a failure.
    """

    def __init__(self, git_dir: Path, *arguments: str, stdin: int | IO[bytes] | None = None) -> None:
        import git

        self.command = arguments[0]
        execute: Any = git.Git(str(git_dir)).execute  # typed for too few kinds of input and by return value alone
        self._process: Any = execute(
            clean_command(reading_environment(git_dir), f"--git-dir={git_dir}", *arguments),
            as_process=True,
            istream=stdin,
            shell=False,
        )
        self.stdout: IO[bytes] = self._process.stdout
        self.stdin: IO[bytes] | None = self._process.stdin
        self._complaint = b""
        self._expired = False
        self._timer = threading.Timer(_DEADLINE, self._expire)
        self._timer.daemon = True
        self._timer.start()
        self._drain = threading.Thread(target=self._read_errors, daemon=True)
        self._drain.start()

    def _read_errors(self) -> None:
        stream: IO[bytes] = self._process.stderr
        while part := stream.read1(65536):  # type: ignore[attr-defined]  # a BufferedReader, which IO does not say
            self._complaint = (self._complaint + part)[-2000:]

    def _expire(self) -> None:
        self._expired = True
        self._process.proc.kill()

    def complaint(self) -> str:
        """What git said last on standard error, on one line."""
        if self._expired:
            return f"it was stopped after {_DEADLINE // 60} minutes"
        return " ".join(self._complaint.decode("utf-8", "replace").split())[-300:]

    def finish(self) -> None:
        """Wait for the end; `CorruptRepositoryError` if git failed, since what it printed may be a mere prefix."""
        popen = self._process.proc
        if self.stdin is not None:
            self.stdin.close()
        status = popen.wait()
        self._drain.join(timeout=5)
        self._close()
        if status:
            raise CorruptRepositoryError(f"git {self.command} ended with status {status}: {self.complaint()}")

    def kill(self) -> None:
        """End it now; for a reader that stops early."""
        popen = self._process.proc
        popen.kill()
        popen.wait()
        self._drain.join(timeout=5)
        self._close()

    def _close(self) -> None:
        self._timer.cancel()
        popen = self._process.proc
        for stream in (popen.stdin, popen.stdout, popen.stderr):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue  # the command ended before it read all that was written to it


def run_git(git_dir: Path, *arguments: str) -> bytes:
    """All that a git command prints; for small answers. More than 512 MiB is refused."""
    stream = GitStream(git_dir, *arguments)
    output = stream.stdout.read(_MOST_BYTES + 1)
    if len(output) > _MOST_BYTES:
        stream.kill()
        raise CorruptRepositoryError(f"git {arguments[0]} prints more than {_MOST_BYTES >> 20} MiB")
    stream.finish()
    return output
