"""A controlled comparison: several recipes from one checkpoint, the same budget, the same seeds, and controls.

Every arm of a seed sees the same prompts in the same order. Results are lines in `results.jsonl`, so that an
interrupted comparison goes on. A seed is run whole before the next starts, so that what there is stays paired.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.files import write_text
from codeedit_bench.parsing import parse_json
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.dataset import Dataset
from codeedit_bench.tasks.records import EditTask
from evaluators.metrics import METRICS
from evaluators.prompts import FORMATS
from gapo.config import Recipe, load_recipe
from gapo.examples.rows import make_examples

RESULTS = "results.jsonl"
CONTROL_SFT = "further sft"


@dataclass(frozen=True, slots=True)
class Result:
    """One run, measured on the same held-out tasks as all others."""

    arm: str
    """A recipe's name, `further sft`, or `start` for the checkpoint itself at `temperature`."""
    outlier_rate: float
    seed: int
    temperature: float
    """At which `sampled` was drawn."""
    greedy: float
    """Exact match at `layout`."""
    sampled: float
    """The same, mean over samples."""
    reward: float
    """Mean true reward of the samples, without injected outliers."""
    steps: int


@dataclass(frozen=True, slots=True)
class Plan:
    recipes: tuple[str, ...]
    overrides: tuple[str, ...]
    seeds: int
    outlier_rates: tuple[float, ...]
    temperatures: tuple[float, ...]
    """Of the control that only samples the start colder; the first is the one that all arms are sampled at."""
    eval_tasks: int
    samples: int
    first_seed: int = 0
    """Machines that share a comparison take different seeds, and their results' lines are put together."""


def compare(plan: Plan, dataset: Dataset, model: str, out: Path) -> list[Result]:
    """Run what `results.jsonl` lacks and return all results."""
    for name in plan.recipes:  # a name or a key that is not known ends here, before anything is written
        load_recipe(name, plan.overrides)
    out.mkdir(parents=True, exist_ok=True)
    file = out / RESULTS
    results = read_results(file)
    write_text(file, "".join(result_line(result) for result in results))  # without a line that a kill tore
    done = {(result.arm, result.outlier_rate, result.seed, result.temperature) for result in results}
    languages = load_recipe(plan.recipes[0], plan.overrides).languages
    asked = (task for task in dataset.tasks("test") if not languages or task.language in languages)
    tasks = list(itertools.islice(asked, plan.eval_tasks))
    jobs = [job for job in _jobs(plan) if (job[0], job[1], job[2], job[3]) not in done]
    with Progress("comparing", len(jobs), "runs") as progress:
        for arm, rate, seed, temperature in jobs:
            recipe = _recipe(plan, arm, rate, seed)
            place, steps = Path(model), 0
            if arm != "start":
                place = out / "run"
                shutil.rmtree(place, ignore_errors=True)
                steps = _train(recipe, dataset, model, place)
            measured = measure(str(place), recipe, tasks, samples=plan.samples, temperature=temperature)
            result = Result(arm, rate, seed, temperature, **measured, steps=steps)
            with file.open("a", encoding="utf-8") as lines:
                lines.write(result_line(result))
            results.append(result)
            progress.advance()
    shutil.rmtree(out / "run", ignore_errors=True)
    return results


def result_line(result: Result) -> str:
    return json.dumps(asdict(result), sort_keys=True) + "\n"


def read_results(file: Path) -> list[Result]:
    """The whole lines of a results file; a torn last line is left out."""
    if not file.is_file():
        return []
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    return [Result(**parse_json(line)) for line in lines if line.endswith("\n")]


def measure(
    model_path: str, recipe: Recipe, tasks: Sequence[EditTask], *, samples: int, temperature: float
) -> dict[str, float]:
    """Greedy and sampled exact match and the mean true reward of the samples, drawn from the recipe's seed."""
    from transformers import set_seed

    from gapo.models.loading import accelerator_device, load_model
    from gapo.payment import payment_of
    from gapo.sampling import complete

    model, tokenizer = load_model(model_path, recipe, [])
    model.to(accelerator_device())
    prompt_format = FORMATS.load(recipe.prompt_format)
    examples = make_examples(tasks, recipe, prompt_format, tokenizer)
    prompts = [row["prompt"] for row in examples.rows]
    metric, reward = METRICS.load("em_layout"), payment_of(recipe)

    def value(function: Any, task: EditTask, completion: str) -> float:
        try:
            return float(function(task, prompt_format.parse(task, completion)))
        except UnparseableCompletionError:
            return 0.0

    limit = recipe.completion_tokens
    greedy = complete(model, tokenizer, prompts, max_new_tokens=limit)
    set_seed(recipe.seed)
    many = [prompt for prompt in prompts for _ in range(samples)]
    drawn = complete(model, tokenizer, many, max_new_tokens=limit, temperature=temperature, batch_size=128)
    repeated = [task for task in examples.tasks for _ in range(samples)]
    count = len(tasks)  # tasks over the budget stay in the denominator
    return {
        "greedy": sum(value(metric, *pair) for pair in zip(examples.tasks, greedy, strict=True)) / count,
        "sampled": sum(value(metric, *pair) for pair in zip(repeated, drawn, strict=True)) / (count * samples),
        "reward": sum(value(reward, *pair) for pair in zip(repeated, drawn, strict=True)) / (count * samples),
    }


def _jobs(plan: Plan) -> Iterator[tuple[str, float, int, float]]:
    first = plan.temperatures[0]
    for seed in range(plan.first_seed, plan.first_seed + plan.seeds):
        for temperature in plan.temperatures:
            yield "start", 0.0, seed, temperature
        yield CONTROL_SFT, 0.0, seed, first
        for rate in plan.outlier_rates:
            for recipe in plan.recipes:
                yield recipe, rate, seed, first


def _recipe(plan: Plan, arm: str, rate: float, seed: int) -> Recipe:
    base = load_recipe(plan.recipes[0] if arm in ("start", CONTROL_SFT) else arm, plan.overrides)
    recipe = dataclasses.replace(
        base,
        seed=seed,
        outlier_rate=rate,
        eval_tasks=0,
        probe_tasks=0,
        report_to=(),
        save_steps=10**6,
        log_steps=10,
    )
    if arm != CONTROL_SFT:
        return recipe
    # The same number of sequences and steps as the others, at the same learning rate.
    sequences = recipe.prompts_per_step * recipe.samples
    return dataclasses.replace(recipe, algorithm="sft", prompts_per_step=sequences, length_groups=False)


def _train(recipe: Recipe, dataset: Dataset, model: str, place: Path) -> int:
    from gapo.run import train

    return train(recipe, dataset, model, place).steps
