"""Population-based training on Ray Tune: members that do badly copy the better ones and change their settings.

A generation is `steps` of the recipe. Exploitation carries the weights over; the optimizer starts anew in each
generation, so its warm-up steps should be few. Needs the extra `ray`.
"""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from codeedit_bench.errors import TrainingError
from codeedit_bench.files import write_json
from codeedit_bench.programs import require_packages
from codeedit_bench.tasks.dataset import open_dataset
from gapo.config import Recipe
from gapo.estimators import taken_options

METRIC = "exact_match"
MUTATED = ("learning_rate", "coverage", "kl", "clip_high")


def search_space(recipe: Recipe) -> dict[str, tuple[float, float]]:
    """Low and high of each setting that may change; a setting that is 0 in the recipe stays so."""
    space = {
        "learning_rate": (recipe.learning_rate / 5, recipe.learning_rate * 5),
        "clip_high": (recipe.clip_low, 2 * recipe.clip_high),
    }
    if taken_options(recipe.advantage, ["coverage"]):
        space["coverage"] = (0.3, 0.9)
    if recipe.kl:
        space["kl"] = (recipe.kl / 5, recipe.kl * 5)
    return space


def member_recipe(recipe: Recipe, settings: Mapping[str, float], generation: int) -> Recipe:
    """The recipe of one member's generation: its settings, and a seed that no other generation has."""
    known = {key: float(value) for key, value in settings.items() if key in MUTATED}
    return dataclasses.replace(recipe, **known, seed=1000 * recipe.seed + generation)  # type: ignore[arg-type]  # each value keeps its field's type


def train_population(
    recipe: Recipe, data: Path, model: str, out: Path, *, members: int, generations: int
) -> dict[str, Any]:
    """Run the search; `out/best` then holds the best member's model, `out/population.json` what all did."""
    require_packages("ray", "--population", "ray")
    import ray
    from ray import tune
    from ray.tune.schedulers import PopulationBasedTraining

    if not recipe.eval_tasks:
        raise TrainingError(
            "A population is judged by exact match on the validation split: set eval_tasks above 0."
        )
    space = search_space(recipe)
    scheduler = PopulationBasedTraining(
        time_attr="training_iteration",
        metric=METRIC,
        mode="max",
        perturbation_interval=1,
        quantile_fraction=0.25,
        resample_probability=0.25,
        hyperparam_mutations={key: tune.uniform(low, high) for key, (low, high) in space.items()},
    )
    started_here = not ray.is_initialized()
    if started_here:
        ray.init(include_dashboard=False, log_to_driver=False, configure_logging=False)
    try:
        import torch

        resources = {"cpu": 1, "gpu": 1} if torch.cuda.is_available() else {"cpu": 1}
        member = tune.with_parameters(
            run_member, recipe=recipe, data=str(data.resolve()), model=model, generations=generations
        )
        results = tune.Tuner(
            tune.with_resources(member, resources),
            param_space={key: tune.uniform(low, high) for key, (low, high) in space.items()},
            tune_config=tune.TuneConfig(scheduler=scheduler, num_samples=members),
            run_config=tune.RunConfig(name="population", storage_path=str(out.resolve()), verbose=0),
        ).fit()
        best = results.get_best_result(METRIC, "max", scope="all")
        if best.checkpoint is None:
            raise TrainingError(f"No member of the population finished a generation; see {out / 'population'}.")
        best.checkpoint.to_directory(str(out / "best"))
        story = {
            "members": members,
            "generations": generations,
            "best": {METRIC: best.metrics[METRIC], **{key: best.config[key] for key in space}},
            "final": [
                {METRIC: r.metrics[METRIC], **{k: r.config[k] for k in space}} for r in results if r.metrics
            ],
        }
        write_json(out / "population.json", story)
        return story
    finally:
        if started_here:
            ray.shutdown()


def run_member(config: dict[str, float], *, recipe: Recipe, data: str, model: str, generations: int) -> None:
    """One member in its own process: generation after generation, each from the checkpoint that Tune hands it."""
    from ray import tune

    from gapo.run import train

    checkpoint = tune.get_checkpoint()
    place, generation = model, 0
    if checkpoint is not None:
        place = checkpoint.to_directory(tempfile.mkdtemp())
        generation = int((Path(place) / "generation").read_text())
    while generation < generations:
        out = Path(tempfile.mkdtemp()) / "run"
        outcome = train(member_recipe(recipe, config, generation), open_dataset(Path(data)), place, out)
        generation += 1
        (out / "generation").write_text(str(generation))
        place = str(out)
        tune.report({METRIC: outcome.exact_match}, checkpoint=tune.Checkpoint.from_directory(str(out)))
