"""What `make` would install and run, read from its dry run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CPU_BUILD = "https://download.pytorch.org/whl/cpu"


def dry_run(*words: str, **environment: str) -> str:
    """What `make WORDS` would do in an empty environment whose pip has no index of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "MAKE", "MFLAGS"))}
    clean |= {"PIP_CONFIG_FILE": os.devnull, **environment}
    done = subprocess.run(
        ["make", "-n", "VENV=no-such-environment", *words],
        cwd=ROOT,
        env=clean,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_the_demo_installs_no_linter_and_no_browser() -> None:
    printed = dry_run("demo")
    assert "--editable '.[train]' -c constraints.txt" in printed
    assert "[dev]" not in printed
    assert printed.rstrip().endswith("no-such-environment/bin/codeedit demo")


def test_the_demo_without_training_installs_no_torch() -> None:
    printed = dry_run("demo", "TRAIN=0", f"TORCH_INDEX={CPU_BUILD}")
    assert "torch" not in printed
    assert "--editable . -c constraints.txt" in printed
    assert "codeedit demo --without-training" in printed


def test_torch_comes_in_the_version_of_the_constraints_from_the_index_that_is_named() -> None:
    pinned = next(
        line for line in (ROOT / "constraints.txt").read_text().splitlines() if line.startswith("torch==")
    )
    assert f"install --quiet '{pinned}' --index-url {CPU_BUILD}" in dry_run("demo", f"TORCH_INDEX={CPU_BUILD}")


def test_an_index_that_pip_is_configured_with_is_left_alone() -> None:
    assert "download.pytorch.org" not in dry_run("demo", PIP_INDEX_URL="https://index.example.org/simple")
    assert "download.pytorch.org" not in dry_run("demo", "TORCH_INDEX=")


def test_another_python_than_that_of_the_environment_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    for place, version in (("bin/python", "3.11.7"), ("other", "3.13.0")):
        (tmp_path / place).write_text(f"#!/bin/sh\necho Python {version}\n")
        (tmp_path / place).chmod(0o755)
    words = ["make", "demo", f"VENV={tmp_path}", f"PYTHON={tmp_path / 'other'}"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "was made by another Python. Run make clean" in done.stderr


def test_bench_runs_all_scripts_or_those_that_are_named() -> None:
    assert "for script in benchmarks/bench_*.py;" in dry_run("bench")
    named = dry_run("bench", "BENCH=gapo normalize")
    assert "for script in benchmarks/bench_gapo.py benchmarks/bench_normalize.py;" in named


def test_ci_runs_short_forms_that_exist() -> None:
    """Whoever renames a target or a script learns it here, before CI does."""
    lines = [line for line in (ROOT / ".ci/run").read_text().splitlines() if line.startswith("make ")]
    assert any(line.startswith("make bench BENCH=") for line in lines)
    assert any(line.startswith("make fuzz COUNT=") for line in lines)
    for line in lines:
        printed = dry_run(*shlex.split(line)[1:])
        for script in re.findall(r"benchmarks/bench_[a-z_]+\.py", printed):
            assert (ROOT / script).is_file()


def test_the_soak_takes_seconds_and_a_seed() -> None:
    assert "-m tests.soak --jobs 2 --seconds 90 --seed 7\n" in dry_run("soak", "SECONDS=90", "SEED=7")
    assert "-m tests.soak --jobs 1 --seconds" in dry_run("soak", "JOBS=1")
    assert "-m tests.soak --jobs 2 --seconds 600 --seed 0\n" in dry_run("soak")


def test_clean_removes_what_was_made_and_nothing_else(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    made = [".venv/bin", "demo/data", ".mypy_cache", ".ruff_cache", ".pytest_cache", "build/docs", "x.egg-info"]
    for name in (*made, "data", "runs", ".git"):
        (tmp_path / name).mkdir(parents=True)
    subprocess.run(["make", "clean", "PYTHON=python3"], cwd=tmp_path, capture_output=True, check=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".git", "Makefile", "data", "runs"]


WITH_OPTIONS = [
    path for path in sorted((ROOT / "benchmarks").glob("bench_*.py")) if "argparse" in path.read_text()
]


@pytest.mark.parametrize("script", WITH_OPTIONS, ids=lambda path: path.name)
def test_what_make_bench_runs_needs_no_argument(script: Path) -> None:
    said = subprocess.run([sys.executable, script, "--help"], capture_output=True, text=True, check=True, cwd=ROOT)
    usage = " ".join(said.stdout.partition("\n\n")[0].split())
    needed = re.sub(r"\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]", "", usage).split()
    assert needed == ["usage:", script.name], needed
