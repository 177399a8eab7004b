"""Forks and mirrors in one build: nothing is mined twice, and no split knows another's commits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask
from codeedit_bench.tasks.storage import read_parquet
from miners.assembly.clusters import clusters
from miners.chunks.history import read_history
from miners.chunks.plan import plan_histories
from miners.config import MinerConfig
from miners.extraction.outcome import Reject
from miners.filters import FILTERS
from miners.pipeline import build
from miners.sources import parse_sources
from tests.git_repository import GitRepository
from tests.miners.histories import LICENCE, NAMES, renames, store

CONFIG = MinerConfig(mechanical_share=1.0, near_duplicate=1.0)
MakeRepository = Callable[[str], GitRepository]


def clone(origin: GitRepository, path: Path) -> GitRepository:
    """A real clone that goes on by itself."""
    origin.git("clone", "--quiet", "--no-local", str(origin.path), str(path))
    copy = GitRepository(path)
    copy.commits = list(origin.commits)
    return copy


def go_on(repository: GitRepository, names: str) -> None:
    """Commits that no other repository holds."""
    for name in names.split():
        repository.commit({"store.py": store(name)}, f"Call them {name}")


@pytest.fixture
def forks(make_git_repo: MakeRepository, tmp_path: Path) -> list[GitRepository]:
    """An origin and its fork: seven commits in both, then five of each."""
    origin = make_git_repo("origin")
    renames(origin, 6)
    fork = clone(origin, tmp_path / "fork")
    go_on(origin, "hats caps coats shoes socks")
    go_on(fork, "cups bowls forks spoons plates")
    return [origin, fork]


def built(repositories: list[Path], out: Path, config: MinerConfig = CONFIG) -> list[EditTask]:
    build(parse_sources([str(path) for path in repositories]), out, config)
    return list(open_dataset(out).tasks())


def mined_commits(repositories: list[Path]) -> Counter[str]:
    sources = parse_sources([str(path) for path in repositories])
    plans = plan_histories([read_history(s, s.path, CONFIG) for s in sources if s.path], CONFIG)
    return Counter(name for plan in plans for chunk in plan.chunks for name in chunk.commits)


def test_a_commit_that_two_clones_hold_is_mined_once_and_the_own_ones_all_are(forks: list[GitRepository]) -> None:
    origin, fork = forks
    mined = mined_commits([origin.path, fork.path])
    assert set(mined.values()) == {1}
    assert set(mined) == {*origin.commits[1:], *fork.commits[1:]}
    assert len(mined) == 6 + 5 + 5


def test_the_order_in_which_forks_are_named_does_not_matter(forks: list[GitRepository], tmp_path: Path) -> None:
    origin, fork = (repository.path for repository in forks)
    one = built([origin, fork], tmp_path / "one")
    assert one
    assert built([fork, origin], tmp_path / "two") == one


def test_a_forks_first_own_commit_still_sees_the_commit_before_it(forks: list[GitRepository]) -> None:
    origin, fork = forks
    sources = parse_sources([str(origin.path), str(fork.path)])
    plans = plan_histories([read_history(s, s.path, CONFIG) for s in sources if s.path], CONFIG)
    later = next(plan for plan in plans if plan.n_shared)
    assert later.n_shared == 7
    assert later.chunks[0].warm_up[-1] == origin.commits[6]


def test_no_fork_leaks_from_train_to_test(forks: list[GitRepository], tmp_path: Path) -> None:
    origin, fork = forks
    tasks = built([origin.path, fork.path], tmp_path / "data")
    assert {task.provenance.repository for task in tasks} == {"origin", "fork"}
    times = {
        split: [task.provenance.author_time for task in tasks if task.split == split]
        for split in ("train", "test")
    }
    assert max(times["train"]) < min(times["test"])
    manifest = open_dataset(tmp_path / "data").manifest
    assert manifest["clusters"] == [["fork", "origin"]]
    assert manifest["cut_offs"]["fork"] == manifest["cut_offs"]["origin"]
    assert "fork, origin share their history" in (tmp_path / "data" / "README.md").read_text()


def test_holding_out_a_fork_holds_out_its_origin(forks: list[GitRepository], tmp_path: Path) -> None:
    origin, fork = forks
    config = MinerConfig(mechanical_share=1.0, near_duplicate=1.0, held_out_repositories=("fork",))
    tasks = built([origin.path, fork.path], tmp_path / "data", config)
    assert {(task.provenance.repository, task.split) for task in tasks} == {("origin", "test"), ("fork", "test")}


def test_a_mirror_under_another_url_adds_nothing(forks: list[GitRepository], tmp_path: Path) -> None:
    origin = forks[0]
    mirror = tmp_path / "mirror.git"
    origin.git("clone", "--quiet", "--mirror", "--no-local", str(origin.path), str(mirror))
    listed = tmp_path / "list.toml"
    listed.write_text(
        f'[[repository]]\nurl = "https://example.org/origin"\npath = "{origin.path}"\n\n'
        f'[[repository]]\nurl = "https://mirror.example.net/copy"\npath = "{mirror}"\n'
    )
    build(parse_sources([str(listed)]), tmp_path / "data", CONFIG)
    manifest = open_dataset(tmp_path / "data").manifest
    assert manifest["clusters"] == [["https://example.org/origin", "https://mirror.example.net/copy"]]
    rows = {row["name"]: row for row in manifest["repositories"]}
    assert rows["https://mirror.example.net/copy"]["n_shared"] == len(origin.commits)
    assert rows["https://mirror.example.net/copy"]["n_tasks"] == 0
    assert rows["https://mirror.example.net/copy"]["state"] == "complete"
    # Under the same name, which the draws depend on.
    listed.write_text(listed.read_text().partition("\n\n")[0])
    build(parse_sources([str(listed)]), tmp_path / "alone", CONFIG)
    assert manifest["rejects"] == open_dataset(tmp_path / "alone").manifest["rejects"]


def test_a_history_with_rewritten_ids_belongs_to_its_origin_by_its_first_files(
    make_git_repo: MakeRepository,
) -> None:
    origin, rewritten, stranger = (make_git_repo(name) for name in ("origin", "rewritten", "stranger"))
    origin.commit({"store.py": store(NAMES[0]), "LICENSE": LICENCE})
    rewritten.commit({"store.py": store(NAMES[0]), "README": "moved here\n"}, "Import")
    stranger.commit({"other.py": "x = 1\n", "__init__.py": "", "LICENSE": LICENCE})
    sources = parse_sources([str(repository.path) for repository in (origin, rewritten, stranger)])
    histories = [read_history(source, source.path, CONFIG) for source in sources if source.path]
    assert clusters(histories) == {"origin": "origin", "rewritten": "origin", "stranger": "stranger"}


def merge_a_side_branch(git_repo: GitRepository) -> str:
    """The id of a merge at the end of a history of renames."""
    renames(git_repo, 4)
    git_repo.git("checkout", "--quiet", "-b", "side", git_repo.commits[2])
    git_repo.commit({"other.py": "x = 1\n"})
    git_repo.git("checkout", "--quiet", "main")
    git_repo.git(
        *(
            "-c",
            "user.name=Ada",
            "-c",
            "user.email=ada@example.org",
            "merge",
            "--quiet",
            "--no-ff",
            "-m",
            "Merge",
            "side",
        )
    )
    return git_repo.git("rev-parse", "HEAD")


def test_without_their_filter_merges_are_read_and_add_nothing(git_repo: GitRepository, tmp_path: Path) -> None:
    merge_a_side_branch(git_repo)
    git_repo.commit({"other.py": "x = 2\n"})
    usual = built([git_repo.path], tmp_path / "usual", replace(CONFIG, commits_per_shard=1))
    others = tuple(name for name in FILTERS if name != "merges")
    config = MinerConfig(mechanical_share=1.0, near_duplicate=1.0, commits_per_shard=1, filters=others)
    read = built([git_repo.path], tmp_path / "read", config)
    assert {task.task_id for task in read} == {task.task_id for task in usual}
    assert "merges" not in open_dataset(tmp_path / "read").manifest["rejects"]


def test_every_merge_is_a_reject_of_its_own_filter(git_repo: GitRepository, tmp_path: Path) -> None:
    merge = merge_a_side_branch(git_repo)
    built([git_repo.path], tmp_path / "data")
    manifest = open_dataset(tmp_path / "data").manifest
    written = list(read_parquet(tmp_path / "data" / "rejects.parquet", Reject))
    assert manifest["rejects"]["merges"] == 1
    assert [(reject.commit, reject.path, reject.line) for reject in written if reject.reason == "merges"] == [
        (merge, "", None)
    ]
    assert Counter(reject.reason for reject in written) == manifest["rejects"]
