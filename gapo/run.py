"""One training run: data and model in, a folder with the model, the best model, checkpoints and a log out."""

from __future__ import annotations

import logging
import os
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from codeedit_bench import __version__
from codeedit_bench.errors import TrainingError
from codeedit_bench.files import write_json, write_text
from codeedit_bench.tasks.dataset import Dataset
from evaluators.prompts import FORMATS
from gapo.config import Recipe, dump_recipe
from gapo.estimators import ADVANTAGE_VERSIONS
from gapo.examples import Examples, make_examples, require_rows, with_other_words
from gapo.loading import load_model, require_chat_template
from gapo.rewards import REWARD_VERSIONS, OverlongPenalty, RewardFunction

RECIPE = "recipe.toml"
RESULT = "run.json"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a finished run says of itself; `run.json` holds the same."""

    steps: int
    exact_match: float | None
    """On the held-out slice at the end, greedily; None without one."""
    best_exact_match: float | None
    reward: float | None


def train(recipe: Recipe, dataset: Dataset, model_name: str, out: Path, *, resume: bool = False) -> Outcome:
    """Train; `out` then holds the model, `best/`, `checkpoint-N/`, `recipe.toml`, `log.jsonl` and `run.json`."""
    import torch
    from transformers import PrinterCallback, set_seed
    from transformers.trainer_utils import get_last_checkpoint

    checkpoint = get_last_checkpoint(str(out)) if resume and out.is_dir() else None
    if out.exists() and any(out.iterdir()) and not resume:
        raise TrainingError(f"{out} is not empty. Name another folder, or go on with --resume.")
    _quiet()
    set_seed(recipe.seed)
    if not torch.cuda.is_available() and "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(1)
    prompt_format = FORMATS.load(recipe.prompt_format)
    tasks = list(dataset.tasks("train"))
    held = list(dataset.tasks("validation"))[: recipe.eval_tasks] if recipe.eval_tasks else []
    texts = (
        prompt_format.render(task, _wide()).text + prompt_format.answer(task, task.reference) for task in tasks
    )
    model, tokenizer = load_model(checkpoint or model_name, recipe, texts)
    examples = make_examples(tasks, recipe, prompt_format, tokenizer)
    require_rows(examples, "train")
    require_chat_template(tokenizer, examples.rows, model_name, recipe.prompt_format)
    validation = make_examples(held, recipe, prompt_format, tokenizer)
    rewards = _rewards(recipe, examples, prompt_format)
    rows = _rows(recipe, examples, prompt_format, model, tokenizer)
    _say_counts(examples.counts)

    from gapo.trainer_build import build_trainer
    from gapo.watch import HeldOut, Journal

    out.mkdir(parents=True, exist_ok=True)
    write_text(out / RECIPE, dump_recipe(recipe))
    journal = Journal(out, recipe.algorithm if recipe.algorithm != "grpo" else recipe.advantage, recipe.seconds)
    callbacks: list[Any] = [journal]
    if validation.rows:
        watch = HeldOut(
            validation.tasks,
            [row["prompt"] for row in validation.rows],
            prompt_format,
            out=out,
            every=recipe.eval_steps,
            max_new_tokens=recipe.completion_tokens,
        )
        callbacks.append(watch)
    trainer = build_trainer(
        recipe, model=model, tokenizer=tokenizer, rows=rows, rewards=rewards, out=out, callbacks=callbacks
    )
    if validation.rows:
        watch.trainer = trainer
    trainer.remove_callback(PrinterCallback)
    trainer.train(resume_from_checkpoint=checkpoint)
    trainer.save_model(str(out))
    outcome = Outcome(
        steps=int(trainer.state.global_step),
        exact_match=journal.latest.get("exact_match"),
        best_exact_match=watch.best if validation.rows else None,
        reward=journal.latest.get("reward"),
    )
    if trainer.is_world_process_zero():
        tokenizer.save_pretrained(str(out))
        scored = [reward for reward in rewards if isinstance(reward, RewardFunction)]
        write_json(
            out / RESULT,
            {
                "version": __version__,
                "dataset_hash": dataset.content_hash,
                "dataset": dataset.name,
                "base_model": model_name,
                "algorithm": recipe.algorithm,
                "advantage": recipe.advantage if recipe.algorithm == "grpo" else None,
                "part_versions": part_versions(recipe),
                "seed": recipe.seed,
                "tasks": dict(sorted(examples.counts.items())),
                "unscorable": {reward.__name__: reward.unscorable for reward in scored},
                "unparseable": {reward.__name__: reward.unparseable for reward in scored},
                **asdict(outcome),
            },
        )
    return outcome


def _rows(
    recipe: Recipe, examples: Examples, prompt_format: Any, model: Any, tokenizer: Any
) -> list[dict[str, Any]]:
    if recipe.algorithm == "sft" and recipe.word_copies:
        if recipe.prompt_format != "line":
            raise TrainingError(
                "word_copies exchanges the words of the `line` format's substitutions, and of no other."
            )
        return with_other_words(examples.rows, recipe.word_copies, recipe.seed)
    if recipe.algorithm == "dpo":
        from gapo.pairs import preference_pairs

        return preference_pairs(recipe, examples, prompt_format, model, tokenizer)
    return examples.rows


def _rewards(recipe: Recipe, examples: Examples, prompt_format: Any) -> list[Any]:
    made: list[Any] = [
        RewardFunction(
            name,
            examples.tasks,
            prompt_format,
            outlier_rate=recipe.outlier_rate,
            seed=recipe.seed,
            max_unscorable=recipe.max_unscorable,
        )
        for name in recipe.rewards
    ]
    if recipe.overlong_buffer:
        made.append(OverlongPenalty(recipe.completion_tokens, recipe.overlong_buffer, recipe.overlong_penalty))
    return made


def _say_counts(counts: Counter[str]) -> None:
    sys.stderr.write("tasks: " + ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items())) + "\n")


def _quiet() -> None:
    """One progress line, our own, in place of a bar for every shard and every column."""
    import datasets
    import transformers

    datasets.disable_progress_bars()
    transformers.utils.logging.disable_progress_bar()
    logging.getLogger("trl").setLevel(logging.ERROR)


def _wide() -> Any:
    from evaluators.prompts.format import Budget

    return Budget(10**6, len)


def part_versions(recipe: Recipe) -> dict[str, str]:
    """The versions of what decides the run beside its recipe: prompt format, rewards, advantage estimator."""
    found = {f"prompt format {recipe.prompt_format}": FORMATS.load(recipe.prompt_format).version}
    if recipe.algorithm != "sft":
        found |= {f"reward {name}": REWARD_VERSIONS.get(name, 1) for name in recipe.rewards}
    if recipe.algorithm == "grpo":
        found[f"advantage {recipe.advantage}"] = ADVANTAGE_VERSIONS.get(recipe.advantage, 1)
    return {name: str(version) for name, version in found.items()}
