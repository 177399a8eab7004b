"""`codeedit submit`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.api.board import submit
from codeedit_bench.api.evaluation import load_run
from codeedit_bench.cli.parser import command_parser

_ABOUT = (
    ("organisation", "NAME", "who made the system; shown as self-stated, like what follows"),
    ("submitter", "NAME", "who submits it"),
    ("model-card", "ADDRESS", "its https address"),
    ("paper", "ADDRESS", "its https address"),
)


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
    for name, metavar, words in _ABOUT:
        parser.add_argument(f"--{name}", default=None, metavar=metavar, help=words)
    options = parser.read(arguments)
    stated = {name: getattr(options, name.replace("-", "_")) for name, *_ in _ABOUT}
    given = {name.replace("-", "_"): value for name, value in stated.items() if value is not None}
    from leaderboard.about import About

    about = About(**given) if given else None
    archive = submit(options.run, out=options.out, allow_failed=options.allow_failed, about=about)
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
