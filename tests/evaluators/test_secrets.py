"""A key stays in memory: read, hidden and found."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from codeedit_bench.cli import main
from codeedit_bench.errors import UsageError
from codeedit_bench.tasks.records import EditTask
from evaluators.secrets import Redactor, header_value, key_from, secret_in
from tests.evaluators.backends.server import model_server

KEY = "sk-test/+=%_ZYXWvuts9876543210"


@pytest.mark.parametrize(
    "shown",
    [
        f"Bearer {KEY}",
        repr(f"Bearer {KEY}\n".encode()),
        json.dumps({"key": KEY}),
        f"https://host/v1?key={quote(KEY, safe='')}",
        base64.b64encode(f"user:{KEY}".encode()).decode(),
        base64.urlsafe_b64encode(KEY.encode()).decode(),
        KEY.encode().hex(),
        "".join(f"\\u{ord(sign):04x}" for sign in KEY),
        "x" * 90 + KEY[:14],
        KEY[-14:] + "...",
    ],
)
def test_no_long_piece_of_a_key_survives_in_any_encoding(shown: str) -> None:
    hidden = Redactor([KEY])(shown)
    assert "***" in hidden
    assert len(hidden) < len(shown)
    pieces = {KEY[start : start + 9] for start in range(len(KEY) - 8)}
    assert not any(piece in hidden for piece in pieces)


def test_what_is_not_a_key_stays_as_it_is() -> None:
    assert Redactor([KEY, ""])("HTTP 500: the model is busy") == "HTTP 500: the model is busy"


def test_blanks_around_a_key_are_taken_off() -> None:
    assert key_from("K", {"K": f" {KEY}\r\n"}) == KEY


@pytest.mark.parametrize(
    ("variable", "environment", "message"),
    [
        (KEY, {}, "takes the name of an environment variable"),
        ("AKIAABCDEFGHIJKLMNOP", {}, "takes the name of an environment variable"),
        ("MY_KEY", {}, "not set or is empty"),
        ("MY_KEY", {"MY_KEY": "  "}, "not set or is empty"),
        ("MY_KEY", {"MY_KEY": "one\ntwo"}, "that no header can carry"),
        ("MY_KEY", {"MY_KEY": "schlüssel"}, "that no header can carry"),
        ("MY_KEY", {"MY_KEY": f"Bearer {KEY}"}, "without `Bearer`"),
    ],
)
def test_a_key_that_cannot_be_used_is_refused_and_not_repeated(
    variable: str, environment: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError) as error:
        key_from(variable, environment, required=True)
    assert message in str(error.value)
    assert KEY not in str(error.value)


def test_a_header_takes_its_value_from_a_variable() -> None:
    assert header_value("$K", "api-key", {"K": KEY}) == KEY
    with pytest.raises(UsageError, match="not set"):
        header_value("$NOT_THERE", "api-key", {})


def test_secrets_are_found_by_the_environment_s_values_and_by_their_shape() -> None:
    environment = {"SERVICE_TOKEN": "plain-words-that-are-secret", "MODE": "plain-words-that-are-not"}
    assert secret_in("x plain-words-that-are-secret y", environment) == "the value of $SERVICE_TOKEN"
    assert secret_in("x plain-words-that-are-not y", environment) == ""
    assert secret_in("hf_" + "a1" * 15, environment) == "what looks like a key"


@pytest.mark.parametrize("option", ["--note=see sk-abcdefghijklmnopqrst", "--system=sk-abcdefghijklmnopqrst"])
def test_a_key_in_a_note_or_a_name_is_refused_before_anything_is_written(
    dataset: Path, tmp_path: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(dataset), "--backend", "copy", "--out", str(tmp_path / "run"), option]) == 2
    assert "what looks like a key" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_headers_and_a_query_are_sent_and_only_the_variable_is_stated(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZURE", KEY)
    with model_server() as server:
        options = (f"base_url={server.url}", "header.api-key=$AZURE", "header.X-Plain=abc", "query.api-version=7")
        call = ["evaluate", str(dataset), "--backend", "openai", "--model", "m", "--limit", "1"]
        more = [f"--option={option}" for option in (*options, 'extra_body.thinking={"type": "off"}')]
        assert main([*call, *more, "--out", str(tmp_path / "run"), "--workers", "1"]) == 0
        assert server.headers[0]["api-key"] == KEY
        assert server.headers[0]["X-Plain"] == "abc"
        assert server.paths[0] == "/v1/chat/completions?api-version=7"
        assert server.bodies[0]["thinking"] == {"type": "off"}
    stated = json.loads((tmp_path / "run" / "manifest.json").read_text())["backend_options"]
    assert stated["header.api-key"] == "$AZURE"
    assert stated["header.X-Plain"] == "***"
    assert stated["query.api-version"] == "7"


def test_submit_refuses_an_answer_that_holds_a_value_of_the_environment(
    answer_with: Callable[..., Path],
    tasks: list[EditTask],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    secret = "correct-horse-battery-staple"
    run = answer_with("leaky", {task.task_id: f"password = '{secret}'\n" for task in tasks})
    monkeypatch.setenv("DATABASE_PASSWORD", secret)
    assert main(["submit", str(run), "--out", str(tmp_path / "run.zip")]) == 2
    assert "holds the value of $DATABASE_PASSWORD" in capsys.readouterr().err
    assert not (tmp_path / "run.zip").exists()
