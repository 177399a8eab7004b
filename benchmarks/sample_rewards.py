"""Draw answers from a model and keep their rewards: the material of `study_gapo.py --rewards`.

python benchmarks/sample_rewards.py --data DATASET --model MODEL --out docs/data/sampled_edem.json
"""

from __future__ import annotations

import argparse
import json
from itertools import islice
from pathlib import Path

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.files import write_text
from codeedit_bench.tasks.dataset import open_dataset
from evaluators.prompts import FORMATS
from gapo.config import load_recipe
from gapo.examples.rows import make_examples
from gapo.models.loading import load_model
from gapo.rewards import load_reward
from gapo.sampling import complete


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--reward", default="edem")
    parser.add_argument("--tasks", type=int, default=100)
    parser.add_argument("--samples", type=int, default=32)
    options = parser.parse_args()
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    recipe = load_recipe("tiny_grpo")
    model, tokenizer = load_model(options.model, recipe, [])
    prompt_format, reward = FORMATS.load(recipe.prompt_format), load_reward(options.reward)
    tasks = islice(open_dataset(options.data).tasks("test"), options.tasks)
    examples = make_examples(tasks, recipe, prompt_format, tokenizer)
    rows = []
    for row, task in zip(examples.rows, examples.tasks, strict=True):
        prompts = [row["prompt"]] * options.samples
        values = []
        for text in complete(model, tokenizer, prompts, max_new_tokens=recipe.completion_tokens, temperature=1.0):
            try:
                values.append(round(reward(task, prompt_format.parse(task, text)), 4))
            except UnparseableCompletionError:
                values.append(0.0)
        rows.append(values)
    write_text(options.out, "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")


if __name__ == "__main__":
    main()
