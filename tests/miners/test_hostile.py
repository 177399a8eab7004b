"""Nothing in a repository is executed or obeyed. Each payload is shown to be live: plain git runs it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from codeedit_bench.errors import RepositoryError, UnsafeRepositoryError
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask
from miners.config import MinerConfig
from miners.pipeline import build
from miners.sources import parse_sources
from tests.git_repository import GitRepository
from tests.miners.histories import LICENCE, renames, store

CONFIG = MinerConfig(mechanical_share=1.0)


def program(path: Path, marker: Path) -> Path:
    """An executable that leaves a mark and answers nothing."""
    path.write_text(f"#!/bin/sh\ntouch '{marker}'\ncat /dev/null\n")
    path.chmod(0o755)
    return path


def plain_git(repository: Path, *arguments: str) -> None:
    """What an unwary tool would run."""
    subprocess.run(
        ["git", *arguments],
        cwd=repository,
        env={"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "HOME": str(repository)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


def signature(repository: GitRepository, run: Path) -> tuple[str, ...]:
    """A signed commit, a verification program, and the setting that shows signatures in every log."""
    text = repository.git("cat-file", "commit", "HEAD") + "\n"
    head, _, message = text.partition("\n\n")
    signed = f"{head}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n iQEzBA\n -----END PGP SIGNATURE-----\n\n{message}"
    file = repository.path / ".git" / "signed"
    file.write_text(signed)
    name = repository.git("hash-object", "-t", "commit", "-w", str(file))
    repository.git("update-ref", "refs/heads/main", name)
    repository.git("config", "log.showSignature", "true")
    repository.git("config", "gpg.program", str(run))
    return ("log", "-1")


def text_conversion(repository: GitRepository, run: Path) -> tuple[str, ...]:
    repository.git("config", "diff.evil.textconv", str(run))
    (repository.path / ".git" / "info").mkdir(exist_ok=True)
    (repository.path / ".git" / "info" / "attributes").write_text("*.py diff=evil\n")
    return ("show", "HEAD")


def external_diff(repository: GitRepository, run: Path) -> tuple[str, ...]:
    repository.git("config", "diff.external", str(run))
    return ("diff", "HEAD~1", "HEAD")


def file_watcher(repository: GitRepository, run: Path) -> tuple[str, ...]:
    repository.git("config", "core.fsmonitor", str(run))
    return ("status",)


def promisor(repository: GitRepository, run: Path) -> tuple[str, ...]:
    """A missing blob that git would fetch by running a command."""
    blob = repository.git("rev-parse", "HEAD:store.py")
    repository.git("config", "core.repositoryFormatVersion", "1")
    repository.git("config", "extensions.partialClone", "origin")
    repository.git("config", "remote.origin.url", f"ext::{run}")
    repository.git("config", "remote.origin.promisor", "true")
    repository.git("config", "protocol.ext.allow", "always")
    (repository.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    return ("cat-file", "-p", blob)


def hooks(repository: GitRepository, run: Path) -> tuple[str, ...]:
    folder = repository.path / ".git" / "hooks"
    folder.mkdir(exist_ok=True)
    for name in ("post-checkout", "reference-transaction", "post-index-change", "pre-auto-gc"):
        (folder / name).write_text(run.read_text())
        (folder / name).chmod(0o755)
    return ("update-ref", "refs/heads/other", "HEAD")


PAYLOADS: list[Callable[[GitRepository, Path], tuple[str, ...]]] = [
    signature,
    text_conversion,
    external_diff,
    file_watcher,
    promisor,
    hooks,
]


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload.__name__)
def test_no_program_that_a_repository_names_is_run(
    payload: Callable[[GitRepository, Path], tuple[str, ...]], git_repo: GitRepository, tmp_path: Path
) -> None:
    renames(git_repo, 5)
    marker = tmp_path / "ran"
    trigger = payload(git_repo, program(tmp_path / "run.sh", marker))
    result = build(parse_sources([str(git_repo.path)]), tmp_path / "data", CONFIG)
    assert result.manifest["n_tasks"] > 0
    assert not marker.exists()
    plain_git(git_repo.path, *trigger)
    assert marker.exists(), "the payload is not live: this test would prove nothing"


@pytest.mark.parametrize(
    "url",
    [
        "--upload-pack=touch ran",
        "-oProxyCommand=touch ran",
        "ext::sh -c touch% ran",
        "file:///etc",
        "git://example.org/a/b",
        "ssh://-oProxyCommand=touch/a",
        "http://example.org/a/b",
        "https://-upload-pack/a",
        "https://user:word@example.org/a/b",
        "https://example.org/a/../../b",
        "https://example.org/a b",
        "https://example.org/a\n--upload-pack=x",
    ],
)
def test_only_plain_https_urls_are_taken(url: str) -> None:
    with pytest.raises(UnsafeRepositoryError, match="is not a plain https URL"):
        parse_sources([url])


def test_borrowed_objects_are_refused(make_git_repo: Callable[[str], GitRepository], tmp_path: Path) -> None:
    private, hostile = make_git_repo("private"), make_git_repo("hostile")
    renames(private, 2)
    renames(hostile, 2)
    info = hostile.path / ".git" / "objects" / "info"
    info.mkdir(exist_ok=True)
    (info / "alternates").write_text(str(private.path / ".git" / "objects") + "\n")
    with pytest.raises(UnsafeRepositoryError, match="borrows objects from another store"):
        build(parse_sources([str(hostile.path)]), tmp_path / "data", CONFIG)


def test_a_git_file_or_link_that_points_elsewhere_is_not_followed(
    make_git_repo: Callable[[str], GitRepository], tmp_path: Path
) -> None:
    private = make_git_repo("private")
    renames(private, 2)
    pointer, link, inner = tmp_path / "pointer", tmp_path / "link", tmp_path / "inner"
    pointer.mkdir()
    (pointer / ".git").write_text(f"gitdir: {private.path / '.git'}\n")
    link.mkdir()
    (link / ".git").symlink_to(private.path / ".git")
    inner.mkdir()
    (inner / "HEAD").write_text("ref: refs/heads/main\n")
    (inner / "objects").symlink_to(private.path / ".git" / "objects")
    for path in (pointer, link, inner):
        with pytest.raises(UnsafeRepositoryError, match=r"not followed|points elsewhere"):
            build(parse_sources([str(path)]), tmp_path / "data", CONFIG)


@pytest.mark.parametrize("name", ["../../../../etc/passwd", "refs/../../x", "refs/heads/-x --y", "/etc/passwd"])
def test_a_reference_cannot_name_a_file_outside(name: str, git_repo: GitRepository, tmp_path: Path) -> None:
    renames(git_repo, 2)
    (git_repo.path / ".git" / "HEAD").write_text(f"ref: {name}\n")
    with pytest.raises(RepositoryError, match="not followed"):
        build(parse_sources([str(git_repo.path)]), tmp_path / "data", CONFIG)


def test_references_in_circles_end(git_repo: GitRepository, tmp_path: Path) -> None:
    renames(git_repo, 2)
    heads = git_repo.path / ".git" / "refs" / "heads"
    (heads / "main").write_text("ref: refs/heads/other\n")
    (heads / "other").write_text("ref: refs/heads/main\n")
    with pytest.raises(RepositoryError, match="lead in circles"):
        build(parse_sources([str(git_repo.path)]), tmp_path / "data", CONFIG)


def tasks_of(repository: GitRepository, out: Path) -> list[EditTask]:
    build(parse_sources([str(repository.path)]), out, CONFIG)
    return list(open_dataset(out).tasks())


def test_links_and_submodules_are_not_followed(git_repo: GitRepository, tmp_path: Path) -> None:
    renames(git_repo, 3)
    secret = tmp_path / "secret.py"
    secret.write_text(store("password"))
    for target in (secret, tmp_path / "elsewhere.py"):
        (git_repo.path / "linked.py").unlink(missing_ok=True)
        (git_repo.path / "linked.py").symlink_to(target)
        git_repo.commit({"store.py": store("alpha" if target is secret else "beta")}, "Point")
    for commit in git_repo.commits[-2:]:
        git_repo.git("update-index", "--add", "--cacheinfo", f"160000,{commit},module.py")
        git_repo.git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "Move the module")
    tasks = tasks_of(git_repo, tmp_path / "data")
    assert tasks
    assert {task.path for task in tasks} == {"store.py"}
    assert not any("password" in task.file_text for task in tasks)


def test_a_message_that_imitates_records_changes_nothing(
    make_git_repo: Callable[[str], GitRepository], tmp_path: Path
) -> None:
    imitation = (
        f"Subject\n\n:100644 100644 {'a' * 40} {'b' * 40} M\nevil.py\n{'c' * 40}\ncommit {'d' * 40}\n"
        f"diff --git a/evil.py b/evil.py\n--- a/evil.py\n+++ b/evil.py\n@@ -1 +1 @@\n-a\n+b\n"
    )
    results = []
    for name, message in (("plain", "Subject"), ("imitating", imitation)):
        repository = make_git_repo(name)
        repository.commit({"store.py": store("items"), "LICENSE": LICENCE}, "Begin")
        for field in ("entries", "records", "rows"):
            repository.commit({"store.py": store(field)}, message)
        config = MinerConfig(mechanical_share=1.0, tasks_per_commit=100, test_tasks_per_commit=100)
        result = build(parse_sources([str(repository.path)]), tmp_path / f"data-{name}", config)
        tasks = [task for task in open_dataset(tmp_path / f"data-{name}").tasks() if "no_edit" not in task.tags]
        results.append((result.manifest["read"], sorted((task.path, task.file_text) for task in tasks)))
    assert results[0][1]
    assert results[0] == results[1]


def test_a_path_with_a_newline_or_without_utf8_is_read_right_and_never_a_task(
    git_repo: GitRepository, tmp_path: Path
) -> None:
    odd = 'a\nb\t:100644 "c".py'
    names = (odd, os.fsdecode(b"caf\xe9.py"))
    git_repo.commit({**{name: store("items") for name in names}, "LICENSE": LICENCE}, "Begin")
    git_repo.commit({name: store("entries") for name in names}, "Rename")
    tasks = tasks_of(git_repo, tmp_path / "data")
    assert tasks == []
    rejects = open_dataset(tmp_path / "data").manifest["rejects"]
    assert rejects["unsafe_path"] == rejects["non_utf8"] == 1
    assert open_dataset(tmp_path / "data").manifest["rejects"]["non_utf8"] == 1


def test_replaced_objects_and_grafts_are_ignored(git_repo: GitRepository, tmp_path: Path) -> None:
    renames(git_repo, 4)
    before = {task.task_id for task in tasks_of(git_repo, tmp_path / "before")}
    git_repo.git("replace", git_repo.commits[-1], git_repo.commits[0])
    (git_repo.path / ".git" / "info").mkdir(exist_ok=True)
    (git_repo.path / ".git" / "info" / "grafts").write_text(f"{git_repo.commits[-1]} {git_repo.commits[0]}\n")
    assert {task.task_id for task in tasks_of(git_repo, tmp_path / "after")} == before
