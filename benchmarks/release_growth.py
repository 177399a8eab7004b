"""Whether a release grew without a change of what it had: `python -m benchmarks.release_growth OLD NEW`.

It exits with status 1 where a task of the old release is missing, or is another one, in the new.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.mining_report import table
from benchmarks.release import part_of
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.storage import content_hash


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    options = parser.parse_args(arguments)
    old, new = open_dataset(options.old), open_dataset(options.new)
    before = {task.task_id: content_hash([task]) for task in old.tasks()}
    same = 0
    added: Counter[tuple[str, str]] = Counter()
    for task in new.tasks():
        known = before.get(task.task_id)
        same += known == content_hash([task])
        if known is None:
            added[task.split, part_of(task)] += 1
    print(f"{len(before):,} tasks of {old.name}: {same:,} are in {new.name} as they were.\n")
    table(["split", "part", "new tasks"], [[split, part, count] for (split, part), count in sorted(added.items())])
    return 0 if same == len(before) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
