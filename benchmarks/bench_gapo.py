"""Speed of GAPO as ratios within one run, one thread: `make bench`.

    python benchmarks/bench_gapo.py [--authors CLONE]

`--authors` is a clone of TsingZ0/verl-GAPO; their function is then read from it and timed beside ours. Nothing of
it is part of this project.
"""

from __future__ import annotations

import argparse
import inspect
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import torch
from torch import Tensor

from gapo.advantage import gapo, grpo


def best_of(function: Callable[[], object], repeats: int = 200) -> float:
    """The shortest of `repeats` runs in milliseconds: the machine's noise only ever adds."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        function()
        times.append(time.perf_counter() - started)
    return 1000 * min(times)


def plain(rewards: Tensor) -> Tensor:
    return (rewards - rewards.mean(1, keepdim=True)) / (rewards.std(1, keepdim=True) + 1e-6)


def advantages(authors: Path | None) -> None:
    for groups, samples in ((512, 16), (4096, 64)):
        rewards = torch.rand(groups, samples)
        base = best_of(lambda rewards=rewards: plain(rewards))
        ours = best_of(lambda rewards=rewards: gapo(rewards))
        stock = best_of(lambda rewards=rewards: grpo(rewards))
        print(
            f"{groups} × {samples}: plain mean/std {base:.3f} ms; "
            f"grpo {stock / base:.2f} × that, gapo {ours / base:.2f} ×"
        )
        if authors and samples == 16:
            from benchmarks.compare_authors import authors_advantages

            theirs = best_of(lambda rewards=rewards: authors_advantages(authors, rewards, 0.5, "median"), 3)
            print(f"{groups} × {samples}: the authors' loop {theirs:.0f} ms, {theirs / ours:.0f} × ours")


def steps() -> None:
    """A GAPO step beside stock TRL's GRPO step on the tiny model, and the share of the reward."""
    from transformers import AutoModelForCausalLM, AutoTokenizer, set_seed
    from trl import GRPOTrainer

    import gapo.trainers.build as building
    from evaluators.prompts import FORMATS
    from gapo.config import load_recipe
    from gapo.examples.rows import make_examples
    from gapo.models.loading import model_path
    from gapo.rewards import DEFAULT_REWARD, RewardFunction
    from gapo.trainers.group import GroupTrainer
    from gapo.trainers.rollouts import RolloutMixin
    from tests.gapo.conftest import rename_task

    overrides = ["steps=4", "seconds=0", "report_to=[]", "samples=16", "prompts_per_step=32", "device_batch=512"]
    recipe = load_recipe("tiny_gapo", overrides)
    place, prompt_format = model_path("tiny"), FORMATS.load("line")
    tokenizer = AutoTokenizer.from_pretrained(place)
    tasks = [rename_task(number, "train") for number in range(64)]
    spent = {"reward": 0.0, "advantage": 0.0}

    class Stock(GRPOTrainer):
        def __init__(self, **keywords: object) -> None:
            for kind in (GroupTrainer, RolloutMixin):
                for name, parameter in inspect.signature(kind.__init__).parameters.items():
                    if parameter.kind is parameter.KEYWORD_ONLY:
                        keywords.pop(name, None)
            super().__init__(**keywords)

        _get_train_sampler = GroupTrainer._get_train_sampler

    class Timed(GroupTrainer):
        def _rollout(self, inputs: list[dict[str, object]]) -> dict[str, object]:
            started = time.perf_counter()
            inner = GRPOTrainer._generate_and_score_completions

            def timed(trainer: object, rows: object) -> object:
                begun = time.perf_counter()
                output = inner(trainer, rows)
                spent["advantage"] -= time.perf_counter() - begun
                return output

            GRPOTrainer._generate_and_score_completions = timed
            try:
                return super()._rollout(inputs)
            finally:
                GRPOTrainer._generate_and_score_completions = inner
                spent["advantage"] += time.perf_counter() - started

    wall = {}
    for kind in (Stock, Timed):
        with tempfile.TemporaryDirectory() as out:
            set_seed(0)
            building.GroupTrainer = kind
            examples = make_examples(tasks, recipe, prompt_format, tokenizer)
            reward = RewardFunction(DEFAULT_REWARD, examples.tasks, prompt_format)

            def timed_reward(*arguments: object, reward: RewardFunction = reward, **keywords: object) -> object:
                started = time.perf_counter()
                values = reward(*arguments, **keywords)
                spent["reward"] += time.perf_counter() - started
                return values

            timed_reward.__name__ = DEFAULT_REWARD
            trainer = building.build_trainer(
                recipe,
                model=AutoModelForCausalLM.from_pretrained(place),
                tokenizer=tokenizer,
                rows=examples.rows,
                rewards=[timed_reward],
                out=Path(out),
                callbacks=[],
            )
            spent["reward"] = 0.0
            started = time.perf_counter()
            trainer.train()
            wall[kind.__name__] = time.perf_counter() - started
    total = wall["Timed"]
    print(f"step of 512 completions: {total / 4:.2f} s; stock TRL's {wall['Stock'] / 4:.2f} s")
    print(f"what GAPO adds to TRL's rollout: {spent['advantage'] / total:.2%} of the step")
    print(f"reward of 512 completions: {spent['reward'] / total:.2%} of the step")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--authors", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    advantages(options.authors)
    steps()


if __name__ == "__main__":
    main()
