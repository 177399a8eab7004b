"""A balanced part of a split: languages alike, kinds in their shares, repositories in turns."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import codeedit_bench as ceb
from codeedit_bench.cli.main import main
from codeedit_bench.demo.generator.repositories import build_demo_repositories
from codeedit_bench.draws import seeded
from codeedit_bench.errors import UsageError
from codeedit_bench.tasks.picking import Key, balanced, level, proportional
from codeedit_bench.tasks.storage import to_row
from miners.config import MinerConfig
from miners.pipeline import build
from miners.sources import parse_sources

SIZES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 60), min_size=1)


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mined")
    paths = build_demo_repositories(folder / "r", commits=60, languages=["python", "go", "java"])
    config = MinerConfig(test_share=0.5, near_duplicate=1.0, mechanical_share=1.0)
    build(parse_sources([str(path) for path in paths.values()]), folder / "data", config)
    return folder / "data"


def test_a_part_is_a_sound_data_set_of_the_splits_own_tasks(mined: Path, tmp_path: Path) -> None:
    whole = {task.task_id: to_row(task) for task in ceb.load(mined).tasks("test")}
    part = ceb.pick(mined, size=15, out=tmp_path / "lite", name="lite")
    assert len(part) == 15
    assert part.name == "lite"
    assert all(whole[task.task_id] == to_row(task) for task in part)
    assert ceb.validate(part)
    assert part.manifest["picked_from"]["content_hash"] == ceb.load(mined).content_hash
    run = ceb.evaluate(part, lambda task: task.reference, out=tmp_path / "run")
    assert run.value() == 1


def test_languages_give_alike_and_kinds_keep_their_shares(mined: Path, tmp_path: Path) -> None:
    part = ceb.pick(mined, size=15, out=tmp_path / "lite")
    assert Counter(task.language for task in part) == {"go": 5, "java": 5, "python": 5}
    for language in ("go", "java", "python"):
        whole, own = (
            Counter(
                "no_edit" if task.asks_for_no_edit else task.tier for task in tasks if task.language == language
            )
            for tasks in (ceb.load(mined).tasks("test"), part)
        )
        for kind, count in whole.items():
            assert abs(own[kind] - 5 * count / whole.total()) < 1


def test_the_same_part_comes_out_again_and_its_card_and_manifest_count_it(mined: Path, tmp_path: Path) -> None:
    first = ceb.pick(mined, size=9, out=tmp_path / "one", name="lite")
    again = ceb.pick(mined, size=9, out=tmp_path / "two", name="lite")
    assert first.content_hash == again.content_hash
    assert sum(row["n_tasks"] for row in first.manifest["repositories"]) == 9
    assert ceb.publish(first).n_tasks == 9
    assert f"A part of {mined.name}, picked from" in (tmp_path / "one" / "README.md").read_text()


def test_a_build_does_not_take_a_part_for_its_own_data_set(mined: Path, tmp_path: Path) -> None:
    ceb.pick(mined, size=9, out=tmp_path / "lite")
    source = mined.parent / "r" / "python"
    with pytest.raises(UsageError, match="holds a data set of other sources"):
        ceb.mine(source, out=tmp_path / "lite")


def test_more_than_there_are_and_a_folder_that_is_there_are_refused(
    mined: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["pick", "--dataset", str(mined), "--size"]
    assert main([*arguments, "100000", "--out", str(tmp_path / "lite")]) == 2
    assert "Ask for no more than these" in capsys.readouterr().err
    assert not (tmp_path / "lite").exists()
    assert main([*arguments, "3", "--out", str(tmp_path / "lite")]) == 0
    assert "3 tasks in" in capsys.readouterr().out
    assert main([*arguments, "3", "--out", str(tmp_path / "lite")]) == 2
    assert "is not empty" in capsys.readouterr().err


def test_the_first_tasks_of_a_part_are_a_sample_of_it() -> None:
    """Ids decided, so that of a large repository the lowest were picked: `evaluate --limit` met little else."""
    sizes = {"large": 4000, "small": 40, "smaller": 40}
    keys = [
        Key(f"{seeded(name, place):020x}", "go", "core", name)
        for name, size in sizes.items()
        for place in range(size)
    ]
    picked = balanced(keys, 90)
    assert Counter(key.repository for key in picked) == {"large": 30, "small": 30, "smaller": 30}
    first = sorted(key.task_id for key in picked)[:30]
    assert 3 <= sum(key.repository == "large" for key in picked if key.task_id in first) <= 17


@given(SIZES, st.integers(0, 200))
def test_level_gives_all_the_same_but_for_those_who_have_less(sizes: dict[str, int], count: int) -> None:
    count = min(count, sum(sizes.values()))
    given_ = level(sizes, count)
    assert sum(given_.values()) == count
    most = max(given_.values())
    for name, size in sizes.items():
        assert given_[name] <= size
        assert given_[name] >= min(size, most - 1)


@given(SIZES, st.integers(0, 200))
def test_proportional_shares_differ_from_exact_ones_by_less_than_one(sizes: dict[str, int], count: int) -> None:
    total = sum(sizes.values())
    if not total:
        return
    count = min(count, total)
    shared = proportional(sizes, count)
    assert sum(shared.values()) == count
    for name, size in sizes.items():
        assert abs(shared[name] - size * count / total) < 1
        assert shared[name] <= size
