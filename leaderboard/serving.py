"""A small web server for a built site, on the loopback address."""

from __future__ import annotations

import gzip
import os
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from codeedit_bench.errors import UsageError, told

_COMPRESSED = (".html", ".css", ".js", ".json", ".csv", ".svg")
_WORTH_COMPRESSING = 1024


class _Handler(SimpleHTTPRequestHandler):
    """Files alone: no listings, nothing behind a link, text compressed as any real server would."""

    def send_head(self) -> BytesIO | BinaryIO | None:
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        root = Path(self.directory).resolve()
        if not path.resolve().is_relative_to(root) or not path.is_file():
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        content = path.read_bytes()
        packed = (
            path.suffix in _COMPRESSED
            and len(content) > _WORTH_COMPRESSING
            and "gzip" in self.headers.get("Accept-Encoding", "")
        )
        if packed:
            content = gzip.compress(content, compresslevel=6, mtime=0)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(os.fspath(path)))
        self.send_header("Content-Length", str(len(content)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        return BytesIO(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the page is for one reader, who sees it."""


def make_server(site: Path, port: int) -> ThreadingHTTPServer:
    """A server of `site`, not yet serving; `UsageError` where there is no site or the port is taken."""
    if not (site / "index.html").is_file():
        raise UsageError(
            f"{site} is not a site: it has no index.html. Build one with `codeedit leaderboard build`."
        )
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=os.fspath(site)))
    except (OSError, OverflowError) as error:
        raise UsageError(f"Port {port} cannot be used: {told(error)}. Name another with --port.") from error
