"""An index holds no code of others, and makes the data set again to the byte."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

import codeedit_bench as ceb
from codeedit_bench.cli.main import main
from codeedit_bench.demo.generator.repositories import build_demo_repositories
from codeedit_bench.errors import CodeEditError, ConfigError, ContentHashError, DatasetError, RepositoryError
from codeedit_bench.tasks.storage import read_parquet, to_row, write_parquet
from miners.config import MinerConfig
from miners.pipeline import build
from miners.rebuilding.index import INDEX, IndexedTask
from miners.sources import parse_sources
from tests.git_repository import GitRepository
from tests.miners.histories import renames
from tests.miners.remotes import Remote
from tests.tasks import make_dataset, make_task


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders: the repositories `r/python` and `r/go`, the data set `data`, its `index`."""
    folder = tmp_path_factory.mktemp("world")
    paths = build_demo_repositories(folder / "r", commits=80, languages=["python", "go"])
    config = MinerConfig(near_duplicate=1.0, mechanical_share=1.0, previous_seconds=30 * 24 * 3600)
    build(parse_sources([str(path) for path in paths.values()]), folder / "data", config)
    ceb.index(folder / "data", out=folder / "index")
    return folder


def repositories(world: Path) -> list[Path]:
    return [world / "r" / "python", world / "r" / "go"]


def test_a_rebuilt_set_is_the_one_that_was_indexed(world: Path, tmp_path: Path) -> None:
    made = ceb.rebuild(world / "index", *repositories(world), out=tmp_path / "again", workers=2)
    first = ceb.load(world / "data")
    assert made.content_hash == first.content_hash
    assert made.manifest == first.manifest
    kinds = [task.asks_for_no_edit for task in made]
    assert any(kinds)
    assert not all(kinds)
    assert any(edit.origin != "in_commit" for task in made for edit in task.history)
    assert ceb.validate(made)
    assert {path.name for path in (tmp_path / "again").iterdir()} == {"data", "manifest.json"}


def test_a_part_is_rebuilt_without_the_rest(world: Path, tmp_path: Path) -> None:
    part = ceb.pick(world / "data", size=5, split="train", out=tmp_path / "part")
    ceb.index(part, out=tmp_path / "index")
    made = ceb.rebuild(tmp_path / "index", *repositories(world), out=tmp_path / "again")
    assert made.content_hash == part.content_hash


def test_an_index_holds_no_line_of_the_files(world: Path) -> None:
    said = "".join(
        json.dumps(to_row(row)) for row in read_parquet(world / "index" / INDEX, IndexedTask)
    ) + json.dumps(json.loads((world / "index" / "manifest.json").read_text()))
    for task in ceb.load(world / "data"):
        for line in (*task.file_text.splitlines(), *task.reference.splitlines()):
            assert len(line.strip()) < 12 or json.dumps(line.strip())[1:-1] not in said


def test_repositories_are_fetched_at_the_commits_that_were_mined(
    git_repo: GitRepository, remote: Remote, tmp_path: Path
) -> None:
    renames(git_repo, 5)
    url = remote.publish(git_repo)
    mined = build(parse_sources([url]), tmp_path / "data", MinerConfig(mechanical_share=1.0))
    ceb.index(tmp_path / "data", out=tmp_path / "index")
    git_repo.commit({"store.py": "x = 1\n"}, "Go on")
    remote.publish(git_repo)
    made = ceb.rebuild(tmp_path / "index", out=tmp_path / "again", clones=tmp_path / "clones")
    assert len(made) > 0
    assert made.content_hash == mined.content_hash


