"""The contract with TRL: our advantages reach the loss, everything else stays TRL's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from codeedit_bench.tasks.dataset import Dataset
from evaluators.prompts.line import FORMAT
from gapo.advantage import gapo
from gapo.config import Recipe, load_recipe
from gapo.examples.rows import make_examples
from gapo.run import train
from gapo.trainers.build import build_trainer
from gapo.trainers.group import GroupTrainer
from gapo.trainers.rollouts import whole_rows

ROOT = Path(__file__).resolve().parent.parent.parent
BASE = [
    *("steps=2", "prompts_per_step=2", "samples=4", "device_batch=8", "completion_tokens=24", "seconds=0"),
    *("report_to=[]", "warmup_steps=0", "learning_rate=1e-2"),
]


class Recording(GroupTrainer):
    """Keeps what TRL computed, what we computed and the rewards, of every rollout."""

    def _rollout(self, inputs):
        self.seen = getattr(self, "seen", [])
        output = super()._rollout(inputs)
        self.seen.append((self.last_rewards, output["advantages"].clone()))
        return output

    def _calculate_rewards(self, *arguments, **keywords):
        rewards = super()._calculate_rewards(*arguments, **keywords)
        self.last_rewards = rewards.clone()
        return rewards


def lengths(completions, **_):
    """A reward that varies within a group: the length's remainder."""
    return [len(text) % 5 / 4 for text in completions]


def letters(completions, **_):
    """Another, which leaves every third sample unscored."""
    return [None if place % 3 == 2 else sum(map(ord, text)) % 7 / 6 for place, text in enumerate(completions)]


def silent_third(completions, **_):
    return [None if place % 3 == 1 else len(text) % 4 / 3 for place, text in enumerate(completions)]


def build(recipe: Recipe, data: Dataset, model: str, out: Path, rewards, monkeypatch, *, kind=Recording):
    from transformers import AutoModelForCausalLM, AutoTokenizer, set_seed

    set_seed(1)
    tokenizer = AutoTokenizer.from_pretrained(model)
    examples = make_examples(data.tasks("train"), recipe, FORMAT, tokenizer)
    monkeypatch.setattr("gapo.trainers.build.GroupTrainer", kind)
    return build_trainer(
        recipe,
        model=AutoModelForCausalLM.from_pretrained(model),
        tokenizer=tokenizer,
        rows=examples.rows,
        rewards=rewards,
        out=out,
        callbacks=[],
    )


MODES = {
    "token mean": [],
    "sequence mean": ["loss=grpo"],
    "with KL": ["kl=0.05"],
    "four steps a rollout": ["steps_per_rollout=4", "steps=4"],
    "accumulated": ["device_batch=2"],
    "each rollout twice": ["reuse=2"],
}


@pytest.mark.parametrize("mode", MODES)
def test_the_loss_gets_our_advantages(mode: str, data, model, tmp_path, monkeypatch) -> None:
    recipe = load_recipe("tiny_gapo", [*BASE, *MODES[mode], "rewards=em,ed"])
    trainer = build(recipe, data, model, tmp_path, [lengths, letters], monkeypatch)
    trainer.train()
    assert trainer.seen
    for by_function, advantages in trainer.seen:
        rewards = by_function.sum(1).view(-1, 4)  # a sample that one reward leaves out is unscorable
        torch.testing.assert_close(advantages, gapo(rewards).view(-1), atol=1e-6, rtol=0)
    last = trainer.seen[-1][1]
    assert list(trainer._logs["advantages"])[-len(last) :] == pytest.approx(last.tolist())
    assert trainer.state.log_history[0]["group/width"] >= 0


def test_unscorable_rows_have_no_say_and_no_advantage(data, model, tmp_path, monkeypatch) -> None:
    recipe = load_recipe("tiny_gapo", BASE)
    trainer = build(recipe, data, model, tmp_path, [silent_third], monkeypatch)
    trainer.train()
    for by_function, advantages in trainer.seen:
        missing = torch.isnan(by_function[:, 0])
        assert missing.any()
        assert (advantages[missing] == 0).all()
        torch.testing.assert_close(advantages, gapo(by_function.view(-1, 4)).view(-1), atol=1e-6, rtol=0)


def test_a_sample_without_a_task_reward_is_unscorable_whatever_its_penalty() -> None:
    """The overlong punishment alone once made a failed sample the worst of its group: advantage −1.70."""
    nan = torch.nan
    rewards = torch.tensor([[1.0, 0.0], [nan, -1.0], [0.5, nan]])
    assert torch.isnan(whole_rows(rewards, 1)[1]).all()
    torch.testing.assert_close(whole_rows(rewards, 1)[2], rewards[2], equal_nan=True)
    assert torch.isnan(whole_rows(rewards, 2)[2]).all()


