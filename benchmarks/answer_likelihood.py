"""How probable is the right answer to a model? One pass over prompt and answer tells; nothing is generated.

    python -m benchmarks.answer_likelihood DATASET --split validation --model MODEL --out FILE.jsonl

A weak model gives no exact match, so that exact match cannot compare two prompts. This can. It judges the tasks
that ask for an edit, over the tokens of the reference as the prompt format writes it:

- **probability**: the geometric mean of the probability of a token;
- **changed**: the same over the changed lines alone, which are what cannot be copied;
- **first**: the share of tokens that the model puts first;
- **exact**: 1 where it puts all of them first, so that greedy decoding would give just this answer.

An interrupted run goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from codeedit_bench.lines import common_ends, split_lines
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask
from evaluators.backends.messages import chat_text
from evaluators.prompts import FORMATS
from evaluators.prompts.format import Budget, Prompt
from evaluators.runs.selection import select_tasks
from gapo.models.loading import model_path


def changed_place(task: EditTask, answer: str) -> tuple[int, int]:
    """Where in `answer` the reference's changed lines stand, as characters; one line at least.

    Where lines are only removed, the line after them is what tells whether they were.
    """
    old, new = split_lines(task.region_text), split_lines(task.reference)
    head, tail = common_ends(old, new)
    start = max(0, answer.find(task.reference)) + len("".join(new[:head]))
    changed = "".join(new[head : len(new) - tail]) or "".join(new[head : head + 1]) or "\n"
    return start, start + len(changed)


class Judge:
    """A causal language model with its tokenizer; one text at a time, so that nothing is padded."""

    def __init__(self, model: str, format_name: str, prompt_tokens: int) -> None:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        path = model_path(model)
        self._name = model
        self._tokenizer: Any = AutoTokenizer.from_pretrained(path)
        self._model: Any = AutoModelForCausalLM.from_pretrained(path, dtype=torch.bfloat16).eval()
        self._format = FORMATS.load(format_name)
        self._budget = Budget(prompt_tokens, lambda text: len(self._ids(text)))

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer(text, add_special_tokens=False).input_ids
        return ids

    def _text(self, prompt: Prompt) -> str:
        return chat_text(self._tokenizer, prompt.messages, self._name) if prompt.messages else prompt.text

    def judge(self, task: EditTask) -> dict[str, float]:
        """The four numbers, each in 0…1, and the tokens of prompt and answer."""
        import torch

        answer = self._format.answer(task, task.reference)
        prompt = self._ids(self._text(self._format.render(task, self._budget)))
        coded = self._tokenizer(answer, add_special_tokens=False, return_offsets_mapping=True)
        wanted = torch.tensor(coded.input_ids)
        with torch.inference_mode():
            ids = torch.tensor([prompt + coded.input_ids])
            logits = self._model(input_ids=ids, logits_to_keep=len(wanted) + 1).logits[0, :-1].float()
        spread = torch.log_softmax(logits, dim=-1)
        logs = spread[torch.arange(len(wanted)), wanted]
        first = spread.argmax(dim=-1) == wanted
        start, end = changed_place(task, answer)
        inside = torch.tensor([low < end and high > start for low, high in coded.offset_mapping])
        return {
            "probability": float(logs.mean().exp()),
            "changed": float(logs[inside].mean().exp()) if bool(inside.any()) else float(logs[-1].exp()),
            "first": float(first.float().mean()),
            "exact": float(first.all()),
            "prompt_tokens": float(len(prompt)),
            "answer_tokens": float(len(wanted)),
        }


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--split", default="validation")
    parser.add_argument("--model", required=True)
    parser.add_argument("--format", default="chat")
    parser.add_argument("--max-prompt-tokens", type=int, default=4096)
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    tasks = select_tasks(open_dataset(options.dataset), split=options.split, limit=options.limit)
    tasks = [task for task in tasks if not task.asks_for_no_edit]
    done = set()
    if options.out.exists():
        done = {json.loads(line)["task_id"] for line in options.out.read_text(encoding="utf-8").splitlines()}
    judge = Judge(options.model, options.format, options.max_prompt_tokens)
    started = time.monotonic()
    with options.out.open("a", encoding="utf-8") as file:
        for number, task in enumerate(tasks, 1):
            if task.task_id not in done:
                file.write(json.dumps({"task_id": task.task_id, **judge.judge(task)}) + "\n")
                file.flush()
            sys.stderr.write(f"\r{number} of {len(tasks)} tasks in {time.monotonic() - started:.0f} s")
    sys.stderr.write("\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
