"""Run systems on a data set, score their answers, check and compare runs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codeedit_bench.api.data import PathLike, load
from codeedit_bench.api.values import as_text
from codeedit_bench.errors import UsageError
from codeedit_bench.files import write_json
from codeedit_bench.tasks.dataset import Dataset
from evaluators.backends.function import Answer
from evaluators.evaluation import Evaluation
from evaluators.evaluation import evaluate as carry_out
from evaluators.generation_cache import default_directory
from evaluators.prompts.auto import format_for_model
from evaluators.ray_engine import Cluster, evaluate_on_ray
from evaluators.rescoring import Verification, score_again
from evaluators.rescoring import merge as merge_runs
from evaluators.rescoring import verify as verify_run
from evaluators.running import Plan
from evaluators.runs.completeness import require_complete
from evaluators.runs.run import Run, open_run
from evaluators.runs.sides import side_of
from evaluators.statistics.compare import Comparison, Standing, standings
from evaluators.statistics.compare import compare as compare_sides
from evaluators.statistics.metrics import HEADLINE
from evaluators.viewing import examples


def evaluate(
    dataset: Dataset | PathLike,
    backend: str | Answer,
    *,
    out: PathLike,
    model: str = "",
    options: Mapping[str, object] | None = None,
    system: str = "",
    prompt_format: str = "",
    split: str = "test",
    tier: str = "",
    limit: int = 0,
    shard: str = "",
    samples: int = 1,
    temperature: float = 0.0,
    max_tokens: int = 1024,
    max_prompt_tokens: int = 4096,
    seed: int = 0,
    cache: PathLike | bool = True,
    workers: int | None = None,
    cluster: Cluster | None = None,
    model_licence: str = "",
    training_cutoff: str = "",
    parameters: int = 0,
    open_weights: bool = False,
    notes: Sequence[str] = (),
) -> Run:
    """Run a back end, or a Python function, on a data set, score the answers, and return the run.

    `backend` is a name that `codeedit backends` lists, such as `"copy"` or `"vllm"`. Or it is a function from a
    task to the new text of the task's region. `options` are the back end's own; `model` is short for
    `options={"model": …}`. A run at `out` that was interrupted goes on. Generations are kept in the folder
    `cache`, in the user's cache folder where True, nowhere where False. `workers` processes score, as many as
    there are processors where None. With `cluster` the run is made in shards on Ray.

    >>> run = evaluate(dataset, lambda task: task.region_text, out=folder / "unchanged")
    >>> run.value("em_layout")
    0.0
    """
    asked = {key: as_text(value) for key, value in (options or {}).items()}
    evaluation = Evaluation(
        Plan(
            dataset=load(dataset).path,
            out=Path(out),
            system=system,
            split=split,
            tier=tier,
            limit=limit,
            shard=shard,
            prompt_format=prompt_format,
            n_samples=samples,
            temperature=temperature,
            max_tokens=max_tokens,
            max_prompt_tokens=max_prompt_tokens,
            seed=seed,
            model_licence=model_licence,
            training_cutoff=training_cutoff,
            parameters=parameters,
            open_weights=open_weights,
            notes=tuple(notes),
        ),
        backend,
        {**({"model": model} if model else {}), **asked},
        cache=_cache_folder(cache),
        workers=processes(workers),
    )
    return carry_out(evaluation) if cluster is None else evaluate_on_ray(evaluation, cluster)


def load_run(path: Run | PathLike) -> Run:
    """Open the folder of a run. `RunError` says what is missing.

    >>> load_run(run).manifest.backend
    'replay'
    """
    return path if isinstance(path, Run) else open_run(Path(path))


def score(
    run: Run | PathLike, dataset: Dataset | PathLike, *, metrics: Sequence[str] = (), workers: int | None = None
) -> Run:
    """Score a run's raw completions again with this version's scorer, without a model.

    `metrics` are added to the standard ones.

    >>> score(run, dataset, metrics=["bleu"]).value("bleu")
    1.0
    """
    return score_again(load_run(run), load(dataset), metrics=metrics, workers=processes(workers))


def verify(
    run: Run | PathLike,
    dataset: Dataset | PathLike,
    *,
    workers: int | None = None,
    allow_failed: bool = False,
) -> Verification:
    """Score a run again and compare with what it states, so that nobody needs to be trusted.

    The result is true where everything is as stated; `differences` lists what is not. `IncompleteRunError` where
    requests of the run failed, unless `allow_failed`.

    >>> bool(verify(run, dataset))
    True
    """
    opened = load_run(run)
    require_complete(opened.path, opened.predictions(), allow_failed=allow_failed)
    return verify_run(opened, load(dataset), workers=processes(workers))


def merge(
    shards: Sequence[Run | PathLike], dataset: Dataset | PathLike, *, out: PathLike, workers: int | None = None
) -> Run:
    """Merge the shards of one run, in any order, into the run at `out`, and score it.

    >>> parts = [evaluate(dataset, "replay", out=folder / f"part{i}", shard=f"{i}/2") for i in (1, 2)]
    >>> merge(parts, dataset, out=folder / "whole").value()
    1.0
    """
    paths = [load_run(shard).path for shard in shards]
    return merge_runs(paths, Path(out), load(dataset), workers=processes(workers))


def compare(
    first: Run | PathLike,
    second: Run | PathLike,
    dataset: Dataset | PathLike,
    *,
    metric: str = HEADLINE,
    groups: Mapping[str, str] | None = None,
    allow_failed: bool = False,
) -> Comparison:
    """Compare two runs of one data set, paired by task: is the difference real?

    `groups` name a group for each grouping, such as `{"tier": "hard"}`: only its tasks count.
    `IncompleteRunError` where requests of a run failed, unless `allow_failed` takes them as wrong answers.

    >>> compare(run, evaluate(dataset, "copy", out=folder / "copy"), dataset).difference
    -1.0
    """
    opened = load(dataset)
    sides = [side_of(load_run(run), opened, groups=groups, allow_failed=allow_failed) for run in (first, second)]
    return compare_sides(sides[0], sides[1], metric=metric)


def rank(
    runs: Sequence[Run | PathLike],
    dataset: Dataset | PathLike,
    *,
    metric: str = HEADLINE,
    groups: Mapping[str, str] | None = None,
    allow_failed: bool = False,
) -> list[Standing]:
    """Rank runs of one data set, the best first, as the leaderboard does.

    `groups` name a group for each grouping, such as `{"tier": "hard"}`: only its tasks count.
    `IncompleteRunError` where requests of a run failed, unless `allow_failed` takes them as wrong answers.

    >>> [standing.system for standing in rank([run], dataset)]
    ['replay']
    """
    opened = load(dataset)
    return standings(
        [side_of(load_run(run), opened, groups=groups, allow_failed=allow_failed) for run in runs], metric=metric
    )


def view(
    run: Run | PathLike,
    dataset: Dataset | PathLike,
    *,
    tasks: Sequence[str] = (),
    groups: Mapping[str, str] | None = None,
    verdicts: Sequence[str] = (),
    limit: int = 0,
) -> examples.View:
    """Samples of a run, each with its task, prompt, completion, answer and verdict.

    `tasks` are ids, or how they start. `groups` name a group for each grouping, such as `{"language": "go"}`.
    What is left out chooses everything; a limit of 0 means all.

    >>> view(run, dataset, groups={"language": "python"}, verdicts=["right"]).verdicts
    {'right': 2}
    """
    choice = examples.Choice(tuple(tasks), dict(groups or {}), tuple(verdicts), limit)
    return examples.view(load_run(run), load(dataset), choice)


@dataclass(frozen=True, slots=True)
class FormatTax:
    """A model's runs in its native prompt format and in another, compared."""

    native: str
    other: str
    runs: tuple[Run, Run]
    """In the native format and in the other."""
    comparison: Comparison


