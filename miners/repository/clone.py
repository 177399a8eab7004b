"""Clones of https URLs, through GitPython, with one protocol, no hooks and no configuration."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from codeedit_bench.errors import CorruptRepositoryError
from miners.repository.environment import cloning_environment
from miners.sources import Source, check_url


def clone(source: Source, directory: Path) -> Path:
    """A bare clone of `source` in `directory`; one that is there already is used again.

    Raises `CorruptRepositoryError` with what git said if the URL cannot be cloned.
    """
    import git

    url = check_url(source.url)
    target = directory / (re.sub(r"[^A-Za-z0-9]+", "-", url.removeprefix("https://")).strip("-") + ".git")
    if target.is_dir():
        return target
    directory.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        git.Repo.clone_from(
            url,
            str(partial),
            env=cloning_environment(directory),
            multi_options=["--bare", "--no-tags", "--no-recurse-submodules"],
            allow_unsafe_options=False,
            allow_unsafe_protocols=False,
        )
    except git.exc.GitError as error:
        said = " ".join(str(getattr(error, "stderr", error)).split())[-300:]
        raise CorruptRepositoryError(f"{url} could not be cloned: {said}") from error
    finally:
        if partial.is_dir() and not (partial / "HEAD").is_file():
            shutil.rmtree(partial, ignore_errors=True)
    partial.replace(target)
    return target
