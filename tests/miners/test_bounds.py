"""A full disk and a git bomb cost the repository that brings them, and no other: status 3."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.tasks.dataset import open_dataset
from miners.config import MinerConfig
from miners.pipeline import WORK, build
from miners.sources import parse_sources
from tests.git_repository import GitRepository
from tests.miners.histories import LICENCE, NAMES, renames, store

MakeRepository = Callable[[str], GitRepository]
INCOMPLETE = 3
CONFIG = MinerConfig(mechanical_share=1.0)
ALL = ("--set", "mechanical_share=1.0", "--quiet")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    if (
        os.getuid()
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=8m", "none", place], check=False, capture_output=True
        ).returncode
    ):
        pytest.skip("needs the right to mount a file system")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def test_a_full_disk_costs_the_repository_that_fills_it(
    make_git_repo: MakeRepository, small_disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, large = make_git_repo("good"), make_git_repo("large")
    renames(good, 6)
    ballast = "".join(f"\n\ndef ballast_{n}(value):\n    return value + {n}\n" for n in range(8_000))
    large.commit({"store.py": store(NAMES[0]) + ballast, "LICENSE": LICENCE}, "Begin")
    for name in [*NAMES[1:], *(f"{name}_again" for name in NAMES[1:])]:
        large.commit({"store.py": store(name) + ballast}, f"Call them {name}")
    out = small_disk / "data"
    assert main(["mine", str(good.path), str(large.path), "--out", str(out), *ALL]) == INCOMPLETE
    assert "large: OSError: No space left on device" in capsys.readouterr().err
    dataset = open_dataset(out)
    assert {task.provenance.repository for task in dataset.tasks()} == {"good"}
    assert not [path for path in (out / WORK).iterdir() if path.name.startswith(("large", ".large"))]

    subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
    assert main(["mine", str(good.path), str(large.path), "--out", str(out), *ALL]) == 0
    fresh = build(parse_sources([str(good.path), str(large.path)]), tmp_path / "fresh", CONFIG)
    assert fresh.content_hash == open_dataset(out).content_hash
    assert "large" in {task.provenance.repository for task in open_dataset(out).tasks()}


def bomb(repository: GitRepository) -> None:
    """A commit whose tree names ten billion files by ten objects."""
    repository.write({"part.py": "value = 1\n"})
    entry = f"100644 blob {repository.git('hash-object', '-w', 'part.py')}"
    for level in range(10):
        rows = "".join(f"{entry}\tpart_{n}{'' if level else '.py'}\n" for n in range(10))
        made = subprocess.run(
            ["git", "mktree"], cwd=repository.path, input=rows, capture_output=True, text=True, check=True
        )
        entry = f"040000 tree {made.stdout.strip()}"
    tree = made.stdout.strip()
    identity = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "Ada"), ("EMAIL", "ada@example.org"), ("DATE", "1700900000 +0000"))
    }
    commit = repository.git("commit-tree", tree, "-p", "HEAD", "-m", "Grow", environment=identity)
    repository.git("update-ref", "HEAD", commit)


@pytest.mark.slow
def test_a_git_bomb_costs_itself(
    make_git_repo: MakeRepository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Git would hold ten billion changed paths: the memory that a worker's processes may take ends it."""
    good, wild = make_git_repo("good"), make_git_repo("wild")
    wild.commit({"NOTES": "another history\n"})
    for repository in (good, wild):
        renames(repository, 6)
    bomb(wild)
    assert main(["mine", str(good.path), str(wild.path), "--out", str(tmp_path / "data"), *ALL]) == INCOMPLETE
    said = capsys.readouterr().err
    assert "wild: git diff-tree ended with status 128: fatal: " in said
    assert "out of memory" in said
    assert {task.provenance.repository for task in open_dataset(tmp_path / "data").tasks()} == {"good"}


@pytest.mark.slow
def test_a_bomb_that_begins_a_history_is_reported_too(
    make_git_repo: MakeRepository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, wild = make_git_repo("good"), make_git_repo("wild")
    renames(good, 6)
    wild.commit({"part.py": "value = 2\n"}, "Begin")
    bomb(wild)
    root = wild.git(
        "commit-tree",
        "HEAD^{tree}",
        "-m",
        "Begin",
        environment={
            "GIT_AUTHOR_NAME": "A",
            "GIT_AUTHOR_EMAIL": "a@example.org",
            "GIT_COMMITTER_NAME": "A",
            "GIT_COMMITTER_EMAIL": "a@example.org",
        },
    )
    wild.git("update-ref", "HEAD", root)
    assert main(["mine", str(good.path), str(wild.path), "--out", str(tmp_path / "data"), *ALL]) == INCOMPLETE
    assert "git ls-tree prints more than 512 MiB" in capsys.readouterr().err
    assert open_dataset(tmp_path / "data").manifest["n_tasks"] > 0
