"""`codeedit validate`: the hash holds, each reference scores one, an unchanged file scores zero."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from codeedit_bench.api.data import validate
from codeedit_bench.cli.arguments import add_dataset, add_workers, dataset_of
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.terminal import printable

_SHOWN = 20


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "validate",
        "Check a data set: its schema and content hash hold, every reference scores 1 at every level, and the "
        "unchanged text scores 0. The exit status is 1 where something is wrong with a task.",
        ["codeedit validate --dataset DATASET --workers 4"],
    )
    add_dataset(parser)
    add_workers(parser, 1, "processes")
    options = parser.read(arguments)
    found = validate(dataset_of(options), workers=options.workers)
    for problem in found.problems[:_SHOWN]:
        sys.stderr.write(f"{printable(problem, keep='')}\n")
    if len(found.problems) > _SHOWN:
        sys.stderr.write(f"… and {len(found.problems) - _SHOWN} more\n")
    verdict = f"{len(found.problems)} problems" if found.problems else "all sound"
    languages = "one language" if found.n_languages == 1 else f"{found.n_languages} languages"
    sys.stdout.write(f"{found.n_tasks} tasks in {languages}, content hash {found.content_hash[:16]}…: {verdict}\n")
    return 0 if found else 1
