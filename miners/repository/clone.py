"""Clones of https URLs, through GitPython, with one protocol, no hooks and no configuration."""

from __future__ import annotations

import shutil
from pathlib import Path

from codeedit_bench.errors import CorruptRepositoryError
from miners.repository.environment import clean_command, cloning_environment
from miners.sources import Source, check_url, file_key


def clone(source: Source, directory: Path) -> Path:
    """A bare clone of `source` in `directory`; one that is there already is used again.

    Raises `CorruptRepositoryError` with what git said if the URL cannot be cloned.
    """
    import git

    url = check_url(source.url)
    target = directory / f"{file_key(url)}.git"
    if target.is_dir():
        _renew(target, source, url)
        return target
    directory.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        _git(directory, "clone", "--bare", "--no-tags", "--no-recurse-submodules", "--", url, str(partial))
    except git.exc.GitError as error:
        said = " ".join(str(getattr(error, "stderr", error)).split())[-300:]
        raise CorruptRepositoryError(f"{url} could not be cloned: {said}") from error
    finally:
        if partial.is_dir() and not (partial / "HEAD").is_file():
            shutil.rmtree(partial, ignore_errors=True)
    partial.replace(target)
    return target


def _renew(target: Path, source: Source, url: str) -> None:
    """Fetch what came since into a kept clone, if the pin asks for it; without a pin, if the remote answers."""
    import git

    if source.commit and _holds(target, source.commit):
        return
    fetch = (
        f"--git-dir={target}",
        "fetch",
        "--quiet",
        "--no-tags",
        "--no-recurse-submodules",
        "--force",
        "--",
        url,
    )
    try:
        _git(target.parent, *fetch, "refs/heads/*:refs/heads/*")
        if source.commit and not _holds(target, source.commit):
            _git(target.parent, *fetch, source.commit)
    except git.exc.GitError as error:
        if source.commit:
            said = " ".join(str(getattr(error, "stderr", error)).split())[-300:]
            raise CorruptRepositoryError(
                f"{target} lacks commit {source.commit}, which the list pins, and {url} did not give it: {said}"
            ) from error


def _holds(target: Path, commit: str) -> bool:
    import git

    try:
        _git(target.parent, f"--git-dir={target}", "cat-file", "-e", f"{commit}^{{commit}}")
    except git.exc.GitError:
        return False
    return True


def _git(directory: Path, *arguments: str) -> None:
    import git

    git.Git(str(directory)).execute(clean_command(cloning_environment(directory), *arguments), shell=False)
