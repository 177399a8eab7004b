"""How fast this processor reads, generates and trains with a model, in bfloat16 and in float32.

    OMP_NUM_THREADS=1 python -m benchmarks.cpu_speed --model MODEL

Tokens for each second of processor time, so that other work on the machine hardly matters.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

SEQUENCES, PROMPT, ANSWER = 8, 256, 32


def rate(tokens: int, work: Callable[[], Any]) -> float:
    """Tokens a second of processor time."""
    began = time.process_time()
    work()
    return tokens / (time.process_time() - began)


def measured(model_name: str, dtype: str) -> dict[str, float]:
    """Rates of one precision. Training keeps its weights in float32 and computes in `dtype`, as the recipes do."""
    import torch
    from transformers import AutoModelForCausalLM

    narrow = getattr(torch, dtype)
    ids = torch.randint(100, 1000, (SEQUENCES, PROMPT))
    model = AutoModelForCausalLM.from_pretrained(model_name, dtype=narrow).eval()
    with torch.no_grad():
        model(ids[:, :32])  # the first call sets up its kernels
        found = {"read": rate(ids.numel(), lambda: model(ids))}
        limits = {"max_new_tokens": ANSWER, "min_new_tokens": ANSWER, "do_sample": True, "pad_token_id": 0}
        found["generate"] = rate(SEQUENCES * ANSWER, lambda: model.generate(ids, **limits))
    wide = AutoModelForCausalLM.from_pretrained(model_name, dtype=torch.float32).train()

    def step() -> None:
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=dtype == "bfloat16"):
            loss = wide(ids, labels=ids).loss
        loss.backward()

    found["train"] = rate(ids.numel(), step)
    return found


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", required=True)
    options = parser.parse_args(arguments)
    for dtype in ("bfloat16", "float32"):
        shown = ", ".join(f"{what} {found:.0f}" for what, found in measured(options.model, dtype).items())
        sys.stdout.write(f"{dtype}: {shown} tokens a processor second\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