def test_a_repository_that_does_not_give_its_tasks_is_named_and_the_next_call_asks_it_alone(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    python, go = tmp_path / "python", tmp_path / "go"
    for folder in (python, go):
        subprocess.run(["git", "init", "-q", folder], check=True)
    out, index = tmp_path / "again", str(world / "index")
    assert main(["rebuild", index, str(world / "r" / "python"), str(go), "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert "1 of 2 repositories did not give their tasks: go: " in said
    assert said.endswith(".\n")
    assert not (out / "manifest.json").exists()
    # The one that gave its tasks is not asked again: its empty namesake does not matter.
    assert main(["rebuild", index, str(python), str(world / "r" / "go"), "--out", str(out)]) == 0
    assert ceb.load(out).content_hash == ceb.load(world / "data").content_hash


def changed(world: Path, folder: Path, **changes: object) -> Path:
    """The index with one row changed."""
    shutil.copytree(world / "index", folder)
    rows = list(read_parquet(folder / INDEX, IndexedTask))
    rows[0] = replace(rows[0], **changes)  # type: ignore[arg-type]
    write_parquet(folder / INDEX, IndexedTask, rows)
    return folder


def test_an_index_that_somebody_changed_does_not_pass(world: Path, tmp_path: Path) -> None:
    signals = changed(world, tmp_path / "tags", tags=("held_out_repository",))
    with pytest.raises(ContentHashError, match="The index is damaged"):
        ceb.rebuild(signals, *repositories(world), out=tmp_path / "a")
    place = changed(world, tmp_path / "place", edit_index=10_000)
    with pytest.raises(RepositoryError, match="1 tasks cannot be made again"):
        ceb.rebuild(place, *repositories(world), out=tmp_path / "b")
    commit = changed(world, tmp_path / "commit", commit="--output=/tmp/x")
    with pytest.raises(RepositoryError):
        ceb.rebuild(commit, *repositories(world), out=tmp_path / "d")
    stranger = changed(world, tmp_path / "stranger", repository="--upload-pack=touch x")
    with pytest.raises(DatasetError, match="'--upload-pack=touch x', which its manifest does not list"):
        ceb.rebuild(stranger, *repositories(world), out=tmp_path / "e")
    for name in "abde":
        assert not (tmp_path / name / "manifest.json").exists()


def test_an_index_of_another_version_names_what_differs(world: Path, tmp_path: Path) -> None:
    shutil.copytree(world / "index", tmp_path / "index")
    file = tmp_path / "index" / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["config"]["miner"] = "2"
    file.write_text(json.dumps(manifest))
    with pytest.raises(ConfigError, match=r"another version, whose miner differ.*states miner 2"):
        ceb.rebuild(tmp_path / "index", *repositories(world), out=tmp_path / "again")


def test_an_index_outlives_the_rules_by_which_its_tasks_were_chosen(world: Path, tmp_path: Path) -> None:
    """The scorer goes on being mended; what was published before is had all the same, by the same hash."""
    shutil.copytree(world / "index", tmp_path / "index")
    file = tmp_path / "index" / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["config"]["languages"] = dict.fromkeys(manifest["config"]["languages"], "rules 1, earlier")
    del manifest["config"]["assembly"]  # which came with its second version
    del manifest["config"]["test_hard_share"]  # and this with it
    file.write_text(json.dumps(manifest))
    again = ceb.rebuild(tmp_path / "index", *repositories(world), out=tmp_path / "again")
    assert again.content_hash == manifest["content_hash"]
    assert again.manifest["config"] == manifest["config"]


def test_an_index_of_a_language_that_is_not_known_is_refused(world: Path, tmp_path: Path) -> None:
    shutil.copytree(world / "index", tmp_path / "index")
    file = tmp_path / "index" / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["config"]["languages"]["cobol"] = "rules 1"
    file.write_text(json.dumps(manifest))
    with pytest.raises(CodeEditError, match="cobol"):
        ceb.rebuild(tmp_path / "index", *repositories(world), out=tmp_path / "again")


def test_what_was_not_mined_has_no_index(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="was not mined"):
        ceb.index(make_dataset(tmp_path / "data", [make_task()]), out=tmp_path / "index")
    with pytest.raises(DatasetError, match=r"it has no index\.parquet"):
        ceb.rebuild(tmp_path / "data", out=tmp_path / "again")


def test_the_commands_say_what_they_wrote(world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = ceb.load(world / "data").content_hash
    assert main(["index", "--dataset", str(world / "data"), "--out", str(tmp_path / "index")]) == 0
    assert content in capsys.readouterr().out
    sources = [str(path) for path in repositories(world)]
    assert main(["rebuild", str(tmp_path / "index"), *sources, "--out", str(tmp_path / "again")]) == 0
    assert content in capsys.readouterr().out
    ceb.index(ceb.pick(world / "data", size=5, split="train", out=tmp_path / "part"), out=tmp_path / "other")
    assert main(["rebuild", str(tmp_path / "other"), *sources, "--out", str(tmp_path / "again")]) == 2
    assert "is not an unfinished rebuild" in capsys.readouterr().err


def test_what_a_killed_rebuild_leaves_behind_is_no_dead_end(world: Path, tmp_path: Path) -> None:
    made = ceb.rebuild(world / "index", *repositories(world), out=tmp_path / "again")
    (made.path / ".rebuilt").mkdir()  # killed before it removed its work
    (made.path / ".rebuilt" / "rows.jsonl").write_text("")
    assert ceb.rebuild(world / "index", out=made.path).content_hash == made.content_hash
    assert {path.name for path in made.path.iterdir()} == {"data", "manifest.json"}
    (made.path / "manifest.json").rename(made.path / ".manifest.json.abc.partial")  # killed before it was in place
    again = ceb.rebuild(world / "index", *repositories(world), out=made.path)
    assert again.content_hash == made.content_hash


def test_a_local_repository_has_no_url_and_must_be_named(world: Path, tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match=r"go has no URL\. Name its folder"):
        ceb.rebuild(world / "index", out=tmp_path / "again")


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [("commit", "--output=x", "not a commit"), ("url", "ext::sh -c id", "https"), ("url", "file:///etc", "https")],
)
def test_a_manifest_that_would_run_something_is_refused(
    world: Path, tmp_path: Path, key: str, value: str, sentence: str
) -> None:
    shutil.copytree(world / "index", tmp_path / "index")
    file = tmp_path / "index" / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["repositories"][0][key] = value
    file.write_text(json.dumps(manifest))
    with pytest.raises(CodeEditError, match=sentence):
        ceb.rebuild(tmp_path / "index", out=tmp_path / "again")
