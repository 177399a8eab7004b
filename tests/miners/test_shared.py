"""Work on storage that nodes share, by an fsspec URL: the same tasks, the same growth, no folder in common."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from codeedit_bench.errors import RepositoryError, UsageError
from miners.config import MinerConfig
from miners.pipeline import WORK, BuildResult, build
from miners.sources import Source, parse_sources
from miners.workplaces.storage import Storage, pack, unpack
from tests.git_repository import GitRepository
from tests.miners.histories import renames
from tests.miners.remotes import Remote

CONFIG = MinerConfig(mechanical_share=1.0, commits_per_shard=4)
HAS_S3 = importlib.util.find_spec("s3fs") is not None and importlib.util.find_spec("moto") is not None


def built(sources: list[Source], out: Path, storage: str, engine: str = "inline") -> BuildResult:
    return build(sources, out, CONFIG, engine=engine, workers=2, storage=storage)


def test_work_on_shared_storage_gives_the_hash_of_the_own_folder(
    git_repo: GitRepository, remote: Remote, tmp_path: Path
) -> None:
    renames(git_repo, 9)
    sources = parse_sources([remote.publish(git_repo)])
    own = build(sources, tmp_path / "own", CONFIG)
    shared = built(sources, tmp_path / "shared", (tmp_path / "storage").as_uri(), "local")
    assert own.manifest["n_tasks"] > 0
    assert shared.content_hash == own.content_hash
    assert not (tmp_path / "shared" / WORK / "clones").exists()
    assert len(list((tmp_path / "storage/clones").iterdir())) == 1


def test_another_machine_goes_on_with_what_lies_on_the_storage(
    git_repo: GitRepository, remote: Remote, tmp_path: Path
) -> None:
    """It has the URL alone: the folder of the data set is a new one."""
    renames(git_repo, 8)
    sources, storage = parse_sources([remote.publish(git_repo)]), (tmp_path / "storage").as_uri()
    first = built(sources, tmp_path / "one", storage)
    again = built(sources, tmp_path / "two", storage)
    assert (first.resumed_chunks, again.resumed_chunks) == (0, 2)
    assert again.content_hash == first.content_hash
    git_repo.commit({"store.py": "changed = 1\n"}, "Go on")
    remote.publish(git_repo)
    more = built(sources, tmp_path / "three", storage)
    assert more.resumed_chunks == 2
    assert more.manifest["repositories"][0]["commit"] == git_repo.git("rev-parse", "HEAD").strip()
    assert len(list((tmp_path / "storage/clones").iterdir())) == 1


def test_a_repository_that_cannot_be_fetched_costs_itself_alone(
    git_repo: GitRepository, remote: Remote, tmp_path: Path
) -> None:
    renames(git_repo, 6)
    good = parse_sources([remote.publish(git_repo)])
    missing = [replace(source, name="gone", url=f"{remote.url}/gone") for source in good]
    result = built([*missing, *good], tmp_path / "data", (tmp_path / "storage").as_uri())
    assert list(result.incomplete) == ["gone"]
    assert result.manifest["n_tasks"] > 0


def test_storage_that_is_unknown_is_refused_in_one_sentence(git_repo: GitRepository, tmp_path: Path) -> None:
    renames(git_repo, 2)
    with pytest.raises(UsageError, match="'nowhere://x' is not storage that fsspec knows"):
        built(parse_sources([str(git_repo.path)]), tmp_path / "data", "nowhere://x")


def test_an_archive_with_a_way_out_is_not_unpacked(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to("/etc/hostname")
    pack(tmp_path / "in", tmp_path / "archive")
    with pytest.raises(Exception, match="link"):
        unpack(tmp_path / "archive", tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive", "in"]


def test_what_is_not_there_is_said_and_removing_it_is_no_error(tmp_path: Path) -> None:
    storage = Storage(tmp_path.as_uri())
    assert storage.names("nothing") == []
    storage.remove("nothing/file")
    with pytest.raises(FileNotFoundError):
        storage.get("nothing/file", tmp_path / "file")
    assert not any(tmp_path.iterdir())


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a bucket on a server of this machine that speaks S3."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "no_proxy": "127.0.0.1,localhost",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    server = subprocess.Popen(
        [os.environ.get("MOTO_PYTHON", sys.executable), "-m", "moto.server", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        import s3fs

        s3fs.S3FileSystem(skip_instance_cache=True).mkdir("weekend")
        yield "s3://weekend/build"
    finally:
        server.kill()
        server.wait()


@pytest.mark.skipif(not HAS_S3, reason="needs s3fs and moto[server]")
@pytest.mark.filterwarnings("ignore")  # of botocore
def test_a_bucket_holds_the_work_as_a_folder_does(
    git_repo: GitRepository, remote: Remote, tmp_path: Path, bucket: str
) -> None:
    renames(git_repo, 8)
    sources = parse_sources([remote.publish(git_repo)])
    own = build(sources, tmp_path / "own", CONFIG)
    first = built(sources, tmp_path / "one", bucket, "local")
    again = built(sources, tmp_path / "two", bucket, "local")
    assert own.manifest["n_tasks"] > 0
    assert (first.content_hash, first.resumed_chunks) == (own.content_hash, 0)
    assert (again.content_hash, again.resumed_chunks) == (own.content_hash, 2)


def test_a_branch_named_in_another_encoding_can_lie_on_shared_storage(
    git_repo: GitRepository, remote: Remote, tmp_path: Path
) -> None:
    renames(git_repo, 6)
    url = remote.publish(git_repo)
    bare = remote.folder / git_repo.path.name
    head = git_repo.git("rev-parse", "HEAD").strip().encode()
    with (bare / "packed-refs").open("ab") as stream:
        stream.write(head + b" refs/heads/caf\xe9\n")
    found = built(parse_sources([url]), tmp_path / "data", (tmp_path / "storage").as_uri())
    assert found.manifest["n_tasks"] > 0


def test_a_folder_of_copies_that_somebody_else_has_laid_out_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name can be foretold, and everybody may write into the folder of temporary files."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    storage = Storage((tmp_path / "storage").as_uri())
    with storage.node() as folder:
        assert folder.parent == tmp_path
    (folder / "lock").unlink()
    folder.rmdir()
    (tmp_path / "elsewhere").mkdir()
    folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RepositoryError, match="belongs to somebody else"), storage.node():
        pass
    assert not list((tmp_path / "elsewhere").iterdir())
