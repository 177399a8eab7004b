"""Killed at any point, a run ends as one that was never killed, and pays for nothing twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from codeedit_bench.tasks.records import EditTask
from evaluators.runs.journal import Journal
from evaluators.runs.run import open_run
from tests.evaluators.backends.server import ModelServer, model_server

ROOT = Path(__file__).resolve().parents[2]
CONCURRENCY = 4


def start(dataset: Path, out: Path, server: ModelServer, cache: Path) -> subprocess.Popen[bytes]:
    options = [f"base_url={server.url}", f"concurrency={CONCURRENCY}", "first_wait=0.01"]
    call = [
        sys.executable,
        "-m",
        "codeedit_bench",
        "evaluate",
        str(dataset),
        "--backend",
        "openai",
        "--model",
        "m",
    ]
    call += ["--out", str(out), "--samples", "20", "--temperature", "1", "--workers", "1", "--cache", str(cache)]
    call += [f"--option={option}" for option in options]
    return subprocess.Popen(call, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "0"}, stderr=subprocess.DEVNULL)


def test_five_kills_at_random_change_no_score_and_pay_for_nothing_twice(
    dataset: Path, tmp_path: Path, tasks: list[EditTask]
) -> None:
    total = 20 * len(tasks)
    draw = random.Random(7)
    with model_server(delay=0.03) as server:
        assert start(dataset, tmp_path / "whole", server, tmp_path / "cache1").wait(120) == 0
        assert server.outcomes == {"ok": total}
        server.bodies.clear()
        kills = 0
        while kills < 5:
            process = start(dataset, tmp_path / "killed", server, tmp_path / "cache2")
            asked = len(server.bodies)
            more = draw.randint(1, 20)
            while len(server.bodies) < asked + more and process.poll() is None:
                time.sleep(0.002)
            assert process.poll() is None, "it must not end before it is killed"
            time.sleep(draw.random() * 0.03)
            process.send_signal(signal.SIGKILL)
            process.wait(30)
            kills += 1
        assert start(dataset, tmp_path / "killed", server, tmp_path / "cache2").wait(120) == 0
        assert len(server.bodies) <= total + 5 * CONCURRENCY, "only what was under way at a kill is asked again"
    for name in ("scores.parquet", "prompts.jsonl", "prompt_texts.jsonl.gz"):
        assert (tmp_path / "killed" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_a_second_run_of_the_same_requests_asks_nothing(dataset: Path, tmp_path: Path) -> None:
    with model_server() as server:
        server.digest = "sha256:one"
        assert start(dataset, tmp_path / "first", server, tmp_path / "cache").wait(120) == 0
        server.bodies.clear()
        assert start(dataset, tmp_path / "second", server, tmp_path / "cache").wait(120) == 0
        assert server.bodies == []
        server.digest = "sha256:two"
        assert start(dataset, tmp_path / "third", server, tmp_path / "cache").wait(120) == 0
        assert server.bodies, "other weights behind the same name are asked"
    first, second = (list(open_run(tmp_path / name).predictions()) for name in ("first", "second"))
    assert [one.completion for one in first] == [one.completion for one in second]
    assert [open_run(tmp_path / name).manifest.cache_hits for name in ("first", "second")] == [0, len(first)]


def test_a_local_server_that_tells_no_digest_is_asked_every_time(dataset: Path, tmp_path: Path) -> None:
    with model_server() as server:
        for name in ("first", "second"):
            server.bodies.clear()
            assert start(dataset, tmp_path / name, server, tmp_path / "cache").wait(120) == 0
            assert server.bodies


def test_a_journal_cuts_off_a_torn_line_however_long(tmp_path: Path) -> None:
    file = tmp_path / "journal"
    for torn in ("", "x", "y" * 10_000):
        file.write_text("first\nsecond\n" + torn)
        with Journal(file) as journal:
            journal.append(["third\n"])
        assert file.read_text() == "first\nsecond\nthird\n"
    file.write_text("only a torn line")
    with Journal(file) as journal:
        journal.append(["one\n"])
    assert file.read_text() == "one\n"
