"""A small OpenAI-compatible server in this process that can be told to misbehave."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ModelServer(ThreadingHTTPServer):
    """Answers every prompt by a text made from its hash. `troubles` are met first, in their order: an HTTP status,
    `cut` (the connection closes in the middle), `slow`, `no json`, `odd` (JSON of another shape)."""

    daemon_threads = True

    def __init__(self, delay: float = 0.0, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.delay = delay
        self.troubles: deque[int | str] = deque()
        self.always: int | None = None
        self.digest = ""
        """Of the model's weights, as Ollama tells it; servers of other kinds tell none."""
        self.lock = threading.Lock()
        self.bodies: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.keys: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.refuses_system = False
        """Answer 400 to a request with a system role, as servers of some models do."""
        self.redirects = 0
        self.redirects_to = ""
        """Scheme and host that a redirection names; this server where it is empty."""
        """So many requests are answered with 307 first."""
        self.scripted: deque[tuple[int, dict[str, Any]]] = deque()
        """Whole answers that are given first, each a status and an object."""
        self.outcomes: Counter[str] = Counter()
        self.under_way = self.most_under_way = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A killed client is no news."""


class Handler(BaseHTTPRequestHandler):
    server: ModelServer

    def do_GET(self) -> None:
        rows = [{"name": "m", "digest": self.server.digest}] if self.server.digest else []
        self.reply(200 if self.path == "/api/tags" else 404, json.dumps({"models": rows}))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server = self.server
        with server.lock:
            trouble = server.troubles.popleft() if server.troubles else server.always
            server.bodies.append(body)
            server.paths.append(self.path)
            server.keys.append(self.headers.get("Authorization", ""))
            server.headers.append(dict(self.headers))
            scripted = server.scripted.popleft() if server.scripted else None
            redirected = server.redirects > 0
            server.redirects -= redirected
            server.under_way += 1
            server.most_under_way = max(server.most_under_way, server.under_way)
        try:
            time.sleep(3.0 if trouble == "slow" else server.delay)
        finally:
            with server.lock:
                server.under_way -= 1
                server.outcomes[str(trouble or "ok")] += 1
        if redirected:
            self.send_response(307)
            self.send_header("Location", server.redirects_to + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif scripted:
            self.reply(scripted[0], json.dumps(scripted[1]))
        elif server.refuses_system and any(message["role"] == "system" for message in body.get("messages", ())):
            self.reply(400, json.dumps({"error": {"message": "System role not supported"}}))
        else:
            self.answer(trouble, body)

    def answer(self, trouble: int | str | None, body: dict[str, Any]) -> None:
        if isinstance(trouble, int):
            self.reply(trouble, json.dumps({"error": f"told to; key {self.headers.get('Authorization')}"}))
        elif trouble == "cut":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
        elif trouble == "no json":
            self.reply(200, "<html>busy</html>")
        elif trouble == "odd":
            self.reply(200, json.dumps({"choices": []}))
        else:
            text = "```\n" + hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest() + "\n```\n"
            content = {"message": {"content": text}} if "messages" in body else {"text": text}
            usage = {"prompt_tokens": 1000, "completion_tokens": 100}
            self.reply(200, json.dumps({"choices": [{**content, "finish_reason": "stop"}], "usage": usage}))

    def reply(self, status: int, text: str) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Tests are quiet."""


@contextmanager
def model_server(delay: float = 0.0, port: int = 0) -> Iterator[ModelServer]:
    server = ModelServer(delay, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