@pytest.mark.parametrize("samples", [4, 8])
def test_a_rollout_in_chunks_keeps_each_answer_with_its_prompt(
    samples, data, model, tmp_path, monkeypatch
) -> None:
    """Nearly greedy, so that chunks and the whole batch must answer alike."""
    made = []
    for chunk in (3, 64):
        recipe = load_recipe("tiny_gapo", [*BASE, "temperature=1e-4", f"rollout_batch={chunk}", "steps=1"])
        trainer = build(recipe, data, model, tmp_path / str(chunk), [lengths], monkeypatch)
        tokenizer = trainer.processing_class
        prompts = [tokenizer(row["prompt"]).input_ids for row in trainer.train_dataset.select(range(samples))]
        trainer.model.train()
        made.append(trainer._generate_single_turn(prompts, None, {}, 1)[0])
    assert made[0] == made[1]
    assert len({tuple(answer) for answer in made[0]}) > 1


def test_rloo_trains_on_rollouts_that_are_larger_than_a_part(data, model, tmp_path) -> None:
    """TRL's RLOO trainer returns the answers alone where GRPO's returns two things."""
    outcome = train(
        load_recipe("tiny_rloo", [*BASE, "rollout_batch=3", "eval_tasks=0"]), data, model, tmp_path / "run"
    )
    assert outcome.steps == 2


@pytest.mark.parametrize("mode", ["token mean", "with KL", "four steps a rollout"])
def test_with_the_grpo_estimator_training_is_stock_trl(mode: str, data, model, tmp_path, monkeypatch) -> None:
    """The same weights after the same steps as TRL's own trainer, whose ε is 1e-4."""
    from trl import GRPOTrainer

    class Stock(GRPOTrainer):
        def __init__(self, *arguments, **keywords):
            for ours in (
                *("advantage", "coverage", "task_rewards", "dynamic_sampling", "extra_batches"),
                *("rollout_batch", "rollout_dtype", "reference_dtype"),
            ):
                keywords.pop(ours)
            super().__init__(*arguments, **keywords)

        _get_train_sampler = GroupTrainer._get_train_sampler

    recipe = load_recipe("tiny_grpo", [*BASE, *MODES[mode], "advantage_epsilon=1e-4"])
    weights = []
    for kind in (GroupTrainer, Stock):
        trainer = build(recipe, data, model, tmp_path / kind.__name__, [lengths], monkeypatch, kind=kind)
        trainer.args.optim = "sgd"  # Adam turns rounding noise in tiny gradients into whole steps
        trainer.train()
        weights.append({name: value.clone() for name, value in trainer.model.state_dict().items()})
    for name, value in weights[0].items():
        torch.testing.assert_close(value, weights[1][name], atol=1e-5, rtol=1e-4)


def test_dynamic_sampling_replaces_groups_that_teach_nothing(data, model, tmp_path, monkeypatch) -> None:
    """A reward that is constant for most prompts: the rows that reach the loss come from the others."""

    def picky(completions, task_index, **_):
        return [
            len(text) % 5 / 4 if index % 4 == 0 else 1.0
            for text, index in zip(completions, task_index, strict=True)
        ]

    class Final(Recording):
        def _generate_and_score_completions(self, inputs):
            output = super()._generate_and_score_completions(inputs)
            self.final = [*getattr(self, "final", []), output]
            return output

    recipe = load_recipe("tiny_gapo_dapo", [*BASE, "extra_batches=20", "overlong_buffer=0", "steps=3"])
    trainer = build(recipe, data, model, tmp_path, [picky], monkeypatch, kind=Final)
    trainer.train()
    assert len(trainer.seen) > len(trainer.final)
    for output in trainer.final:
        assert output["advantages"].shape == (8,)
        assert (output["advantages"].view(-1, 4).abs().amax(1) > 0).all()
        assert output["num_items_in_batch"] == output["completion_mask"].sum()
        assert output["completion_ids"].shape == output["completion_mask"].shape
    entry = trainer.state.log_history[0]
    assert entry["dynamic/cap_hit"] == 0
    assert entry["dynamic/extra_batches"] > 0


