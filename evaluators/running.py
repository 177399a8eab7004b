"""Run a back end on a data set: render, generate, read, append. Killed at any point, the same call goes on."""

from __future__ import annotations

import dataclasses
import datetime
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from codeedit_bench import __version__
from codeedit_bench.draws import request_seed
from codeedit_bench.errors import BackendError, RunError, UnfinishedRunError, UsageError, told
from codeedit_bench.files import canonical_json, write_text
from codeedit_bench.normalize import scorer_versions
from codeedit_bench.tasks.dataset import Dataset, open_dataset
from codeedit_bench.tasks.records import SCHEMA_VERSION, EditTask, Prediction, RunManifest
from codeedit_bench.tasks.storage import to_row
from evaluators.backends.backend import Backend, BackendSpec, Completion, Request
from evaluators.backends.options import Value, public_options
from evaluators.prompts import FORMATS
from evaluators.prompts.format import Budget, Prompt, PromptFormat
from evaluators.prompts.vocabulary import split_marks_note
from evaluators.runs.journal import Journal
from evaluators.runs.lock import only_writer
from evaluators.runs.prompt_log import PROMPTS, prompt_row, prompt_rows
from evaluators.runs.prompt_texts import PROMPT_TEXTS, PromptTextLog, prompt_text_line
from evaluators.runs.run import MANIFEST, PREDICTIONS, Run, open_run, prediction_line, write_manifest
from evaluators.runs.selection import select_tasks, waves
from evaluators.scoring import read_completion
from evaluators.secrets import secret_in


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is asked to do. The names are those of `RunManifest` where both have them."""

    dataset: Path
    out: Path
    system: str = ""
    split: str = "test"
    tier: str = ""
    """`core` or `hard`; empty for both."""
    limit: int = 0
    shard: str = ""
    prompt_format: str = ""
    n_samples: int = 1
    temperature: float = 0.0
    max_tokens: int = 1024
    max_prompt_tokens: int = 4096
    seed: int = 0
    model_licence: str = ""
    training_cutoff: str = ""
    parameters: int = 0
    open_weights: bool = False
    notes: tuple[str, ...] = ()


def run_evaluation(
    plan: Plan,
    spec: BackendSpec,
    options: Mapping[str, Value],
    backend: Backend,
    *,
    started: Callable[[int], None] = lambda _: None,
    done: Callable[[int], None] = lambda _: None,
) -> tuple[Run, list[EditTask]]:
    """Generate what the run at `plan.out` still lacks; its predictions are then complete and sorted.

    `started` is told how many predictions there will be, `done` how many more there are. Failed requests of an
    earlier call are tried again.
    """
    dataset = open_dataset(plan.dataset)
    name = _format_of(plan, backend)
    prompt_format = FORMATS.load(name)
    if note := split_marks_note(prompt_format, backend.count_tokens()):
        sys.stderr.write(f"warning: {note}\n")
        plan = dataclasses.replace(plan, notes=(*plan.notes, note))
    tasks = select_tasks(dataset, split=plan.split, tier=plan.tier, limit=plan.limit, shard=plan.shard)
    manifest = _manifest(plan, spec, options, backend, prompt_format=name, tasks=tasks, dataset=dataset)
    if secret := secret_in(canonical_json(to_row(manifest))):
        raise UsageError(
            f"The run's manifest would hold {secret}: it stands in an option, a note or a name. Give keys in "
            "environment variables alone."
        )
    backend.prepare(
        {task.task_id for task in select_tasks(dataset, split=plan.split)},
        [(task.task_id, sample) for task in tasks for sample in range(plan.n_samples)],
    )
    _require_free(plan.out)
    plan.out.mkdir(parents=True, exist_ok=True)
    with only_writer(plan.out):
        run = _open_or_create(plan.out, manifest)
        run = _generate(plan, backend, run, tasks=tasks, prompt_format=prompt_format, started=started, done=done)
        return run, tasks


def _generate(
    plan: Plan,
    backend: Backend,
    run: Run,
    *,
    tasks: list[EditTask],
    prompt_format: PromptFormat,
    started: Callable[[int], None],
    done: Callable[[int], None],
) -> Run:
    """Ask for what the run lacks, a line of its journals for each answer; its files are then whole and sorted."""
    found = {(p.task_id, p.sample): p for p in run.predictions() if p.finish_reason != "error"}
    total = len(tasks) * plan.n_samples
    started(total)
    done(len(found))
    budget = Budget(plan.max_prompt_tokens, backend.count_tokens() or Budget().count_tokens)
    known_prompts = prompt_rows(plan.out / PROMPTS)
    texts = PromptTextLog(plan.out / PROMPT_TEXTS)
    with Journal(plan.out / PREDICTIONS) as journal, Journal(plan.out / PROMPTS) as prompts:
        for number, wave in enumerate(waves(tasks)):
            lacking = [task for task in wave if _lacks(task, found, plan)]
            fresh = number == texts.waves
            rendered = {task.task_id: prompt_format.render(task, budget) for task in (wave if fresh else lacking)}
            if fresh:
                texts.append([prompt_text_line(task, rendered[task.task_id]) for task in wave])
            for task in lacking:
                if task.task_id not in known_prompts:
                    known_prompts[task.task_id] = prompt_row(task, rendered[task.task_id], budget)
                    prompts.append([known_prompts[task.task_id]])
            if not lacking:
                continue
            requests = [
                request for task in lacking for request in _requests(task, rendered[task.task_id], plan, found)
            ]
            by_id = {task.task_id: task for task in lacking}
            try:
                for completion in backend.generate(requests):
                    prediction = _prediction(by_id[completion.task_id], prompt_format, completion)
                    journal.append([prediction_line(prediction)])
                    found[completion.task_id, completion.sample] = prediction
                    done(1)
            except BackendError as error:
                answered = sum(prediction.finish_reason != "error" for prediction in found.values())
                if not answered:
                    raise
                raise UnfinishedRunError(
                    f"{told(error)}. {answered:,} of {total:,} answers are in {plan.out}."
                ) from error
    answers = [
        prediction_line(found[task.task_id, sample])
        for task in tasks
        for sample in range(plan.n_samples)
        if (task.task_id, sample) in found
    ]
    write_text(plan.out / PREDICTIONS, "".join(answers))
    for task in tasks:
        if task.task_id not in known_prompts:
            known_prompts[task.task_id] = prompt_row(task, prompt_format.render(task, budget), budget)
    write_text(plan.out / PROMPTS, "".join(known_prompts[task.task_id] for task in tasks))
    if len(answers) != total:
        missing = total - len(answers)
        raise RunError(f"The back end {run.manifest.backend!r} left {missing} of {total} requests unanswered.")
    hits = sum(prediction.cached for prediction in found.values())
    if hits != run.manifest.cache_hits:
        run = Run(run.path, dataclasses.replace(run.manifest, cache_hits=hits))
        write_manifest(run.path, run.manifest)
    return run


def _format_of(plan: Plan, backend: Backend) -> str:
    name = plan.prompt_format or backend.default_format
    if backend.formats and name not in backend.formats:
        raise UsageError(
            f"This back end answers in the format {backend.formats[0]!r} alone, not in {name!r}. "
            "Leave --format out."
        )
    return name


def _manifest(
    plan: Plan,
    spec: BackendSpec,
    options: Mapping[str, Value],
    backend: Backend,
    *,
    prompt_format: str,
    tasks: Sequence[EditTask],
    dataset: Dataset,
) -> RunManifest:
    model = str(options.get("model", "")).rstrip("/").rsplit("/", 1)[-1]
    return RunManifest(
        schema_version=SCHEMA_VERSION,
        system=plan.system or model or spec.name,
        dataset_hash=dataset.content_hash,
        dataset_name=dataset.name,
        split=plan.split,
        n_tasks=len(tasks),
        backend=spec.name,
        backend_options=public_options(spec, options),
        prompt_format=prompt_format,
        n_samples=plan.n_samples,
        temperature=plan.temperature,
        max_tokens=plan.max_tokens,
        seed=plan.seed,
        scorer_version=scorer_versions(task.language for task in tasks),
        versions={
            **library_versions(spec.packages),
            f"prompt format {prompt_format}": str(FORMATS.load(prompt_format).version),
        },
        created=datetime.datetime.now(datetime.UTC).date().isoformat(),
        model_licence=plan.model_licence,
        training_cutoff=plan.training_cutoff,
        parameters=plan.parameters,
        open_weights=plan.open_weights,
        notes=plan.notes,
        tier=plan.tier,
        limit=plan.limit,
        shard=plan.shard,
        max_prompt_tokens=plan.max_prompt_tokens,
        identity=dict(backend.identity() or {}),
    )


def library_versions(packages: Sequence[str]) -> dict[str, str]:
    """This package's version and those of the distributions that decide a result."""
    found = {"codeedit-bench": __version__}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def _open_or_create(out: Path, manifest: RunManifest) -> Run:
    """The run at `out`, new or the same as asked for; `RunError` names what differs."""
    if (out / MANIFEST).is_file():
        run = open_run(out)
        wanted = dataclasses.replace(manifest, created=run.manifest.created, cache_hits=run.manifest.cache_hits)
        for field in dataclasses.fields(RunManifest):
            old, new = getattr(run.manifest, field.name), getattr(wanted, field.name)
            if old != new and field.name != "scorer_version":
                raise RunError(
                    f"{out} holds a run with another {field.name} ({old!r}, now {new!r}). "
                    "Name another folder, or call it as it was called before."
                )
        # Answers do not depend on the scorer, and all of them are scored once the run is whole.
        write_manifest(out, wanted)
        return open_run(out)
    write_manifest(out, manifest)
    return open_run(out)


def _require_free(out: Path) -> None:
    if not (out / MANIFEST).is_file() and out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} exists and is not a run. Name another folder.")


def _lacks(task: EditTask, found: Mapping[tuple[str, int], Prediction], plan: Plan) -> bool:
    return any((task.task_id, sample) not in found for sample in range(plan.n_samples))


def _requests(
    task: EditTask, prompt: Prompt, plan: Plan, found: Mapping[tuple[str, int], Prediction]
) -> list[Request]:
    return [
        Request(
            task, sample, prompt, plan.max_tokens, plan.temperature, request_seed(plan.seed, task.task_id, sample)
        )
        for sample in range(plan.n_samples)
        if (task.task_id, sample) not in found
    ]


def _prediction(task: EditTask, prompt_format: PromptFormat, completion: Completion) -> Prediction:
    raw = Prediction(
        task_id=completion.task_id,
        sample=completion.sample,
        completion=completion.text,
        text=None,
        finish_reason=completion.finish_reason,
        prompt_tokens=completion.prompt_tokens,
        completion_tokens=completion.completion_tokens,
        seconds=completion.seconds,
        error=completion.error,
        cached=completion.cached,
    )
    return read_completion(task, prompt_format, raw)
