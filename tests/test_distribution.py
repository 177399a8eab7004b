"""The two files that a release is made of: the source distribution and the wheel."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib import resources
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_BUILD = "from setuptools import build_meta as build; build.build_sdist('dist'); build.build_wheel('dist')"
FROM_THE_ARCHIVE = (
    "tests/test_dependencies.py",
    "tests/test_moved_names.py",
    "tests/test_docs.py",
    "-k",
    "not command",
)
"""Tests that read what lies around the packages, and are quick."""


def tracked() -> list[str]:
    """The files of the checkout; without git, or outside a checkout, this cannot be told."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of both, built from the tracked files alone."""
    tree = tmp_path_factory.mktemp("release") / "tree"
    for name in tracked():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tree / name)
    (tree / "dist").mkdir()
    subprocess.run([sys.executable, "-c", _BUILD], cwd=tree, capture_output=True, check=True)
    return tree / "dist"


@pytest.fixture(scope="module")
def installed(archives: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel installs."""
    place = tmp_path_factory.mktemp("installed")
    [wheel] = archives.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(place)
    return place


def codeedit(place: Path, folder: Path, *words: str) -> str:
    """Run the installed `codeedit` in `folder`; return what it prints."""
    environment = {**os.environ, "PYTHONPATH": str(place), "CODEEDIT_CACHE": str(folder / "cache")}
    done = subprocess.run(
        [sys.executable, "-m", "codeedit_bench", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_source_distribution_holds_every_file_of_the_checkout(archives: Path) -> None:
    [archive] = archives.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    lacking = [name for name in tracked() if name not in names]
    assert not lacking, "MANIFEST.in must name these"


def test_tests_pass_from_the_source_distribution(archives: Path, tmp_path: Path) -> None:
    [archive] = archives.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path, filter="data")
    [tree] = tmp_path.iterdir()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *FROM_THE_ARCHIVE],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout


def test_the_wheel_holds_no_test_and_no_benchmark(archives: Path) -> None:
    [wheel] = archives.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        tops = {name.partition("/")[0] for name in packed.namelist()}
    ours = {"codeedit_bench", "miners", "evaluators", "gapo", "leaderboard"}
    assert {top for top in tops if not top.endswith(".dist-info")} == ours


def test_the_wheel_works_outside_a_checkout(installed: Path, tmp_path: Path) -> None:
    where = "import codeedit_bench, gapo; print(codeedit_bench.__file__, gapo.__file__)"
    found = subprocess.run(
        [sys.executable, "-c", where],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(place.startswith(str(installed)) for place in found.stdout.split())
    codeedit(installed, tmp_path, "demo-repositories", "--out", "made", "--commits", "120", "--language", "python")
    codeedit(installed, tmp_path, "mine", "made/python", "--out", "data", "--set", "mechanical_share=0.8")
    assert "all sound" in codeedit(installed, tmp_path, "validate", "--dataset", "data")
    for backend in ("copy", "replay"):
        shown = codeedit(
            installed,
            tmp_path,
            *("evaluate", "--dataset", "data", "--backend", backend),
            "--out",
            f"runs/{backend}",
        )
        assert "exact match" in shown
    built = ("leaderboard", "build", "runs/copy", "runs/replay", "--dataset", "data", "--out", "site")
    codeedit(installed, tmp_path, *built)
    assert (tmp_path / "site/index.html").is_file()
    assert (tmp_path / "site/assets/core.js").is_file()
    assert "deepspeed_zero2, deepspeed_zero3, fsdp" in " ".join(
        codeedit(installed, tmp_path, "train", "--help").split()
    )


def test_the_wheel_brings_the_tiny_model_and_all_recipes(installed: Path) -> None:
    recipes = {path.name for path in (ROOT / "gapo/recipes").glob("*.toml")}
    assert recipes == {path.name for path in (installed / "gapo/recipes").glob("*.toml")}
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        shipped = installed / "gapo/tiny_model" / name
        assert shipped.read_bytes() == (resources.files("gapo") / "tiny_model" / name).read_bytes()
    json.loads((installed / "gapo/tiny_model/config.json").read_text())
