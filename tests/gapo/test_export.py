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
    assert score(chat.answer(task, task.reference)) == {"score": 1.2, "acc": 1.0, "parsed": 1.0}
    assert score(chat.answer(task, task.region_text)) == {"score": 0.0, "acc": 0.0, "parsed": 1.0}
    assert score("no code at all")["parsed"] == 0.0


def test_a_plain_format_cannot_be_exported(data, tmp_path, capsys) -> None:
    where = ["--data", str(data.path), "--out", str(tmp_path), "--recipe", "tiny_gapo"]
    assert main(["export", "--to", "verl", *where]) == 2
    assert "verl asks in messages" in capsys.readouterr().err


@pytest.mark.parametrize("recipe", ["gapo", "tiny_gapo"])
def test_rows_for_trl_are_paid_by_the_importable_reward(recipe: str, data, tmp_path, capsys) -> None:
    import pyarrow.parquet as pq

    from gapo.trl_reward import reward

    where = ["--data", str(data.path), "--out", str(tmp_path), "--recipe", recipe]
    assert main(["export", "--to", "trl", *where]) == 0
    capsys.readouterr()
    rows = pq.read_table(tmp_path / "train.parquet").to_pylist()
    columns = {key: [row[key] for row in rows] for key in ("task", "prompt_format", "reward_name")}
    ideal = [row["completion"] for row in rows]
    assert reward(completions=ideal, prompts=None, **columns) == [1.2] * len(rows)
    wrong = ["nothing"] * len(rows)
    assert max(reward(completions=wrong, **columns)) < 0.5


def test_stock_trl_trains_on_the_exported_rows(data, model, tmp_path, capsys) -> None:
    from datasets import load_dataset
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from trl import GRPOConfig, GRPOTrainer

    from gapo.trl_reward import reward

    where = ["--data", str(data.path), "--out", str(tmp_path), "--recipe", "tiny_gapo"]
    assert main(["export", "--to", "trl", *where]) == 0
    rows = load_dataset(
        "parquet", data_files=str(tmp_path / "train.parquet"), split="train", cache_dir=str(tmp_path / "cache")
    )
    trainer = GRPOTrainer(
        model=AutoModelForCausalLM.from_pretrained(model),
        processing_class=AutoTokenizer.from_pretrained(model),
        reward_funcs=[reward],
        train_dataset=rows.remove_columns("completion"),
        args=GRPOConfig(
            output_dir=str(tmp_path / "run"),
            max_steps=1,
            per_device_train_batch_size=4,
            num_generations=4,
            max_completion_length=16,
            use_cpu=True,
            bf16=False,
            report_to="none",
            dataloader_pin_memory=False,
        ),
    )
    trainer.train()
    assert "rewards/reward/mean" in trainer.state.log_history[0]


@pytest.mark.parametrize("to", ["verl", "trl", "merged"])
def test_an_export_without_its_source_says_which_option_is_missing(to: str, tmp_path, capsys) -> None:
    assert main(["export", "--to", to, "--out", str(tmp_path / "out")]) == 2
    assert f"--to {to} needs --" in capsys.readouterr().err


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
