"""The openai back end against a server that misbehaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.tasks.records import EditTask
from evaluators.runs.run import open_run
from tests.evaluators.backends.server import ModelServer, model_server
from tests.evaluators.conftest import load_json

KEY = "sk-do-not-tell-anybody"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with model_server() as server:
        yield server


def evaluate(dataset: Path, out: Path, server: ModelServer, *more: str) -> int:
    options = [f"base_url={server.url}", "first_wait=0.001", "timeout=2", "concurrency=4"]
    given = [option for option in options if not any(f"={option.split('=')[0]}=" in one for one in more)]
    call = [
        "evaluate",
        str(dataset),
        "--backend",
        "openai",
        "--model",
        "tiny",
        "--out",
        str(out),
        "--workers",
        "1",
    ]
    return main([*call, "--no-cache", *(f"--option={option}" for option in given), *more])


def outcomes(run: Path) -> dict[str, int]:
    found: dict[str, int] = load_json(run / "summary.json")["outcomes"]
    return found


def test_every_trouble_that_passes_is_outlasted(dataset: Path, tmp_path: Path, server: ModelServer) -> None:
    server.troubles.extend([429, 500, "cut", "no json", 503, "slow", 502, 429])
    assert evaluate(dataset, tmp_path / "run", server) == 0
    assert outcomes(tmp_path / "run") == {"scored": 12}
    assert len(server.bodies) == 12 + 8


def test_no_more_requests_are_under_way_than_allowed(dataset: Path, tmp_path: Path, server: ModelServer) -> None:
    server.delay = 0.03
    assert evaluate(dataset, tmp_path / "run", server) == 0
    assert 1 < server.most_under_way <= 4


def test_a_request_that_the_server_rejects_is_one_failed_sample(
    dataset: Path, tmp_path: Path, server: ModelServer
) -> None:
    server.troubles.extend([400, "odd"])
    assert evaluate(dataset, tmp_path / "run", server) == 4
    assert outcomes(tmp_path / "run") == {"failed": 2, "scored": 10}
    errors = sorted(p.error for p in open_run(tmp_path / "run").predictions() if p.error)
    assert errors[0].startswith("HTTP 400: ")
    assert errors[1].startswith("an answer of an unknown shape")


@pytest.mark.parametrize("count", [float("inf"), float("nan"), -1, 10**400, "many", [1]])
def test_a_count_of_tokens_that_is_none_is_one_failed_sample(
    count: object, dataset: Path, tmp_path: Path, server: ModelServer
) -> None:
    """An infinite one was reported as a fault of ours."""
    answer = {
        "choices": [{"message": {"content": "x"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": count},
    }
    server.scripted.append((200, answer))
    assert evaluate(dataset, tmp_path / "run", server) == 4
    failed = [prediction.error for prediction in open_run(tmp_path / "run").predictions() if prediction.error]
    assert len(failed) == 1
    assert "an answer of an unknown shape" in failed[0]


def test_what_failed_is_asked_again_and_nothing_else(dataset: Path, tmp_path: Path, server: ModelServer) -> None:
    server.troubles.extend([400, 400])
    evaluate(dataset, tmp_path / "run", server)
    server.bodies.clear()
    assert evaluate(dataset, tmp_path / "run", server) == 0
    assert len(server.bodies) == 2
    assert outcomes(tmp_path / "run") == {"scored": 12}


def test_the_key_is_sent_and_written_nowhere(dataset: Path, tmp_path: Path, server: ModelServer) -> None:
    """The server even repeats it in its error messages."""
    server.troubles.extend([400, 400, 500])
    evaluate(dataset, tmp_path / "run", server)
    assert set(server.keys) == {f"Bearer {KEY}"}
    for file in (tmp_path / "run").iterdir():
        assert KEY.encode() not in file.read_bytes(), file.name
    assert any("***" in p.error for p in open_run(tmp_path / "run").predictions())


@pytest.mark.parametrize(("status", "message"), [(401, "refused the key"), (404, "knows no such model")])
def test_a_server_that_will_never_answer_ends_the_run_with_one_sentence(
    dataset: Path,
    tmp_path: Path,
    server: ModelServer,
    status: int,
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server.always = status
    assert evaluate(dataset, tmp_path / "run", server) == 2
    error = capsys.readouterr().err
    assert message in error
    assert KEY not in error


def test_a_server_that_is_not_there_ends_the_run(
    dataset: Path, tmp_path: Path, server: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.always = 500
    more = ("--option=retries=0", "--samples", "3", "--temperature", "1")
    assert evaluate(dataset, tmp_path / "run", server, *more) == 2
    assert "The server does not answer, 5 times in a row: HTTP 500" in capsys.readouterr().err


def test_the_spending_limit_holds_and_what_was_paid_for_is_kept(
    dataset: Path, tmp_path: Path, server: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """1,000 tokens in at 1.00 and 100 out at 10.00 a million are 0.002 a request."""
    prices = ("--option=price_in=1", "--option=price_out=10", "--max-tokens", "200")
    assert evaluate(dataset, tmp_path / "run", server, *prices, "--option=spend_limit=0.012") == 4
    assert "The spending limit of 0.012 is reached" in capsys.readouterr().err
    paid = len(server.bodies)
    assert 0 < paid * 0.002 <= 0.012
    assert len(list(open_run(tmp_path / "run").predictions())) == paid


def test_a_plain_prompt_goes_to_completions_with_its_stops(
    dataset: Path, tmp_path: Path, server: ModelServer
) -> None:
    assert evaluate(dataset, tmp_path / "run", server, "--format", "fim") == 0
    assert set(server.paths) == {"/v1/completions"}
    assert all(body["stop"][0] == "<|endoftext|>" and body["prompt"] for body in server.bodies)


def test_samples_differ_by_their_seed(
    dataset: Path, tmp_path: Path, server: ModelServer, tasks: list[EditTask]
) -> None:
    assert evaluate(dataset, tmp_path / "run", server, "--samples", "3", "--temperature", "0.8") == 0
    seeds = {body["seed"] for body in server.bodies}
    assert len(seeds) == 3 * len(tasks)
    assert all(body["temperature"] == 0.8 for body in server.bodies)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("base_url=https://user:secret@host/v1", "must hold no user, password or query"),
        ("base_url=host/v1", "is not an http or https address"),
        ("spend_limit=5", "needs the prices per million tokens"),
        ("concurrency=many", "concurrency must be a whole number from 1"),
        ("concurrency=0", "concurrency must be a whole number from 1"),
        ("api_key=sk-1", "Back end openai: 'api_key' is not a key."),
    ],
)
def test_a_mistake_in_the_options_is_told(
    dataset: Path,
    tmp_path: Path,
    server: ModelServer,
    option: str,
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert evaluate(dataset, tmp_path / "run", server, f"--option={option}") == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
