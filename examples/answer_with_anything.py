"""Score answers of your own: write them to a file, one a line, and let `codeedit evaluate` read it.

    python examples/answer_with_anything.py DATASET answers.jsonl
    codeedit evaluate --dataset DATASET --backend scripted --option path=answers.jsonl --system mine --out runs/it

Here the answer repeats the last edit's exchange of one text for another wherever it fits; put yours in `answer`.
"""

from __future__ import annotations

import json
import sys
from itertools import takewhile
from pathlib import Path

from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask


def shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def answer(task: EditTask) -> str:
    """The region's new text: whole lines."""
    for edit in reversed(task.history):
        start = shared(edit.old, edit.new)
        end = shared(edit.old[start:][::-1], edit.new[start:][::-1])
        old, new = edit.old[start : len(edit.old) - end], edit.new[start : len(edit.new) - end]
        if len(old) > 2 and old in task.region_text:
            return task.region_text.replace(old, new)
    return task.region_text


def main() -> None:
    dataset, target = open_dataset(Path(sys.argv[1])), Path(sys.argv[2])
    lines = [
        json.dumps({"task_id": task.task_id, "sample": 0, "completion": answer(task)})
        for task in dataset.tasks("test")
    ]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} answers in {target}")


if __name__ == "__main__":
    main()
