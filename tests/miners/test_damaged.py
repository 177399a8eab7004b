"""Repositories that cannot be read, or not wholly: reported with the reason, and the others go on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from codeedit_bench.cli.data.mine import INCOMPLETE, main
from codeedit_bench.tasks.dataset import open_dataset
from miners.config import MinerConfig
from miners.pipeline import WORK, build
from miners.sources import parse_sources
from tests.git_repository import GitRepository
from tests.miners.histories import renames

CONFIG = MinerConfig(mechanical_share=1.0)
ALL = ("--set", "mechanical_share=1.0")
MakeRepository = Callable[[str], GitRepository]


def remove_object(repository: GitRepository, name: str) -> None:
    (repository.path / ".git" / "objects" / name[:2] / name[2:]).unlink()


def strangers(make_git_repo: MakeRepository) -> tuple[GitRepository, GitRepository]:
    """Two repositories that share no commit: of mirrors only the first would be read."""
    good, torn = make_git_repo("good"), make_git_repo("torn")
    torn.commit({"NOTES": "another history\n"})
    return good, torn


def states(directory: Path) -> dict[str, str]:
    return {row["name"]: row["state"] for row in open_dataset(directory).manifest["repositories"]}


def test_a_missing_blob_makes_a_repository_partial(
    make_git_repo: MakeRepository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, torn = strangers(make_git_repo)
    renames(good, 4)
    renames(torn, 4)
    remove_object(torn, torn.git("rev-parse", "HEAD~2:store.py"))
    assert main([str(good.path), str(torn.path), "--out", str(tmp_path / "data"), *ALL]) == INCOMPLETE
    assert states(tmp_path / "data") == {"good": "complete", "torn": "partial"}
    assert "torn: 2 files could not be read: their blobs are missing" in capsys.readouterr().err
    assert open_dataset(tmp_path / "data").manifest["rejects"]["missing_blob"] == 2


def test_a_missing_tree_fails_a_repository_and_no_prefix_of_it_is_kept(
    make_git_repo: MakeRepository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, torn = strangers(make_git_repo)
    renames(good, 4)
    renames(torn, 6)
    remove_object(torn, torn.git("rev-parse", "HEAD~2^{tree}"))
    assert main([str(good.path), str(torn.path), "--out", str(tmp_path / "data"), *ALL]) == INCOMPLETE
    assert "torn: git diff-tree ended with status 128" in capsys.readouterr().err
    assert states(tmp_path / "data")["torn"] == "failed"
    assert {task.provenance.repository for task in open_dataset(tmp_path / "data").tasks()} == {"good"}


def test_a_missing_commit_fails_a_repository(make_git_repo: MakeRepository, tmp_path: Path) -> None:
    good, torn = strangers(make_git_repo)
    renames(good, 4)
    renames(torn, 4)
    remove_object(torn, torn.commits[1])
    result = build(parse_sources([str(good.path), str(torn.path)]), tmp_path / "data", CONFIG)
    assert "rev-list ended with status 128" in result.incomplete["torn"]


def test_a_corrupt_pack_fails_a_repository(make_git_repo: MakeRepository, tmp_path: Path) -> None:
    good, torn = strangers(make_git_repo)
    renames(good, 4)
    renames(torn, 4)
    torn.git("gc", "--quiet")
    pack = next((torn.path / ".git" / "objects" / "pack").glob("*.pack"))
    pack.chmod(0o644)
    content = bytearray(pack.read_bytes())
    content[40:-20] = bytes(len(content) - 60)
    pack.write_bytes(content)
    result = build(parse_sources([str(good.path), str(torn.path)]), tmp_path / "data", CONFIG)
    assert "torn" in result.incomplete
    assert {task.provenance.repository for task in open_dataset(tmp_path / "data").tasks()} == {"good"}


def test_a_shallow_clone_is_partial_and_its_boundary_is_no_edit(
    git_repo: GitRepository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    renames(git_repo, 8)
    shallow = tmp_path / "shallow"
    subprocess.run(
        ["git", "clone", "--quiet", "--depth", "4", f"file://{git_repo.path}", str(shallow)], check=True
    )
    assert main([str(shallow), "--out", str(tmp_path / "data"), *ALL]) == INCOMPLETE
    assert "shallow boundary" in capsys.readouterr().err
    boundary = git_repo.commits[-4]
    assert boundary not in {task.provenance.commit for task in open_dataset(tmp_path / "data").tasks()}


def test_a_bare_repository_without_a_configuration_is_read(git_repo: GitRepository, tmp_path: Path) -> None:
    renames(git_repo, 4)
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", str(git_repo.path), str(bare)], check=True)
    (bare / "config").unlink()
    assert build(parse_sources([str(bare)]), tmp_path / "data", CONFIG).manifest["n_tasks"] > 0


def test_a_later_try_takes_up_what_failed(make_git_repo: MakeRepository, tmp_path: Path) -> None:
    good, torn = strangers(make_git_repo)
    renames(good, 4)
    renames(torn, 4)
    tree = torn.git("rev-parse", "HEAD^{tree}")
    file = torn.path / ".git" / "objects" / tree[:2] / tree[2:]
    content = file.read_bytes()
    file.unlink()
    sources = parse_sources([str(good.path), str(torn.path)])
    assert "torn" in build(sources, tmp_path / "data", CONFIG).incomplete
    file.write_bytes(content)
    again = build(sources, tmp_path / "data", CONFIG)
    assert again.incomplete == {}
    assert again.resumed_chunks == 1
    assert again.content_hash == build(sources, tmp_path / "fresh", CONFIG).content_hash


@pytest.mark.parametrize("ending", [".tasks.jsonl", ".index.jsonl", ".rejects.jsonl", ".errors.jsonl", ".json"])
@pytest.mark.parametrize("damage", ["cut", "zeros", "byte"])
def test_a_damaged_chunk_is_mined_again(
    ending: str, damage: str, make_git_repo: MakeRepository, tmp_path: Path
) -> None:
    """A disk that lost a part of a kept file changed the next data set, or broke it."""
    repository = make_git_repo("project")
    renames(repository, 4)
    sources, out = parse_sources([str(repository.path)]), tmp_path / "data"
    first = build(sources, out, CONFIG)
    (out / "manifest.json").unlink()
    (file,) = (path for path in (out / WORK).iterdir() if path.name.partition(".")[2] == ending[1:])
    content = file.read_bytes()
    middle = len(content) // 2
    another_byte = bytes([content[middle] ^ 1])
    wrong = {"cut": b"", "zeros": bytes(len(content) - middle), "byte": another_byte + content[middle + 1 :]}
    file.write_bytes(content[:middle] + wrong[damage])
    again = build(sources, out, CONFIG)
    assert again.content_hash == first.content_hash
    assert again.manifest["rejects"] == first.manifest["rejects"]
    assert again.resumed_chunks == (1 if ending == ".errors.jsonl" else 0)


def test_the_catalogue_of_a_killed_build_goes_with_the_next_one(git_repo: GitRepository, tmp_path: Path) -> None:
    renames(git_repo, 3)
    left = tmp_path / "data" / WORK / ".catalogue-abc"
    left.mkdir(parents=True)
    (left / "keys.duckdb").write_text("x")
    build(parse_sources([str(git_repo.path)]), tmp_path / "data", CONFIG)
    assert not left.exists()


def test_after_kill_minus_nine_the_same_command_goes_on_to_the_same_hash(
    git_repo: GitRepository, tmp_path: Path
) -> None:
    renames(git_repo, 10)
    settings = (*ALL, "--set", "commits_per_shard=1")
    command = [sys.executable, "-m", "codeedit_bench", "mine", str(git_repo.path), *settings]
    process = subprocess.Popen(
        [*command, "--out", str(tmp_path / "data")],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    work = tmp_path / "data" / WORK
    deadline = time.monotonic() + 60
    while (
        len(list(work.glob("*-????????????????.json"))) < 3
        and process.poll() is None
        and time.monotonic() < deadline
    ):
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "data" / "manifest.json").exists(), "it was killed too late to prove anything"
    config = MinerConfig(mechanical_share=1.0, commits_per_shard=1)
    sources = parse_sources([str(git_repo.path)])
    resumed = build(sources, tmp_path / "data", config)
    assert 3 <= resumed.resumed_chunks < 10
    assert resumed.content_hash == build(sources, tmp_path / "fresh", config).content_hash
    assert {path.name for path in (tmp_path / "data").iterdir()} == {
        path.name for path in (tmp_path / "fresh").iterdir()
    }