def test_dynamic_sampling_says_when_its_cap_was_hit(data, model, tmp_path, monkeypatch) -> None:
    def flat(completions, **_):
        return [1.0] * len(completions)

    recipe = load_recipe("tiny_dapo", [*BASE, "extra_batches=1", "overlong_buffer=0", "steps=1"])
    trainer = build(recipe, data, model, tmp_path, [flat], monkeypatch)
    trainer.train()
    entry = trainer.state.log_history[0]
    assert (entry["dynamic/cap_hit"], entry["dynamic/extra_batches"], entry["dynamic/missing_rows"]) == (1, 1, 8)


@pytest.mark.parametrize("name", ["tiny_rloo", "tiny_sft"])
def test_the_other_trainers_of_trl_run(name: str, data, model, tmp_path, monkeypatch) -> None:
    recipe = load_recipe(name, [*BASE, "device_batch=2"])
    trainer = build(recipe, data, model, tmp_path, [lengths], monkeypatch)
    trainer.train()
    assert trainer.state.global_step == 2


def test_two_processes_share_groups(data, model, tmp_path) -> None:
    """Groups of four over two processes of two rows each: every rank gets its own rows."""
    script = tmp_path / "two.py"
    script.write_text(TWO)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    result = subprocess.run(
        [*command, str(script), str(data.path), model, str(tmp_path)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    ranks = [json.loads((tmp_path / f"rank{rank}.json").read_text()) for rank in range(2)]
    assert len(ranks[0]) == len(ranks[1]) > 0
    for first, second in zip(*ranks, strict=True):
        assert first["rewards"] == second["rewards"]
        expected = gapo(torch.tensor(first["rewards"]).view(-1, 4)).view(-1)
        got = torch.tensor(first["advantages"] + second["advantages"])
        torch.testing.assert_close(got, expected, atol=1e-6, rtol=0)
    assert ranks[0][-1]["weights"] == ranks[1][-1]["weights"]


def test_two_processes_share_a_step(data, model, tmp_path) -> None:
    """24 tasks, four a step: six steps, by however many processes."""
    words = [
        "prompts_per_step=4",
        "device_batch=2",
        "steps=0",
        "epochs=1",
        "eval_tasks=0",
        "report_to=[]",
        "seconds=0",
    ]
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    command += ["-m", "codeedit_bench", "train", "--recipe", "tiny_sft", "--data", str(data.path)]
    command += ["--model", model, "--out", str(tmp_path / "run")]
    result = subprocess.run(
        [*command, *(word for text in words for word in ("--set", text))],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"},
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    assert json.loads((tmp_path / "run" / "run.json").read_text())["steps"] == 6


TWO = """
import json, sys
from pathlib import Path
import torch
torch.set_num_threads(1)
from transformers import AutoModelForCausalLM, AutoTokenizer, set_seed
from codeedit_bench.tasks.dataset import open_dataset
from evaluators.prompts.line import FORMAT
from gapo.trainers import build as trainer_build
from gapo.config import load_recipe
from gapo.examples.rows import make_examples
from gapo.trainers.rollouts import whole_rows
from gapo.trainers.group import GroupTrainer

seen = []

class Recording(GroupTrainer):
    def _calculate_rewards(self, *a, **k):
        rewards = super()._calculate_rewards(*a, **k)
        self.kept = rewards.sum(1).tolist()
        return rewards
    def _rollout(self, inputs):
        output = super()._rollout(inputs)
        seen.append({"rewards": self.kept, "advantages": output["advantages"].tolist()})
        return output

def lengths(completions, **_):
    return [len(text) % 5 / 4 for text in completions]

data, model, out = sys.argv[1:]
recipe = load_recipe("tiny_gapo", ["steps=2", "prompts_per_step=1", "samples=4", "device_batch=2", "seconds=0",
    "completion_tokens=24", "report_to=[]", "warmup_steps=0", "learning_rate=1e-2"])
trainer_build.GroupTrainer = Recording
set_seed(1)
tokenizer = AutoTokenizer.from_pretrained(model)
rows = make_examples(open_dataset(Path(data)).tasks("train"), recipe, FORMAT, tokenizer).rows
trainer = trainer_build.build_trainer(recipe, model=AutoModelForCausalLM.from_pretrained(model),
    tokenizer=tokenizer, rows=rows, rewards=[lengths], out=Path(out) / "run", callbacks=[])
assert trainer.accelerator.num_processes == 2, trainer.accelerator.num_processes
trainer.train()
seen[-1]["weights"] = float(sum(value.double().abs().sum() for value in trainer.model.state_dict().values()))
Path(out, f"rank{trainer.accelerator.process_index}.json").write_text(json.dumps(seen))
"""
