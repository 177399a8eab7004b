"""Demo histories as git repositories: the same commit ids on every machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from codeedit_bench.demo.generator.history import Commit, write_history
from codeedit_bench.demo.generator.surfaces import SURFACES
from codeedit_bench.errors import UsageError
from codeedit_bench.files import atomic_directory

COMMITS = 48

MARK = ".git/codeedit-demo"
"""A file that tells a repository that we wrote from any other."""


def build_demo_repositories(
    directory: Path,
    *,
    seed: int = 0,
    commits: int = COMMITS,
    languages: Sequence[str] = (),
    replace: bool = False,
    done: Callable[[str], None] = lambda _: None,
) -> dict[str, Path]:
    """Write one repository for each language (all by default) into `directory/<language>`; return their paths.

    Each appears whole or not at all. A folder that is there already is refused with `UsageError`, unless
    `replace` is set and this function wrote it. `done` is called after each repository.
    """
    if commits < 2:
        raise UsageError(f"A history of {commits} commits holds no edits; ask for 2 or more.")
    paths = {language: directory / language for language in languages or SURFACES}
    for language in paths:
        SURFACES.load(language)
    for language, path in paths.items():
        with atomic_directory(path, replaces=MARK if replace else "") as folder:
            write_repository(folder, write_history(language, seed=seed, commits=commits))
            (folder / MARK).touch()
        done(language)
    return paths


def write_repository(folder: Path, commits: Sequence[Commit]) -> list[str]:
    """Write `commits` into a new repository on branch `main`, check it out and return the commits' ids."""
    import pygit2

    repository = pygit2.init_repository(folder, initial_head="main")
    blobs: dict[str, pygit2.Oid] = {}
    ids: list[pygit2.Oid] = []
    for commit in commits:
        index = pygit2.Index()
        for path, text in commit.files.items():
            if text not in blobs:
                blobs[text] = repository.create_blob(text.encode())
            index.add(pygit2.IndexEntry(path, blobs[text], pygit2.enums.FileMode.BLOB))
        message = commit.message
        if commit.reverts is not None:
            message += f"\n\nThis reverts commit {ids[commit.reverts]}."
        person = pygit2.Signature(*commit.author, commit.time, 0)
        tree = index.write_tree(repository)
        parents = [ids[parent] for parent in commit.parents]
        ids.append(repository.create_commit(None, person, person, message + "\n", tree, parents))
    repository.references.create("refs/heads/main", ids[-1])
    repository.checkout("refs/heads/main", strategy=pygit2.enums.CheckoutStrategy.FORCE)
    return [str(commit_id) for commit_id in ids]
