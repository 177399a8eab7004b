"""Train models on a data set's tasks, and pay answers as training does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codeedit_bench.api.data import PathLike, load
from codeedit_bench.api.values import assignments
from codeedit_bench.tasks.dataset import Dataset
from codeedit_bench.tasks.records import EditTask
from gapo.config import load_recipe
from gapo.rewards import DEFAULT_REWARD, load_reward

if TYPE_CHECKING:
    from gapo.run import Outcome


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

    from gapo.loading import require_training_packages

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

    from gapo.loading import require_training_packages

    require_training_packages()
    from gapo.population import train_population as carry_out

    return carry_out(merged, opened.path, model, Path(out), members=members, generations=generations)
