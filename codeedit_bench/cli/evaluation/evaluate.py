"""`codeedit evaluate`: run a model or a baseline on a data set and score it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from codeedit_bench.cli.evaluation.merge import main as merge
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import UsageError
from codeedit_bench.progress import Progress
from evaluators.backends import BACKENDS
from evaluators.backends.backend import Backend, BackendSpec
from evaluators.backends.options import make_backend, split_pairs, typed_options
from evaluators.generation_cache import CachedBackend, GenerationCache, default_directory
from evaluators.prompts import FORMATS
from evaluators.prompts.auto import format_for_model
from evaluators.ray_engine import run_shards
from evaluators.report import summary_lines
from evaluators.running import Plan, library_versions, run_evaluation
from evaluators.runs.score_files import score_run, write_score_files


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    _check(options)
    if options.engine == "ray":
        return _on_ray(arguments, options)
    spec = BACKENDS.load(options.backend)
    pairs = ([f"model={options.model}"] if options.model else []) + options.option
    backend_options = typed_options(spec, split_pairs(pairs))
    plan = Plan(
        dataset=options.dataset,
        out=options.out,
        system=options.system,
        split=options.split,
        limit=options.limit,
        shard=options.shard,
        prompt_format=_format_name(options.format, backend_options),
        n_samples=options.samples,
        temperature=options.temperature,
        max_tokens=options.max_tokens,
        max_prompt_tokens=options.max_prompt_tokens,
        seed=options.seed,
        model_licence=options.model_licence,
        training_cutoff=options.training_cutoff,
        parameters=options.parameters,
        open_weights=options.open_weights,
        notes=tuple(options.note),
    )
    backend = _cached(make_backend(spec, backend_options), spec, options)
    try:
        with Progress(f"answers of {plan.system or spec.name}", unit="answers") as progress:

            def started(total: int) -> None:
                progress.total = total

            run, tasks = run_evaluation(
                plan, spec, backend_options, backend, started=started, done=progress.advance
            )
    finally:
        backend.close()
    predictions = list(run.predictions())
    with Progress("scores", len(predictions), "answers") as progress:
        scores, summary = score_run(
            run.manifest, tasks, predictions, workers=options.workers, done=progress.advance
        )
    write_score_files(run.path, scores, summary)
    sys.stdout.write(summary_lines(summary))
    return 0


def _on_ray(arguments: Sequence[str], options: argparse.Namespace) -> int:
    """The same call once for each shard, then the merge."""
    shards = options.shards or os.cpu_count() or 1
    mine = {"--engine": 1, "--shards": 1, "--ray-address": 1, "--gpus-per-shard": 1, "--out": 1}
    with Progress("shards", shards, "shards") as progress:
        folders = run_shards(
            main,
            without(arguments, mine),
            options.out,
            count=shards,
            address=options.ray_address,
            gpus=options.gpus_per_shard,
            done=progress.advance,
        )
    return merge([*map(str, folders), "--dataset", str(options.dataset), "--out", str(options.out)])


def without(arguments: Sequence[str], names: Mapping[str, int]) -> list[str]:
    """`arguments` without the options `names`, each with so many values."""
    kept: list[str] = []
    skip = 0
    for argument in arguments:
        if skip:
            skip -= 1
        elif argument in names:
            skip = names[argument]
        elif argument.partition("=")[0] not in names:
            kept.append(argument)
    return kept


def _format_name(asked: str, backend_options: Mapping[str, object]) -> str:
    """`auto` goes by the model's name; a back end without a model has one format anyway."""
    if asked != "auto":
        return asked
    return format_for_model(str(backend_options["model"])) if "model" in backend_options else ""


def _cached(backend: Backend, spec: BackendSpec, options: argparse.Namespace) -> Backend:
    identity = None if options.no_cache else backend.identity()
    if identity is None:
        return backend
    cache = GenerationCache(options.cache or default_directory())
    return CachedBackend(backend, identity, library_versions(spec.packages), cache)


def _parser() -> argparse.ArgumentParser:
    parser = command_parser("evaluate", "Run a model or a baseline on a data set and score its answers.")
    add = parser.add_argument
    add("dataset", type=Path, help="folder that `codeedit mine` or `codeedit import` wrote")
    add("--backend", required=True, help=f"one of {', '.join(BACKENDS)}")
    add("--out", type=Path, required=True, help="folder of the run; one that was interrupted is gone on with")
    add("--model", default="", help="short for --option model=…")
    add("--option", action="append", default=[], metavar="KEY=VALUE", help="an option of the back end")
    add("--format", default="", help=f"prompt format: {', '.join(FORMATS)}, or auto; else the back end's own")
    add("--split", default="test", help="train, validation, test or all")
    add("--limit", type=int, default=0, help="only so many tasks, a random but fixed sample; 0 means all")
    add("--shard", default="", metavar="I/N", help="only part I of N, to be merged with `codeedit merge`")
    add("--engine", choices=("local", "ray"), default="local", help="ray: as shards on a Ray cluster, then merged")
    add("--shards", type=int, default=0, help="for --engine ray; 0 means one for each processor")
    add("--ray-address", default="", help="of a running cluster; else one on this machine")
    add("--gpus-per-shard", type=float, default=0.0, help="for --engine ray")
    add("--samples", type=int, default=1, help="answers a task")
    add("--temperature", type=float, default=0.0, help="0 is greedy")
    add("--max-tokens", type=int, default=1024, help="of an answer")
    add("--max-prompt-tokens", type=int, default=4096, help="budget of a prompt; the oldest history is cut first")
    add("--seed", type=int, default=0)
    add(
        "--cache",
        type=Path,
        help="folder of the generation cache; else $CODEEDIT_CACHE or the user's cache folder",
    )
    add("--no-cache", action="store_true", help="neither read nor keep generations")
    add("--system", default="", help="name on the leaderboard; else the model's or back end's name")
    add("--workers", type=int, default=os.cpu_count() or 1, help="processes that score")
    add("--model-licence", default="", help="SPDX identifier, for the leaderboard")
    add("--training-cutoff", default="", metavar="DATE", help="date after which the model saw no data")
    add("--parameters", type=int, default=0, help="of the model")
    add("--open-weights", action="store_true", help="the model's weights are public")
    add("--note", action="append", default=[], help="a remark for the manifest")
    return parser


def _check(options: argparse.Namespace) -> None:
    for name, least in (
        ("samples", 1),
        ("limit", 0),
        ("max_tokens", 1),
        ("max_prompt_tokens", 1),
        ("workers", 1),
        ("shards", 0),
    ):
        if getattr(options, name) < least:
            raise UsageError(f"--{name.replace('_', '-')} must be at least {least}.")
    if options.engine == "ray" and options.shard:
        raise UsageError("--engine ray makes the shards itself; leave --shard out.")
    if options.temperature < 0:
        raise UsageError("--temperature must not be negative.")
    if options.samples > 1 and options.temperature == 0:
        raise UsageError("Greedy samples are all the same: --samples above 1 needs --temperature above 0.")
