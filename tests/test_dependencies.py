"""What the packages import is declared, and what is declared is imported."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from codeedit_bench.languages import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
OURS = ("codeedit_bench", "miners", "evaluators", "gapo", "leaderboard")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OWN_ENVIRONMENT = {"verl", "omegaconf", "tensordict", "verifiers"}
"""verl needs an older transformers than the rest, and an exported environment asks for verifiers by itself, so no
extra brings them. docs/train.md says how to install them."""
NEEDED_BY_OTHERS = {
    "s3fs": "fsspec reads s3:// with it, where nodes of a Ray cluster share their work",
    "tensorboard": "TRL writes its logs with it",
    "accelerate": "TRL and transformers need it to train",
}
"""Declared because a library that we call imports it."""


def declared(*names: str) -> set[str]:
    """Distributions of these groups of requirements, names in their normal form; the base's are `dependencies`."""
    rows = [*PROJECT["dependencies"]] if "dependencies" in names else []
    rows += [row for name in names if name != "dependencies" for row in PROJECT["optional-dependencies"][name]]
    return {normal(re.split(r"[\[<>=!~ ;]", row)[0]) for row in rows}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imports() -> dict[str, str]:
    """Each top-level package from elsewhere, with a module of ours that imports it."""
    found: dict[str, str] = {}
    for package in OURS:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names = [node.module]
                for name in names:
                    found.setdefault(name.partition(".")[0], str(path.relative_to(ROOT)))
    return {name: path for name, path in found.items() if name not in {*sys.stdlib_module_names, *OURS}}


IMPORTS = imports()


def distributions(package: str) -> set[str]:
    return {normal(name) for name in packages_distributions().get(package, [package])}


@pytest.mark.parametrize("package", IMPORTS)
def test_what_is_imported_is_declared(package: str) -> None:
    ours = declared("dependencies", "frames", "train", "vllm", "ray", "inspect") | OWN_ENVIRONMENT
    assert distributions(package) & ours, (
        f"{IMPORTS[package]} imports {package}, which pyproject.toml does not declare: add it to the "
        "dependencies, or to the extra that needs it, and to constraints.txt."
    )


def grammar_of(language: str) -> str:
    """The distribution of a language's grammar."""
    return normal(LANGUAGES.load(language).grammar.partition(":")[0])


def undeclared_grammar(language: str) -> str:
    """A sentence that says where the grammar of `language` is missing; empty where it is declared and pinned."""
    grammar = grammar_of(language)
    rows = [normal(row) for row in (*PROJECT["dependencies"], *(ROOT / "constraints.txt").read_text().split())]
    if sum(row.startswith(f"{grammar}==") for row in rows) == 2:
        return ""
    return (
        f"The language {language} needs {grammar}. State one version of it, as `{grammar}==…`, among the "
        "dependencies in pyproject.toml and in constraints.txt: the normal form depends on it."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_grammar_of_each_language_is_declared(language: str) -> None:
    assert not (lacking := undeclared_grammar(language)), lacking


def test_what_is_declared_is_imported() -> None:
    used = {name for package in IMPORTS for name in distributions(package)}
    grammars = {grammar_of(name) for name in LANGUAGES}
    idle = (
        declared("dependencies", "frames", "train", "vllm", "ray", "inspect")
        - used
        - grammars
        - NEEDED_BY_OTHERS.keys()
    )
    assert not idle, f"pyproject.toml declares {sorted(idle)}, and no module imports it: take it out."


def test_what_is_declared_is_pinned() -> None:
    """A fresh machine gets the versions that were tested."""
    pinned = {
        normal(row.partition("==")[0]) for row in (ROOT / "constraints.txt").read_text().split() if "==" in row
    }
    loose = declared("dependencies", "frames", "train") - pinned
    assert not loose, f"constraints.txt names no version of {sorted(loose)}."
