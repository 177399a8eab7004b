"""The way in, walked with the product's own values: evaluate, submit, add, build."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.languages import LANGUAGES
from codeedit_bench.normalize import scorer_version, scorer_versions
from codeedit_bench.tasks.records import RunManifest, task_digest
from codeedit_bench.tasks.storage import to_row
from evaluators.runs.run import open_run, write_manifest
from leaderboard.submission.fields import checked_record
from tests.leaderboard.conftest import read_shard
from tests.leaderboard.world import make_dataset, make_task


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A task in every language that the scorer knows."""
    tasks = [dataclasses.replace(make_task(n), language=language) for n, language in enumerate(LANGUAGES)]
    tasks = [dataclasses.replace(task, task_id=task_digest(task)) for task in tasks]
    return make_dataset(tmp_path_factory.mktemp("way") / "data", tasks)


@pytest.fixture(scope="module")
def run(dataset: Path) -> Path:
    out = dataset.parent / "run"
    assert main(["evaluate", str(dataset), "--backend", "replay", "--out", str(out)]) == 0
    return out


def test_what_evaluate_writes_can_be_submitted_added_and_shown(dataset: Path, run: Path, tmp_path: Path) -> None:
    archive, runs, site = tmp_path / "run.zip", tmp_path / "runs", tmp_path / "site"
    assert open_run(run).manifest.scorer_version == scorer_versions(LANGUAGES)
    assert main(["submit", str(run), "--out", str(archive)]) == 0
    assert main(["leaderboard", "add", str(archive), "--dataset", str(dataset), "--to", str(runs)]) == 0
    added = [str(path) for path in runs.iterdir()]
    assert main(["leaderboard", "build", *added, "--dataset", str(dataset), "--out", str(site)]) == 0
    shown = read_shard(site, "site")
    assert shown["systems"][0]["verified"] is True
    assert all(f"{language}: {scorer_version(language)}" in shown["scorer"] for language in LANGUAGES)


def test_a_manifest_with_every_languages_version_passes_the_leaderboards_check(run: Path) -> None:
    manifest = open_run(run).manifest
    assert checked_record(RunManifest, to_row(manifest), "manifest.json") == manifest


def test_submit_refuses_what_the_leaderboard_would_refuse(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "predictions.jsonl").write_bytes((run / "predictions.jsonl").read_bytes())
    write_manifest(other, dataclasses.replace(open_run(run).manifest, system="x" * 500))
    assert main(["submit", str(other), "--out", str(tmp_path / "run.zip")]) == 2
    assert "The system's name has 500 characters" in capsys.readouterr().err
    assert not (tmp_path / "run.zip").exists()


def test_a_run_scored_before_a_language_was_added_stays_comparable(dataset: Path, run: Path) -> None:
    """What a run states is about its own tasks' languages: others may come and go."""
    stated = open_run(run).manifest.scorer_version
    assert set(stated) == set(LANGUAGES)
    assert scorer_versions(["go"]) == {"go": stated["go"]}


def test_verify_names_just_the_language_whose_scorer_changed(
    dataset: Path, run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = tmp_path / "older"
    older.mkdir()
    for file in run.iterdir():
        (older / file.name).write_bytes(file.read_bytes())
    manifest = json.loads((older / "manifest.json").read_text(encoding="utf-8"))
    manifest["scorer_version"]["go"] = "rules 0"
    (older / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert main(["verify", str(older), "--dataset", str(dataset)]) == 0
    said = capsys.readouterr().out
    assert f"(go: rules 0 against {scorer_version('go')})" in said
    assert main(["evaluate", str(dataset), "--backend", "replay", "--out", str(older)]) == 0, "it goes on"
    assert open_run(older).manifest.scorer_version == scorer_versions(LANGUAGES)


def test_a_run_of_version_0_1_is_read_and_scored_again(dataset: Path, run: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    for file in run.iterdir():
        (old / file.name).write_bytes(file.read_bytes())
    manifest = json.loads((old / "manifest.json").read_text(encoding="utf-8"))
    manifest["scorer_version"] = "levels=1;python=0.25.0"
    (old / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert open_run(old).manifest.scorer_version == {}
    assert main(["score", str(old), "--dataset", str(dataset)]) == 0
    assert open_run(old).manifest.scorer_version == scorer_versions(LANGUAGES)
