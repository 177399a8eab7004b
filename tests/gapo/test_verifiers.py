"""An exported environment inside `verifiers` itself, asked by a scripted model over HTTP.

`verifiers` brings many packages, so it lives in an environment of its own. Elsewhere this test is left out.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from codeedit_bench.cli import main
from codeedit_bench.tasks.dataset import Dataset
from evaluators.prompts import FORMATS
from gapo.config import load_recipe
from gapo.payment import payment_of

pytest.importorskip("verifiers", reason="needs `pip install 'verifiers>=0.1.14,<0.2'`")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]


class Scripted(BaseHTTPRequestHandler):
    """Answers a prompt that it knows with the ideal answer, and any other with nothing that can be read."""

    answers: ClassVar[dict[str, str]] = {}

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = self.answers.get(asked["messages"][-1]["content"], "no code")
        message = {"role": "assistant", "content": text}
        body = json.dumps(
            {
                "id": "1",
                "object": "chat.completion",
                "created": 0,
                "model": "scripted",
                "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
                "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
            }
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def scripted(data: Dataset) -> Iterator[str]:
    chat = FORMATS.load("chat")
    from evaluators.prompts.format import Budget

    tasks = list(data.tasks("train"))[:2]
    prompts = [chat.render(task, Budget()).messages[-1].content for task in tasks]
    Scripted.answers = {prompts[0]: chat.answer(tasks[0], tasks[0].reference)}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Scripted)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


PROGRAM = """
import asyncio, json, sys
import verifiers
from verifiers.types import ClientConfig

environment = verifiers.load_environment("codeedit-renames")
client = ClientConfig(api_key_var="SCRIPTED_KEY", api_base_url=sys.argv[1])
rows = environment.get_dataset(n=2).to_list()
found = asyncio.run(environment.generate(rows, client=client, model="scripted"))
print("FOUND", json.dumps([[o["reward"], o["metrics"]] for o in found["outputs"]]))
"""


def test_an_exported_environment_runs_in_verifiers(data: Dataset, scripted: str, tmp_path: Path) -> None:
    assert main(["export", "--to", "verifiers", "--data", str(data.path), "--out", str(tmp_path)]) == 0
    place = ":".join([str(tmp_path), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, scripted],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": place, "SCRIPTED_KEY": "none", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    line = next(line for line in done.stdout.splitlines() if line.startswith("FOUND "))
    (right, seen), (wrong, unseen) = json.loads(line.removeprefix("FOUND "))
    task = next(data.tasks("train"))
    assert right == payment_of(load_recipe("gapo"))(task, task.reference)
    assert (seen["exact_match"], seen["readable"]) == (1.0, 1.0)
    assert (wrong, unseen["exact_match"], unseen["readable"]) == (0.0, 0.0, 0.0)
