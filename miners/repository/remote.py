"""What a remote says of itself, over https alone."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from codeedit_bench.errors import CorruptRepositoryError
from miners.repository.environment import clean_command, cloning_environment
from miners.sources import check_url

_LINE = re.compile(r"([0-9a-f]{40})\tHEAD\Z")


def remote_head(url: str) -> str:
    """The commit at the remote's HEAD; `CorruptRepositoryError` with what git said if it gives none."""
    import git

    address = check_url(url)
    with tempfile.TemporaryDirectory(prefix="codeedit-") as home:
        try:
            output = git.Git(home).execute(
                clean_command(cloning_environment(Path(home)), "ls-remote", "--", address, "HEAD"), shell=False
            )
        except git.exc.GitError as error:
            said = " ".join(str(getattr(error, "stderr", error)).split())[-300:]
            raise CorruptRepositoryError(f"{address} could not be asked for its newest commit: {said}") from error
    for line in str(output).splitlines():
        match = _LINE.match(line.strip())
        if match:
            return match.group(1)
    raise CorruptRepositoryError(f"{address} names no commit at HEAD.")
