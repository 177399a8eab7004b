"""Ours against the authors' own function, group by group.

    git clone https://github.com/TsingZ0/verl-GAPO
    python benchmarks/compare_authors.py verl-GAPO

Their function is taken out of the clone's files and run as it stands; nothing of it is part of this project. The
rewards are float64 here: on float32 the two agree to float32's own rounding.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import functools
import io
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gapo.advantage import gapo


@functools.cache
def authors_function(clone: Path) -> Any:
    """`compute_grpo_outcome_advantage` of a clone, working tree or bare."""

    def text(path: str) -> str:
        command = ["git", "-C", str(clone), "show", f"HEAD:{path}"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    names: dict[str, Any] = {"torch": torch, "np": np, "Optional": Any, "AlgoConfig": Any}
    names |= {"defaultdict": collections.defaultdict}
    exec(text("verl/trainer/ppo/rollout_utils.py"), names)
    source = text("verl/trainer/ppo/core_algos.py")
    start = source.index("def compute_grpo_outcome_advantage(")
    source = source[start : source.index("@register_adv_est", start)].replace("Optional[AlgoConfig]", "Any")
    exec(source, {**names, "Any": Any}, names)
    names["compute_grpo_outcome_advantage"].__globals__.update(names)
    return names["compute_grpo_outcome_advantage"]


def authors_advantages(clone: Path, rewards: Tensor, coverage: float, center: str) -> Tensor:
    groups, samples = rewards.shape
    index = np.repeat(np.arange(groups), samples)
    config = {"find_method": center, "find_target_fraction": coverage}
    mask = torch.ones(groups * samples, 1)
    with contextlib.redirect_stdout(io.StringIO()):
        found, _ = authors_function(clone)(rewards.reshape(-1, 1).clone(), mask, index, config=config)
    return found.view(groups, samples)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("clone", type=Path)
    options = parser.parse_args()
    generator = torch.Generator().manual_seed(0)
    total, differing, worst = 0, collections.Counter[str](), 0.0
    for samples in (3, 4, 5, 7, 8, 16, 20):
        for coverage in (0.25, 0.5, 0.55, 0.75, 0.9):
            for center in ("median", "mean"):
                uniform = torch.rand(60, samples, generator=generator, dtype=torch.float64)
                outlying = torch.where(uniform < 0.1, 1 - uniform, uniform / 4)
                grid = (uniform * 10).round() / 10
                for rewards in (uniform, uniform**0.2, (uniform < 0.3).double(), grid, outlying):
                    theirs = authors_advantages(options.clone, rewards, coverage, center)
                    gaps = (theirs - gapo(rewards, coverage=coverage, center=center)).abs().amax(1)
                    total += len(rewards)
                    differing[f"n={samples}, coverage {coverage}"] += int((gaps > 1e-6).sum())
                    worst = max(worst, float(gaps[gaps <= 1e-6].max()) if (gaps <= 1e-6).any() else 0.0)
    print(f"{total:,} groups; largest difference where equal to 1e-6: {worst:.1e}")
    for place, count in differing.items():
        if count:
            print(f"different: {count} groups at {place}")


if __name__ == "__main__":
    main()
