"""The tier `hard`: what only the waived steps of the rule reject."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from codeedit_bench.demo.generator.repositories import build_demo_repositories
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask
from miners.config import MinerConfig
from miners.pipeline import build
from miners.sources import parse_sources
from miners.targets import predictability
from miners.targets.predictability import WAIVED, judge, tier_of
from tests.git_repository import GitRepository
from tests.miners.histories import LICENCE

CONFIG = MinerConfig(mechanical_share=1.0, near_duplicate=1.0, licences="any", test_tasks_per_commit=9)


@pytest.fixture(scope="module")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    paths = build_demo_repositories(
        tmp_path_factory.mktemp("repositories"), commits=40, languages=["python", "rust"]
    )
    return list(paths.values())


def mined(repositories: list[Path], folder: Path, config: MinerConfig = CONFIG) -> list[EditTask]:
    build(parse_sources([str(path) for path in repositories]), folder, config)
    return list(open_dataset(folder))


def test_the_tasks_of_core_are_those_that_a_build_without_hard_gives(
    repositories: list[Path], tmp_path: Path
) -> None:
    both = mined(repositories, tmp_path / "both")
    strict = mined(repositories, tmp_path / "strict", replace(CONFIG, hard_tasks_per_commit=0))
    assert {task.tier for task in both} == {"core", "hard"}
    assert {task.tier for task in strict} == {"core"}
    edits = {task.task_id for task in both if task.tier == "core" and not task.asks_for_no_edit}
    assert edits == {task.task_id for task in strict if not task.asks_for_no_edit}


def test_a_commit_gives_as_many_hard_tasks_as_the_setting_says(repositories: list[Path], tmp_path: Path) -> None:
    def most(tasks: list[EditTask]) -> int:
        counts = Counter(task.provenance.commit for task in tasks if task.tier == "hard")
        return max(counts.values())

    assert most(mined(repositories, tmp_path / "one")) == 1


def test_one_failed_step_that_is_not_waived_drops_a_target(monkeypatch: pytest.MonkeyPatch) -> None:
    class Subject:
        config = CONFIG

    subject = Subject()
    monkeypatch.setattr(predictability, "_fit_for_hard", lambda _: True)
    for failures, reason, tier in (
        ([], "", "core"),
        (["novel"], "", "hard"),
        (sorted(WAIVED), "", "hard"),
        (["novel", "missed"], "novel", None),
        (["missed"], "missed", None),
    ):
        monkeypatch.setattr(predictability, "_failures", lambda _, found=failures: iter(found))
        verdict = judge(subject)
        assert (verdict.keep, verdict.reason) == (tier is not None, reason)
        if tier:
            assert tier_of(subject) == tier
    monkeypatch.setattr(predictability, "_fit_for_hard", lambda _: False)
    monkeypatch.setattr(predictability, "_failures", lambda _: iter(["novel"]))
    assert judge(subject).reason == "novel"
    subject.config = replace(CONFIG, hard_tasks_per_commit=0)
    monkeypatch.setattr(predictability, "_failures", lambda _: iter(["novel"]))
    assert judge(subject).reason == "novel"


def test_three_lines_that_become_a_call_of_what_was_just_written_are_hard(
    git_repo: GitRepository, tmp_path: Path
) -> None:
    def program(call: bool) -> str:
        helper = "def checked(store, key):\n    if key not in store:\n        return None\n    return store[key]\n"
        body = (
            "    return checked(store, key)\n"
            if call
            else "    if key not in store:\n        return None\n    return store[key]\n"
        )
        filler = "".join(f"def step_{n}(value):\n    return value + {n}\n\n\n" for n in range(12))
        head = helper if call else "def first(store):\n    return store\n"
        return f"{head}\n\n{filler}def read(store, key):\n{body}"

    git_repo.commit({"store.py": program(False), "LICENSE": LICENCE}, "Begin")
    git_repo.commit({"store.py": program(True)}, "Check in one place")
    tasks = [task for task in mined([git_repo.path], tmp_path / "data") if not task.asks_for_no_edit]
    assert [(task.tier, "return checked(store, key)" in task.reference) for task in tasks] == [("hard", True)]
