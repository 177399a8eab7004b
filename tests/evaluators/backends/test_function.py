"""A user's function as a back end: what tells it from another one, and what is said where it cannot be used."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from codeedit_bench.errors import CodeEditError
from codeedit_bench.tasks.records import EditTask
from evaluators.backends.function import Answer, code_digest, function_name, make

MODULE = """
import functools

def answer(task, words=("a",), *, table={"k": 1}):
    if task.path in {"one", "two", "three", "four"}:
        return task.region_text
    return words[0]

short = functools.partial(answer, words=["b"])

class System:
    def __call__(self, task):
        return task.region_text
    def answer(self, task):
        return task.reference

called, bound = System(), System().answer
broken = "not a function"
"""


def closed_over(word: str) -> Answer:
    return lambda task: word


def partly(word: str) -> Answer:
    return functools.partial(lambda task, given: given, given=word)


def with_a_default(word: str) -> Answer:
    def answer(task: EditTask, given: dict[str, list[str]] = {"words": [word]}) -> str:  # noqa: B006 - what is tested
        return given["words"][0]

    return answer


@pytest.mark.parametrize("make_answer", [closed_over, partly, with_a_default])
def test_a_function_that_holds_another_value_is_another_system(make_answer: Callable[[str], Answer]) -> None:
    assert code_digest(make_answer("a")) == code_digest(make_answer("a")) != code_digest(make_answer("b"))


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "my_system.py").write_text(MODULE)
    (tmp_path / "my_broken.py").write_text("raise OSError('no weights')")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "my_system", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("answer", "my_system:answer"),
        ("short", "my_system:answer"),
        ("called", "my_system:System"),
        ("bound", "my_system:System.answer"),
    ],
)
def test_whatever_can_be_called_has_a_name_and_a_digest(name: str, told: str, module: Path) -> None:
    identity = make(f"my_system:{name}").identity()
    assert identity is not None
    assert identity["function"] == told
    assert identity["digest"].startswith("sha256:")


def test_the_digests_are_the_same_in_every_process(module: Path) -> None:
    """A set among the constants has another order in each."""
    program = (
        "import my_system as m; from evaluators.backends.function import code_digest\n"
        "print([code_digest(each) for each in (m.answer, m.short, m.called, m.bound)])"
    )
    path = os.pathsep.join([str(module), str(Path.cwd())])
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in range(1, 5)
    }
    assert len(found) == 1
    assert len(set(found.pop().split("'")[1::2])) == 4


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("my_system", "is not of the form module:name"),
        ("my_system:nowhere", "has no function 'nowhere'"),
        ("my_system:broken", "has no function 'broken'"),
        ("my_broken:answer", "cannot be imported: OSError: no weights"),
    ],
)
def test_what_cannot_be_called_is_one_sentence(place: str, sentence: str, module: Path) -> None:
    with pytest.raises(CodeEditError, match=sentence):
        make(place)


def test_a_partial_of_a_partial_is_named_by_what_it_calls_in_the_end() -> None:
    assert function_name(functools.partial(functools.partial(closed_over, "a"))).endswith(":closed_over")
