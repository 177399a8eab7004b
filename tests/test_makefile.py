"""What `make` would install and run, read from its dry run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

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
