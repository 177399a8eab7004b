"""Keep the tasks of a data set whose whole prompt and whole answer are short: what a CPU can train on.

    python -m benchmarks.short_tasks --data DATASET --model MODEL --out SHORT --prompt-tokens 176

No history is cut: a task stays only where all of it fits. `--held-out` keeps of the test split the repositories
that no training task comes from.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from codeedit_bench.tasks.dataset import Dataset, open_dataset, write_dataset
from codeedit_bench.tasks.records import EditTask
from evaluators.prompts import FORMATS
from evaluators.prompts.format import Budget
from gapo.models.loading import model_path

HELD_OUT = "held_out_repository"


def short_tasks(
    dataset: Dataset, tokenizer: Any, *, format_name: str, prompt_tokens: int, answer_tokens: int
) -> Iterator[EditTask]:
    """The tasks that fit both limits with all of their history and context."""
    prompt_format = FORMATS.load(format_name)
    everything = Budget(10**6, len)

    def count(text: str) -> int:
        return len(tokenizer(text)["input_ids"])

    for task in dataset.tasks():
        asked = count(prompt_format.render(task, everything).text)
        if asked <= prompt_tokens and count(prompt_format.answer(task, task.reference)) <= answer_tokens:
            yield task


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", required=True, help="whose tokenizer counts")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--format", default="span")
    parser.add_argument("--prompt-tokens", type=int, default=176)
    parser.add_argument("--answer-tokens", type=int, default=31)
    parser.add_argument("--held-out", action="store_true", help="test on held-out repositories alone")
    options = parser.parse_args(arguments)
    from transformers import AutoTokenizer

    dataset = open_dataset(options.data)
    kept = [
        task
        for task in short_tasks(
            dataset,
            AutoTokenizer.from_pretrained(model_path(options.model)),
            format_name=options.format,
            prompt_tokens=options.prompt_tokens,
            answer_tokens=options.answer_tokens,
        )
        if not options.held_out or task.split != "test" or HELD_OUT in task.tags
    ]
    extra = {"shortened_from": dataset.content_hash}
    digest = write_dataset(options.out, kept, name=options.out.name, extra=extra)
    counts = Counter(task.split for task in kept)
    sys.stdout.write(f"{len(kept):,} of {len(dataset):,} tasks: {dict(sorted(counts.items()))}\n{digest}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
