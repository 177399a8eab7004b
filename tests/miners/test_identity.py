"""What decides a data set is in its identity: settings, filters and languages by name and version, the miner."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from codeedit_bench.errors import UsageError
from codeedit_bench.languages import LANGUAGES
from codeedit_bench.tasks.dataset import MANIFEST, open_dataset
from codeedit_bench.tasks.records import Verdict
from miners import identity
from miners.config import MinerConfig
from miners.filters import FILTERS, bots
from miners.filters.filter import Filter
from miners.identity import chunk_digest, config_digest, resolved, settings_of_the_set
from miners.pipeline import build
from miners.settings import with_settings
from miners.sources import parse_sources
from tests.git_repository import GitRepository
from tests.miners.histories import renames

DROP_ALL = Filter("path", lambda _path, _config: Verdict(False))


def test_every_threshold_is_in_the_config_hash() -> None:
    digests = {
        config_digest(with_settings(MinerConfig(), [f"{name}={value}"]))
        for name, value in [("max_files", 3), ("min_link", 0.6), ("rule", "false"), ("languages", '["go"]')]
    }
    assert len(digests | {config_digest(MinerConfig())}) == 5


def test_all_and_the_names_that_it_stands_for_are_one_configuration() -> None:
    main = [name for name in LANGUAGES if not LANGUAGES.load(name).held_out]
    named = MinerConfig(filters=tuple(reversed(list(FILTERS))), languages=tuple(reversed(main)))
    assert config_digest(named) == config_digest(MinerConfig())


@pytest.mark.parametrize("part", ["filter", "miner", "assembly", "scorer"])
def test_another_version_of_a_part_is_another_configuration(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = config_digest(MinerConfig())
    if part == "filter":
        monkeypatch.setattr(bots, "FILTER", dataclasses.replace(bots.FILTER, version=99))
    elif part == "miner":
        monkeypatch.setattr(identity, "MINER_VERSION", "99")
    elif part == "assembly":
        monkeypatch.setattr(identity, "ASSEMBLY_VERSION", "99")
    else:
        monkeypatch.setattr(identity, "scorer_version", lambda name: f"{name} 99")
    assert config_digest(MinerConfig()) != usual


def test_another_assembly_mines_no_commit_again(
    git_repo: GitRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renames(git_repo, 4)
    sources, out = parse_sources([str(git_repo.path)]), tmp_path / "data"
    config = MinerConfig(mechanical_share=1.0)
    build(sources, out, config, engine="inline")
    monkeypatch.setattr(identity, "ASSEMBLY_VERSION", "99")
    with pytest.raises(UsageError, match="another configuration"):
        build(sources, out, config, engine="inline")
    (out / MANIFEST).unlink()
    again = build(sources, out, config, engine="inline")
    assert again.resumed_chunks == 1
    assert open_dataset(out).manifest["config"]["assembly"] == "99"


def test_one_setting_of_the_set_more_mines_no_commit_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new quota once renamed the chunks of every data set, though no commit gave anything else."""
    usual = chunk_digest(MinerConfig())
    monkeypatch.setattr(identity, "resolved", lambda config: {**resolved(config), "new_quota": 3})
    assert chunk_digest(MinerConfig()) != usual
    marked = settings_of_the_set() | {"new_quota"}
    monkeypatch.setattr(identity, "settings_of_the_set", lambda: marked)
    assert chunk_digest(MinerConfig()) == usual


@pytest.mark.parametrize("name", sorted(settings_of_the_set()))
def test_no_setting_of_the_set_is_in_the_name_of_a_chunk(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    without = {key: value for key, value in resolved(MinerConfig()).items() if key != name}
    usual = chunk_digest(MinerConfig())
    monkeypatch.setattr(identity, "resolved", lambda _config: without)
    assert chunk_digest(MinerConfig()) == usual


def test_a_build_with_another_filter_in_the_table_is_another_build(
    git_repo: GitRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renames(git_repo, 4)
    sources, out, config = (
        parse_sources([str(git_repo.path)]),
        tmp_path / "data",
        MinerConfig(mechanical_share=1.0),
    )
    first = build(sources, out, config)
    assert build(sources, out, config).content_hash == first.content_hash
    monkeypatch.setitem(FILTERS._rows, "drop_all", f"{__name__}:DROP_ALL")
    with pytest.raises(UsageError, match="another configuration"):
        build(sources, out, config)


def test_a_worker_with_other_filters_mines_nothing_under_the_planned_name(
    tmp_path: Path, git_repo: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that this process alone has is in the identity, and no worker process would apply it."""
    renames(git_repo, 6)
    monkeypatch.setitem(FILTERS._rows, "only_here", "miners.filters.merges:FILTER")
    result = build(parse_sources([str(git_repo.path)]), tmp_path / "data", MinerConfig())
    assert "other filters or languages" in " ".join(result.incomplete.values())
    assert list(open_dataset(tmp_path / "data").tasks()) == []
