"""Rows for verl carry all that its reward needs; the shipped configurations say what they should."""

from __future__ import annotations

import json

import pytest

from codeedit_bench.cli import main
from codeedit_bench.errors import UnknownNameError
from codeedit_bench.tasks.records import EditTask
from codeedit_bench.tasks.storage import from_row
from evaluators.prompts import FORMATS
from gapo import verl_reward
from gapo.verl_launch import CONFIGURATIONS, command, overrides


def test_exported_rows_can_be_scored_as_verl_scores_them(data, tmp_path, capsys) -> None:
    import pyarrow.parquet as pq

    assert main(["export", "--to", "verl", "--data", str(data.path), "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{tmp_path / 'train'}.parquet: 24 rows",
        f"{tmp_path / 'val'}.parquet: 4 rows",
    ]
    row = pq.read_table(tmp_path / "train.parquet").to_pylist()[0]
    assert [message["role"] for message in row["prompt"]] == ["system", "user"]
    task = from_row(EditTask, json.loads(row["extra_info"]["task"]))
    assert row["reward_model"]["ground_truth"] == task.reference

    def score(completion: str) -> dict:
        return verl_reward.compute_score(row["data_source"], completion, "", row["extra_info"])

    chat = FORMATS.load("chat")
    assert score(chat.answer(task, task.reference)) == {"score": 1.0, "acc": 1.0, "parsed": 1.0}
    assert score(chat.answer(task, task.region_text))["acc"] == 0.0
    assert score("no code at all")["parsed"] == 0.0


def test_a_plain_format_cannot_be_exported(data, tmp_path, capsys) -> None:
    where = ["--data", str(data.path), "--out", str(tmp_path), "--recipe", "tiny_gapo"]
    assert main(["export", "--to", "verl", *where]) == 2
    assert "verl asks in messages" in capsys.readouterr().err


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_configuration_gives_each_key_once(name: str, tmp_path) -> None:
    words = command(name, tmp_path, "m", tmp_path / "run", nodes=2, gpus=4)
    keys = [word.partition("=")[0] for word in words]
    assert len(keys) == len(set(keys))
    assert {"trainer.nnodes=2", "trainer.n_gpus_per_node=4", "actor_rollout_ref.model.path=m"} <= set(words)


def test_gapo_in_verl_is_grpo_but_for_the_estimator() -> None:
    for left, right in (("grpo", "gapo"), ("dapo", "gapo_dapo")):
        added = set(overrides(right)) - set(overrides(left))
        assert added == {"algorithm.adv_estimator=gapo", "+algorithm.coverage=0.5", "+algorithm.center=median"}


def test_an_unknown_configuration_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'gapo'"):
        overrides("gapoo")
