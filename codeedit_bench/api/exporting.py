"""Write tasks, and models, for the tools of others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from codeedit_bench.api.data import PathLike, load
from codeedit_bench.api.values import assignments
from codeedit_bench.errors import UnknownNameError, UsageError
from codeedit_bench.tasks.dataset import Dataset
from evaluators.harnesses.exporting import HARNESSES, Asked, Exported, export_task
from gapo.config import load_recipe

TRAINERS = ("verl", "trl", "verifiers", "prime-rl")


@dataclass(frozen=True, slots=True)
class TrainingFiles:
    """What was written for a trainer."""

    folder: Path
    rows: dict[str, int]
    """By the name of a Parquet file, its rows; empty for prime-rl, which reads `rl.toml`."""


def export_for_training(
    dataset: Dataset | PathLike,
    trainer: str,
    *,
    out: PathLike,
    recipe: str | PathLike = "gapo",
    settings: Mapping[str, object] | None = None,
    model: str = "",
) -> TrainingFiles:
    """Write a data set for another trainer: `verl`, `trl`, `verifiers` or `prime-rl`.

    The recipe gives prompt format, budget and reward; `settings` change its keys. `model`, the model to train, is
    needed for prime-rl alone.

    >>> export_for_training(dataset, "trl", out=folder / "for-trl").rows["train"]
    1
    """
    if trainer not in TRAINERS:
        raise UnknownNameError("trainer", trainer, TRAINERS)
    if trainer == "prime-rl" and not model:
        raise UsageError("The trainer prime-rl needs --model MODEL, the model to train.")
    merged, opened, place = load_recipe(str(recipe), assignments(settings)), load(dataset), Path(out)

    from gapo.exports.prime import export_prime, export_verifiers
    from gapo.exports.rows import export_trl, export_verl

    if trainer == "prime-rl":
        export_prime(opened, merged, place, model)
        return TrainingFiles(place, {})
    export = {"verl": export_verl, "trl": export_trl, "verifiers": export_verifiers}[trainer]
    return TrainingFiles(place, export(opened, merged, place))


def export_for_harness(
    dataset: Dataset | PathLike,
    harness: str,
    *,
    out: PathLike,
    prompt_format: str = "chat",
    split: str = "test",
    limit: int = 0,
    max_tokens: int = 1024,
    max_prompt_tokens: int = 4096,
) -> Exported:
    """Write a data set for another evaluation harness: `inspect` or `lm-eval`.

    Tasks whose right answer is the unchanged text are left out. `limit` takes a fixed sample; 0 takes all.

    >>> export_for_harness(dataset, "inspect", out=folder / "for-inspect").questions
    2
    """
    if harness not in HARNESSES:
        raise UnknownNameError("harness", harness, HARNESSES)
    asked = Asked(prompt_format, split, limit, max_tokens, max_prompt_tokens)
    return export_task(load(dataset), Path(out), harness, asked)


def merge_lora(run: str | PathLike, *, out: PathLike) -> Path:
    """Merge a LoRA run into its model, and write a model of its own to `out`. Needs the extra `train`."""
    from gapo.models.loading import require_training_packages, save_merged

    require_training_packages()
    save_merged(str(run), Path(out))
    return Path(out)
