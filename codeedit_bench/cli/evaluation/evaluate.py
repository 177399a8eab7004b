"""`codeedit evaluate`: run a model or a baseline on a data set and score it."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.api.evaluation import evaluate
from codeedit_bench.cli.arguments import add_dataset, count, dataset_of, parameter_count
from codeedit_bench.cli.endings import UNFINISHED, say
from codeedit_bench.cli.evaluation.generating import add_generating, generating
from codeedit_bench.cli.parser import CommandParser, command_parser
from codeedit_bench.errors import UsageError
from codeedit_bench.terminal import printable
from evaluators.backends import BACKENDS
from evaluators.prompts import FORMATS
from evaluators.ray_engine import Cluster
from evaluators.runs.completeness import failures

_LOCAL, _RAY = "local", "ray"
_IN_PROCESS = "transformers"
_UNSAFE = re.compile(r"[^\w.+-]+", re.ASCII)


def main(arguments: Sequence[str]) -> int:
    options = _parser().read(arguments)
    backend = _backend(options)
    out = options.out or _default_out(options, backend)
    run = evaluate(
        dataset_of(options),
        backend,
        out=out,
        model=options.model,
        system=options.system,
        prompt_format=options.format,
        shard=options.shard,
        cluster=_cluster(options),
        model_licence=options.model_licence,
        training_cutoff=options.training_cutoff,
        parameters=options.parameters,
        open_weights=options.open_weights,
        notes=options.note,
        **generating(options),
    )
    sys.stdout.write(f"{run}\n")
    if options.out is None:
        sys.stdout.write(f"  {'folder':<18} {printable(str(out), keep='')}\n")
    if incomplete := failures(run.predictions()).sentence():
        say(f"{incomplete}. The run is incomplete; the same command asks for them again.")
        return UNFINISHED
    return 0


def _backend(options: argparse.Namespace) -> str:
    """The back end that is named; a model alone is run in this process."""
    if options.backend:
        return str(options.backend)
    if not options.model:
        raise UsageError("Nothing to run is named. Give a --model, or a --backend that needs none, such as copy.")
    return _IN_PROCESS


def _default_out(options: argparse.Namespace, backend: str) -> Path:
    """`runs/NAME`, by the system's, the model's or the back end's name."""
    name = options.system or options.model.rstrip("/").rsplit("/", 1)[-1] or backend
    return Path("runs") / (_UNSAFE.sub("-", name).strip("-.") or backend)


def _cluster(options: argparse.Namespace) -> Cluster | None:
    if options.engine == _LOCAL:
        return None
    return Cluster(options.shards, options.ray_address, options.gpus_per_shard)


def _parser() -> CommandParser:
    parser = command_parser(
        "evaluate",
        "Run a model or a baseline on a data set and score its answers.",
        [
            "codeedit evaluate --dataset DATASET --backend copy --out runs/copy",
            "codeedit evaluate --dataset DATASET --model model.gguf",
            "codeedit evaluate --dataset DATASET --backend transformers --model MODEL --out RUN",
            "codeedit evaluate --dataset DATASET --backend openai --model NAME --option base_url=URL --out RUN",
        ],
    )
    add_dataset(parser)
    add = parser.add_argument
    add(
        "--backend",
        default="",
        metavar="NAME",
        help=f"one of {', '.join(BACKENDS)}; {_IN_PROCESS} if left out and there is a --model",
    )
    add(
        "--out",
        type=Path,
        metavar="RUN",
        help="folder of the run; an interrupted run goes on; runs/NAME by the model's name if left out",
    )
    add("--model", default="", help="a folder, a GGUF file, a hub or server's name, or `tiny`, the shipped one")
    formats = f"prompt format: {', '.join(FORMATS)}, or auto; the back end's own if left out"
    add("--format", default="", metavar="NAME", help=formats)
    add_generating(parser)
    add("--shard", default="", metavar="I/N", help="only part I of N, to be merged with `codeedit merge`")
    add("--engine", choices=(_LOCAL, _RAY), default=_LOCAL, help="ray: as shards on a Ray cluster, then merged")
    add("--shards", type=count(0), default=0, metavar="N", help="for --engine ray; 0 means one for each processor")
    add("--ray-address", default="", help="a running cluster; one is started on this machine if left out")
    add("--gpus-per-shard", type=float, default=0.0, metavar="N", help="for --engine ray")
    add("--system", default="", help="name on the leaderboard; the model's or the back end's if left out")
    add("--model-licence", default="", metavar="SPDX", help="for the leaderboard")
    add("--training-cutoff", default="", metavar="DATE", help="the model saw no data after this date, YYYY-MM-DD")
    add("--parameters", type=parameter_count, default=0, metavar="N", help="of the model, such as 7B or 135M")
    add("--open-weights", action="store_true", help="the model's weights are public")
    add("--note", action="append", default=[], metavar="TEXT", help="a remark for the manifest")
    return parser
