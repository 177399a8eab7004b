"""What people get wrong at the command line: one clear sentence, exit status 2, and nothing half-written."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.errors import install_command
from tests.git_repository import GitRepository
from tests.tasks import make_dataset, make_task

Refused = Callable[[Sequence[object], str], None]


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Refused:
    """Check that a command is refused with a message, in a sentence or two, and that `out` is not there."""

    def check(arguments: Sequence[object], message: str) -> None:
        assert main([str(argument) for argument in arguments]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert message in captured.err
        complaint = captured.err.strip().splitlines()[-1]
        assert complaint.startswith("codeedit: ")
        assert complaint.rstrip("'")[-1] in ".?)" or complaint.endswith("constraints.txt")
        assert not (tmp_path / "out").exists()
        assert not [path for path in tmp_path.iterdir() if path.name.endswith(".partial")]

    return check


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return make_dataset(tmp_path / "data", [make_task(), make_task(path="b.py")])


def test_a_path_that_is_no_repository(tmp_path: Path, refused: Refused) -> None:
    (tmp_path / "folder").mkdir()
    refused(["mine", tmp_path / "folder", "--out", tmp_path / "out"], "folder")
    refused(["mine", tmp_path / "missing", "--out", tmp_path / "out"], "missing")


def test_an_empty_repository(git_repo: GitRepository, tmp_path: Path, refused: Refused) -> None:
    refused(["mine", git_repo.path, "--out", tmp_path / "out"], "commit")


def test_an_unknown_language(git_repo: GitRepository, tmp_path: Path, refused: Refused) -> None:
    git_repo.commit({"a.py": "x = 1\n"})
    refused(
        ["mine", git_repo.path, "--out", tmp_path / "out", "--languages", "pythn"],
        "Did you mean 'python'? Known: ",
    )


@pytest.mark.parametrize(
    "url", ["ssh://-oProxyCommand=x/y", "git://example.org/a", "ext::sh -c id", "file:///etc"]
)
def test_a_url_that_is_not_https(url: str, tmp_path: Path, refused: Refused) -> None:
    refused(["mine", url, "--out", tmp_path / "out"], url.split(":", maxsplit=1)[0])


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate"],
        ["stats"],
        ["show"],
        ["evaluate", "--backend", "copy", "--out", "{out}"],
        ["train", "--recipe", "tiny_sft", "--model", "tiny", "--out", "{out}", "--data"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_data_set_of_another_schema_version_or_none_at_all(
    arguments: list[str], tmp_path: Path, data: Path, refused: Refused
) -> None:
    words = [word.replace("{out}", str(tmp_path / "out")) for word in arguments]
    manifest = json.loads((data / "manifest.json").read_text())
    (data / "manifest.json").write_text(json.dumps({**manifest, "schema_version": 99}))
    refused([*words, data], "has schema version 99; this version reads 2.")
    refused([*words, tmp_path / "nowhere"], "nowhere is not a data set: it has no manifest.json.")


def test_an_unknown_back_end_format_recipe_or_command(tmp_path: Path, data: Path, refused: Refused) -> None:
    out = tmp_path / "out"
    refused(["evaluate", data, "--backend", "coppy", "--out", out], "Did you mean 'copy'?")
    refused(
        ["evaluate", data, "--backend", "copy", "--format", "line", "--out", out], "in the format 'region' alone"
    )
    refused(
        ["train", "--recipe", "gappo", "--data", data, "--model", "tiny", "--out", out], "Did you mean 'gapo'?"
    )
    refused(["evalute", data], "Did you mean 'evaluate'?")
    refused(["leaderboard", "bild"], "leaderboard build")


def test_predictions_for_other_tasks_or_not_for_all(tmp_path: Path, data: Path, refused: Refused) -> None:
    answers = tmp_path / "answers.jsonl"
    arguments = [
        "evaluate",
        data,
        "--backend",
        "scripted",
        "--option",
        f"path={answers}",
        "--out",
        tmp_path / "out",
    ]
    line = {"task_id": make_task().task_id, "sample": 0, "completion": "x"}
    answers.write_text(json.dumps(line) + "\n")
    refused(
        arguments, f"answers.jsonl has no answer for task {make_task(path='b.py').task_id}, sample 0 (1 missing)"
    )
    answers.write_text(json.dumps({**line, "task_id": "0" * 20}) + "\n")
    refused(arguments, "answers.jsonl answers task '00000000000000000000', which is not in the data set")
    answers.write_text("not json\n")
    refused(arguments, "answers.jsonl, line 1 is not valid JSON")
    answers.write_text(json.dumps({**line, "sample": "first"}) + "\n")
    refused(arguments, "answers.jsonl, line 1 is not an answer. It needs task_id and completion")


@pytest.mark.parametrize(
    ("package", "arguments", "extra"),
    [
        (
            "torch",
            ["train", "--recipe", "tiny_sft", "--data", "{data}", "--model", "tiny", "--out", "{out}"],
            "train",
        ),
        (
            "trl",
            ["train", "--recipe", "tiny_sft", "--data", "{data}", "--model", "tiny", "--out", "{out}"],
            "train",
        ),
        ("torch", ["evaluate", "{data}", "--backend", "transformers", "--model", "m", "--out", "{out}"], "train"),
        ("torch", ["demo", "--out", "{out}"], "train"),
    ],
)
def test_an_extra_that_is_not_installed_names_the_command_that_installs_it(
    package: str,
    arguments: list[str],
    extra: str,
    tmp_path: Path,
    data: Path,
    refused: Refused,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    words = [word.replace("{out}", str(tmp_path / "out")).replace("{data}", str(data)) for word in arguments]
    refused(words, install_command(extra))


def test_a_run_of_another_data_set_is_no_run_of_this(
    tmp_path: Path, data: Path, refused: Refused, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    assert main(["evaluate", str(data), "--backend", "copy", "--out", str(run), "--workers", "1"]) == 0
    capsys.readouterr()
    other = make_dataset(tmp_path / "other", [make_task(path="c.py")])
    refused(["score", tmp_path / "nowhere", "--dataset", data], "nowhere is not a run")
    refused(
        ["leaderboard", "build", run, "--dataset", other, "--out", tmp_path / "out"], "was evaluated on data set"
    )


def test_a_process_that_is_refused_prints_no_traceback(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "codeedit_bench",
        "mine",
        str(tmp_path / "nothing"),
        "--out",
        str(tmp_path / "out"),
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
