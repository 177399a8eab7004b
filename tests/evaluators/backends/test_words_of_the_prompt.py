"""What a server says is kept apart from what we sent: keys, headers, and prompts that a server repeats."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codeedit_bench.cli import main
from evaluators.backends.addresses import is_private
from evaluators.runs.run import open_run
from tests.evaluators.backends.server import ModelServer, model_server
from tests.evaluators.conftest import load_json
from tests.tasks import make_dataset, make_task

KEY = "sk-QWERTYuiop1234567890asdfghjkl"


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as server:
        yield server


def evaluate(dataset: Path, out: Path, server: ModelServer, *more: str, backend: str = "openai") -> int:
    options = (f"base_url={server.url}", "first_wait=0.001", "retries=0", "concurrency=1")
    call = ["evaluate", str(dataset), "--backend", backend, "--model", "m", "--out", str(out), "--workers", "1"]
    return main([*call, *(f"--option={option}" for option in options), *more])


def outcomes(run: Path) -> dict[str, int]:
    found: dict[str, int] = load_json(run / "summary.json")["outcomes"]
    return found


def says(text: str) -> tuple[int, dict[str, Any]]:
    return 200, {"choices": [{"message": {"content": text}, "finish_reason": "stop"}]}


def only_answer(run: Path) -> str:
    return next(iter(open_run(run).predictions())).completion


@pytest.mark.parametrize(
    ("key", "headers", "code"),
    [
        ("none", (), "display = 'none'\n"),
        ("token-abc123", (), "token = 'token-abc'\n"),
        ("internal-gateway-of-our-company", (), "gateway = internal.gateway\n"),
        (
            "none",
            ("HTTP-Referer=https://example.org/tool", "X-Title=application"),
            "url = 'https://application'\n",
        ),
    ],
)
def test_an_answer_keeps_words_that_stand_in_a_key_or_a_header_too(
    dataset: Path,
    tmp_path: Path,
    server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
    key: str,
    headers: tuple[str, ...],
    code: str,
) -> None:
    """`none` is the key that our own pages tell people to give to a server that wants none."""
    monkeypatch.setenv("OPENAI_API_KEY", key)
    server.scripted.append(says(f"```\n{code}```\n"))
    more = [f"--option=header.{header}" for header in headers]
    assert evaluate(dataset, tmp_path / "run", server, "--limit", "1", *more) == 0
    assert only_answer(tmp_path / "run") == f"```\n{code}```\n"


@pytest.mark.parametrize("variable", ["OPENAI_API_KEY", "PORTAL"])
def test_a_key_that_comes_back_in_an_answer_is_taken_out(
    dataset: Path, tmp_path: Path, server: ModelServer, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.setenv(variable, KEY)
    server.scripted.append(says(f"```\nheaders = 'Bearer {KEY}'\nhalf = '{KEY[:14]}'\n```\n"))
    more = ["--option=header.X-Portal=$PORTAL"] if variable == "PORTAL" else []
    assert evaluate(dataset, tmp_path / "run", server, "--limit", "1", *more) == 0
    assert only_answer(tmp_path / "run") == "```\nheaders = 'Bearer ***'\nhalf = '***'\n```\n"


@pytest.mark.parametrize("word", ["moderation", "billing", "content_filter"])
def test_a_prompt_that_a_server_repeats_tells_nothing_about_the_server(
    tmp_path: Path, server: ModelServer, word: str
) -> None:
    """Servers of a common framework repeat the body that they reject. A prompt is code, about anything."""
    task = make_task()
    first = dataclasses.replace(task, file_text=task.file_text.replace("total", word))
    dataset = make_dataset(tmp_path / "data", [make_task(file_text=first.file_text)])
    for status in (400, 422):
        server.scripted.append((status, {"detail": [{"msg": "Field required", "input": f"self.{word} = 1"}]}))
        run = tmp_path / f"run{status}"
        assert evaluate(dataset, run, server) == 4
        assert outcomes(run) == {"failed": 1}


def test_a_filter_s_own_words_still_tell(dataset: Path, tmp_path: Path, server: ModelServer) -> None:
    server.scripted.append((400, {"error": {"message": "The input was flagged by our moderation"}}))
    assert evaluate(dataset, tmp_path / "run", server, "--limit", "1") == 0
    assert outcomes(tmp_path / "run") == {"refused": 1}


@pytest.mark.parametrize(
    ("backend", "answer"),
    [
        ("openai", {"choices": [{"message": {"content": ""}, "finish_reason": None}]}),
        ("openai", {"choices": [{"message": {"content": None}}]}),
        ("anthropic", {"content": [], "stop_reason": None}),
        ("google", {"candidates": [{"content": {"parts": []}, "finishReason": "OTHER"}]}),
        ("google", {"candidates": [{"finishReason": "MALFORMED_FUNCTION_CALL"}]}),
    ],
)
def test_nothing_that_ended_for_no_reason_is_no_answer(
    dataset: Path,
    tmp_path: Path,
    server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
    backend: str,
    answer: dict[str, Any],
) -> None:
    """An empty text would be scored as a deletion by a dialect without fences."""
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY"):
        monkeypatch.setenv(name, KEY)
    server.scripted.append((200, answer))
    assert evaluate(dataset, tmp_path / "run", server, "--limit", "1", backend=backend) == 4
    assert outcomes(tmp_path / "run") == {"failed": 1}


@pytest.mark.parametrize("group", ["query.route", "header.some-beta"])
def test_a_query_or_a_plain_header_is_part_of_what_the_cache_knows(
    dataset: Path, tmp_path: Path, server: ModelServer, group: str
) -> None:
    """Behind one address and one name a router's query or a beta's header may choose another model."""
    server.digest = "sha256:one"
    asked = []
    for number, value in enumerate(("route-one", "route-two", "route-one")):
        server.bodies.clear()
        more = (f"--option={group}={value}", "--cache", str(tmp_path / "cache"), "--limit", "2")
        assert evaluate(dataset, tmp_path / f"run{number}", server, *more) == 0
        asked.append(len(server.bodies))
    assert asked == [2, 2, 0]
    stated = json.dumps(load_json(tmp_path / "run0" / "manifest.json"))
    assert ("route-one" in stated) is group.startswith("query"), "a header's value is stated nowhere"


def test_a_key_that_changes_does_not_empty_the_cache(
    dataset: Path, tmp_path: Path, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.digest = "sha256:one"
    for number, key in enumerate((KEY, KEY[::-1])):
        monkeypatch.setenv("PORTAL", key)
        server.bodies.clear()
        more = ("--option=header.X-Portal=$PORTAL", "--cache", str(tmp_path / "cache"), "--limit", "2")
        assert evaluate(dataset, tmp_path / f"run{number}", server, *more) == 0
    assert server.bodies == []


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "localhost.localdomain.localhost"])
def test_an_address_of_this_machine_in_another_spelling_is_private(host: str) -> None:
    assert is_private(f"http://{host}:8000/v1")


def test_a_name_that_stands_for_a_private_address_is_private(monkeypatch: pytest.MonkeyPatch) -> None:
    """`llm.company.example` is answered by the company's own name server, and is no hosted model."""
    from evaluators.backends import addresses

    known = {"llm.company.example": "10.0.0.7", "api.hosted.example": "8.8.8.8"}
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda host, *_, **__: [(2, 1, 6, "", (known[host], 0))])
    assert is_private("https://llm.company.example/v1")
    assert not is_private("https://api.hosted.example/v1")
