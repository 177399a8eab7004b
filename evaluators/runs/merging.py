"""Shards of one run back into the run."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.errors import RunError, UsageError
from codeedit_bench.files import write_text
from codeedit_bench.normalize import scorer_versions
from codeedit_bench.parsing import parse_json
from codeedit_bench.tasks.dataset import Dataset
from codeedit_bench.tasks.records import EditTask, Prediction, RunManifest
from evaluators.runs.prompt_log import PROMPTS, prompt_rows
from evaluators.runs.prompt_texts import PROMPT_TEXTS, read_prompt_lines, write_prompt_texts
from evaluators.runs.run import PREDICTIONS, Run, open_run, prediction_line, write_manifest
from evaluators.runs.selection import parse_shard, select_tasks, tasks_of_run, waves
from evaluators.scoring import pair_up

_MAY_DIFFER = {"shard", "n_tasks", "created", "scorer_version", "cache_hits"}
"""Shards hold tasks of other languages, and the whole run is scored afresh."""


def merge_shards(
    paths: Sequence[Path], out: Path, dataset: Dataset
) -> tuple[RunManifest, list[EditTask], list[Prediction]]:
    """Write the run that `paths` are the shards of to `out`; return its manifest, tasks and predictions.

    `RunError` where a shard is missing, doubled, unfinished, or of another run.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} exists and is not empty. Name another folder.")
    runs = [open_run(path) for path in paths]
    first = runs[0].manifest
    _require_all_shards(runs)
    found: dict[tuple[str, int], Prediction] = {}
    prompts: dict[str, str] = {}
    for run in runs:
        _require_same_run(run, runs[0])
        tasks = tasks_of_run(dataset, run.manifest)
        by_id = {task.task_id: task for task in tasks}
        for _, prediction in pair_up(by_id, run.predictions(), n_samples=first.n_samples):
            found[prediction.task_id, prediction.sample] = prediction
        prompts |= prompt_rows(run.path / PROMPTS)
    tasks = select_tasks(dataset, split=first.split, tier=first.tier, limit=first.limit)
    ordered = [found[task.task_id, sample] for task in tasks for sample in range(first.n_samples)]
    versions = scorer_versions(task.language for task in tasks)
    hits = sum(prediction.cached for prediction in ordered)
    manifest = dataclasses.replace(first, shard="", n_tasks=len(tasks), scorer_version=versions, cache_hits=hits)
    write_text(out / PREDICTIONS, "".join(map(prediction_line, ordered)))
    write_text(out / PROMPTS, "".join(prompts[task.task_id] for task in tasks if task.task_id in prompts))
    _merge_prompt_texts(paths, out, tasks)
    write_manifest(out, manifest)
    return manifest, tasks, ordered


def _merge_prompt_texts(paths: Sequence[Path], out: Path, tasks: Sequence[EditTask]) -> None:
    """The prompts of all shards in the tasks' order; none where a shard of an earlier version kept none."""
    try:
        lines = {parse_json(line)["task_id"]: line for path in paths for line in read_prompt_lines(path)}
        texts = [[lines[task.task_id] for task in wave] for wave in waves(tasks)]
    except (RunError, ValueError, KeyError, TypeError):
        return
    write_prompt_texts(out / PROMPT_TEXTS, texts)


def _require_all_shards(runs: Sequence[Run]) -> None:
    shards = [parse_shard(run.manifest.shard) for run in runs]
    counts = {count for _, count in shards}
    if len(counts) != 1:
        raise RunError(
            f"The runs are of {', '.join(str(count) for count in sorted(counts))} shards; merge one set."
        )
    wanted = set(range(1, counts.pop() + 1))
    present = [index for index, _ in shards]
    if missing := sorted(wanted - set(present)):
        raise RunError(f"Shard {missing[0]} of {len(wanted)} is missing. Name all of them.")
    if len(present) != len(wanted):
        raise RunError("A shard is named twice.")


def _require_same_run(run: Run, first: Run) -> None:
    for field in dataclasses.fields(RunManifest):
        left, right = getattr(first.manifest, field.name), getattr(run.manifest, field.name)
        if field.name not in _MAY_DIFFER and left != right:
            raise RunError(
                f"{first.path} and {run.path} are not shards of one run: they differ in {field.name} "
                f"({left!r}, {right!r})."
            )
