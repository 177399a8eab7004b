"""A population against the best of as many single runs, with as many steps in all, from the same settings.

    python -m benchmarks.population_gain --data DATA --out OUT --members 4 --generations 3 --steps 8

It runs both. The single runs start with the settings of the population's first generation and take all steps at
once. Of each side the model with the highest exact match on the validation split is measured on the test split.
What is finished is not run again.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask
from gapo.comparison.arms import measure
from gapo.config import Recipe, load_recipe
from gapo.population.genealogy import first_generation
from gapo.population.search import member_recipe, search_space, train_population
from gapo.run import train


def best_single(
    recipe: Recipe, data: Path, model: str, out: Path, members: int, generations: int
) -> tuple[Path, float]:
    """The run with the highest exact match on the validation split, of `members` of them."""
    found = []
    for member in first_generation(search_space(recipe), members, recipe.seed):
        place = out / "singles" / member.name
        if not (place / "run.json").is_file():
            whole = member_recipe(recipe, member.settings, 0)
            whole = dataclasses.replace(
                whole, steps=recipe.steps * generations, eval_steps=recipe.steps * generations
            )
            train(whole, open_dataset(data), model, place)
        found.append((float(json.loads((place / "run.json").read_text())["exact_match"]), place))
    exact, place = max(found, key=lambda pair: pair[0])
    return place, exact


def told(name: str, model: str, recipe: Recipe, tasks: Sequence[EditTask], validation: float | None) -> str:
    scores = measure(model, recipe, tasks, samples=8, temperature=1.0)
    shown = ", ".join(f"{key} {value:.3f}" for key, value in scores.items())
    chosen = "" if validation is None else f"validation {validation:.3f}; "
    return f"{name}: {chosen}test {shown}\n"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", default="tiny")
    parser.add_argument("--recipe", default="tiny_gapo")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--members", type=int, default=4)
    parser.add_argument("--generations", type=int, default=3)
    parser.add_argument("--steps", type=int, default=8, help="of a member in a generation")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--tasks", type=int, default=100, help="of the test split")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    options = parser.parse_args(arguments)
    given = [f"steps={options.steps}", f"seed={options.seed}", "seconds=0", "report_to=[]", *options.set]
    recipe = load_recipe(options.recipe, given)
    tasks = list(open_dataset(options.data).tasks("test"))[: options.tasks]
    single, exact = best_single(
        recipe, options.data, options.model, options.out, options.members, options.generations
    )
    story = train_population(
        recipe,
        options.data,
        options.model,
        options.out / "population",
        members=options.members,
        generations=options.generations,
    )
    steps = options.members * options.generations * options.steps
    sys.stdout.write(f"{steps} steps on each side, {len(tasks)} test tasks\n")
    sys.stdout.write(told("start", options.model, recipe, tasks, None))
    sys.stdout.write(told("best single run", str(single), recipe, tasks, exact))
    best = options.out / "population" / "best"
    sys.stdout.write(told("population", str(best), recipe, tasks, float(story["best"]["exact_match"])))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
