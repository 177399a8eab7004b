"""Real generations by vLLM, and its real server, on a small random model. Run by `make test-vllm`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.tasks.records import EditTask
from evaluators.backends.backend import Request
from evaluators.children import descendants, end_processes
from evaluators.prompts.format import Message, Prompt
from evaluators.runs.run import open_run
from tests.evaluators.tiny_models import make_random_model

pytestmark = [
    pytest.mark.vllm,
    pytest.mark.filterwarnings("default"),  # vLLM's own
]
START_SECONDS = 240
ENDS_WITHIN = 30
"""Seconds from a signal to the end of the last process; on an idle machine it takes a few."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_random_model(tmp_path_factory.mktemp("models") / "random", context=2048)


@pytest.fixture(scope="module")
def backend(model: Path) -> Iterator[object]:
    from evaluators.backends.vllm import VLLM

    os.environ.setdefault("VLLM_CPU_KVCACHE_SPACE", "1")
    made = VLLM(str(model), max_model_len=2048, chunk=8, eager=True)
    yield made
    made.close()


def test_greedy_answers_are_the_same_again_and_sampled_ones_follow_their_seeds(
    backend: object, tasks: list[EditTask]
) -> None:
    prompt = Prompt(text="def total(self):\n    return ")

    def texts(temperature: float, seeds: tuple[int, ...]) -> list[str]:
        requests = [Request(tasks[0], n, prompt, 16, temperature, seed) for n, seed in enumerate(seeds)]
        return [c.text for c in backend.generate(requests)]  # type: ignore[attr-defined]

    greedy = texts(0.0, (1, 2, 3))
    assert len(set(greedy)) == 1
    sampled = texts(1.0, (1, 2, 1))
    assert sampled[0] == sampled[2] != sampled[1]


def test_more_requests_than_a_chunk_are_all_answered_with_their_tokens(
    backend: object, tasks: list[EditTask]
) -> None:
    requests = [
        Request(task, sample, Prompt(text=f"x{sample} = "), 10, 1.0, seed=sample)
        for task in tasks
        for sample in range(3)
    ]
    made = list(backend.generate(requests))  # type: ignore[attr-defined]
    assert {(c.task_id, c.sample) for c in made} == {(r.task.task_id, r.sample) for r in requests}
    assert all(c.prompt_tokens == 5 and 0 < c.completion_tokens <= 10 and c.seconds > 0 for c in made)


def test_a_stop_string_ends_an_answer_and_a_prompt_that_is_too_long_fails_alone(
    backend: object, tasks: list[EditTask]
) -> None:
    [free] = backend.generate([Request(tasks[0], 0, Prompt(text="a"), 30, 0.0, 0)])  # type: ignore[attr-defined]
    stop = free.text[6]
    long = Prompt(text="x" * 3000)
    short = Prompt(text="a", stop=(stop,))
    made = backend.generate([Request(tasks[0], 0, short, 30, 0.0, 0), Request(tasks[1], 0, long, 5, 0.0, 0)])  # type: ignore[attr-defined]
    by_task = {c.task_id: c for c in made}
    assert by_task[tasks[0].task_id].text == free.text[: free.text.index(stop)]
    assert by_task[tasks[1].task_id].error == "the prompt has 3000 tokens, the model takes 2048"


def test_the_first_greedy_token_is_the_one_of_transformers(
    backend: object, model: Path, tasks: list[EditTask]
) -> None:
    """Two engines, one model and one chat template: they agree where no rounding can turn the choice."""
    from evaluators.backends.transformers import Transformers

    chat = Prompt(messages=(Message("system", "be brief"), Message("user", "hello")))
    request = Request(tasks[0], 0, chat, 1, 0.0, 0)
    [ours] = backend.generate([request])  # type: ignore[attr-defined]
    [theirs] = Transformers(str(model)).generate([request])
    assert ours.prompt_tokens == theirs.prompt_tokens
    assert ours.text == theirs.text


