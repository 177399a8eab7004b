"""What the layout promises: light imports, sole importers, small rooms."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("codeedit_bench", "miners", "evaluators", "gapo", "leaderboard")
HEAVY = {
    *("torch", "transformers", "trl", "vllm", "ray", "datasets", "pandas", "pyarrow", "tree_sitter"),
    *("git", "pygit2", "scipy", "rich", "pydantic"),
}

SOLE_IMPORTERS = {
    "tree_sitter": ("codeedit_bench/normalize",),
    "git": ("miners",),
    "pygit2": ("miners", "codeedit_bench/demo/generator/repositories.py"),
    "trl": ("gapo/trainer", "gapo/rollouts.py", "gapo/seam.py"),
}
"""Where alone a package may be imported: folders, or a module and its siblings of that prefix."""


def modules() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def imported_names(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize(
    "statement",
    [*(f"import {package}" for package in PACKAGES), "from codeedit_bench.cli import main; main(['--help'])"],
)
def test_importing_loads_nothing_heavy(statement: str) -> None:
    program = f"import sys; {statement}; print(*sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert result.stderr.split() == []


@pytest.mark.parametrize("package", SOLE_IMPORTERS)
def test_a_library_has_one_home(package: str) -> None:
    homes = SOLE_IMPORTERS[package]
    strangers = [
        str(path.relative_to(ROOT))
        for path in modules()
        if package in imported_names(path) and not str(path.relative_to(ROOT)).startswith(homes)
    ]
    assert strangers == []


def test_modules_stay_small() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules()
        if (lines := len(path.read_text().splitlines())) > 400
    }
    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT)) for path in modules() if not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []
