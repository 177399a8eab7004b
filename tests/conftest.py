"""Fixtures that every area uses."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.git_repository import GitRepository

if find_spec("hypothesis"):  # the environment of vLLM has none
    from hypothesis import settings

    # A property holds or not; how long that takes goes by the machine.
    settings.register_profile("untimed", deadline=None)
    settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def _generation_cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the user's generation cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CODEEDIT_CACHE", str(tmp_path_factory.mktemp("generations")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_is_heard() -> None:
    """What is started in the background inherits a SIGINT that is ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def make_git_repo(tmp_path: Path) -> Callable[[str], GitRepository]:
    """Make empty repositories by name, each in a folder of its own."""
    return lambda name: GitRepository(tmp_path / "repositories" / name)


@pytest.fixture
def git_repo(make_git_repo: Callable[[str], GitRepository]) -> GitRepository:
    """An empty repository: `git_repo.commit({"a.py": "x = 1\\n"}, "Add a")`, then `git_repo.path`."""
    return make_git_repo("project")