def format_tax(
    dataset: Dataset | PathLike,
    model: str,
    backend: str | Answer = "transformers",
    *,
    out: PathLike,
    native: str = "auto",
    other: str = "chat",
    **asking: Any,
) -> FormatTax:
    """Evaluate a model twice on the same tasks, in its native prompt format and in another, and compare.

    `asking` are keywords of `evaluate`. Both runs and `format_tax.json` stand in `out`, and the same call goes on
    there.

    >>> tax = format_tax(dataset, "tiny", out=folder / "tax", native="line", other="span", max_tokens=4)
    >>> tax.native, tax.other, tax.comparison.n
    ('line', 'span', 2)
    """
    own = format_for_model(model) if native == "auto" else native
    if own == other:
        raise UsageError(
            f"The native format of {model!r} is {own!r}, the same as the other. Name one with --native or --other."
        )
    name = Path(model).name
    first, second = (
        evaluate(
            dataset,
            backend,
            out=Path(out) / form,
            model=model,
            prompt_format=form,
            system=f"{name} ({form})",
            **asking,
        )
        for form in (own, other)
    )
    found = FormatTax(own, other, (first, second), compare(first, second, dataset))
    row = {"model": name, "native": own, "other": other, **found.comparison.as_row()}
    write_json(Path(out) / "format_tax.json", row)
    return found


def processes(workers: int | None) -> int:
    """As many as asked for, or as there are processors."""
    return workers if workers is not None else os.cpu_count() or 1


def _cache_folder(cache: PathLike | bool) -> Path | None:
    if isinstance(cache, bool):
        return default_directory() if cache else None
    return Path(cache)
