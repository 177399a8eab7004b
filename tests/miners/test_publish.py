"""Pinning a list, publishing a data set, and keeping one data set out of another."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import contamination
from codeedit_bench.cli.data import mine, publish, repos_pin
from codeedit_bench.errors import ConfigError, ContentHashError, DatasetError
from codeedit_bench.tasks.dataset import open_dataset
from miners.config import MinerConfig
from miners.pipeline import build
from miners.sources import parse_sources, read_list
from tests.git_repository import GitRepository
from tests.miners.histories import LICENCE, renames
from tests.tasks import make_dataset, make_task

CONFIG = MinerConfig(mechanical_share=1.0)
MakeRepository = Callable[[str], GitRepository]


def write_list(file: Path, rows: str) -> Path:
    file.write_text(rows)
    return file


def test_pins_are_filled_in_where_they_are_missing_and_comments_stay(
    make_git_repo: MakeRepository, tmp_path: Path
) -> None:
    one, two = make_git_repo("one"), make_git_repo("two")
    renames(one, 2)
    renames(two, 2)
    file = write_list(
        tmp_path / "repositories.toml",
        f'# ours\n[[repository]]\nurl = "https://example.org/one"  # first\npath = "{one.path}"\n'
        f'note = "small"\n\n[[repository]]\nurl = "https://example.org/two"\ncommit = "{two.commits[0]}"\n'
        f'path = "{two.path}"\n',
    )
    assert repos_pin.main([str(file)]) == 0
    assert [source.commit for source in read_list(file)] == [one.commits[-1], two.commits[0]]
    assert file.read_text().startswith("# ours\n")
    assert "# first" in file.read_text()
    assert repos_pin.main([str(file), "--all"]) == 0
    assert [source.commit for source in read_list(file)] == [one.commits[-1], two.commits[-1]]


def test_a_pinned_commit_is_what_is_mined(git_repo: GitRepository, tmp_path: Path) -> None:
    renames(git_repo, 8)
    pin = git_repo.commits[5]
    file = write_list(
        tmp_path / "list.toml",
        f'[[repository]]\nurl = "https://example.org/one"\ncommit = "{pin}"\npath = "{git_repo.path}"\n',
    )
    build(parse_sources([str(file)]), tmp_path / "data", CONFIG)
    commits = {task.provenance.commit for task in open_dataset(tmp_path / "data").tasks()}
    assert commits <= set(git_repo.commits[:6])
    assert {task.provenance.repository for task in open_dataset(tmp_path / "data").tasks()} == {
        "https://example.org/one"
    }


@pytest.mark.parametrize(
    ("expected", "licence", "warning"),
    [
        ("MIT", LICENCE, ""),
        ("", None, ""),
        ("Apache-2.0", LICENCE, "the list expects Apache-2.0, but commit {pin} states MIT"),
        ("MIT", None, "the list expects MIT, but commit {pin} states no licence that is known"),
    ],
)
def test_a_licence_that_the_list_does_not_expect_is_a_warning_and_no_failure(
    expected: str,
    licence: str | None,
    warning: str,
    git_repo: GitRepository,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    renames(git_repo, 3, licence=licence)
    url = "https://example.org/one"
    rows = f'[[repository]]\nurl = "{url}"\npath = "{git_repo.path}"\nlicence = "{expected}"\n'
    listed = write_list(tmp_path / "list.toml", rows)
    warning = warning.format(pin=git_repo.commits[-1][:12])
    assert mine.main([str(listed), "--out", str(tmp_path / "data")]) == 0
    assert (f"codeedit: warning: {url}: {warning}.\n" in capsys.readouterr().err) == bool(warning)
    (row,) = open_dataset(tmp_path / "data").manifest["repositories"]
    assert row["warnings"] == ([warning] if warning else [])
    assert row["licence_found"] == ("MIT" if licence else "")
    assert row["state"] == "complete"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("", "lists no repository"),
        ("[[repository]]\n", "repository 1: a url is missing"),
        ('[[repository]]\nurl = "https://a.org/b"\nbranch = "x"\n', "repository 1: 'branch' is not a key"),
        ('[[repository]]\nurl = "https://a.org/b"\ncommit = "main"\n', "40 lower-case hex digits"),
        ("[[repository]\n", "is not valid TOML"),
    ],
)
def test_a_list_that_cannot_be_used_says_why(rows: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=message):
        read_list(write_list(tmp_path / "list.toml", rows))


def test_publishing_checks_the_hash_and_writes_the_card(git_repo: GitRepository, tmp_path: Path) -> None:
    renames(git_repo, 5)
    directory = tmp_path / "data"
    build(parse_sources([str(git_repo.path)]), directory, CONFIG)
    (directory / "README.md").unlink()
    assert publish.main([str(directory)]) == 0
    text = (directory / "README.md").read_text()
    for heading in (
        "## Counts",
        "## Sources",
        "## Licences",
        "## Filters",
        "## Method",
        "## Limits",
        "## Opt out",
    ):
        assert heading in text
    manifest = json.loads((directory / "manifest.json").read_text())
    (directory / "manifest.json").write_text(json.dumps({**manifest, "content_hash": "0" * 64}))
    with pytest.raises(ContentHashError, match="Somebody changed it"):
        publish.main([str(directory)])


def test_a_data_set_that_was_not_mined_is_refused_with_a_reason(tmp_path: Path) -> None:
    imported = make_dataset(tmp_path / "imported", [make_task()])
    with pytest.raises(DatasetError, match="was not mined: its manifest names no repositories"):
        publish.main([str(imported)])


def test_tasks_without_a_permissive_licence_are_not_published_by_accident(
    git_repo: GitRepository, tmp_path: Path
) -> None:
    renames(git_repo, 5, licence=None)
    build(
        parse_sources([str(git_repo.path)]), tmp_path / "data", MinerConfig(mechanical_share=1.0, licences="any")
    )
    with pytest.raises(DatasetError, match="under 'none stated', which is not permissive"):
        publish.main([str(tmp_path / "data")])
    assert publish.main([str(tmp_path / "data"), "--any-licence"]) == 0


def test_what_another_data_set_holds_is_left_out(make_git_repo: MakeRepository, tmp_path: Path) -> None:
    first, second = make_git_repo("first"), make_git_repo("second")
    renames(first, 4)
    renames(second, 8)
    build(parse_sources([str(first.path)]), tmp_path / "benchmark", CONFIG)
    sources = parse_sources([str(second.path)])
    whole = build(sources, tmp_path / "whole", CONFIG).manifest
    clean = build(sources, tmp_path / "clean", CONFIG, against=[tmp_path / "benchmark"]).manifest
    dropped = {key: count for key, count in clean["rejects"].items() if key.startswith("seen:")}
    assert sum(dropped.values()) > 0
    assert clean["n_tasks"] < whole["n_tasks"]
    assert clean["against"] == [open_dataset(tmp_path / "benchmark").content_hash]
    taken = {(task.region_text, task.reference) for task in open_dataset(tmp_path / "benchmark").tasks()}
    assert not taken & {(task.region_text, task.reference) for task in open_dataset(tmp_path / "clean").tasks()}
    held = [contamination.held_by(open_dataset(tmp_path / "benchmark"))]
    assert sum(contamination.seen(open_dataset(tmp_path / "whole"), held).values()) > 0
    assert set(contamination.seen(open_dataset(tmp_path / "clean"), held).values()) == {0}


def test_a_fork_adds_nothing_to_its_origin(make_git_repo: MakeRepository, tmp_path: Path) -> None:
    origin, fork = make_git_repo("origin"), make_git_repo("fork")
    renames(origin, 6)
    renames(fork, 6)
    alone = build(parse_sources([str(origin.path)]), tmp_path / "alone", CONFIG).manifest
    both = build(parse_sources([str(origin.path), str(fork.path)]), tmp_path / "both", CONFIG).manifest
    assert both["n_tasks"] == alone["n_tasks"]
