"""The tests' own repository builder."""

from __future__ import annotations

from collections.abc import Callable

from tests.git_repository import GitRepository


def test_the_same_files_give_the_same_commit_ids_everywhere(make_git_repo: Callable[[str], GitRepository]) -> None:
    first, second = make_git_repo("one"), make_git_repo("two")
    for repository in (first, second):
        repository.commit({"a.py": "x = 1\n", "docs/b.txt": b"\xff\r\n"}, "Add a")
        repository.commit({"a.py": None}, "Remove a", author="Grace Example <grace@example.org>")
    assert first.commits == second.commits
    assert first.commits[0] == "000c236cb0d357bf01f59ae46ad6bc9fc07d31be"


def test_a_commit_holds_what_was_written(git_repo: GitRepository) -> None:
    git_repo.commit({"a.py": "x = 1\n"})
    git_repo.commit({"a.py": "x = 2\n", "b.py": ""}, "Set x to two")
    assert git_repo.git("show", "HEAD:a.py") == "x = 2"
    assert git_repo.git("log", "--format=%s %an %ct") == (
        "Set x to two Ada Example 1700003600\nChange things Ada Example 1700000000"
    )
