"""Splits by date, quotas, and one test task a commit."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from codeedit_bench.demo.generator.repositories import build_demo_repositories
from codeedit_bench.errors import SettingError
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask
from miners.config import MinerConfig
from miners.pipeline import build
from miners.settings import with_settings
from miners.sources import parse_sources

OPEN = {"mechanical_share": 1.0, "near_duplicate": 1.0, "licences": "any"}


@pytest.fixture(scope="module")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("repositories")
    paths = build_demo_repositories(folder, commits=30, languages=["python", "go"])
    return list(paths.values())


def mined(repositories: list[Path], folder: Path, **settings: object) -> list[EditTask]:
    config = MinerConfig(**{**OPEN, **settings})
    build(parse_sources([str(path) for path in repositories]), folder, config)
    return list(open_dataset(folder))


def day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def test_splits_by_date_are_the_same_days_for_all_and_test_tasks_know_their_slice(
    repositories: list[Path], tmp_path: Path
) -> None:
    days = sorted({day(task.provenance.author_time) for task in mined(repositories, tmp_path / "all")})
    assert len(days) > 8
    validation, first, second = days[len(days) // 4], days[len(days) // 2], days[3 * len(days) // 4]
    tasks = mined(
        repositories,
        tmp_path / "data",
        split_by="date",
        validation_from=validation,
        test_slices=(f"early:{first}", f"late:{second}"),
    )
    for task in tasks:
        written = day(task.provenance.author_time)
        expected = "test" if written >= first else "validation" if written >= validation else "train"
        assert task.split == expected
        slices = [tag for tag in task.tags if tag.startswith("slice:")]
        late = ["slice:late"] if written >= second else ["slice:early"]
        assert slices == (late if expected == "test" else [])
    assert {task.split for task in tasks} == {"train", "validation", "test"}
    card = (tmp_path / "data" / "README.md").read_text()
    assert f"Tasks from {validation} on validate" in card


def test_a_held_out_repository_is_in_the_test_split_whole_and_its_new_tasks_know_their_slice(
    repositories: list[Path], tmp_path: Path
) -> None:
    tasks = mined(
        repositories,
        tmp_path / "data",
        split_by="date",
        validation_from="2001-01-01",
        test_slices=("now:2001-01-02",),
        held_out_repositories=("go",),
    )
    held_out = [task for task in tasks if task.provenance.repository == "go"]
    assert {tuple(task.tags) for task in held_out if not task.asks_for_no_edit} == {
        ("held_out_repository", "slice:now")
    }


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (["split_by=date", "validation_from=soon"], "needs a day such as 2025-07-01, not 'soon'"),
        (["split_by=date", "test_slices=2025-07-01"], "needs names and days such as"),
        (["split_by=date", "test_slices=a:2026-01-01,b:2025-07-01"], "does not begin after what comes before it"),
        (["split_by=date", "test_slices=../x:2026-01-01"], "needs names and days such as"),
        (["split_by=date", "test_share=0.3"], "has no effect while split_by is date"),
        (["validation_from=2025-01-01"], "has no effect while split_by is share"),
    ],
)
def test_dates_that_cannot_be_meant_are_refused(settings: list[str], sentence: str) -> None:
    with pytest.raises(SettingError, match=sentence):
        with_settings(MinerConfig(), settings)


def test_a_commit_gives_the_test_split_one_task_and_the_others_what_it_has(
    repositories: list[Path], tmp_path: Path
) -> None:
    tasks = mined(repositories, tmp_path / "data")
    commits = {
        split: Counter(task.provenance.commit for task in tasks if task.split == split)
        for split in ("train", "test")
    }
    assert max(commits["test"].values()) == 1
    assert max(commits["train"].values()) > 1
    assert open_dataset(tmp_path / "data").manifest["rejects"]["cap:test_commit"]
    more = mined(repositories, tmp_path / "more", test_tasks_per_commit=2)
    assert max(Counter(task.provenance.commit for task in more if task.split == "test").values()) == 2


def test_quotas_bound_what_a_repository_and_a_language_give(repositories: list[Path], tmp_path: Path) -> None:
    def counts(tasks: list[EditTask]) -> Counter[str]:
        return Counter(task.language for task in tasks)

    everything = counts(mined(repositories, tmp_path / "all", test_tasks_per_commit=9, no_edit_share=0.0))
    few = counts(
        mined(repositories, tmp_path / "few", test_tasks_per_commit=9, no_edit_share=0.0, repository_tasks=7)
    )
    assert everything["go"] > 7
    assert few == {"go": 7, "python": 7}
    fewer = counts(
        mined(repositories, tmp_path / "fewer", test_tasks_per_commit=9, no_edit_share=0.0, language_tasks=5)
    )
    assert fewer == {"go": 5, "python": 5}
    small = counts(
        mined(
            repositories, tmp_path / "small", test_tasks_per_commit=9, no_edit_share=0.0, repository_bytes=60_000
        )
    )
    assert 0 < small["go"] < everything["go"]


def test_by_date_a_quota_takes_the_tasks_that_test_before_others(repositories: list[Path], tmp_path: Path) -> None:
    days = sorted({day(task.provenance.author_time) for task in mined(repositories, tmp_path / "all")})
    dates = {"split_by": "date", "validation_from": days[-9], "test_slices": (f"late:{days[-8]}",)}
    for name, quota in (("r", "repository_tasks"), ("l", "language_tasks")):
        free = mined(repositories, tmp_path / f"{name}-free", **dates)
        bound = mined(repositories, tmp_path / f"{name}-bound", **dates, **{quota: 12})
        assert max(Counter(task.language for task in bound).values()) == 12
        tests = {task.task_id for task in free if task.split == "test"}
        assert len(tests) > 5
        assert {task.task_id for task in bound if task.split == "test"} == tests


def test_a_commit_gives_the_test_split_what_is_not_mechanical_first(
    repositories: list[Path], tmp_path: Path
) -> None:
    def mechanical(task: EditTask) -> bool:
        return not task.asks_for_no_edit and task.signals.difficulty in ("T0", "T1")

    every = mined(repositories, tmp_path / "all", test_share=0.8, test_tasks_per_commit=99)
    of_commit: dict[str, list[bool]] = defaultdict(list)
    for task in every:
        if task.split == "test":
            of_commit[task.provenance.commit].append(mechanical(task))
    assert any(len(set(kinds)) == 2 for kinds in of_commit.values())
    for task in mined(repositories, tmp_path / "one", test_share=0.8):
        if task.split == "test" and mechanical(task):
            assert all(of_commit[task.provenance.commit])


def test_no_hard_task_tests_where_none_is_wanted(repositories: list[Path], tmp_path: Path) -> None:
    def hard(tasks: list[EditTask]) -> Counter[str]:
        return Counter(task.split for task in tasks if task.tier == "hard")

    settings = {"test_share": 0.8, "test_tasks_per_commit": 9}
    usual = hard(mined(repositories, tmp_path / "usual", **settings))
    without = hard(mined(repositories, tmp_path / "without", **settings, test_hard_share=0.0))
    assert usual["test"] > 0
    assert without == usual - Counter(test=usual["test"])


def test_ten_repositories_of_which_none_is_held_out_are_worth_a_warning(tmp_path: Path) -> None:
    paths = build_demo_repositories(tmp_path / "repositories", commits=20)
    result = build(parse_sources([str(path) for path in paths.values()]), tmp_path / "data", MinerConfig(**OPEN))
    assert "none of 10 repositories is held out" in result.warnings["splits"][0]
    assert "none of 10 repositories is held out" in (tmp_path / "data" / "README.md").read_text()
    fewer = build(parse_sources([str(path) for path in list(paths.values())[:2]]), tmp_path / "few", MinerConfig())
    assert "splits" not in fewer.warnings


def test_the_test_split_bounds_a_repository_and_the_kinds_that_say_least(
    repositories: list[Path], tmp_path: Path
) -> None:
    tasks = mined(
        repositories,
        tmp_path / "data",
        test_share=0.8,
        test_repository_tasks=2,
        test_mechanical_share=0.25,
        test_tasks_per_commit=9,
    )
    tests = [task for task in tasks if task.split == "test"]
    assert max(Counter(task.provenance.repository for task in tests).values()) <= 2
    rejects = open_dataset(tmp_path / "data").manifest["rejects"]
    assert rejects["quota:test_repository"]
    for language in ("python", "go"):
        for tier in ("core", "hard"):
            own = [task for task in tests if (task.language, task.tier) == (language, tier)]
            edits = [task for task in own if not task.asks_for_no_edit]
            others = sum(task.signals.difficulty not in ("T0", "T1") for task in edits)
            assert sum(task.signals.difficulty == "T1" for task in edits) <= round(others * 0.25 / 0.75)
            assert len(own) - len(edits) <= round(len(edits) * 0.2 / 0.8)


def test_other_quotas_and_splits_mine_no_commit_again_and_give_what_a_fresh_build_gives(
    repositories: list[Path], tmp_path: Path
) -> None:
    other = {"test_share": 0.4, "repository_tasks": 9, "no_edit_share": 0.1}
    sources = parse_sources([str(path) for path in repositories])
    first = build(sources, tmp_path / "data", MinerConfig(**OPEN))
    (tmp_path / "data" / "manifest.json").unlink()
    again = build(sources, tmp_path / "data", MinerConfig(**OPEN, **other))
    assert again.resumed_chunks == 2
    assert first.resumed_chunks == 0
    assert again.content_hash == build(sources, tmp_path / "fresh", MinerConfig(**OPEN, **other)).content_hash
    assert again.content_hash != first.content_hash
