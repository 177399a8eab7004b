"""A data set grows and shrinks by repositories and commits, to the hash that a fresh build gives."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest

from codeedit_bench.errors import UsageError
from codeedit_bench.tasks.dataset import MANIFEST
from miners.config import MinerConfig
from miners.pipeline import WORK, BuildResult, build
from miners.sources import file_key, parse_sources
from tests.git_repository import GitRepository
from tests.miners.histories import renames, store

CONFIG = MinerConfig(mechanical_share=1.0, commits_per_shard=4)
MakeRepository = Callable[[str], GitRepository]


def built(out: Path, *repositories: GitRepository) -> BuildResult:
    return build(parse_sources([str(repository.path) for repository in repositories]), out, CONFIG)


@pytest.fixture
def pair(make_git_repo: MakeRepository) -> tuple[GitRepository, GitRepository]:
    one, two = make_git_repo("one"), make_git_repo("two")
    two.commit({"NOTES": "another history\n"})
    for repository in (one, two):
        renames(repository, 8)
    return one, two


def test_one_repository_more_is_mined_alone_and_one_less_mines_nothing(
    pair: tuple[GitRepository, GitRepository], tmp_path: Path
) -> None:
    one, two = pair
    alone = built(tmp_path / "data", one)
    both = built(tmp_path / "data", one, two)
    assert both.resumed_chunks == 2
    assert both.content_hash == built(tmp_path / "fresh", two, one).content_hash
    less = built(tmp_path / "data", one)
    assert less.resumed_chunks == 2
    assert less.content_hash == alone.content_hash


def test_a_build_of_eleven_is_a_build_of_ten_and_one_more(make_git_repo: MakeRepository, tmp_path: Path) -> None:
    """None of the ten is mined again, and the hash is that of a fresh build of eleven."""
    repositories = [make_git_repo(f"number-{n:02}") for n in range(11)]
    for repository in repositories:
        repository.commit({"NOTES": f"the history of {repository.path.name}\n"})
        renames(repository, 4)
    sources = parse_sources([str(repository.path) for repository in repositories])
    out, fresh = tmp_path / "data", tmp_path / "fresh"
    build(sources[:10], out, CONFIG, engine="inline")
    before = {path.name: path.stat().st_mtime_ns for path in (out / WORK).glob("*.tasks.jsonl")}
    grown = build(sources, out, CONFIG, engine="inline")
    after = {path.name: path.stat().st_mtime_ns for path in (out / WORK).glob("*.tasks.jsonl")}
    assert len(before) == grown.resumed_chunks >= 10
    assert before == {name: time for name, time in after.items() if name in before}
    assert {name.rsplit("-", 2)[0] for name in after.keys() - before.keys()} == {"number-10"}
    assert grown.content_hash == build(sources, fresh, CONFIG, engine="inline").content_hash
    assert grown.manifest["n_tasks"] > 0


def test_new_commits_upstream_leave_the_full_chunks_before_them(
    pair: tuple[GitRepository, GitRepository], tmp_path: Path
) -> None:
    one, _ = pair
    before = built(tmp_path / "data", one)
    for name in ("hats", "caps", "coats"):
        one.commit({"store.py": store(name)}, f"Call them {name}")
    after = built(tmp_path / "data", one)
    assert after.resumed_chunks == 2
    assert after.content_hash != before.content_hash
    assert after.content_hash == built(tmp_path / "fresh", one).content_hash


@pytest.mark.parametrize("lost", [MANIFEST, "README.md", "rejects.parquet", "data/train.parquet"])
def test_a_build_without_one_of_its_files_is_not_done(
    lost: str, pair: tuple[GitRepository, GitRepository], tmp_path: Path
) -> None:
    first = built(tmp_path / "data", pair[0])
    content = (tmp_path / "data" / lost).read_bytes()
    (tmp_path / "data" / lost).unlink()
    assert built(tmp_path / "data", pair[0]).content_hash == first.content_hash
    assert (tmp_path / "data" / lost).read_bytes() == content


def test_what_a_killed_build_was_writing_is_removed(
    pair: tuple[GitRepository, GitRepository], tmp_path: Path
) -> None:
    """The kill benchmark found files of half a build beside the finished data set."""
    built(tmp_path / "data", pair[0])
    left = [
        tmp_path / "data" / place for place in (".rejects.parquet.x1.partial", "data/.train.parquet.x2.partial")
    ]
    for path in left:
        path.write_bytes(b"half")
    built(tmp_path / "data", pair[0])
    assert not any(path.exists() for path in left)


def test_a_second_build_in_one_folder_is_refused_while_the_first_is_at_work(
    pair: tuple[GitRepository, GitRepository], tmp_path: Path
) -> None:
    built(tmp_path / "data", pair[0])
    with (tmp_path / "data" / WORK / "lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        with pytest.raises(UsageError, match="Another build is at work"):
            built(tmp_path / "data", pair[0])
    built(tmp_path / "data", pair[0])


def test_a_data_set_of_other_repositories_is_not_overwritten(
    pair: tuple[GitRepository, GitRepository], tmp_path: Path
) -> None:
    built(tmp_path / "data", pair[0])
    with pytest.raises(UsageError, match="other sources"):
        built(tmp_path / "data", pair[1])


def test_reading_many_long_texts_keeps_none_of_them() -> None:
    """The parser's binding kept each text that was read through a callback: workers grew to 870 MB."""
    import gc
    import tracemalloc

    from codeedit_bench.normalize import count_parse_errors

    def text(seed: int) -> str:
        return "".join(f"x_{seed}_{n} = call({n})\n" for n in range(2_000))

    count_parse_errors(text(0), "python")
    tracemalloc.start()
    try:
        for seed in range(1, 31):
            count_parse_errors(text(seed), "python")
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] < 5 * len(text(1))
    finally:
        tracemalloc.stop()


NAMES = [
    "https://a.org/b-c",
    "https://a-b/c",
    "日本",
    "中国",
    "é",
    "e\u0301",
    "Repo",
    "repo",
    "a/b",
    "a b",
    "",
    "-",
    "x" * 300,
]


def test_no_two_names_share_a_file_even_where_case_does_not_count() -> None:
    keys = [file_key(name) for name in NAMES]
    assert len({key.casefold() for key in keys}) == len(NAMES)
    assert all(len(key) < 100 and key.isascii() and "/" not in key for key in keys)


def test_folders_of_the_same_name_are_told_apart_by_as_much_of_their_path_as_it_takes(tmp_path: Path) -> None:
    paths = [tmp_path / "a" / "x" / "r", tmp_path / "b" / "x" / "r", tmp_path / "c" / "other"]
    for path in paths:
        path.mkdir(parents=True)
    assert [source.name for source in parse_sources(list(map(str, paths)))] == ["a/x/r", "b/x/r", "other"]
