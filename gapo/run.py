"""One training run: data and model in, a folder with the model, the best model, checkpoints and a log out."""

from __future__ import annotations

import contextlib
import logging
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from codeedit_bench import __version__
from codeedit_bench.errors import TrainingError
from codeedit_bench.files import write_json, write_text
from codeedit_bench.tasks.dataset import Dataset
from evaluators.backends.memory import bound_kept_kernels
from evaluators.prompts import FORMATS
from evaluators.prompts.vocabulary import split_marks_note
from gapo.config import Recipe, dump_recipe, reward_options
from gapo.estimators import ADVANTAGE_VERSIONS, ADVANTAGES
from gapo.examples.fitting import fit_rollout, length_advice
from gapo.examples.rows import Examples, counter_of, make_examples, require_rows, with_other_words
from gapo.models.loading import (
    FRESH,
    adapter_base,
    is_adapter,
    load_model,
    model_path,
    require_chat_template,
    save_merged,
)
from gapo.models.memory import advice
from gapo.processes import process_group
from gapo.rewards import REWARD_VERSIONS, OverlongPenalty, RewardFunction
from gapo.watching.storage import storage_told

RECIPE = "recipe.toml"
RESULT = "run.json"
START = "start"
"""The start model, where it was not a folder before: a fresh one, or a merged adapter."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a finished run says of itself; `run.json` holds the same."""

    steps: int
    exact_match: float | None
    """On the held-out slice at the end, greedily; None without one."""
    best_exact_match: float | None
    reward: float | None


def train(recipe: Recipe, dataset: Dataset, model_name: str, out: Path, *, resume: bool = False) -> Outcome:
    """Train; `out` then holds the model, `best/`, `checkpoint-N/`, `recipe.toml`, `log.jsonl` and `run.json`.

    A run that ends before its first step, for whatever reason, leaves `out` as it was.
    """
    if out.exists() and not out.is_dir():
        raise TrainingError(f"{out} is a file. Name a folder.")
    if out.is_dir() and any(out.iterdir()) and not resume:
        raise TrainingError(f"{out} is not empty. Name another folder, or go on with --resume.")
    process_group().wait_for_everyone()  # so that what one process writes does not fail the check of another
    with storage_told(out), _nothing_left_of_a_failed_start(out):
        return _train(recipe, dataset, model_name, out, resume=resume)


def _train(recipe: Recipe, dataset: Dataset, model_name: str, out: Path, *, resume: bool) -> Outcome:
    bound_kept_kernels()
    import torch
    from transformers import PrinterCallback, set_seed

    from gapo.watching.checkpoints import EpochStart, last_checkpoint

    checkpoint = last_checkpoint(out, recipe.steps) if resume and out.is_dir() else None
    _quiet()
    set_seed(recipe.seed)
    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    prompt_format = FORMATS.load(recipe.prompt_format)
    texts = (
        prompt_format.render(task, _wide()).text + prompt_format.answer(task, task.reference)
        for task in dataset.tasks("train")
    )
    model, tokenizer = _start_model(model_name, recipe, texts, out)
    if note := split_marks_note(prompt_format, counter_of(tokenizer)):
        sys.stderr.write(f"warning: {note}\n")
    examples = make_examples(
        dataset.tasks("train"), recipe, prompt_format, tokenizer, most=recipe.train_tasks or None
    )
    require_rows(examples, "train", recipe.completion_tokens)
    require_chat_template(tokenizer, examples.rows, model_name, recipe.prompt_format)
    validation = _held_out(recipe, dataset, prompt_format, tokenizer)
    _say_counts(examples, recipe)
    recipe = _fitted(recipe, len(examples.rows))
    rewards = _rewards(recipe, examples, prompt_format)
    if checkpoint is None:
        _probe(recipe, examples, prompt_format, model, tokenizer)
    rows = _rows(recipe, examples, prompt_format, model, tokenizer, out=out)

    from gapo.trainers.build import build_trainer
    from gapo.watching.interrupts import Interrupts
    from gapo.watching.watch import HeldOut, Journal

    write_text(out / RECIPE, dump_recipe(recipe))
    journal = Journal(out, recipe.algorithm if recipe.algorithm != "grpo" else recipe.advantage, recipe.seconds)
    callbacks: list[Any] = [journal, EpochStart(checkpoint)]
    if validation.rows:
        watch = HeldOut(
            validation.tasks,
            [row["prompt"] for row in validation.rows],
            prompt_format,
            out=out,
            every=recipe.eval_steps,
            max_new_tokens=recipe.completion_tokens,
            dtype=recipe.dtype,
        )
        callbacks.append(watch)
    interrupts = Interrupts()
    callbacks.append(interrupts)
    trainer = build_trainer(
        recipe, model=model, tokenizer=tokenizer, rows=rows, rewards=rewards, out=out, callbacks=callbacks
    )
    if validation.rows:
        watch.trainer = trainer
    trainer.remove_callback(PrinterCallback)
    with interrupts.held():
        trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    if not trainer.state.global_step:
        raise TrainingError(
            f"The run ended without a step: {len(rows):,} rows, prompts_per_step {recipe.prompts_per_step}, "
            f"steps {recipe.steps}, epochs {recipe.epochs:g}. Raise steps or epochs."
        )
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
                "advantage": recipe.advantage if recipe.algorithm == "grpo" else recipe.algorithm,
                "part_versions": part_versions(recipe),
                "seed": recipe.seed,
                "tasks": dict(sorted(examples.counts.items())),
                "held_out": dict(sorted(validation.counts.items())),
                "unscorable": {reward.__name__: reward.unscorable for reward in scored},
                "unparseable": {reward.__name__: reward.unparseable for reward in scored},
                **asdict(outcome),
            },
        )
    return outcome


