"""`codeedit import`: another project's edit set as a data set."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import DatasetError
from codeedit_bench.files import atomic_directory
from codeedit_bench.tasks.dataset import count_by, write_dataset
from evaluators.importers import IMPORTERS
from evaluators.importers.building import build_tasks, content_revision


def main(arguments: Sequence[str]) -> int:
    known = ", ".join(IMPORTERS)
    parser = command_parser("import", "Turn another project's edit set into a data set of edit tasks.")
    parser.add_argument("name", metavar="NAME", help=f"one of {known}")
    parser.add_argument("path", type=Path, metavar="PATH", help="the set's file or folder")
    parser.add_argument("--out", type=Path, required=True, help="folder for the data set")
    parser.add_argument("--revision", default="", help="the source's commit; else a hash of what was read")
    options = parser.parse_args(arguments)
    importer = IMPORTERS.load(options.name)
    if not options.path.exists():
        raise DatasetError(f"{options.path} does not exist. {importer.name} takes {importer.takes}.")
    revision = options.revision or content_revision(options.path)
    tasks, rejects = build_tasks(importer, importer.read(options.path), revision)
    if not tasks:
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(rejects.items())) or "it is empty"
        raise DatasetError(f"{options.path} gives no task: {reasons}.")
    with atomic_directory(options.out) as directory:
        digest = write_dataset(
            directory,
            tasks,
            name=importer.name,
            extra={
                "source": importer.source,
                "licence": importer.licence or "by row",
                "revision": revision,
                "rejects": dict(sorted(rejects.items())),
            },
        )
    sys.stdout.write(f"{len(tasks):,} tasks in {options.out} ({_counts(count_by(tasks, 'language'))})\n")
    if rejects:
        sys.stdout.write(f"left out: {_counts(dict(sorted(rejects.items())))}\n")
    sys.stdout.write(f"source {importer.source}, licence {importer.licence or 'by row'}, revision {revision}\n")
    sys.stdout.write(f"content hash {digest}\n")
    return 0


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())
