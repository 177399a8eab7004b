"""A release grows by test slices: what it held stays as it was, whatever came into the histories since."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import codeedit_bench as ceb
from benchmarks import release_growth
from codeedit_bench.cli.main import main
from codeedit_bench.demo.generator.repositories import build_demo_repositories
from codeedit_bench.errors import ConfigError
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask
from codeedit_bench.tasks.storage import to_row
from miners.config import MinerConfig
from miners.pipeline import build
from miners.sources import Source

OLD, NEW = "early", "late"


@dataclass(frozen=True)
class Story:
    """Two repositories, the release of them at older commits, and the settings of the next one."""

    paths: Sequence[Path]
    older: Sequence[str]
    newer: Sequence[str]
    release: Path
    config: MinerConfig
    start: int

    def sources(self, commits: Sequence[str], *, held_out: str = "go") -> list[Source]:
        return [
            Source(path.name, "", path, commit=commit, held_out=path.name == held_out)
            for path, commit in zip(self.paths, commits, strict=True)
        ]


def commits_of(path: Path) -> list[tuple[str, int]]:
    said = subprocess.run(
        ["git", "-C", path, "log", "--reverse", "--format=%H %at"], capture_output=True, text=True, check=True
    )
    return [(line.split()[0], int(line.split()[1])) for line in said.stdout.splitlines()]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The older commits end before the new slice begins: what comes between arrives late in the old slice."""
    folder = tmp_path_factory.mktemp("story")
    paths = list(build_demo_repositories(folder / "r", commits=80, languages=["python", "go"]).values())
    histories = [commits_of(path) for path in paths]
    times = sorted(time for history in histories for _, time in history)
    days = [datetime.fromtimestamp(times[len(times) * part // 10], UTC).date() for part in (2, 4, 7)]
    old = MinerConfig(
        split_by="date",
        validation_from=days[0].isoformat(),
        test_slices=(f"{OLD}:{days[1]}",),
        mechanical_share=0.7,
        near_duplicate=1.0,
        repository_tasks=30,
        test_repository_tasks=12,
    )
    new = replace(old, test_slices=(*old.test_slices, f"{NEW}:{days[2]}"))
    start = int(datetime.combine(days[2], datetime.min.time(), UTC).timestamp())
    older = [next(commit for commit, _ in history[len(history) * 6 // 10 :]) for history in histories]
    told = Story(paths, older, [history[-1][0] for history in histories], folder / "release", new, start)
    build(told.sources(older), told.release, old)
    return told


def rows(tasks: Sequence[EditTask]) -> dict[str, object]:
    return {task.task_id: to_row(task) for task in tasks}


def test_a_release_keeps_its_tasks_as_they_are_and_gains_those_of_the_new_slice(
    story: Story, tmp_path: Path
) -> None:
    build(story.sources(story.newer), tmp_path / "next", story.config, base=story.release)
    before, after = rows(list(open_dataset(story.release))), rows(list(open_dataset(tmp_path / "next")))
    assert before
    assert {name: after[name] for name in before} == before
    gained = [task for task in open_dataset(tmp_path / "next") if task.task_id not in before]
    assert len(gained) > 5
    for task in gained:
        assert task.split == "test"
        assert f"slice:{NEW}" in task.tags
        assert task.provenance.author_time >= story.start
        assert ("held_out_repository" in task.tags) == (task.provenance.repository == "go")
    assert ceb.count_rejects(tmp_path / "next")["base:older"].total() > 0
    assert not ceb.validate(tmp_path / "next").problems


def test_without_the_release_newer_commits_change_an_old_slice(story: Story, tmp_path: Path) -> None:
    """The reason why a release is read and not built again: quotas choose among more tasks."""
    build(story.sources(story.newer), tmp_path / "anew", story.config)
    before, anew = rows(list(open_dataset(story.release))), rows(list(open_dataset(tmp_path / "anew")))
    assert not before.keys() <= anew.keys()


def test_the_manifest_counts_the_tasks_of_both_and_names_the_release(story: Story, tmp_path: Path) -> None:
    build(story.sources(story.newer), tmp_path / "next", story.config, base=story.release, name="r2")
    dataset = open_dataset(tmp_path / "next")
    counted = Counter(task.provenance.repository for task in dataset)
    assert {row["name"]: row["n_tasks"] for row in dataset.manifest["repositories"]} == counted
    release = open_dataset(story.release).content_hash
    assert dataset.manifest["base"]["content_hash"] == release
    assert release in (tmp_path / "next" / "README.md").read_text()


def test_the_same_call_again_does_nothing_and_another_folder_gets_the_same_hash(
    story: Story, tmp_path: Path
) -> None:
    sources = story.sources(story.newer)
    first = build(sources, tmp_path / "next", story.config, base=story.release)
    again = build(sources, tmp_path / "next", story.config, base=story.release)
    other = build(sources, tmp_path / "other", story.config, base=story.release, workers=2)
    assert again.resumed_chunks > 0
    assert first.content_hash == again.content_hash == other.content_hash


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"test_slices": ("early:2001-01-01", "late:2030-01-01")}, "has the test slices early:.* unchanged"),
        ({"repository_tasks": 31}, r"other settings \(repository_tasks\)"),
        ({"split_by": "share"}, 'set split_by = "date"'),
    ],
)
def test_a_release_grows_with_its_own_settings_alone(
    story: Story, tmp_path: Path, change: dict[str, object], sentence: str
) -> None:
    config = replace(story.config, **change)  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match=sentence):
        build(story.sources(story.newer), tmp_path / "next", config, base=story.release)
    assert not (tmp_path / "next").exists()


def test_a_release_without_a_new_slice_is_refused(story: Story, tmp_path: Path) -> None:
    config = replace(story.config, test_slices=story.config.test_slices[:1])
    with pytest.raises(ConfigError, match="and then those to add"):
        build(story.sources(story.newer), tmp_path / "next", config, base=story.release)


def test_a_recipe_names_its_release(story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = "".join(
        f'[[repository]]\nurl = "https://example.org/{path.name}"\npath = "{path}"\ncommit = "{{{number}}}"\n'
        for number, path in enumerate(story.paths)
    )
    table = (
        '[mine]\nsplit_by = "date"\nmechanical_share = 0.7\n'
        f'validation_from = "{story.config.validation_from}"\ntest_slices = {{slices}}\n'
    )
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    slices = [f'"{part}"' for part in story.config.test_slices]
    first.write_text(
        '[build]\nout = "first"\n' + table.format(slices=f"[{slices[0]}]") + listed.format(*story.older)
    )
    second.write_text(
        '[build]\nout = "second"\nbase = "first"\n'
        + table.format(slices=f"[{', '.join(slices)}]")
        + listed.format(*story.newer)
    )
    assert main(["mine", str(first)]) == 0
    assert main(["mine", str(second)]) == 0
    held = {task.task_id for task in open_dataset(tmp_path / "first")}
    assert held < {task.task_id for task in open_dataset(tmp_path / "second")}
    assert "content hash" in capsys.readouterr().out


def test_the_benchmark_tells_a_release_that_grew_from_one_that_changed(
    story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build(story.sources(story.newer), tmp_path / "next", story.config, base=story.release)
    assert release_growth.main([str(story.release), str(tmp_path / "next")]) == 0
    count = len(open_dataset(story.release))
    assert f"{count} tasks of release: {count} are in next as they were" in capsys.readouterr().out
    assert release_growth.main([str(tmp_path / "next"), str(story.release)]) == 1
