"""A genetic search on Ray Tune: members compete, the better ones become parents, children recombine them.

A generation is `steps` of the recipe for each member. Weights pass from parents to children; the optimizer starts
anew in each generation, so its warm-up steps should be few. Needs the extra `ray`.
"""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from codeedit_bench.clusters import on_ray
from codeedit_bench.errors import TrainingError
from codeedit_bench.files import write_json
from codeedit_bench.parsing import parse_json, read_text
from codeedit_bench.programs import require_packages
from codeedit_bench.tasks.dataset import open_dataset
from gapo.config import Recipe, dump_recipe
from gapo.estimators import taken_options
from gapo.population.genealogy import Member, best_of, first_generation, next_generation
from gapo.population.weights import interpolate

METRIC = "exact_match"
MUTATED = ("learning_rate", "coverage", "kl", "clip_high")
STORY = "population.json"
MEMBERS = "members"


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
    """Run the search, or go on with the one in `out`; return its story, which `out/population.json` holds.

    `out/best` then holds the best member's model, and `out/members` every member's run. The story changes when a
    generation has ended. A member whose run is there is not trained again, so that a killed search goes on.
    """
    require_packages("ray", "--population", "ray")
    if not recipe.eval_tasks:
        raise TrainingError(
            "A population is judged by exact match on the validation split: set eval_tasks above 0."
        )
    if members < 2:
        raise TrainingError(f"A population needs at least 2 members to recombine, not {members}.")
    plan = {
        "recipe": dump_recipe(recipe),
        "dataset_hash": open_dataset(data).content_hash,
        "model": model,
        "members": members,
    }
    history = _started(out, plan)
    space = search_space(recipe)
    while len(history) < generations:
        due = (
            next_generation(history[-1], space, recipe.seed)
            if history
            else first_generation(space, members, recipe.seed)
        )
        history.append(_run(due, recipe, data, model, out))
        _tell(out, plan, history)
    best = best_of([member for generation in history for member in generation])
    shutil.rmtree(out / "best", ignore_errors=True)
    shutil.copytree(
        out / MEMBERS / best.name,
        out / "best",
        ignore=shutil.ignore_patterns("checkpoint-*", "best", "start", "runs"),
    )
    return _tell(out, plan, history)


def _started(out: Path, plan: Mapping[str, Any]) -> list[list[Member]]:
    """The generations that an earlier call finished; `TrainingError` where it searched for something else."""
    file = out / STORY
    if not file.is_file():
        if out.is_dir() and any(out.iterdir()) and not (out / MEMBERS).is_dir():
            raise TrainingError(f"{out} is not empty and does not hold a population. Name another folder.")
        return []
    story = parse_json(read_text(file))
    changed = [key for key, value in plan.items() if story.get(key) != value]
    if changed:
        raise TrainingError(f"{out} holds a population with another {', '.join(changed)}. Name another folder.")
    found = [Member(**{**member, "parents": tuple(member["parents"])}) for member in story["genealogy"]]
    return [
        [member for member in found if member.generation == generation]
        for generation in sorted({member.generation for member in found})
    ]


def _tell(out: Path, plan: Mapping[str, Any], history: Sequence[Sequence[Member]]) -> dict[str, Any]:
    everyone = [member for generation in history for member in generation]
    best = best_of(everyone)
    story = {
        **plan,
        "generations": len(history),
        "best": {"name": best.name, METRIC: best.exact_match, **best.settings},
        "final": [{METRIC: member.exact_match, **member.settings} for member in history[-1]],
        "genealogy": [asdict(member) for member in everyone],
    }
    write_json(out / STORY, story)
    return story


def _run(due: Sequence[Member], recipe: Recipe, data: Path, model: str, out: Path) -> list[Member]:
    """Train the members of one generation side by side and return them with what they reached."""
    import torch
    from ray import tune

    with on_ray(include_dashboard=False, configure_logging=False):
        resources = {"cpu": 1, "gpu": 1} if torch.cuda.is_available() else {"cpu": 1}
        task = tune.with_parameters(
            run_member,
            members=[asdict(member) for member in due],
            recipe=recipe,
            data=str(data.resolve()),
            model=model,
            out=str(out.resolve()),
        )
        results = tune.Tuner(
            tune.with_resources(task, resources),
            param_space={"number": tune.grid_search(list(range(len(due))))},
            tune_config=tune.TuneConfig(metric=METRIC, mode="max"),
            run_config=tune.RunConfig(
                name=f"generation-{due[0].generation}", storage_path=str((out / "ray").resolve()), verbose=0
            ),
        ).fit()
    if results.errors:
        raise TrainingError(f"A member of the population failed: {results.errors[0]}")
    return [dataclasses.replace(member, exact_match=_reached(out / MEMBERS / member.name)) for member in due]


def _reached(run: Path) -> float:
    value = parse_json(read_text(run / "run.json"))[METRIC]
    if value is None:
        raise TrainingError("The validation split has no task that fits, so the members cannot be compared.")
    return float(value)


def run_member(
    config: Mapping[str, Any],
    *,
    members: Sequence[Mapping[str, Any]],
    recipe: Recipe,
    data: str,
    model: str,
    out: str,
) -> None:
    """One member's generation in its own process; what is finished already is only reported."""
    from ray import tune

    member = Member(**members[int(config["number"])])
    tune.report({METRIC: train_member(member, recipe, Path(data), model, Path(out))})


def train_member(member: Member, recipe: Recipe, data: Path, model: str, out: Path) -> float:
    """Train a member from its parents' weights and return its exact match on the held-out slice."""
    from gapo.run import train

    place = out / MEMBERS / member.name
    if not (place / "run.json").is_file():
        shutil.rmtree(place, ignore_errors=True)
        train(
            member_recipe(recipe, member.settings, member.generation),
            open_dataset(data),
            _start(member, model, out),
            place,
        )
    return _reached(place)


def _start(member: Member, model: str, out: Path) -> str:
    """Where the member's weights come from: the model, its one parent, or a mixture of two."""
    places = [out / MEMBERS / parent for parent in member.parents]
    if not places:
        return model
    if len(places) == 1:
        return str(places[0])
    mixed = out / "mixed" / member.name
    if not mixed.is_dir():
        interpolate(places[0], places[1], member.share, mixed)
    return str(mixed)
