"""Fetching: retries, deadlines, rate limits, and what killed builds leave behind."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from codeedit_bench.errors import CorruptRepositoryError
from miners.config import MinerConfig
from miners.pipeline import build
from miners.repository import fetch as fetching_module
from miners.repository.clone import clean_up, clone, clone_place
from miners.repository.fetch import Fetching, RateLimit, fetch, fetch_all
from miners.sources import Source, parse_sources
from tests.git_repository import GitRepository
from tests.miners.histories import renames, store
from tests.miners.remotes import Remote

QUICK = Fetching(back_off_seconds=0, starts_per_minute=6000)


def test_bytes_are_told_as_they_come_and_a_clone_is_whole(
    git_repo: GitRepository, remote: Remote, tmp_path: Path
) -> None:
    renames(git_repo, 3)
    url = remote.publish(git_repo)
    told: list[int] = []
    (outcome,) = fetch_all(parse_sources([url]), tmp_path / "clones", QUICK, told.append)
    assert outcome.error is None
    assert outcome.result is not None
    head = subprocess.run(
        ["git", "-C", outcome.result, "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    )
    assert head.stdout.strip() == git_repo.commits[-1]
    assert sum(told) > 0


def test_a_server_that_stumbles_is_asked_again(git_repo: GitRepository, remote: Remote, tmp_path: Path) -> None:
    git_repo.commit({"a.py": "x = 1\n"})
    url = remote.publish(git_repo)
    remote.failures = 2
    assert fetch(parse_sources([url])[0], tmp_path / "clones", QUICK).is_dir()
    assert remote.failures == 0


def test_a_server_that_stays_down_is_given_up_after_the_attempts_and_leaves_nothing(
    git_repo: GitRepository, remote: Remote, tmp_path: Path
) -> None:
    git_repo.commit({"a.py": "x = 1\n"})
    url = remote.publish(git_repo)
    remote.failures = 1000
    with pytest.raises(CorruptRepositoryError, match=r"could not be cloned: .*503.*\(4 attempts\)"):
        fetch(parse_sources([url])[0], tmp_path / "clones", QUICK)
    assert list((tmp_path / "clones").iterdir()) == []


def test_a_server_that_never_answers_is_left_at_the_deadline(
    git_repo: GitRepository, remote: Remote, tmp_path: Path
) -> None:
    git_repo.commit({"a.py": "x = 1\n"})
    url = remote.publish(git_repo)
    remote.delay = 60.0
    started = time.monotonic()
    with pytest.raises(CorruptRepositoryError, match="stopped at its deadline"):
        fetch(parse_sources([url])[0], tmp_path / "clones", Fetching(deadline_seconds=2))
    assert time.monotonic() - started < 30
    assert list((tmp_path / "clones").iterdir()) == []


def test_one_that_cannot_be_fetched_costs_itself_alone(
    git_repo: GitRepository, remote: Remote, tmp_path: Path
) -> None:
    renames(git_repo, 4)
    good, bad = remote.publish(git_repo), f"{remote.url}/missing"
    result = build(
        parse_sources([bad, good]), tmp_path / "data", MinerConfig(mechanical_share=1.0), fetching=QUICK
    )
    assert list(result.incomplete) == [bad]
    assert result.manifest["n_tasks"] > 0


def test_a_kept_clone_that_holds_its_pin_neither_asks_its_host_nor_waits_for_the_hosts_turn(
    git_repo: GitRepository, remote: Remote, tmp_path: Path
) -> None:
    git_repo.commit({"a.py": "x = 1\n"})
    url = remote.publish(git_repo)
    kept = clone(Source(url, url, None), tmp_path / "clones")
    remote.failures = 1
    limit = RateLimit(per_minute=1)
    limit.wait(url)
    pinned = Source(url, url, None, commit=git_repo.commits[-1])
    started = time.monotonic()
    assert fetch(pinned, tmp_path / "clones", QUICK, limit=limit) == kept
    assert time.monotonic() - started < 30, "it waited for the next turn of the host, a minute later"
    assert remote.failures == 1


def test_a_kept_clone_that_is_older_than_its_pin_is_fetched(
    git_repo: GitRepository, remote: Remote, tmp_path: Path
) -> None:
    git_repo.commit({"store.py": store("items")})
    url = remote.publish(git_repo)
    kept = clone(Source(url, url, None), tmp_path / "clones")
    new = git_repo.commit({"store.py": store("entries")})
    remote.publish(git_repo)
    assert clone(Source(url, url, None, commit=new), tmp_path / "clones") == kept
    subprocess.run(["git", "-C", kept, "cat-file", "-e", f"{new}^{{commit}}"], check=True)
    never = "1" * 40
    with pytest.raises(CorruptRepositoryError, match=f"lacks commit {never}, which the list pins"):
        clone(Source(url, url, None, commit=never), tmp_path / "clones")


def test_what_a_killed_fetch_left_is_removed_and_does_not_stop_the_next(
    git_repo: GitRepository, remote: Remote, tmp_path: Path
) -> None:
    git_repo.commit({"a.py": "x = 1\n"})
    url = remote.publish(git_repo)
    source, clones = Source(url, url, None), tmp_path / "clones"
    kept = clone(source, clones)
    (clones / "other.abc.partial" / "objects").mkdir(parents=True)
    for name in ("packed-refs.lock", "refs/heads/main.lock", "objects/pack/tmp_pack_x"):
        (kept / name).write_bytes(b"")
    clean_up(clones)
    assert [path.name for path in clones.iterdir()] == [clone_place(source, clones).name]
    new = git_repo.commit({"a.py": "x = 2\n"})
    remote.publish(git_repo)
    clone(Source(url, url, None, commit=new), clones)
    assert not list(kept.rglob("*.lock"))


def test_starts_of_one_host_keep_their_distance(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(fetching_module.time, "sleep", slept.append)
    limit = RateLimit(60)
    for url in ("https://a.org/x", "https://a.org/y", "https://b.org/x"):
        limit.wait(url)
    assert slept[0] == 0
    assert 0.9 < slept[1] <= 1
    assert slept[2] == 0
