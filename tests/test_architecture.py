"""What the layout promises: light imports, sole importers, small rooms."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
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
    "trl": ("gapo/trainers",),
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


HELP = "from codeedit_bench.cli import main; main(['--help'])"


@pytest.mark.parametrize(
    "statement",
    [*(f"import {package}" for package in PACKAGES), HELP],
)
def test_importing_loads_nothing_heavy(statement: str) -> None:
    program = f"import sys; {statement}; print(*sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert result.stderr.split() == []


SLOW = {
    "argparse",
    "ast",
    "dataclasses",
    "email",
    "inspect",
    "logging",
    "random",
    "socket",
    "subprocess",
    "tempfile",
}
"""Of the standard library: together they take as long to import as Python takes to start."""


def test_the_list_of_commands_waits_for_no_slow_import() -> None:
    program = f"import sys; before = set(sys.modules); {HELP}; "
    program += f"print(*sorted({SLOW!r} & set(sys.modules) - before), file=sys.stderr)"
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


PLACE = re.compile(r"((?:codeedit_bench|miners|evaluators|gapo|leaderboard)(?:\.\w+)*):(\w+)")


def places() -> list[tuple[Path, str, str]]:
    """Each `"module:attribute"` text of the product, with the module that holds it. A name may be filled in."""
    found = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if match := PLACE.fullmatch(text):
                found.append((path, match[1], match[2]))
    return found


def tables() -> list[tuple[Path, str, str]]:
    """The rows of each table as they are at run time: those that a loop makes are not texts in the source."""
    from codeedit_bench.registry import Registry

    found = []
    for path in modules():
        if "Registry(" in path.read_text() and path.name != "registry.py":
            for table in vars(importlib.import_module(dotted(path))).values():
                if isinstance(table, Registry):
                    found += [(path, *place.split(":")) for place in table._rows.values()]
    return found


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def floors() -> list[list[str]]:
    """From the top down, as import-linter reads them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return [[name.strip() for name in layer.split("|")] for layer in contracts[0]["layers"]]


def floor_of(module: str) -> int:
    """0 is the top. The longest name counts: `codeedit_bench.cli` is above `codeedit_bench`."""
    fitting = [
        (len(name), -floor)
        for floor, names in enumerate(floors())
        for name in names
        if f"{module}.".startswith(f"{name}.")
    ]
    return -max(fitting)[1] if fitting else 0


def test_every_row_of_a_table_names_something_that_is_there() -> None:
    rows = {*places(), *tables()}
    assert len(rows) > 150
    absent = []
    for path, module, attribute in sorted(rows):
        if not hasattr(importlib.import_module(module), attribute):
            absent.append(f"{path.relative_to(ROOT)} names {module}:{attribute}, which is not there.")
    assert absent == []


def test_a_row_of_a_table_points_down_as_an_import_does() -> None:
    upwards = [
        f"{path.relative_to(ROOT)} names {module}:{attribute}, which is on a floor above it."
        for path, module, attribute in sorted({*places(), *tables()})
        if floor_of(module) < floor_of(dotted(path))
    ]
    assert upwards == []


def test_the_floors_are_told_apart() -> None:
    assert floor_of("codeedit_bench.cli.main") < floor_of("gapo.run") < floor_of("evaluators") < floor_of("miners")
    assert (
        floor_of("miners.pipeline") < floor_of("codeedit_bench.tasks.records") < floor_of("codeedit_bench.lines")
    )