@contextlib.contextmanager
def _nothing_left_of_a_failed_start(out: Path) -> Iterator[None]:
    """Empty `out` again where the block fails and has left neither a checkpoint nor a logged step behind."""
    existed, before = out.is_dir(), set(out.iterdir()) if out.is_dir() else set()
    try:
        yield
    except BaseException:
        if out.is_dir() and not any(out.glob("checkpoint-*")) and not before:
            for left in out.iterdir():
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            if not existed:
                out.rmdir()
        raise


def _start_model(name: str, recipe: Recipe, texts: Iterator[str], out: Path) -> tuple[Any, Any]:
    """The model that the run starts from, resumed or not: a checkpoint's weights are put in by the trainer.

    So the reference of a KL term, which TRL loads from the model's own path, is always the start. What has no
    path of its own, a fresh model or a merged adapter, is written to `out/start`.
    """
    place = out / START
    if name != FRESH:
        for line in advice(_base_of(name), recipe):
            sys.stderr.write(f"{line}\n")
    if name != FRESH and not is_adapter(model_path(name)):
        return load_model(name, recipe, [])
    with process_group().main_process_first():
        if not place.is_dir():
            if name == FRESH:
                model, tokenizer = load_model(name, recipe, texts)
                model.save_pretrained(place)
                tokenizer.save_pretrained(place)
            else:
                save_merged(name, place)
    return load_model(str(place), recipe, [])


def _base_of(name: str) -> str:
    """The folder whose configuration tells the model's shape: an adapter has its base model's."""
    path = model_path(name)
    return adapter_base(path) if is_adapter(path) else path


def _held_out(recipe: Recipe, dataset: Dataset, prompt_format: Any, tokenizer: Any) -> Examples:
    """The first `eval_tasks` validation tasks of the recipe's languages that fit the budget."""
    if not recipe.eval_tasks:
        return Examples()
    found = make_examples(dataset.tasks("validation"), recipe, prompt_format, tokenizer, most=recipe.eval_tasks)
    if len(found.rows) < recipe.eval_tasks:
        sys.stderr.write(
            f"held out: the validation split has {len(found.rows):,} fitting tasks of the {recipe.eval_tasks:,} "
            f"that eval_tasks asks for{'' if found.rows else ', so exact match is not measured'}\n"
        )
    return found


def _fitted(recipe: Recipe, rows: int) -> Recipe:
    fitted, sentences = fit_rollout(recipe, rows, int(process_group().num_processes))
    for sentence in sentences:
        sys.stderr.write(f"{sentence}\n")
    return fitted


def _probe(recipe: Recipe, examples: Examples, prompt_format: Any, model: Any, tokenizer: Any) -> None:
    """Only where one process holds the whole model: a sharded one is not yet on its devices."""
    if recipe.algorithm != "sft" and recipe.probe_tasks and process_group().num_processes == 1:
        from gapo.watching.probe import look, report

        report(look(recipe, examples, prompt_format, model, tokenizer))


def _rows(
    recipe: Recipe, examples: Examples, prompt_format: Any, model: Any, tokenizer: Any, *, out: Path
) -> list[dict[str, Any]]:
    if recipe.algorithm == "sft" and recipe.word_copies:
        if recipe.prompt_format != "line":
            raise TrainingError(
                "word_copies exchanges the words of the `line` format's substitutions, and of no other."
            )
        return with_other_words(examples.rows, recipe.word_copies, recipe.seed)
    if recipe.algorithm == "dpo":
        from gapo.examples.pairs import kept_pairs

        return kept_pairs(recipe, examples, prompt_format, model, tokenizer, out=out)
    return examples.rows


def _rewards(recipe: Recipe, examples: Examples, prompt_format: Any) -> list[Any]:
    made: list[Any] = [
        RewardFunction(
            name,
            examples.tasks,
            prompt_format,
            options=reward_options(recipe),
            outlier_rate=recipe.outlier_rate,
            seed=recipe.seed,
            max_unscorable=recipe.max_unscorable,
        )
        for name in recipe.rewards
    ]
    if recipe.overlong_buffer:
        made.append(OverlongPenalty(recipe.completion_tokens, recipe.overlong_buffer, recipe.overlong_penalty))
    return made


def _say_counts(examples: Examples, recipe: Recipe) -> None:
    counts: Counter[str] = examples.counts
    sys.stderr.write("tasks: " + ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items())) + "\n")
    if counts["answer_over_budget"]:
        sys.stderr.write(f"answers: {length_advice(examples.answer_tokens, recipe.completion_tokens)}\n")


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
    found: dict[str, int | str] = {
        f"prompt format {recipe.prompt_format}": FORMATS.load(recipe.prompt_format).version
    }
    if recipe.algorithm != "sft":
        found |= {f"reward {name}": REWARD_VERSIONS.get(name, 1) for name in recipe.rewards}
    if recipe.algorithm == "grpo":
        found[f"advantage {recipe.advantage}"] = ADVANTAGES.version(recipe.advantage, ADVANTAGE_VERSIONS)
    return {name: str(version) for name, version in found.items()}
