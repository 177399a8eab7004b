"""A data set from a small repository, end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codeedit_bench.cli.data.mine import main
from codeedit_bench.errors import EmptyRepositoryError, NotARepositoryError, UsageError
from codeedit_bench.lines import split_lines
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask, task_digest
from codeedit_bench.tasks.storage import read_parquet
from miners.chunks.chunk import chunk_files, read_rejects
from miners.config import MinerConfig
from miners.extraction.outcome import Reject
from miners.pipeline import build
from miners.sources import parse_sources
from tests.git_repository import GitRepository
from tests.miners.histories import LICENCE, renames


def mined(repository: GitRepository, out: Path, **changes: object) -> list[EditTask]:
    config = MinerConfig(**{"mechanical_share": 1.0, **changes})  # type: ignore[arg-type]  # kinds differ by key
    build(parse_sources([str(repository.path)]), out, config)
    return list(open_dataset(out).tasks())


def test_a_rename_becomes_tasks_that_state_the_child_commits_region(
    git_repo: GitRepository, tmp_path: Path
) -> None:
    renames(git_repo, 6)
    tasks = mined(git_repo, tmp_path / "data")
    edits = [task for task in tasks if "no_edit" not in task.tags]
    assert len(edits) >= 6
    for task in edits:
        after = git_repo.git("show", f"{task.provenance.commit}:{task.path}") + "\n"
        assert task.reference in after
        assert task.region_text != task.reference
        assert task.history
        assert task.history[-1].diff.startswith("--- a/")
        assert task.prefix + task.region_text + task.suffix == task.file_text
        assert task.task_id == task_digest(task)
        assert task.provenance.licence == "MIT"


def test_the_file_of_a_task_has_the_edits_above_the_target_and_not_those_below(
    git_repo: GitRepository, tmp_path: Path
) -> None:
    renames(git_repo, 6)
    for task in mined(git_repo, tmp_path / "data"):
        if "no_edit" in task.tags:
            continue
        before = split_lines(git_repo.git("show", f"{task.provenance.parent}:{task.path}") + "\n")
        after = split_lines(git_repo.git("show", f"{task.provenance.commit}:{task.path}") + "\n")
        assert len(before) == len(after)
        states = [
            "old" if line == old else "new"
            for line, old, new in zip(split_lines(task.file_text), before, after, strict=True)
            if old != new
        ]
        assert states == sorted(states)
        assert states[-1] == "old"


def test_the_same_command_gives_the_same_hash_whatever_the_number_of_workers(
    git_repo: GitRepository, tmp_path: Path
) -> None:
    renames(git_repo, 8)
    sources = parse_sources([str(git_repo.path)])
    config = MinerConfig(commits_per_shard=4, mechanical_share=1.0)
    one = build(sources, tmp_path / "one", config)
    two = build(sources, tmp_path / "two", config, workers=2)
    assert one.manifest["n_tasks"] > 0
    assert one.content_hash == two.content_hash


def test_a_small_repository_fills_all_three_splits(git_repo: GitRepository, tmp_path: Path) -> None:
    renames(git_repo, 6)
    tasks = mined(git_repo, tmp_path / "data")
    assert {task.split for task in tasks} == {"train", "validation", "test"}
    commits = {split: {t.provenance.commit for t in tasks if t.split == split} for split in ("train", "test")}
    assert not commits["train"] & commits["test"]
    newest = max(t.provenance.author_time for t in tasks if t.split == "train")
    assert newest < min(t.provenance.author_time for t in tasks if t.split == "test")


def test_every_reject_is_counted_and_written(git_repo: GitRepository, tmp_path: Path) -> None:
    renames(git_repo, 4)
    git_repo.commit({"store.py": "nothing = 0\n"}, "Empty it", author="dependabot[bot] <support@example.org>")
    mined(git_repo, tmp_path / "data")
    written = list(read_parquet(tmp_path / "data" / "rejects.parquet", Reject))
    counts = open_dataset(tmp_path / "data").manifest["rejects"]
    assert counts["bots"] == 1
    assert sum(counts.values()) == len(written)
    assert any(reject.reason == "no_history" for reject in written)
    assert {reject.line for reject in written if reject.reason == "bots"} == {None}
    assert all(reject.line is None or reject.line >= 0 for reject in written)


def test_a_chunk_that_named_no_line_by_minus_one_is_read_as_one_that_names_none(tmp_path: Path) -> None:
    rows = [{"repository": "r", "commit": "c", "path": "a.py", "line": line, "reason": "bots"} for line in (-1, 0)]
    rows.append(rows[0] | {"line": None})
    file = chunk_files(tmp_path, "r-1")[2]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert [reject.line for reject in read_rejects(tmp_path, "r-1")] == [None, 0, None]


def test_without_a_licence_nothing_is_kept_unless_asked(git_repo: GitRepository, tmp_path: Path) -> None:
    renames(git_repo, 4, licence=None)
    assert mined(git_repo, tmp_path / "strict") == []
    assert mined(git_repo, tmp_path / "any", licences="any")


def test_the_command_prints_the_hash_and_plain_datasets_load_it(
    git_repo: GitRepository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import pandas

    renames(git_repo, 5)
    assert main([str(git_repo.path), "--out", str(tmp_path / "data"), "--set", "mechanical_share=1.0"]) == 0
    manifest = open_dataset(tmp_path / "data").manifest
    assert manifest["content_hash"] in capsys.readouterr().out
    frame = pandas.read_parquet(tmp_path / "data" / "data" / "train.parquet")
    assert len(frame) == manifest["splits"]["train"]
    assert "## Limits" in (tmp_path / "data" / "README.md").read_text()


def test_a_folder_that_is_no_repository_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(NotARepositoryError, match="is not a git repository"):
        build(parse_sources([str(tmp_path)]), tmp_path / "data", MinerConfig())


def test_an_empty_repository_is_said_to_be_empty(git_repo: GitRepository, tmp_path: Path) -> None:
    with pytest.raises(EmptyRepositoryError, match="no commit at refs/heads/main"):
        build(parse_sources([str(git_repo.path)]), tmp_path / "data", MinerConfig())


def test_a_folder_with_other_content_is_not_written_to(git_repo: GitRepository, tmp_path: Path) -> None:
    git_repo.commit({"a.py": "a = 1\n", "LICENSE": LICENCE})
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "thesis.tex").write_text("years of work")
    with pytest.raises(UsageError, match="Name another folder"):
        build(parse_sources([str(git_repo.path)]), tmp_path / "data", MinerConfig())
