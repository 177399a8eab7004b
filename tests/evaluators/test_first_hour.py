"""What a newcomer types first: a model and a data set, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.errors import BackendError
from evaluators.backends import local_model
from evaluators.backends.local_model import default_format_of, model_place
from evaluators.runs.run import open_run

GGUF = Path(os.environ.get("CODEEDIT_TEST_GGUF", ""))


def test_the_shipped_model_answers_by_its_name_alone(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CODEEDIT_CACHE", str(tmp_path / "cache"))
    assert main(["evaluate", str(dataset), "--model", "tiny", "--limit", "3", "--workers", "1"]) == 0
    assert str(Path("runs") / "tiny") in capsys.readouterr().out
    manifest = open_run(tmp_path / "runs" / "tiny").manifest
    assert (manifest.system, manifest.backend, manifest.prompt_format) == ("tiny", "transformers", "line")
    assert manifest.backend_options["model"] == "tiny", "no path of this installation"
    assert manifest.identity["model"].startswith("sha256:")


@pytest.mark.parametrize(
    ("model", "folder"), [("tiny/", "tiny"), ("a b/../x:y.gguf", "a-b-..-x-y.gguf"), ("..", "copy"), ("", "copy")]
)
def test_a_run_without_a_place_goes_to_one_named_after_the_model(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str, folder: str
) -> None:
    monkeypatch.chdir(tmp_path)
    call = ["evaluate", str(dataset), "--backend", "copy", "--workers", "1", "--limit", "1"]
    assert main([*call, "--system", model]) == 0
    assert open_run(tmp_path / "runs" / folder).manifest.backend == "copy"


def test_neither_a_model_nor_a_back_end_is_one_sentence(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["evaluate", str(dataset)]) == 2
    assert "Give a --model, or a --backend that needs none" in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()


def test_an_installation_without_the_shipped_model_says_how_to_make_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_model, "find_spec", lambda name: None)
    with pytest.raises(BackendError, match="make tiny-model"):
        model_place("tiny")
    assert model_place("tiny-llama") == "tiny-llama"


def test_the_shipped_model_s_format_goes_by_its_name() -> None:
    assert [default_format_of(name) for name in ("tiny", "tiny-llama-instruct")] == ["line", "chat"]


@pytest.mark.slow
@pytest.mark.skipif(not GGUF.is_file(), reason="needs a small GGUF model; name one by CODEEDIT_TEST_GGUF")
def test_a_gguf_file_is_evaluated_on_a_mined_set_by_two_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CODEEDIT_CACHE", str(tmp_path / "cache"))
    assert main(["demo-repositories", "--out", "repositories", "--language", "python", "--commits", "40"]) == 0
    repositories = [str(path) for path in sorted(Path("repositories").iterdir())]
    assert main(["mine", *repositories, "--out", "data"]) == 0
    limits = ["--limit", "1", "--max-tokens", "64", "--max-prompt-tokens", "600", "--split", "all"]
    assert main(["evaluate", "data", "--model", str(GGUF), *limits]) == 0
    (answer,) = open_run(tmp_path / "runs" / GGUF.name).predictions()
    assert answer.completion_tokens > 0
    assert not answer.error