def test_a_whole_run_from_the_command_line(model: Path, dataset: Path, tmp_path: Path) -> None:
    """In a process of its own, as a user would call it."""
    call = [sys.executable, "-m", "codeedit_bench", "evaluate", str(dataset), "--backend", "vllm"]
    call += [
        "--model",
        str(model),
        "--option",
        "max_model_len=2048",
        "--option",
        "eager=true",
        "--max-tokens",
        "8",
    ]
    call += ["--samples", "2", "--temperature", "1", "--format", "fim", "--max-prompt-tokens", "1800"]
    call += ["--out", str(tmp_path / "run"), "--workers", "1"]
    subprocess.run(call, check=True, timeout=START_SECONDS, env={**os.environ, "VLLM_CPU_KVCACHE_SPACE": "1"})
    run = open_run(tmp_path / "run")
    assert len(list(run.predictions())) == 24
    assert "vllm" in run.manifest.versions
    assert main(["verify", str(tmp_path / "run"), "--dataset", str(dataset), "--workers", "1"]) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_ended_takes_its_engine_and_workers_along(
    model: Path, dataset: Path, tmp_path: Path, number: signal.Signals
) -> None:
    """While it generates: an engine that is left behind goes on at full load."""
    out = tmp_path / "run"
    call = [sys.executable, "-m", "codeedit_bench", "evaluate", str(dataset), "--backend", "vllm"]
    call += [
        "--model",
        str(model),
        "--option",
        "max_model_len=2048",
        "--option",
        "eager=true",
        "--option",
        "chunk=1",
    ]
    call += ["--samples", "200", "--temperature", "1", "--format", "fim", "--max-prompt-tokens", "1000"]
    call += ["--max-tokens", "900", "--out", str(out), "--workers", "1", "--no-cache"]
    process = subprocess.Popen(call, env={**os.environ, "VLLM_CPU_KVCACHE_SPACE": "1"})
    try:
        deadline = time.monotonic() + START_SECONDS
        while not ((out / "predictions.jsonl").exists() and (out / "predictions.jsonl").stat().st_size):
            assert process.poll() is None, "the run ended before it answered"
            assert time.monotonic() < deadline, "no answer in time"
            time.sleep(0.2)
        started = descendants(process.pid)
        assert started, "vLLM's engine is a process of its own"
        process.send_signal(number)
        sent = time.monotonic()
        assert process.wait(ENDS_WITHIN) == 128 + number
        while left := [child for child in started if Path(f"/proc/{child}").exists()]:
            assert time.monotonic() - sent < ENDS_WITHIN, f"{len(left)} processes are left"
            time.sleep(0.1)
    finally:
        end_processes({process.pid, *descendants(process.pid)}, patience=1)
    assert (out / "predictions.jsonl").read_bytes().endswith(b"\n"), "what was answered is whole"


@pytest.fixture(scope="module")
def served(model: Path) -> Iterator[str]:
    """The address of a real vLLM server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    call = [sys.executable, "-m", "vllm.entrypoints.openai.api_server", "--model", str(model)]
    call += ["--served-model-name", "random", "--host", "127.0.0.1", "--port", str(port)]
    call += ["--max-model-len", "2048", "--enforce-eager", "--api-key", "a-key"]
    # vLLM 0.31 on a CPU dies of a seeded request whose prompt it cuts up: "CPU Generator does not use offset".
    call += ["--no-enable-chunked-prefill"]
    process = subprocess.Popen(call, env={**os.environ, "VLLM_CPU_KVCACHE_SPACE": "1"})
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}/health", process)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(30)


def _wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended before it was ready"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise AssertionError("the server was not ready in time")


@pytest.mark.parametrize("prompt_format", ["chat", "fim"])
def test_the_openai_back_end_runs_against_a_real_server(
    served: str, dataset: Path, tmp_path: Path, prompt_format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "a-key")
    call = ["evaluate", str(dataset), "--backend", "openai", "--model", "random", "--option", f"base_url={served}"]
    call += ["--out", str(tmp_path / "run"), "--format", prompt_format, "--max-tokens", "8", "--workers", "1"]
    assert main([*call, "--max-prompt-tokens", "600", "--samples", "2", "--temperature", "1", "--no-cache"]) == 0
    made = list(open_run(tmp_path / "run").predictions())
    assert len(made) == 24
    answered = [p for p in made if p.finish_reason != "error"]
    assert answered, made[0].error
    assert all(p.prompt_tokens > 0 and p.completion_tokens > 0 for p in answered)


def test_a_wrong_key_is_refused_in_one_sentence(
    served: str, dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "another-key")
    call = ["evaluate", str(dataset), "--backend", "openai", "--model", "random", "--option", f"base_url={served}"]
    assert main([*call, "--out", str(tmp_path / "run"), "--workers", "1"]) == 2
    error = capsys.readouterr().err
    assert "refused the key" in error
    assert "another-key" not in error
