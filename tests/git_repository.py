"""Builds small git repositories for tests: fixed names and dates, so the same calls give the same commit ids."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

EPOCH = 1_700_000_000
"""The first commit's time; each later one comes an hour after the one before."""

_CLEAN = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class GitRepository:
    """A working repository at `path`, made empty, on branch `main`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.commits: list[str] = []
        path.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        """Run git here, free of the machine's configuration, and return what it prints."""
        result = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            env={"PATH": os.environ["PATH"], **_CLEAN, **(environment or {})},
            capture_output=True,
            check=False,
        )
        if result.returncode:
            raise AssertionError(f"git {' '.join(arguments)}: {result.stderr.decode(errors='replace')}")
        return result.stdout.decode(errors="surrogateescape").rstrip("\n")

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Write files, in the bytes given; None removes one."""
        for name, content in files.items():
            file = self.path / name
            if content is None:
                file.unlink()
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(
        self,
        files: Mapping[str, str | bytes | None],
        message: str = "Change things",
        *,
        author: str = "Ada Example <ada@example.org>",
        time: int | None = None,
    ) -> str:
        """Write `files`, commit everything and return the commit's id. An empty commit is allowed."""
        self.write(files)
        self.git("add", "--all")
        name, _, address = author.partition(" <")
        moment = f"{EPOCH + 3600 * len(self.commits) if time is None else time} +0000"
        identity = {
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in (("NAME", name), ("EMAIL", address.rstrip(">")), ("DATE", moment))
        }
        self.git("commit", "--quiet", "--allow-empty", "--no-verify", "-m", message, environment=identity)
        self.commits.append(self.git("rev-parse", "HEAD"))
        return self.commits[-1]
