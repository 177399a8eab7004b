"""`codeedit demo`: the loop end to end."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from codeedit_bench.cli import main
from codeedit_bench.demo.story import MARK, mean_reward

LANGUAGES = {"python", "javascript", "typescript", "java", "go", "c", "cpp", "csharp", "rust", "php"}


def run_demo(out: Path, *options: str) -> dict[str, Any]:
    """Run the demo in `out`; return the data set's hash and, by run, what the metrics came to."""
    assert main(["demo", "--out", str(out), *options]) == 0
    manifest = json.loads((out / "data/manifest.json").read_text())
    runs = {
        run.name: json.loads((run / "summary.json").read_text())["metrics"] for run in (out / "runs").iterdir()
    }
    return {"data": manifest["content_hash"], **runs}


def test_without_training_it_goes_from_repositories_to_a_site_and_again_to_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "demo"
    first = run_demo(out, "--without-training", "--commits", "60", "--workers", "1")
    shown = capsys.readouterr()
    assert "[6/6, " in shown.err
    printed = [line.strip() for line in shown.err.splitlines() if line.strip().startswith("codeedit mine ")]
    words = shlex.split(printed[0])
    assert words[words.index("--name") + 1] == "codeedit demo", "a printed command can be pasted"
    assert "all sound" in shown.out
    assert (out / "site/index.html").resolve().as_uri() in shown.out
    assert (out / "site/index.html").is_file()
    built = next(line for line in shown.out.splitlines() if line.endswith("  replay"))
    [score] = re.findall(r"([\d.]+%)  \[", built)
    results = shown.out.split("Held-out tasks of the demo")[1]
    row = next(line for line in results.splitlines() if line.split()[:1] == ["replay"])
    assert row.split()[1] == score, "the demo and the leaderboard show one number"
    languages = json.loads((out / "data/manifest.json").read_text())["languages"]
    assert set(languages) >= LANGUAGES
    assert first["copy"]["em_layout"]["value"] == 0
    assert first["replay"]["em_layout"]["value"] > 0.2
    assert "codeedit demo" in (out / MARK).read_text()
    assert run_demo(out, "--without-training", "--commits", "60", "--workers", "2") == first


def test_a_folder_that_it_did_not_make_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    assert main(["demo", "--out", str(tmp_path)]) == 2
    assert "was not made by `codeedit demo`. Name another folder with --out." in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_without_torch_it_says_what_to_install_before_it_does_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    assert main(["demo", "--out", str(tmp_path / "demo")]) == 2
    message = capsys.readouterr().err
    assert "needs torch, which is not installed." in message
    assert "pip install 'codeedit-bench[train]' -c constraints.txt" in message
    assert not (tmp_path / "demo").exists()


def test_numbers_that_cannot_be_are_refused_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in (["--commits", "1"], ["--workers", "0"]):
        assert main(["demo", "--out", str(tmp_path / "demo"), *wrong]) == 2
        assert "--commits of 2 or more and --workers of 1 or more" in capsys.readouterr().err
    assert not (tmp_path / "demo").exists()


@pytest.mark.slow
def test_the_tiny_model_learns_from_its_tasks_and_then_from_the_reward(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole demo. Training stops by the clock, so the numbers differ from machine to machine."""
    found = run_demo(tmp_path / "demo")
    table = capsys.readouterr().out
    assert all(f" {system} " in table for system in ("copy", "replay", "tiny", "tiny-sft", "tiny-gapo"))
    assert found["tiny-sft"]["em_layout"]["value"] > 0.1

    def paid(run: str) -> float:
        return mean_reward(tmp_path / "demo" / "runs" / run, tmp_path / "demo" / "data")

    assert paid("tiny-gapo-sampled") > paid("tiny-sft-sampled")
