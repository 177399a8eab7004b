"""Training curves of systems that were trained here."""

from __future__ import annotations

import json
from pathlib import Path

from leaderboard.build import build_site
from leaderboard.training import POINTS
from tests.leaderboard.conftest import read_shard
from tests.leaderboard.world import answers_with_skill, make_dataset, make_run, make_task


def trained_model(folder: Path, steps: int) -> Path:
    folder.mkdir(parents=True)
    lines = [
        json.dumps({"step": step, "reward": step / steps, "loss": 1 / step, "odd": "x"})
        for step in range(1, steps)
    ]
    (folder / "log.jsonl").write_text("\n".join([*lines, '{"step": 5, "rew']))
    (folder / "run.json").write_text(json.dumps({"algorithm": "grpo", "base_model": "/home/alice/models/tiny"}))
    return folder


def test_curves_are_drawn_where_the_model_has_a_log(tmp_path: Path) -> None:
    dataset = make_dataset(tmp_path / "data", [make_task(n) for n in range(4)])
    model = trained_model(tmp_path / "models" / "ours", 1000)
    options = {"model": str(model / "best")}
    run = make_run(tmp_path / "run", dataset, "ours", answers_with_skill(0.5), backend_options=options)
    other = make_run(
        tmp_path / "other", dataset, "theirs", answers_with_skill(0.5), backend_options={"model": "hub/x"}
    )
    site = build_site([run, other], dataset, tmp_path / "site").path
    ours = read_shard(site, "systems/ours")
    assert ours["training"]["curves"] == ["reward", "loss"]
    assert ours["training"]["facts"] == {"algorithm": "grpo", "base_model": "tiny"}
    picture = (site / ours["training"]["picture"]).read_text()
    assert picture.count("<polyline") == 2
    assert picture.count(",") < 3 * POINTS + 200
    assert read_shard(site, "systems/theirs")["training"] is None


def test_the_site_shows_no_path_of_the_machine_that_built_it(tmp_path: Path) -> None:
    dataset = make_dataset(tmp_path / "data", [make_task(n) for n in range(4)])
    model = trained_model(tmp_path / "models" / "ours", 10)
    run = make_run(tmp_path / "run", dataset, "x", answers_with_skill(0.5), backend_options={"model": str(model)})
    site = build_site([run], dataset, tmp_path / "site").path
    assert all(str(tmp_path).encode() not in file.read_bytes() for file in site.rglob("*") if file.is_file())
