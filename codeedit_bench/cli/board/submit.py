"""`codeedit submit`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.api.board import submit
from codeedit_bench.api.evaluation import load_run
from codeedit_bench.cli.parser import command_parser


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "submit",
        "Pack a run into one archive: its manifest and raw completions, no secrets, paths or host names.",
        ["codeedit submit runs/copy --out copy.zip"],
    )
    parser.add_argument("run", type=Path, metavar="RUN", help="folder written by `codeedit evaluate`")
    parser.add_argument(
        "--out", type=Path, default=None, metavar="FILE", help="archive to write; RUN.zip by default"
    )
    parser.add_argument("--allow-failed", action="store_true", help="pack a run in which requests failed")
    options = parser.read(arguments)
    archive = submit(options.run, out=options.out, allow_failed=options.allow_failed)
    manifest = load_run(options.run).manifest
    size = archive.stat().st_size / 1024
    from leaderboard.submission.cleaning import cleaned_fields, machine_names

    if cleaned := cleaned_fields(manifest, machine_names()):
        sys.stdout.write(f"cleaned of paths, addresses and names of this machine: {', '.join(cleaned)}\n")
    sys.stdout.write(
        f"{archive}: {manifest.n_tasks * manifest.n_samples:,} predictions, {size:,.0f} kB. "
        f"Check it as a leaderboard would: codeedit leaderboard add {archive} --dataset DATASET --check\n"
    )
    return 0
