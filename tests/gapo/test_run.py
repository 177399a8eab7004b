"""A run as a user starts it: the folder it leaves, going on after a kill, and the sentences of its errors."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.tasks.dataset import Dataset, write_dataset
from tests.gapo.conftest import rename_task

ROOT = Path(__file__).resolve().parent.parent.parent
SMALL = [
    *("steps=4", "prompts_per_step=2", "samples=4", "device_batch=8", "completion_tokens=24", "seconds=0"),
    *("eval_tasks=2", "eval_steps=2", "save_steps=2", "report_to=[]", "warmup_steps=0"),
]


def sets(*overrides: str) -> list[str]:
    return [word for text in overrides for word in ("--set", text)]


def train(recipe: str, data: Dataset, model: str, out: Path, *overrides: str) -> int:
    where = ["--data", str(data.path), "--model", model, "--out", str(out)]
    return main(["train", "--recipe", recipe, *where, *sets(*SMALL, *overrides)])


@pytest.mark.parametrize(
    ("recipe", "overrides"),
    [
        ("tiny_sft", ["prompts_per_step=8"]),
        ("tiny_gapo", []),
        ("tiny_gapo_dapo", []),
        ("tiny_rloo", []),
        ("tiny_dpo", ["prompts_per_step=8", "dpo_pairs_from=4", "temperature=2.0"]),
        ("tiny_gapo", ["lora_rank=4"]),
    ],
    ids=["sft", "gapo", "gapo_dapo", "rloo", "dpo", "lora"],
)
def test_a_run_leaves_a_model_its_recipe_and_its_story(recipe, overrides, data, model, tmp_path) -> None:
    out = tmp_path / "run"
    assert train(recipe, data, model, out, *overrides) == 0
    result = json.loads((out / "run.json").read_text())
    assert result["steps"] == 4
    assert result["dataset_hash"] == data.content_hash
    assert 0 <= result["exact_match"] <= result["best_exact_match"] <= 1
    steps = [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]
    assert [entry["step"] for entry in steps if "exact_match" in entry] == [0, 2, 4]
    for folder in (out, out / "best"):
        names = {file.name for file in folder.iterdir()}
        assert names & {"model.safetensors", "adapter_model.safetensors"}
        assert "tokenizer.json" in names


def test_the_saved_recipe_repeats_the_run_to_the_bit(data, model, tmp_path) -> None:
    train("tiny_gapo_dapo", data, model, tmp_path / "first", "seed=5")
    where = ["--data", str(data.path), "--model", model, "--out", str(tmp_path / "second")]
    assert main(["train", "--recipe", str(tmp_path / "first" / "recipe.toml"), *where]) == 0
    first, second = ((tmp_path / name / "model.safetensors").read_bytes() for name in ("first", "second"))
    assert first == second


@pytest.mark.slow
@pytest.mark.parametrize("recipe", ["tiny_sft", "tiny_gapo", "tiny_gapo_dapo"])
def test_a_killed_run_goes_on_to_the_same_bits(recipe: str, data, model, tmp_path) -> None:
    """kill -9 after a checkpoint; with 24 tasks and 2 a step the resumed run passes into a new epoch."""
    overrides = [
        "steps=20",
        "log_steps=1",
        *(["prompts_per_step=8"] if recipe == "tiny_sft" else ["steps_per_rollout=2"]),
    ]
    train(recipe, data, model, tmp_path / "whole", *overrides)
    out = tmp_path / "killed"
    where = ["--recipe", recipe, "--data", str(data.path), "--model", model, "--out", str(out)]
    command = [sys.executable, "-m", "codeedit_bench", "train", *where, *sets(*SMALL, *overrides)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    while not (out / "checkpoint-6" / "trainer_state.json").exists():
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (out / "run.json").exists()
    subprocess.run([*command, "--resume"], cwd=ROOT, env=environment, check=True, stderr=subprocess.DEVNULL)
    for name in ("model.safetensors", "best/model.safetensors"):
        assert (tmp_path / "whole" / name).read_bytes() == (out / name).read_bytes()
    stories = [
        [
            {
                key: value
                for key, value in json.loads(line).items()
                if not any(part in key for part in ("time", "_second", "num_tokens"))
            }
            for line in (folder / "log.jsonl").read_text().splitlines()
        ]
        for folder in (tmp_path / "whole", out)
    ]
    assert stories[0][:-1] == stories[1][:-1]


@pytest.mark.parametrize(
    ("overrides", "sentence"),
    [
        (["device_batch=7"], "device_batch must divide prompts_per_step × samples, which is 8. It is 7."),
        (["prompt_tokens=3"], "24 prompt_over_budget"),
        (["completion_tokens=2", "overlong_buffer=0"], "24 answer_over_budget"),
        (["languages=rust"], "24 other_language"),
        (["prompt_format=chat", "prompt_tokens=4096"], "has no chat template"),
        (["prompt_format=lime"], "Did you mean 'line'?"),
        (["rewards=edm"], "Did you mean 'edem'?"),
        (["advantage=gap"], "Did you mean 'gapo'?"),
    ],
)
def test_a_run_that_cannot_start_says_why(overrides, sentence, data, model, tmp_path, capsys) -> None:
    assert train("tiny_gapo", data, model, tmp_path / "run", *overrides) == 2
    error = capsys.readouterr().err.splitlines()[-1]
    assert sentence in error
    assert error.startswith("codeedit: ")


@pytest.mark.parametrize("name", ["nowhere/at/all", "./here"])
def test_a_model_that_is_not_there_is_one_sentence(name: str, data, tmp_path, capsys) -> None:
    assert train("tiny_gapo", data, name, tmp_path / "run") == 2
    assert f"There is no model at {name}" in capsys.readouterr().err


def test_a_data_set_without_a_train_split_is_refused(model, tmp_path, capsys) -> None:
    write_dataset(tmp_path / "data", [rename_task(1, "test")], name="none", extra={})
    where = ["--data", str(tmp_path / "data"), "--model", model, "--out", str(tmp_path / "run")]
    assert main(["train", "--recipe", "tiny_gapo", *where, *sets(*SMALL)]) == 2
    assert "No task of the train split can be trained on: it is empty." in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_a_folder_in_use_is_left_alone(data, model, tmp_path, capsys) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert train("tiny_gapo", data, model, tmp_path) == 2
    assert "is not empty. Name another folder, or go on with --resume." in capsys.readouterr().err


def test_a_loss_that_is_no_number_stops_the_run_and_keeps_the_checkpoint(data, model, tmp_path, capsys) -> None:
    """A learning rate beyond all reason; the checkpoint's step is logged first, so that none is bad."""
    overrides = [
        "learning_rate=3e38",
        "steps=8",
        "max_grad_norm=1e30",
        "eval_tasks=0",
        "warmup_steps=3",
        "log_steps=5",
    ]
    assert train("tiny_sft", data, model, tmp_path / "run", *overrides, "prompts_per_step=8", "save_steps=2") == 2
    assert "became" in capsys.readouterr().err
    assert (tmp_path / "run" / "checkpoint-2").is_dir()
