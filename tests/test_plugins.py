"""Parts that come from another distribution: installed by pip, listed beside ours, used by name, or refused."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import codeedit_bench as ceb
from codeedit_bench.errors import PluginError
from codeedit_bench.registry import Registry
from evaluators.backends import BACKENDS
from miners.config import MinerConfig
from miners.filters import FILTERS, chosen_filters
from miners.identity import config_digest
from tests.git_repository import GitRepository
from tests.miners.histories import renames
from tests.plugin.wheel import install
from tests.tasks import make_dataset, make_task

TABLES = (
    "evaluators.backends:BACKENDS",
    "evaluators.prompts:FORMATS",
    "evaluators.metrics:METRICS",
    "evaluators.importers:IMPORTERS",
    "miners.filters:FILTERS",
    "gapo.estimators:ADVANTAGES",
)


def tables() -> list[Registry[Any]]:
    places = (place.split(":") for place in TABLES)
    return [getattr(importlib.import_module(module), name) for module, name in places]


def forget() -> None:
    """Have each table look again for what is installed."""
    for table in tables():
        table.__dict__.pop("_plugins", None)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(tmp_path_factory.mktemp("plugin"))


@pytest.fixture
def installed(site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(site)
    forget()
    yield site
    monkeypatch.undo()
    sys.modules.pop("tiny_parts", None)
    forget()


def codeedit(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{Path.cwd()}"}
    command = [sys.executable, "-m", "codeedit_bench", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_the_parts_of_an_installed_distribution_are_listed_beside_ours(site: Path) -> None:
    backends, formats = codeedit(site, "backends").stdout, codeedit(site, "formats").stdout
    assert "tiny-backend  the region in capitals; needs nothing (from tiny_parts 0.3)" in backends
    assert "replay" in backends
    assert "tiny-format" in formats
    assert "(from tiny_parts 0.3)" in formats


def test_a_run_with_a_plugged_back_end_format_and_metric_states_them(installed: Path, tmp_path: Path) -> None:
    dataset = ceb.load(make_dataset(tmp_path / "data", [make_task()]))
    run = ceb.evaluate(dataset, "tiny-backend", out=tmp_path / "run", workers=1)
    assert run.manifest.prompt_format == "tiny-format"
    scored = ceb.score(run, dataset, metrics=["capitals"], workers=1)
    assert scored.value("capitals") == 1.0
    versions = json.loads((tmp_path / "run" / "summary.json").read_text())["metric_versions"]
    assert versions["capitals"] == "tiny_parts 0.3"
    assert versions["em_layout"] == 1


def test_a_plugged_filter_decides_where_it_is_named_and_is_part_of_the_identity(
    installed: Path, tmp_path: Path, git_repo: GitRepository
) -> None:
    renames(git_repo, 6)
    settings = {"mechanical_share": 1.0}
    usual = ceb.mine(git_repo.path, out=tmp_path / "usual", settings=settings)
    without = ceb.mine(git_repo.path, out=tmp_path / "none", settings={**settings, "more_filters": ["drop_all"]})
    assert len(usual) > 0
    assert len(without) == 0
    plugged = MinerConfig(more_filters=("drop_all",))
    assert config_digest(plugged) != config_digest(MinerConfig())


def test_what_is_installed_changes_no_data_set(installed: Path) -> None:
    assert "drop_all" in FILTERS
    assert chosen_filters(MinerConfig()) == FILTERS.own


def test_a_plugged_importer_makes_a_data_set(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a = 1\n")
    made = ceb.import_set("tiny-importer", tmp_path / "a.txt", out=tmp_path / "data")
    assert [task.reference for task in made] == ["b = 2\n"]


def test_a_recipe_takes_a_plugged_estimator_by_name(installed: Path) -> None:
    import torch

    from gapo.config import load_recipe
    from gapo.run import part_versions
    from gapo.trainers.build import advantage_function

    recipe = load_recipe("tiny_gapo", ["advantage=flat"])
    rewards = torch.tensor([[0.0, 1.0]])
    assert part_versions(recipe)["advantage flat"] == "tiny_parts 0.3"
    assert advantage_function(recipe)(rewards).tolist() == [[0.0, 1.0]]


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"broken": "NOWHERE"}, "'broken' of tiny_parts 0.3 cannot be loaded: AttributeError"),
        ({"text": "NOT_A_BACKEND"}, "'text' of tiny_parts 0.3 is a str, not a BackendSpec"),
        ({"replay": "BACKEND"}, "adds the back end 'replay', which codeedit-bench has itself"),
    ],
)
def test_a_plug_in_that_cannot_be_used_is_refused_in_one_sentence(
    tmp_path: Path, entry: dict[str, str], sentence: str
) -> None:
    site = install(tmp_path, {"backends": entry})
    (name,) = entry
    make_dataset(tmp_path / "data", [make_task()])
    done = codeedit(site, "evaluate", str(tmp_path / "data"), "--backend", name, "--out", str(tmp_path / "run"))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    listed = codeedit(site, "backends")
    assert listed.returncode == 0
    assert sentence in listed.stdout
    assert "propagate" in listed.stdout


def test_two_distributions_that_claim_one_name_are_both_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("tiny_parts", "other_parts"):
        monkeypatch.syspath_prepend(install(tmp_path / name, {"backends": {"same": "BACKEND"}}, name=name))
    forget()
    try:
        with pytest.raises(
            PluginError, match=r"other_parts 0\.3 and tiny_parts 0\.3 both add the back end 'same'"
        ):
            BACKENDS.load("same")
    finally:
        monkeypatch.undo()
        forget()
