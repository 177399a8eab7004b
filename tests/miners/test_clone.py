"""Clones of https URLs, from a server on this machine."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.errors import CorruptRepositoryError
from codeedit_bench.tasks.dataset import open_dataset
from miners.repository.clone import clone, holds_its_pin
from miners.sources import Source, parse_sources
from tests.git_repository import GitRepository
from tests.miners.histories import renames
from tests.miners.remotes import Remote


def test_a_public_repository_is_cloned_without_hooks_and_used_again(
    git_repo: GitRepository, remote: Remote, tmp_path: Path
) -> None:
    """GitPython refused `--template=`, which was to keep hooks out, so that no URL could be mined."""
    folder, url = remote.folder, remote.url
    git_repo.commit({"a.py": "x = 1\n"})
    git_repo.git("clone", "--quiet", "--bare", str(git_repo.path), str(folder / "project"))
    subprocess.run(["git", "-C", folder / "project", "update-server-info"], check=True)
    (source,) = parse_sources([f"{url}/project"])
    cloned = clone(source, tmp_path / "clones")
    head = subprocess.run(["git", "-C", cloned, "rev-parse", "HEAD"], capture_output=True, text=True, check=True)
    assert head.stdout.strip() == git_repo.commits[-1]
    assert not (cloned / "hooks").exists()
    shutil.rmtree(folder / "project")
    assert clone(source, tmp_path / "clones") == cloned


def test_what_is_not_there_is_named_and_leaves_nothing(
    remote: Remote, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (source,) = parse_sources([f"{remote.url}/missing"])
    with pytest.raises(CorruptRepositoryError, match=r"/missing could not be cloned: .*not found"):
        clone(source, tmp_path / "clones")
    assert list((tmp_path / "clones").iterdir()) == []
    assert main(["mine", f"{remote.url}/missing", "--out", str(tmp_path / "out")]) in (2, 3)
    assert "could not be cloned" in capsys.readouterr().err


def test_a_url_is_mined_into_a_folder_that_is_named_from_here(
    git_repo: GitRepository, remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first command of the tutorials: git ran in another folder, and took the path for one from there."""
    renames(git_repo, 4)
    url = remote.publish(git_repo)
    monkeypatch.chdir(tmp_path)
    assert main(["mine", url, "--out", "data/project", "--set", "mechanical_share=1.0"]) == 0
    assert open_dataset(tmp_path / "data" / "project").manifest["n_tasks"] > 0


def test_kept_clones_in_a_folder_that_is_named_from_here_are_used_again(
    git_repo: GitRepository, remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = git_repo.commit({"a.py": "x = 1\n"})
    url = remote.publish(git_repo)
    monkeypatch.chdir(tmp_path)
    kept = clone(Source(url, url, None, commit=first), Path("clones"))
    assert holds_its_pin(Source(url, url, None, commit=first), Path("clones"))
    second = git_repo.commit({"a.py": "x = 2\n"})
    remote.publish(git_repo)
    assert clone(Source(url, url, None, commit=second), Path("clones")) == kept
    assert holds_its_pin(Source(url, url, None, commit=second), Path("clones"))
    assert kept.parent == tmp_path / "clones"
