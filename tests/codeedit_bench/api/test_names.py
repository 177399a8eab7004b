"""The public names: a sorted list, imported on first use, each with an example that runs."""

from __future__ import annotations

import ast
import doctest
import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import codeedit_bench as ceb
from codeedit_bench.tasks.records import Region
from tests.git_repository import GitRepository
from tests.miners.histories import renames
from tests.tasks import make_dataset, make_task

FUNCTIONS = [name for name in ceb.__all__ if inspect.isfunction(getattr(ceb, name))]


def test_the_list_is_sorted_and_holds_each_name_once() -> None:
    assert ceb.__all__ == sorted(set(ceb.__all__))
    assert ceb.__all__ == list(ceb._PLACES)
    assert set(ceb.__all__) <= set(dir(ceb))


def test_type_checkers_are_told_the_same_places() -> None:
    tree = ast.parse(Path(ceb.__file__).read_text())
    [block] = [node for node in tree.body if isinstance(node, ast.If)]
    told = {
        alias.asname: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname == alias.name
    }
    assert told == ceb._PLACES


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'evalute'"):
        ceb.evalute  # noqa: B018


@pytest.mark.parametrize("name", ceb.__all__)
def test_each_name_is_documented(name: str) -> None:
    documentation = inspect.getdoc(getattr(ceb, name)) or ""
    assert documentation[:1].isupper()
    if name in FUNCTIONS:
        assert ">>> " in documentation, f"{name} has no example"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_is_typed(name: str) -> None:
    signature = inspect.signature(getattr(ceb, name))
    untyped = [key for key, found in signature.parameters.items() if found.annotation is inspect.Parameter.empty]
    assert untyped == []
    assert signature.return_annotation is not inspect.Signature.empty


def test_a_name_loads_what_it_needs_and_no_more() -> None:
    heavy = (
        "torch",
        "transformers",
        "trl",
        "pandas",
        "datasets",
        "pyarrow",
        "git",
        "rich",
        "scipy",
        "vllm",
        "ray",
    )
    program = (
        "import sys, codeedit_bench as ceb; ceb.load, ceb.evaluate, ceb.mine, ceb.train, ceb.submit; "
        f"print(*sorted({{*{heavy}}} & {{*sys.modules}}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.fixture
def places(tmp_path: Path, git_repo: GitRepository) -> dict[str, Any]:
    """What the examples speak of: a `dataset` of three tasks, a `run` on its two for test, a `folder`, …"""
    renames(git_repo, 6)
    one_line = {"region": Region(5, 6), "reference": '        return f"{self.total}"\n'}
    tasks = [make_task(), make_task(path="b.py"), make_task(split="train", **one_line)]
    dataset = ceb.load(make_dataset(tmp_path / "data", tasks))
    run = ceb.evaluate(dataset, "replay", out=tmp_path / "run", workers=1)
    return {"dataset": dataset, "run": run, "folder": tmp_path, "repository": git_repo.path, "ceb": ceb}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_of_a_function_runs(name: str, places: dict[str, Any]) -> None:
    function = getattr(ceb, name)
    examples = doctest.DocTestParser().get_doctest(
        inspect.getdoc(function) or "", {**places, name: function}, name, None, None
    )
    for other in FUNCTIONS:
        examples.globs.setdefault(other, getattr(ceb, other))
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(
        examples, out=said.append
    )
    assert not said, "".join(said)
