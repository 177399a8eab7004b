"""Anthropic's and Google's protocols, against a local server that records what it was asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codeedit_bench.cli import main
from evaluators.runs.run import open_run
from tests.evaluators.backends.server import ModelServer, model_server
from tests.evaluators.conftest import load_json

KEY = "abcdefghij-0123456789-KLMNOP"
BLOCK = "```\nx = 1\n```\n"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    for name in ("ANTHROPIC_API_KEY", "GEMINI_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.setenv(name, f"{KEY}\n")
    with model_server() as server:
        yield server


def evaluate(name: str, dataset: Path, out: Path, server: ModelServer, *more: str) -> int:
    options = [f"base_url={server.url}", "first_wait=0.001", "retries=1", "concurrency=1"]
    call = ["evaluate", str(dataset), "--backend", name, "--model", "m-1", "--out", str(out), "--workers", "1"]
    return main([*call, "--no-cache", *(f"--option={option}" for option in options), *more])


def claude(text: str = BLOCK, reason: str = "end_turn", **more: Any) -> dict[str, Any]:
    content = [{"type": "thinking", "thinking": "```\nwrong\n```"}, {"type": "text", "text": text}]
    usage = {"input_tokens": 20, "cache_read_input_tokens": 80, "output_tokens": 7}
    return {"type": "message", "content": content, "stop_reason": reason, "usage": usage, **more}


def gemini(text: str = BLOCK, reason: str = "STOP", **more: Any) -> dict[str, Any]:
    parts = [{"text": "```\nwrong\n```", "thought": True}, {"text": text}]
    usage = {"promptTokenCount": 100, "candidatesTokenCount": 3, "thoughtsTokenCount": 4}
    candidate = {"content": {"role": "model", "parts": parts}, "finishReason": reason}
    return {"candidates": [candidate], "usageMetadata": usage, **more}


ANSWERS = {"anthropic": claude, "google": gemini}
PROTOCOLS = list(ANSWERS)


def outcomes(run: Path) -> dict[str, int]:
    found: dict[str, int] = load_json(run / "summary.json")["outcomes"]
    return found


@pytest.mark.parametrize("name", PROTOCOLS)
def test_an_answer_is_its_text_without_the_thinking(
    name: str, dataset: Path, tmp_path: Path, server: ModelServer
) -> None:
    server.scripted.extend([(200, ANSWERS[name]())] * 12)
    assert evaluate(name, dataset, tmp_path / "run", server) == 0
    predictions = list(open_run(tmp_path / "run").predictions())
    assert {(p.completion, p.text, p.finish_reason) for p in predictions} == {(BLOCK, "x = 1\n", "stop")}
    assert {(p.prompt_tokens, p.completion_tokens) for p in predictions} == {(100, 7)}


def test_anthropic_is_asked_in_its_own_protocol(dataset: Path, tmp_path: Path, server: ModelServer) -> None:
    server.scripted.extend([(200, claude())] * 12)
    more = ['--option=extra_body.output_config={"effort": "low"}', "--option=header.anthropic-beta=some-feature"]
    assert evaluate("anthropic", dataset, tmp_path / "run", server, "--format", "chat-marked", *more) == 0
    body, headers = server.bodies[0], {name.lower(): value for name, value in server.headers[0].items()}
    assert server.paths[0] == "/v1/messages"
    assert (headers["x-api-key"], headers["anthropic-version"]) == (KEY, "2023-06-01")
    assert headers["anthropic-beta"] == "some-feature"
    assert "authorization" not in headers
    assert set(body) == {
        "model",
        "max_tokens",
        "messages",
        "system",
        "temperature",
        "stop_sequences",
        "output_config",
    }
    assert [message["role"] for message in body["messages"]] == ["user"]
    assert body["system"].startswith("You predict the next edit")
    assert body["stop_sequences"] == ["<<<REGION END>>>"]
    assert body["output_config"] == {"effort": "low"}


def test_google_is_asked_in_its_own_protocol(dataset: Path, tmp_path: Path, server: ModelServer) -> None:
    server.scripted.extend([(200, gemini())] * 12)
    more = ["--option=thinking_level=low", "--format", "chat-marked", "--max-tokens", "77"]
    assert evaluate("google", dataset, tmp_path / "run", server, *more) == 0
    body, headers = server.bodies[0], {name.lower(): value for name, value in server.headers[0].items()}
    assert server.paths[0] == "/v1/models/m-1:generateContent"
    assert headers["x-goog-api-key"] == KEY
    assert KEY not in server.paths[0]
    settings = body["generationConfig"]
    assert (settings["maxOutputTokens"], settings["temperature"]) == (77, 0)
    assert settings["stopSequences"] == ["<<<REGION END>>>"]
    assert settings["thinkingConfig"] == {"thinkingLevel": "low"}
    assert body["systemInstruction"]["parts"][0]["text"].startswith("You predict the next edit")
    assert [content["role"] for content in body["contents"]] == ["user"]


@pytest.mark.parametrize("name", PROTOCOLS)
def test_a_temperature_that_a_model_refuses_is_not_sent(
    name: str, dataset: Path, tmp_path: Path, server: ModelServer
) -> None:
    server.scripted.extend([(200, ANSWERS[name]())] * 12)
    assert evaluate(name, dataset, tmp_path / "run", server, "--option=send_temperature=false") == 0
    assert "temperature" not in json.dumps(server.bodies[0])


@pytest.mark.parametrize(
    ("name", "answer", "outcome"),
    [
        ("anthropic", claude("", "refusal"), "refused"),
        ("anthropic", claude("```\nx", "max_tokens"), "truncated"),
        ("anthropic", claude("```\nx", "model_context_window_exceeded"), "truncated"),
        ("anthropic", claude(BLOCK, "stop_sequence"), "scored"),
        ("google", gemini("", "SAFETY"), "refused"),
        ("google", gemini("", "RECITATION"), "refused"),
        ("google", gemini("```\nx", "MAX_TOKENS"), "truncated"),
        ("google", {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": {}}, "refused"),
        ("google", {"candidates": [{"finishReason": "SAFETY"}]}, "refused"),
    ],
)
def test_how_an_answer_ended_is_its_outcome(
    name: str, answer: dict[str, Any], outcome: str, dataset: Path, tmp_path: Path, server: ModelServer
) -> None:
    server.scripted.extend([(200, answer)] + [(200, ANSWERS[name]())] * 11)
    assert evaluate(name, dataset, tmp_path / "run", server) == 0
    found = outcomes(tmp_path / "run")
    assert found == ({"scored": 12} if outcome == "scored" else {outcome: 1, "scored": 11})


@pytest.mark.parametrize(
    ("name", "status", "error"),
    [
        ("anthropic", 529, {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}),
        ("anthropic", 200, {"type": "error", "error": {"type": "api_error", "message": "Internal"}}),
        ("google", 503, {"error": {"code": 503, "status": "UNAVAILABLE", "message": "overloaded"}}),
        (
            "google",
            429,
            {
                "error": {
                    "message": "You exceeded your current quota, please check your plan and billing details.",
                    "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "0.01s"}],
                }
            },
        ),
    ],
)
def test_a_trouble_that_passes_is_outlasted(
    name: str, status: int, error: Any, dataset: Path, tmp_path: Path, server: ModelServer
) -> None:
    server.scripted.extend([(status, error)] + [(200, ANSWERS[name]())] * 12)
    assert evaluate(name, dataset, tmp_path / "run", server) == 0
    assert outcomes(tmp_path / "run") == {"scored": 12}


@pytest.mark.parametrize(
    ("name", "status", "error", "said"),
    [
        ("anthropic", 401, {"error": {"type": "authentication_error", "message": "invalid x-api-key"}}, "the key"),
        ("anthropic", 400, {"error": {"message": "Your credit balance is too low"}}, "credits or the quota"),
        ("anthropic", 404, {"error": {"type": "not_found_error", "message": "model: m-1"}}, "no such model"),
        ("google", 400, {"error": {"message": "API key not valid. Please pass a valid API key."}}, "the key"),
        ("google", 404, {"error": {"message": "models/m-1 is not found"}}, "no such model"),
    ],
)
def test_a_hopeless_trouble_ends_the_run_at_once_and_tells_no_key(
    name: str,
    status: int,
    error: Any,
    said: str,
    dataset: Path,
    tmp_path: Path,
    server: ModelServer,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server.scripted.extend([(status, {**error, "echo": KEY})] * 20)
    assert evaluate(name, dataset, tmp_path / "run", server) == 2
    told = capsys.readouterr().err
    assert len(server.bodies) == 1
    assert said in told
    assert KEY not in told
    assert "***" in told


@pytest.mark.parametrize("name", PROTOCOLS)
def test_an_answer_of_another_shape_fails_its_sample(
    name: str, dataset: Path, tmp_path: Path, server: ModelServer
) -> None:
    odd = [{"content": "text"}, {"content": [{"type": "text"}]}, {"candidates": [3]}, {"nothing": 1}]
    server.scripted.extend([(200, answer) for answer in odd] + [(200, ANSWERS[name]())] * 8)
    assert evaluate(name, dataset, tmp_path / "run", server) == 4
    assert outcomes(tmp_path / "run") == {"failed": 4, "scored": 8}


@pytest.mark.parametrize("name", PROTOCOLS)
def test_a_plain_prompt_is_refused_in_one_sentence(
    name: str, dataset: Path, tmp_path: Path, server: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate(name, dataset, tmp_path / "run", server, "--format", "zeta") == 2
    assert "knows chats alone" in capsys.readouterr().err
    assert not server.bodies


@pytest.mark.parametrize("name", PROTOCOLS)
def test_a_key_that_is_not_there_is_asked_for_before_anything_is_written(
    name: str, dataset: Path, tmp_path: Path, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("ANTHROPIC_API_KEY", "GEMINI_API_KEY"):
        monkeypatch.delenv(variable)
    assert evaluate(name, dataset, tmp_path / "run", server) == 2
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("name", [*PROTOCOLS, "openai"])
def test_a_redirection_to_another_server_takes_no_key_along(
    name: str, dataset: Path, tmp_path: Path, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY", "gateway-secret-0123456789")
    with model_server() as other:
        server.redirects, server.redirects_to = 1, other.url.removesuffix("/v1")
        answer = {"choices": [{"message": {"content": BLOCK}, "finish_reason": "stop"}]}
        answers = [(200, ANSWERS[name]() if name in ANSWERS else answer)] * 12
        other.scripted.extend(answers)
        server.scripted.extend(answers)
        assert evaluate(name, dataset, tmp_path / "run", server, "--option=header.x-gateway=$GATEWAY") == 0
        assert len(other.bodies) == 1, "it was followed, with its body"
        assert KEY not in str(other.headers)
        assert "gateway-secret" not in str(other.headers)
        assert KEY in str(server.headers)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_no_file_of_a_run_holds_the_key(name: str, dataset: Path, tmp_path: Path, server: ModelServer) -> None:
    server.scripted.extend([(200, ANSWERS[name](f"```\n{KEY}\n```\n"))] * 12)
    assert evaluate(name, dataset, tmp_path / "run", server) == 0
    for file in (tmp_path / "run").iterdir():
        assert KEY.encode() not in file.read_bytes()
