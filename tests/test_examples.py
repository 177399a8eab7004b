"""The examples run as their headers say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from tests.tasks import make_dataset, make_task
from tests.test_docs import check_command_line, command_lines

ROOT = Path(__file__).resolve().parent.parent


def run_example(name: str, *arguments: Path, home: Path) -> str:
    result = subprocess.run(
        [sys.executable, ROOT / "examples" / name, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "HF_HOME": str(home)},
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_answers_of_ones_own_are_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = make_dataset(tmp_path / "data", [make_task(), make_task(path="b.py", reference="nothing like it\n")])
    answers, run = tmp_path / "answers.jsonl", tmp_path / "run"
    assert "2 answers in" in run_example("answer_with_anything.py", data, answers, home=tmp_path)
    arguments = ["--backend", "scripted", "--option", f"path={answers}", "--system", "mine", "--out", str(run)]
    assert main(["evaluate", str(data), *arguments, "--workers", "1"]) == 0
    assert json.loads((run / "summary.json").read_text())["metrics"]["em_layout"]["value"] == 0.5


def test_a_data_set_is_read_without_this_projects_code(tmp_path: Path) -> None:
    data = make_dataset(tmp_path / "data", [make_task(), make_task(path="b.py", split="train")])
    shown = run_example("load_with_datasets.py", data, home=tmp_path)
    assert "train {'python': 1}" in shown
    assert "+        self.total = total" in shown
    assert "codeedit_bench" not in (ROOT / "examples/load_with_datasets.py").read_text()


@pytest.mark.parametrize("example", sorted((ROOT / "examples").glob("*.py")), ids=lambda path: path.name)
def test_the_commands_in_a_header_exist(example: Path) -> None:
    header = example.read_text().split('"""')[1]
    for line in command_lines(f"```\n{header}\n```"):
        check_command_line(line)


NOTEBOOK = ROOT / "examples" / "first_look.ipynb"


def test_the_notebook_runs_from_its_first_cell_to_its_last(tmp_path: Path) -> None:
    cells = [cell for cell in json.loads(NOTEBOOK.read_text())["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells), "it is kept clean"
    program = tmp_path / "cells.py"
    program.write_text("\n".join("".join(cell["source"]) for cell in cells))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    words = [sys.executable, program]
    ended = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment)
    assert ended.returncode == 0, ended.stderr
    assert "copy       0.0% exact" in ended.stdout
    assert "replay    0.0% exact" not in ended.stdout
    assert (tmp_path / "site" / "index.html").is_file()
