"""A run as a user starts it: the folder it leaves, going on after a kill, and the sentences of its errors."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from codeedit_bench.cli import main
from codeedit_bench.errors import TrainingError
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
        ("tiny_dpo", ["prompts_per_step=8", "dpo_pairs_from=4", "temperature=2.0", "rewards=ed"]),
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


def test_a_run_says_that_its_tokenizer_splits_the_marks_of_its_format(data, model, tmp_path, capsys) -> None:
    settings = ("prompts_per_step=8", "prompt_format=fim", "steps=1", "prompt_tokens=2000", "completion_tokens=99")
    assert train("tiny_sft", data, model, tmp_path / "run", *settings) == 0
    assert "warning: The model's tokenizer splits marks of the format 'fim'" in capsys.readouterr().err


def test_a_run_trains_on_the_first_tasks_alone_where_it_is_asked_to(data, model, tmp_path) -> None:
    assert train("tiny_sft", data, model, tmp_path / "run", "prompts_per_step=8", "train_tasks=8") == 0
    assert json.loads((tmp_path / "run" / "run.json").read_text())["tasks"]["kept"] == 8


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
        (["prompt_tokens=3"], "Raise prompt_tokens: the shortest prompt has "),
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


def test_a_file_in_place_of_the_folder_is_called_one(data, model, tmp_path, capsys) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert train("tiny_gapo", data, model, tmp_path / "notes.txt") == 2
    assert f"{tmp_path / 'notes.txt'} is a file. Name a folder." in capsys.readouterr().err


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


RESUMED = {
    "the KL reference": ("tiny_gapo", ["kl=0.1"]),
    "DPO's pairs and reference": (
        "tiny_dpo",
        ["prompts_per_step=4", "device_batch=4", "dpo_pairs_from=4", "temperature=2.0", "rewards=ed"],
    ),
    "LoRA": ("tiny_gapo", ["lora_rank=4", "kl=0.1"]),
    "RLOO": ("tiny_rloo", ["kl=0.1"]),
}


@pytest.mark.parametrize("what", RESUMED)
def test_a_resumed_run_ends_in_the_same_bits(what: str, data, model, tmp_path) -> None:
    """The reference was the checkpoint once, and DPO's pairs were sampled again."""
    recipe, overrides = RESUMED[what]
    overrides = [*overrides, "learning_rate=1e-3", "keep_checkpoints=9", "threads=1", "eval_tasks=0"]
    whole, again = tmp_path / "whole", tmp_path / "again"
    assert train(recipe, data, model, whole, *overrides) == 0
    shutil.copytree(whole, again, ignore=shutil.ignore_patterns("checkpoint-4", "*.safetensors", "run.json"))
    shutil.copytree(whole / "checkpoint-2", again / "checkpoint-2", dirs_exist_ok=True)
    where = ["--data", str(data.path), "--model", model, "--out", str(again), "--resume"]
    assert main(["train", "--recipe", recipe, *where, *sets(*SMALL, *overrides)]) == 0
    name = "adapter_model.safetensors" if what == "LoRA" else "model.safetensors"
    assert (whole / name).read_bytes() == (again / name).read_bytes()


def test_an_adapter_is_trained_on_and_merged(data, model, tmp_path, monkeypatch, capsys) -> None:
    """From another folder too, and once more on top: an adapter of an adapter."""
    from safetensors.torch import load_file

    first, second, merged = tmp_path / "first", tmp_path / "second", tmp_path / "merged"
    overrides = ["lora_rank=4", "steps=1", "eval_tasks=0", "probe_tasks=0", "learning_rate=1e-2", 'rewards=["ed"]']
    assert train("tiny_gapo", data, model, first, *overrides) == 0
    monkeypatch.chdir(tmp_path)
    assert train("tiny_gapo", data, "first", second, *overrides, "kl=0.1") == 0
    assert main(["export", "--to", "merged", "--model", "second", "--out", str(merged)]) == 0
    weights, start = load_file(merged / "model.safetensors"), load_file(second / "start" / "model.safetensors")
    original = load_file(Path(model) / "model.safetensors")
    key = "model.layers.0.self_attn.q_proj.weight"
    assert not torch.equal(start[key], original[key])
    assert not torch.equal(weights[key], start[key])
    assert train("tiny_sft", data, str(merged), tmp_path / "third", "prompts_per_step=8", "steps=1") == 0
    capsys.readouterr()
    assert main(["export", "--to", "merged", "--model", str(merged), "--out", str(tmp_path / "no")]) == 2
    assert "is not a LoRA run" in capsys.readouterr().err


@pytest.mark.parametrize("existed", [True, False])
def test_a_failed_start_leaves_the_folder_as_it_was(existed: bool, data, model, tmp_path, monkeypatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise TrainingError("The trainer cannot be built.")

    out = tmp_path / "run"
    if existed:
        out.mkdir()
    monkeypatch.setattr("gapo.trainers.build.build_trainer", fail)
    assert train("tiny_gapo", data, "fresh", out, "prompt_tokens=256", "completion_tokens=48") == 2
    assert out.exists() == existed
    assert not existed or not any(out.iterdir())


def test_the_held_out_slice_is_filled_from_the_tasks_that_fit(model, tmp_path, capsys) -> None:
    long = dataclasses.replace(rename_task(9, "validation"), reference="print(a.b, 1)\n" * 40)
    tasks = [rename_task(number, "train") for number in range(8)]
    tasks += [long, rename_task(100, "validation")]
    data = tmp_path / "data"
    write_dataset(data, tasks, name="renames", extra={})
    where = ["--data", str(data), "--model", model, "--out", str(tmp_path / "run")]
    assert (
        main(["train", "--recipe", "tiny_sft", *where, *sets(*SMALL, "prompts_per_step=8", "eval_tasks=1")]) == 0
    )
    assert json.loads((tmp_path / "run" / "run.json").read_text())["exact_match"] is not None


def test_what_does_not_fit_is_said_with_the_setting_that_would_keep_it(data, model, tmp_path, capsys) -> None:
    assert train("tiny_sft", data, model, tmp_path / "run", "completion_tokens=2", "device_batch=2") == 2
    assert "To keep 95%: --set completion_tokens=" in capsys.readouterr().err


def test_the_probe_warns_of_a_cold_start(data, model, tmp_path, capsys) -> None:
    """One token an answer: everything is cut off."""
    assert train("tiny_gapo", data, model, tmp_path / "run", "steps=1", "eval_tasks=0", "rewards=em") == 0
    said = capsys.readouterr().err
    assert "probe: 16 samples" in said
    assert "memory: about 1.1 GB" in said
    assert "so there is nothing to learn from" in said
