"""The openai back end against the ways of hosted servers: errors, odd answers, settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codeedit_bench.cli import main
from evaluators.backends.addresses import is_private
from evaluators.backends.chat_answers import read_answer
from evaluators.backends.failures import RequestFailedError
from evaluators.runs.run import open_run
from tests.evaluators.backends.server import ModelServer, model_server
from tests.evaluators.conftest import load_json


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as server:
        yield server


def evaluate(dataset: Path, out: Path, server: ModelServer, *more: str) -> int:
    options = [f"base_url={server.url}", "first_wait=0.001", "retries=1", "concurrency=1"]
    given = [option for option in options if not any(f"={option.split('=')[0]}=" in one for one in more)]
    call = ["evaluate", str(dataset), "--backend", "openai", "--model", "m", "--out", str(out), "--workers", "1"]
    return main([*call, "--no-cache", *(f"--option={option}" for option in given), *more])


def outcomes(run: Path) -> dict[str, int]:
    found: dict[str, int] = load_json(run / "summary.json")["outcomes"]
    return found


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (402, {"error": {"message": "Insufficient credits"}}),
        (429, {"error": {"code": "insufficient_quota", "message": "You exceeded your current quota"}}),
        (400, {"error": {"message": "Your credit balance is too low"}}),
        (200, {"error": {"message": "insufficient balance", "code": 402}}),
    ],
)
def test_credits_that_end_stop_the_run_at_once_with_the_server_s_words(
    dataset: Path, tmp_path: Path, server: ModelServer, status: int, body: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    server.scripted.extend([(200, _says("```\nx\n```\n"))] * 2 + [(status, body)] * 9)
    assert evaluate(dataset, tmp_path / "run", server) == 4
    assert len(server.bodies) == 3
    error = capsys.readouterr().err
    assert "credits or the quota are used up" in error
    assert "2 of 12 answers are in" in error
    server.scripted.clear()
    assert evaluate(dataset, tmp_path / "run", server) == 0, "the same command goes on"
    assert len(server.bodies) == 3 + 10


def test_a_server_that_dies_in_the_middle_ends_the_run_unfinished(
    dataset: Path, tmp_path: Path, server: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.scripted.extend([(200, _says("```\nx\n```\n"))] * 2 + [(503, {"error": "down"})] * 30)
    assert evaluate(dataset, tmp_path / "run", server) == 4
    assert "The server does not answer, 5 times in a row: HTTP 503" in capsys.readouterr().err
    assert not (tmp_path / "run" / "summary.json").exists()


def test_what_failed_makes_a_run_incomplete_and_every_reader_refuses_it(
    dataset: Path, tmp_path: Path, server: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.scripted.extend([(400, {"error": "too long"})] * 2)
    run = tmp_path / "run"
    assert evaluate(dataset, run, server) == 4
    assert '2 of 12 requests failed. The commonest error (2 times): HTTP 400: {"error": "too long"}' in (
        capsys.readouterr().err
    )
    data = ["--dataset", str(dataset)]
    readers = [
        ["verify", str(run), *data],
        ["submit", str(run), "--out", str(tmp_path / "run.zip")],
        ["compare", str(run), str(run), *data],
        ["leaderboard", "build", str(run), *data, "--out", str(tmp_path / "site")],
    ]
    for reader in readers:
        assert main(reader) == 2, reader
        assert "is incomplete: 2 of 12 requests failed" in capsys.readouterr().err
        assert main([*reader, "--allow-failed"]) == 0, reader
        capsys.readouterr()
    archive = str(tmp_path / "run.zip")
    assert main(["leaderboard", "add", archive, *data, "--check"]) == 2
    assert main(["leaderboard", "add", archive, *data, "--check", "--allow-failed"]) == 0


def test_a_refused_or_filtered_input_is_an_outcome_of_its_own_and_is_not_asked_again(
    dataset: Path, tmp_path: Path, server: ModelServer
) -> None:
    refusal = {"choices": [{"message": {"content": None, "refusal": "I cannot"}, "finish_reason": "stop"}]}
    cut = {"choices": [{"message": {"content": "```\nx"}, "finish_reason": "content_filter"}]}
    flagged = (403, {"error": {"message": "Your input was flagged by moderation"}})
    azure = (400, {"error": {"code": "content_filter", "message": "The response was filtered"}})
    server.scripted.extend([(200, refusal), (200, cut), flagged, azure])
    assert evaluate(dataset, tmp_path / "run", server) == 0
    assert outcomes(tmp_path / "run") == {"refused": 4, "scored": 8}
    assert len(server.bodies) == 12


def test_a_redirection_is_followed_with_the_body(dataset: Path, tmp_path: Path, server: ModelServer) -> None:
    server.redirects = 2
    assert evaluate(dataset, tmp_path / "run", server) == 0
    assert outcomes(tmp_path / "run") == {"scored": 12}


def test_a_server_without_a_system_role_is_asked_in_the_user_s_words(
    dataset: Path, tmp_path: Path, server: ModelServer
) -> None:
    server.refuses_system = True
    assert evaluate(dataset, tmp_path / "run", server) == 0
    assert len(server.bodies) == 13, "it is found out once"
    assert [message["role"] for message in server.bodies[-1]["messages"]] == ["user"]
    assert server.bodies[-1]["messages"][0]["content"].startswith("You predict the next edit")


def test_the_whole_deadline_holds_over_all_tries(dataset: Path, tmp_path: Path, server: ModelServer) -> None:
    server.always = 500
    began = time.monotonic()
    more = ("--option=deadline=1", "--option=first_wait=0.5", "--option=retries=100", "--limit", "1")
    assert evaluate(dataset, tmp_path / "run", server, *more) == 4
    assert time.monotonic() - began < 10
    assert "within the deadline of 1 s" in next(open_run(tmp_path / "run").predictions()).error


def test_reasoning_models_get_the_fields_that_they_take(
    dataset: Path, tmp_path: Path, server: ModelServer
) -> None:
    options = ("reasoning_effort=low", "send_temperature=false", "send_seed=false")
    more = [f"--option={option}" for option in (*options, "max_tokens_field=max_completion_tokens")]
    assert evaluate(dataset, tmp_path / "run", server, *more) == 0
    body = server.bodies[0]
    assert body["reasoning_effort"] == "low"
    assert body["max_completion_tokens"] == 1024
    assert not {"temperature", "seed", "max_tokens"} & body.keys()


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"content": "a", "reasoning_content": "because"}, "a"),
        ({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}, "ab"),
        ({"content": [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "a"}]}, "a"),
        ({"content": ["a", "b"]}, "ab"),
        ({"content": [{"type": "output_text", "text": {"value": "a"}}]}, "a"),
        ({"content": None}, ""),
    ],
)
def test_content_is_read_in_every_form_that_servers_give_it(message: Any, text: str) -> None:
    assert read_answer({"choices": [{"message": message, "finish_reason": "stop"}]}).text == text


def test_an_answer_of_another_shape_is_a_failed_request() -> None:
    for answer in ({}, {"choices": []}, {"choices": [{"message": {"content": 3}}]}, {"choices": ["x"]}):
        with pytest.raises(RequestFailedError):
            read_answer(answer)


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://localhost:8000/v1", True),
        ("http://127.0.0.1:8000/v1", True),
        ("http://[::1]:8000/v1", True),
        ("http://10.1.2.3/v1", True),
        ("http://192.168.1.5:11434/v1", True),
        ("http://172.20.0.2/v1", True),
        ("http://0.0.0.0:8000/v1", True),
        ("http://100.64.3.4/v1", True),
        ("http://vllm:8000/v1", True),
        ("http://box.local/v1", True),
        ("https://api.openai.com/v1", False),
        ("https://8.8.8.8/v1", False),
    ],
)
def test_private_addresses_are_told_from_public_ones(url: str, private: bool) -> None:
    assert is_private(url) is private


def test_a_second_process_on_the_same_run_is_refused(dataset: Path, tmp_path: Path, server: ModelServer) -> None:
    server.delay = 1.0
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
    call += ["--out", str(tmp_path / "run"), "--no-cache", "--workers", "1"]
    call += [f"--option=base_url={server.url}", "--option=concurrency=1"]
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(call, env=environment) as first:
        while not server.bodies and first.poll() is None:
            time.sleep(0.02)
        second = subprocess.run(call, stderr=subprocess.PIPE, env=environment, check=False)
        server.delay = 0.0
    assert (first.returncode, second.returncode) == (0, 2)
    assert "Another process is writing the run" in second.stderr.decode()
    assert len(server.bodies) == 12


def _says(text: str) -> dict[str, Any]:
    return json.loads(json.dumps({"choices": [{"message": {"content": text}, "finish_reason": "stop"}]}))
