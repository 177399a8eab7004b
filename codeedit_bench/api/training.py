"""Train models on a data set's tasks, and pay answers as training does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codeedit_bench.api.data import PathLike, load
from codeedit_bench.api.values import assignments
from codeedit_bench.files import write_text
from codeedit_bench.tasks.dataset import Dataset
from codeedit_bench.tasks.records import EditTask
from gapo.config import load_recipe
from gapo.estimators import ADVANTAGES
from gapo.rewards import DEFAULT_REWARD, load_reward

if TYPE_CHECKING:
    from torch import Tensor

    from gapo.comparison.arms import Result
    from gapo.run import Outcome

SUMMARY = "summary.md"
BASELINE_AND_OTHERS = ("tiny_grpo", "tiny_gapo", "tiny_dapo", "tiny_gapo_dapo")
"""The recipes that are compared where none are named; the first is the baseline."""


def train(
    recipe: str | PathLike,
    dataset: Dataset | PathLike,
    model: str,
    *,
    out: PathLike,
    settings: Mapping[str, object] | None = None,
    resume: bool = False,
) -> Outcome:
    """Train `model` by a recipe on the data set's `train` split. The folder `out` then holds the model.

    `recipe` is a name that `codeedit train --help` lists, or a .toml file. `model` is a folder, a Hugging Face
    name, `"tiny"` or `"fresh"`. `settings` change keys of the recipe, as `--set` does. `resume` goes on from the
    last checkpoint in `out`. Needs the extra `train`.

    >>> few = {"steps": 1, "prompts_per_step": 1, "device_batch": 1, "seconds": 0, "eval_tasks": 0}
    >>> train("tiny_sft", dataset, "tiny", out=folder / "model", settings=few).steps
    1
    """
    merged = load_recipe(str(recipe), assignments(settings))
    opened = load(dataset)

    from gapo.models.loading import require_training_packages

    require_training_packages()
    from gapo.run import train as carry_out

    return carry_out(merged, opened, model, Path(out), resume=resume)


def reward(task: EditTask, answer: str | None, name: str = DEFAULT_REWARD) -> float:
    """What training pays for `answer` as the new text of the task's region. None, an unreadable answer, earns 0.

    The default, `match_and_progress`, pays 1.2 for the reference and 0 for the region as it was.

    >>> task = next(dataset.tasks("test"))
    >>> reward(task, task.reference), reward(task, task.region_text), reward(task, None)
    (1.2, 0.0, 0.0)
    """
    function = load_reward(name)
    return 0.0 if answer is None else function(task, answer)


def train_population(
    recipe: str | PathLike,
    dataset: Dataset | PathLike,
    model: str,
    *,
    out: PathLike,
    members: int,
    generations: int = 5,
    settings: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """Train a population of `members` runs of a recipe for some `generations`, and return its story.

    The story's `best` names the best member. Needs the extras `train` and `ray`.
    """
    merged = load_recipe(str(recipe), assignments(settings))
    opened = load(dataset)

    from gapo.models.loading import require_training_packages

    require_training_packages()
    from gapo.population.search import train_population as carry_out

    return carry_out(merged, opened.path, model, Path(out), members=members, generations=generations)


def advantages(
    rewards: Tensor, estimator: str = "gapo", *, index: Tensor | None = None, **options: object
) -> Tensor:
    """The advantages of groups of rewards, as training computes them: torch tensors in and out.

    `rewards` are `[groups, samples]`. With `index`, both are `[samples]`, and equal indices form a group of any
    size. NaN marks a sample without a reward; it gets 0. `estimator` is a name of the table
    `gapo.estimators.ADVANTAGES`; `options` are its own keywords. Needs the extra `train`.

    >>> import torch
    >>> advantages(torch.tensor([[0.0, 1.0, 1.0, 1.0]]), "dr_grpo")
    tensor([[-0.7500,  0.2500,  0.2500,  0.2500]])
    >>> advantages(torch.tensor([0.0, 5.0, 1.0]), "rloo", index=torch.tensor([7, 8, 7]))
    tensor([-1.,  0.,  1.])
    """
    from gapo.advantage import by_index
    from gapo.models.loading import require_training_packages

    require_training_packages()
    function = ADVANTAGES.load(estimator)
    return function(rewards, **options) if index is None else by_index(function, rewards, index, **options)


def compare_recipes(
    dataset: Dataset | PathLike,
    model: str,
    *,
    out: PathLike,
    recipes: Sequence[str] = BASELINE_AND_OTHERS,
    settings: Mapping[str, object] | None = None,
    seeds: int = 15,
    first_seed: int = 0,
    outlier_rates: Sequence[float] = (0.0, 0.1),
    temperatures: Sequence[float] = (1.0, 0.7, 0.4),
    eval_tasks: int = 200,
    samples: int = 2,
) -> list[Result]:
    """Train recipes from one checkpoint with paired seeds, beside controls, and measure each on the test split.

    The first recipe is the baseline. `outlier_rates` are shares of flipped rewards. The start is also sampled at
    each of the `temperatures`; all arms use the first. `results.jsonl` and `summary.md` stand in `out`, and the
    same call goes on there. Needs the extra `train`.

    >>> few = {"steps": 1, "prompts_per_step": 1, "samples": 2, "device_batch": 2, "seconds": 0}
    >>> once = {"seeds": 1, "outlier_rates": [0.0], "temperatures": [1.0], "eval_tasks": 1, "samples": 1}
    >>> found = compare_recipes(
    ...     dataset, "tiny", out=folder / "compared", recipes=["tiny_grpo"], settings=few, **once
    ... )
    >>> sorted(result.arm for result in found)
    ['further sft', 'start', 'tiny_grpo']
    """
    opened = load(dataset)

    from gapo.models.loading import require_training_packages

    require_training_packages()
    from gapo.comparison.arms import Plan, compare
    from gapo.comparison.summary import markdown

    plan = Plan(
        recipes=tuple(recipes),
        overrides=tuple(assignments(settings)),
        seeds=seeds,
        outlier_rates=tuple(outlier_rates),
        temperatures=tuple(temperatures),
        eval_tasks=eval_tasks,
        samples=samples,
        first_seed=first_seed,
    )
    results = compare(plan, opened, model, Path(out))
    write_text(Path(out) / SUMMARY, markdown(results, plan.recipes[0]))
    return results


def training_report(runs: Sequence[PathLike], *, out: PathLike | None = None) -> Path:
    """Draw the curves of training runs, the folders that `train` wrote, into one HTML page, and return its place.

    The page is `report.html` in the first run where `out` is left out.

    >>> few = {"steps": 1, "prompts_per_step": 1, "device_batch": 1, "seconds": 0, "eval_tasks": 0}
    >>> outcome = train("tiny_sft", dataset, "tiny", out=folder / "drawn", settings=few)
    >>> training_report([folder / "drawn"]).name
    'report.html'
    """
    from gapo.report.page import build_report

    paths = [Path(run) for run in runs]
    target = Path(out) if out is not None else paths[0] / "report.html"
    write_text(target, build_report(paths))
    return target
