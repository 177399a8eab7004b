"""Work in processes of its own: what one item breaks costs that item alone."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from codeedit_bench.errors import RepositoryError
from miners.engines import ENGINES, Outcome
from miners.engines.engine import reason_of
from miners.engines.local import LocalEngine
from tests.git_repository import GitRepository
from tests.miners.histories import renames


class _StubbornError(Exception):
    """Cannot be pickled: it asks for two arguments and passes one on."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one)


def trouble(kind: str) -> str:
    """What a repository may bring about."""
    if kind == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "hangs":
        time.sleep(600)
    if kind == "memory":
        return str(len(bytearray(5 << 30)))
    if kind == "stubborn":
        raise _StubbornError("it broke", "badly")
    if kind == "sentence":
        raise RepositoryError("It is damaged.")
    if kind == "prints":
        print("some library prints")
    return f"{kind} in {os.getpid()}"


@contextmanager
def no_handle_left() -> Iterator[None]:
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, allowed[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, allowed)


def reasons(outcomes: list[Outcome[str, str]]) -> dict[str, str]:
    return {outcome.item: reason_of(outcome.error) for outcome in outcomes if outcome.error}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_system_that_gives_no_process_ends_the_work(workers: int) -> None:
    """With few file handles the threads that ask the workers died, and `mine` waited for them without end."""
    with LocalEngine(workers) as engine, no_handle_left(), pytest.raises(OSError, match="Too many open files"):
        list(engine.map(trouble, ["a", "b", "c"]))


@pytest.mark.parametrize("workers", [1, 2])
def test_each_trouble_costs_its_own_item_also_with_one_worker(workers: int) -> None:
    items = ["a", "killed", "memory", "stubborn", "sentence", "hangs", "prints", "b"]
    with LocalEngine(workers, deadline_seconds=8.0) as engine:
        outcomes: list[Outcome[str, str]] = list(engine.map(trouble, items))
    assert sorted(outcome.item for outcome in outcomes) == sorted(items)
    assert reasons(outcomes) == {
        "killed": "its process was killed, perhaps because memory ran out",
        "memory": "it needs more than the 4 GiB of memory that a worker may take",
        "stubborn": "_StubbornError: it broke",
        "sentence": "It is damaged",
        "hangs": "its process was stopped after 0 minutes",
    }


@pytest.mark.parametrize("name", ENGINES)
def test_every_engine_of_the_table_makes_a_context(name: str) -> None:
    made = ENGINES.load(name)
    assert hasattr(made, "map")
    assert hasattr(made, "__exit__")


def test_work_that_is_not_asked_for_any_more_ends() -> None:
    with LocalEngine(2) as engine:
        outcomes = engine.map(trouble, ["a", "hangs"])
        next(outcomes)
    started = time.monotonic()
    with LocalEngine(1) as engine:
        list(engine.map(trouble, ["a"]))
    assert time.monotonic() - started < 60


def test_an_engine_that_has_ended_starts_no_other_process() -> None:
    """A thread that was left with items went on in a new process, which nobody ended."""
    with LocalEngine(1) as engine:
        outcomes = engine.map(trouble, ["a", "hangs", "b", "c"])
        next(outcomes)
    late = list(outcomes)
    assert [outcome.item for outcome in late] == ["hangs", "b", "c"]
    assert all(outcome.result is None for outcome in late)
    assert "engine has ended" in reasons(late)["b"]


def test_workers_end_with_their_killed_parent(tmp_path: Path) -> None:
    script = (
        "from miners.engines.local import LocalEngine\n"
        "from tests.miners.test_engines import trouble\n"
        "with LocalEngine(1) as engine:\n"
        "    for outcome in engine.map(trouble, ['a', 'hangs']):\n"
        "        print(outcome.result, flush=True)\n"
    )
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=root, stdout=subprocess.PIPE, text=True, env={**os.environ}
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline().split()[-1])
        parent.kill()
    for _ in range(100):
        if not Path(f"/proc/{worker}").exists():
            return
        time.sleep(0.1)
    pytest.fail("the worker outlived its parent")


def test_a_script_without_a_main_guard_builds_a_data_set(git_repo: GitRepository, tmp_path: Path) -> None:
    renames(git_repo, 3)
    script = tmp_path / "script.py"
    script.write_text(
        "import codeedit_bench as ceb\n"
        f"mined = ceb.mine({str(git_repo.path)!r}, out={str(tmp_path / 'data')!r}, workers=2)\n"
        "print('mined', mined.incomplete)\n"
    )
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, env=environment, check=False)
    assert done.stdout == "mined {}\n", done.stderr
