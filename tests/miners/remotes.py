"""An https server of git repositories on this machine, which can be told to stumble."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.git_repository import GitRepository


class Remote:
    """Serves bare copies of repositories under `url`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.url = folder, ""
        self.failures = 0
        """Requests that get status 503 before one is answered."""
        self.delay = 0.0
        """Seconds before an answer."""
        self.closing = threading.Event()

    def publish(self, repository: GitRepository) -> str:
        """Serve what `repository` holds now, and return its URL."""
        place = self.folder / repository.path.name
        shutil.rmtree(place, ignore_errors=True)
        repository.git("clone", "--quiet", "--bare", str(repository.path), str(place))
        subprocess.run(["git", "-C", place, "config", "uploadpack.allowAnySHA1InWant", "true"], check=True)
        return f"{self.url}/{repository.path.name}"


class _Handler(http.server.BaseHTTPRequestHandler):
    def __init__(self, *arguments: Any, remote: Remote) -> None:
        self.remote = remote
        super().__init__(*arguments)

    def do_GET(self) -> None:
        if self.remote.delay:
            self.remote.closing.wait(self.remote.delay)
        if self.remote.failures:
            self.remote.failures -= 1
            self.send_error(503)
            return
        self._ask_git()

    do_POST = do_GET

    def _ask_git(self) -> None:
        """Let `git http-backend` answer, as a web server would."""
        path, _, query = self.path.partition("?")
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.remote.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "HTTP_GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = subprocess.run(
            ["git", "http-backend"], input=body, env=environment, capture_output=True, check=True
        ).stdout
        head, _, content = answer.partition(b"\r\n\r\n")
        rows = dict(row.split(": ", 1) for row in head.decode().split("\r\n"))
        self.send_response(int(rows.pop("Status", "200").split()[0]))
        for name, value in rows.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with contextlib.suppress(OSError):  # the client was killed
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def serving(scratch: Path) -> Iterator[tuple[Remote, Path]]:
    """A server, and the certificate by which git trusts it."""
    key, certificate, folder = scratch / "key.pem", scratch / "certificate.pem", scratch / "served"
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
    found = Remote(folder)
    server = http.server.ThreadingHTTPServer(("localhost", 0), functools.partial(_Handler, remote=found))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    found.url = f"https://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield found, certificate
    finally:
        found.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
