"""One evaluation as data, and the function that carries it out: load a back end, generate, score, write.

The command line, the Python API and the Ray engine all call `evaluate`. Whatever decides a run is in `Evaluation`,
so that a run can be described here and carried out on another machine.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from codeedit_bench.errors import UsageError
from codeedit_bench.files import require_place
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.dataset import open_dataset
from evaluators.backends import BACKENDS
from evaluators.backends.backend import Backend, BackendSpec
from evaluators.backends.function import Answer, function_backend
from evaluators.backends.local_model import TINY
from evaluators.backends.options import Value, make_backend, typed_options
from evaluators.children import children_ended
from evaluators.generation_cache import CachedBackend, GenerationCache
from evaluators.prompts import FORMATS
from evaluators.prompts.auto import format_for_model
from evaluators.running import Plan, library_versions, run_evaluation
from evaluators.runs.answer_columns import write_answers
from evaluators.runs.run import Run
from evaluators.runs.score_files import score_run, write_score_files
from evaluators.runs.selection import parse_shard

AUTO = "auto"
"""The prompt format that goes by the model's name."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What to run, by which back end, and where generations are kept."""

    plan: Plan
    backend: str | Answer
    """The name of a back end, or a function from a task to the region's new text."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Options of the back end, as `--option key=value` gives them."""
    cache: Path | None = None
    """Folder of the generation cache; None keeps and reuses nothing."""
    workers: int = 1
    """Processes that score."""


def evaluate(evaluation: Evaluation) -> Run:
    """Generate what the run at `plan.out` lacks, score it, write `scores.parquet` and `summary.json`.

    Everything that can be refused is refused before a model is loaded and before anything is written.
    """
    spec, options = check(evaluation)
    plan = dataclasses.replace(evaluation.plan, prompt_format=_format_name(evaluation.plan.prompt_format, options))
    with children_ended():
        backend = _cached(make_backend(spec, options), spec, evaluation.cache)
        try:
            with Progress(f"answers of {plan.system or spec.name}", unit="answers") as progress:

                def started(total: int) -> None:
                    progress.total = total

                run, tasks = run_evaluation(plan, spec, options, backend, started=started, done=progress.advance)
        finally:
            backend.close()
    predictions = list(run.predictions())
    with Progress("scores", len(predictions), "answers") as progress:
        scores, summary = score_run(
            run.manifest, tasks, predictions, workers=evaluation.workers, done=progress.advance
        )
    write_score_files(run.path, scores, summary)
    write_answers(run.path, tasks)
    return run


def check(evaluation: Evaluation) -> tuple[BackendSpec, dict[str, Value]]:
    """The back end and its typed options; `UsageError` for what cannot be run, before anything is loaded."""
    spec = _spec(evaluation.backend)
    options = typed_options(spec, evaluation.options)
    _check_numbers(evaluation)
    plan = evaluation.plan
    if plan.prompt_format not in ("", AUTO):
        FORMATS.load(plan.prompt_format)
    parse_shard(plan.shard)
    if plan.training_cutoff:
        check_date(plan.training_cutoff)
    open_dataset(plan.dataset)
    require_place(plan.out)
    return spec, options


def check_date(text: str) -> str:
    """`text` if it is a date such as 2026-03-31; `UsageError` otherwise."""
    try:
        if datetime.date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise UsageError(f"The training cutoff {text!r} is not a date. Write it as YYYY-MM-DD, such as 2026-03-31.")


def _spec(backend: str | Answer) -> BackendSpec:
    return BACKENDS.load(backend) if isinstance(backend, str) else function_backend(backend)


def _check_numbers(evaluation: Evaluation) -> None:
    plan = evaluation.plan
    for name, value, least in (
        ("samples", plan.n_samples, 1),
        ("limit", plan.limit, 0),
        ("max-tokens", plan.max_tokens, 1),
        ("max-prompt-tokens", plan.max_prompt_tokens, 1),
        ("parameters", plan.parameters, 0),
        ("workers", evaluation.workers, 1),
    ):
        if value < least:
            raise UsageError(f"--{name} must be at least {least}, not {value}.")
    if not 0 <= plan.temperature < float("inf"):
        raise UsageError(f"--temperature must be a number from 0, not {plan.temperature}.")
    if plan.n_samples > 1 and plan.temperature == 0 and isinstance(evaluation.backend, str):
        raise UsageError("Greedy samples are all the same: --samples above 1 needs --temperature above 0.")


def _format_name(asked: str, options: Mapping[str, Value]) -> str:
    """`auto` goes by the model's name; a back end without a model, or with the shipped one, has its own format."""
    if asked != AUTO:
        return asked
    model = str(options.get("model", TINY))
    return "" if model == TINY else format_for_model(model)


def _cached(backend: Backend, spec: BackendSpec, directory: Path | None) -> Backend:
    identity = backend.identity() if directory is not None and spec.repeatable else None
    if directory is None or identity is None:
        return backend
    return CachedBackend(backend, identity, library_versions(spec.packages), GenerationCache(directory))
