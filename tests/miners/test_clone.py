"""Clones of https URLs, from a server on this machine."""

from __future__ import annotations

import functools
import http.server
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
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


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def https(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, str]]:
    """A folder, and the https URL that it is served under, with a certificate that git trusts for this test."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with: apt-get install openssl")
    key, certificate, folder = tmp_path / "key.pem", tmp_path / "certificate.pem", tmp_path / "served"
    folder.mkdir()
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost"),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = http.server.ThreadingHTTPServer(("localhost", 0), functools.partial(_Quiet, directory=str(folder)))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("GIT_SSL_CAINFO", str(certificate))
    monkeypatch.setenv("no_proxy", "localhost")
    try:
        yield folder, f"https://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_public_repository_is_cloned_without_hooks_and_used_again(
    git_repo: GitRepository, https: tuple[Path, str], tmp_path: Path
) -> None:
    """GitPython refused `--template=`, which was to keep hooks out, so that no URL could be mined."""
    folder, url = https
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
    https: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (source,) = parse_sources([f"{https[1]}/missing"])
    with pytest.raises(CorruptRepositoryError, match=r"/missing could not be cloned: .*not found"):
        clone(source, tmp_path / "clones")
    assert list((tmp_path / "clones").iterdir()) == []
    assert main(["mine", f"{https[1]}/missing", "--out", str(tmp_path / "out")]) in (2, 3)
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
