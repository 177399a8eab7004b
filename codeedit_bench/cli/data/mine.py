"""`codeedit mine SOURCE… --out DIR`"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import UsageError
from codeedit_bench.programs import require_program
from miners.commits.language import check_languages
from miners.config import MinerConfig, with_settings
from miners.pipeline import build
from miners.sources import parse_sources

INCOMPLETE = 3
"""Exit status when a data set was written but a repository failed or was read in part."""


def main(arguments: Sequence[str]) -> int:
    parser = command_parser("mine", "Turn git repositories into a data set of history-aware edit tasks.")
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="https URL, local path, or .toml list")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the data set")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="shards mined at the same time")
    parser.add_argument("--engine", default="local", help="local, or ray for a Ray cluster")
    parser.add_argument("--languages", default="", metavar="A,B", help="language ids; all that are not held out")
    parser.add_argument("--any-licence", action="store_true", help="keep tasks whatever the licence at the commit")
    parser.add_argument(
        "--against",
        type=Path,
        action="append",
        default=[],
        metavar="DATASET",
        help="drop what this data set holds",
    )
    parser.add_argument("--name", default="", help="name of the data set; the folder's by default")
    parser.add_argument("--clones", type=Path, default=None, metavar="DIR", help="where URLs are cloned to")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", dest="settings", help="change a threshold"
    )
    options = parser.parse_args(list(arguments))
    if options.workers < 1:
        raise UsageError(f"--workers is {options.workers}; at least one process must work.")
    require_program("git")
    config = with_settings(MinerConfig(), options.settings)
    if options.languages:
        config = replace(config, languages=check_languages(filter(None, options.languages.split(","))))
    if options.any_licence:
        config = replace(config, licences="any")
    result = build(
        parse_sources(options.sources),
        options.out,
        config,
        workers=options.workers,
        engine=options.engine,
        clones=options.clones,
        name=options.name,
        against=options.against,
    )
    manifest = result.manifest
    for name, reason in sorted(result.incomplete.items()):
        sys.stderr.write(f"codeedit: {name}: {reason}\n")
    for name, warnings in sorted(result.warnings.items()):
        sys.stderr.writelines(f"codeedit: warning: {name}: {warning}\n" for warning in warnings)
    splits = ", ".join(f"{split} {count:,}" for split, count in manifest.get("splits", {}).items())
    sys.stdout.write(
        f"{manifest.get('n_tasks', 0):,} tasks in {options.out} ({splits or 'none'}), "
        f"{result.seconds:.1f} s\ncontent hash {result.content_hash}\n"
    )
    return INCOMPLETE if result.incomplete else 0
