"""GAPO without a model: baselines of skewed rewards, and policy gradients in bandits with a known optimum.

    python benchmarks/study_gapo.py --out docs/data/gapo_study.json --images docs/images

Everything follows from the seed; some minutes of one core. `--rewards` names a file of sampled rewards, one
list a task, made by `benchmarks/sample_rewards.py`; each task is then a bandit whose arms are its samples.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from codeedit_bench.files import write_json, write_text
from gapo.advantage import dr_grpo, gapo, grpo, interval_center, rloo
from gapo.report.charts import Chart, svg

Estimator = Callable[[Tensor], Tensor]
ESTIMATORS: dict[str, Estimator] = {
    "grpo": grpo,
    "gapo": gapo,
    "gapo, mean of the window": lambda rewards: gapo(rewards, center="mean"),
    "dr_grpo": dr_grpo,
    "rloo": rloo,
}
RATES = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0)
FLIPS = (0.0, 0.05, 0.1, 0.2)


def _gamma(a: float, shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    whole, half = int(a), a - int(a)
    total = torch.zeros(shape, dtype=torch.float64)
    for _ in range(whole):
        total -= torch.rand(shape, generator=generator, dtype=torch.float64).clamp_min(1e-300).log()
    if half:
        total += torch.randn(shape, generator=generator, dtype=torch.float64) ** 2 / 2
    return total


def _beta(a: float, b: float, shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    left, right = _gamma(a, shape, generator), _gamma(b, shape, generator)
    return left / (left + right)


def binary(p: float) -> Callable[..., Tensor]:
    return lambda shape, generator: (torch.rand(shape, generator=generator, dtype=torch.float64) < p).double()


FAMILIES: dict[str, Callable[..., Tensor]] = {
    "Beta(5,1): most good": lambda shape, generator: _beta(5, 1, shape, generator),
    "Beta(1,5): most bad": lambda shape, generator: _beta(1, 5, shape, generator),
    "Beta(½,½): two camps": lambda shape, generator: _beta(0.5, 0.5, shape, generator),
    "binary, p = 0.2": binary(0.2),
    "binary, p = 0.5": binary(0.5),
    "binary, p = 0.8": binary(0.8),
}


def flipped(rewards: Tensor, rate: float, generator: torch.Generator) -> Tensor:
    hit = torch.rand(rewards.shape, generator=generator, dtype=torch.float64) < rate
    return torch.where(hit, 1 - rewards, rewards)


def baselines(groups: int, seed: int) -> list[dict[str, Any]]:
    """Bias and spread of the two baselines about the mean of the clean rewards, with and without flips."""
    rows = []
    for name, draw in FAMILIES.items():
        for samples in (8, 16):
            for rate in (0.0, 0.1):
                generator = torch.Generator().manual_seed(seed)
                clean = draw((groups, samples), generator)
                truth = float(clean.mean())
                rewards = flipped(clean, rate, generator)
                center, width = interval_center(rewards)
                mean = rewards.mean(1)
                advantages = gapo(rewards)
                rows.append(
                    {
                        "family": name,
                        "samples": samples,
                        "flips": rate,
                        "clean_mean": truth,
                        "mean_bias": float(mean.mean()) - truth,
                        "mean_sd": float(mean.std()),
                        "q_bias": float(center.mean()) - truth,
                        "q_sd": float(center.std()),
                        "width": float(width.mean()),
                        "gapo_advantage_mean": float(advantages.mean()),
                        "gapo_zero_share": float((advantages == 0).double().mean()),
                        "grpo_zero_share": float((grpo(rewards) == 0).double().mean()),
                    }
                )
    return rows


def policy_gradient(logits: Tensor, actions: Tensor, advantages: Tensor) -> Tensor:
    """Mean of A · ∇ log π over a group, `[problems, arms]`."""
    policy = logits.softmax(1)
    chosen = torch.zeros_like(logits).scatter_add_(1, actions, advantages)
    return (chosen - policy * advantages.sum(1, keepdim=True)) / actions.shape[1]


def directions(arms: Tensor, samples: int, rate: float, draws: int, generator: torch.Generator) -> dict[str, Any]:
    """Of one gradient step at a uniform policy: the expected direction and how noisy it is.

    `cosine` compares the mean estimate with the true gradient of the clean reward, averaged over problems: 1 is no
    bias in direction. `signal` is |mean| / sd of the estimate: the higher, the fewer groups a good step needs.
    """
    problems, count = arms.shape
    logits = torch.zeros(problems, count, dtype=torch.float64)
    policy = logits.softmax(1)
    true = policy * (arms - (policy * arms).sum(1, keepdim=True))
    found: dict[str, Any] = {}
    sums = {name: torch.zeros_like(logits) for name in ESTIMATORS}
    squares = {name: torch.zeros(problems, dtype=torch.float64) for name in ESTIMATORS}
    for _ in range(draws):
        actions = torch.randint(count, (problems, samples), generator=generator)
        rewards = flipped(arms.gather(1, actions), rate, generator)
        for name, estimator in ESTIMATORS.items():
            gradient = policy_gradient(logits, actions, estimator(rewards))
            sums[name] += gradient
            squares[name] += (gradient**2).sum(1)
    for name, total in sums.items():
        mean = total / draws
        variance = squares[name] / draws - (mean**2).sum(1)
        found[name] = {
            "cosine": float(torch.nn.functional.cosine_similarity(mean, true).mean()),
            "signal": float(((mean**2).sum(1) / variance.clamp_min(1e-30)).sqrt().mean()),
        }
    return found


def learn(
    arms: Tensor, estimator: Estimator, *, samples: int, rate: float, step: float, steps: int, seed: int
) -> Tensor:
    """Regret after each step, `[steps, problems]`: the best arm's reward less the policy's, clean and exact."""
    generator = torch.Generator().manual_seed(seed)
    logits = torch.zeros_like(arms)
    best = arms.amax(1)
    curve = []
    for _ in range(steps):
        policy = logits.softmax(1)
        actions = torch.multinomial(policy, samples, replacement=True, generator=generator)
        rewards = flipped(arms.gather(1, actions), rate, generator)
        logits = logits + step * policy_gradient(logits, actions, estimator(rewards)) * samples
        curve.append(best - (logits.softmax(1) * arms).sum(1))
    return torch.stack(curve)


def bandits(kind: str, problems: int, count: int, generator: torch.Generator) -> Tensor:
    """Arms' clean rewards `[problems, arms]`: each arm is one answer, right or wrong or in between."""
    if kind == "few right":
        arms = torch.zeros(problems, count, dtype=torch.float64)
        arms[:, : count // 8] = 1
        return arms
    if kind == "most right":
        arms = torch.ones(problems, count, dtype=torch.float64)
        arms[:, : count // 8] = 0
        return arms
    if kind == "near misses":  # Beta(5,1) partial credit and one right answer
        arms = 0.9 * _beta(5, 1, (problems, count), generator)
        arms[:, 0] = 1
        return arms
    arms = 0.4 * _beta(1, 5, (problems, count), generator)  # "far misses": little partial credit, one right
    arms[:, 0] = 1
    return arms


def learning(kinds: dict[str, Tensor], samples: int, steps: int, seed: int) -> list[dict[str, Any]]:
    rows = []
    for kind, arms in kinds.items():
        for rate in FLIPS:
            for name, estimator in ESTIMATORS.items():
                tuned = min(
                    RATES,
                    key=lambda step: float(
                        learn(arms, estimator, samples=samples, rate=rate, step=step, steps=steps, seed=seed + 1)[
                            -1
                        ].mean()
                    ),
                )
                curve = learn(arms, estimator, samples=samples, rate=rate, step=tuned, steps=steps, seed=seed + 2)
                last = curve[-1]
                rows.append(
                    {
                        "bandit": kind,
                        "flips": rate,
                        "estimator": name,
                        "samples": samples,
                        "step": tuned,
                        "regret": float(last.mean()),
                        "half_interval": 1.96 * float(last.std()) / math.sqrt(len(last)),
                        "curve": [round(float(value), 4) for value in curve.mean(1)],
                    }
                )
    return rows


def draw_images(result: dict[str, Any], folder: Path) -> None:
    for kind in dict.fromkeys(row["bandit"] for row in result["learning"]):
        for rate in (0.1,):
            rows = [row for row in result["learning"] if row["bandit"] == kind and row["flips"] == rate]
            series = {row["estimator"]: list(enumerate(row["curve"], 1)) for row in rows}
            short = kind.split(" (")[0].replace(" ", "_")
            name = f"gapo_{short}_{round(100 * rate)}"
            chart = Chart(f"Regret: {kind}, {rate:.0%} of rewards flipped", series, x_label="update")
            write_text(folder / f"{name}.svg", svg(chart) + "\n")


def rounded(value: Any) -> Any:
    """Six digits: the last ones differ between machines."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return [rounded(item) for item in value] if isinstance(value, list) else value


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("docs/data/gapo_study.json"))
    parser.add_argument("--images", type=Path, default=Path("docs/images"))
    parser.add_argument("--rewards", type=Path)
    parser.add_argument("--problems", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(options.seed)
    kinds = {
        kind: bandits(kind, options.problems, 16, generator)
        for kind in ("few right", "most right", "near misses", "far misses")
    }
    if options.rewards:
        sampled = torch.tensor(json.loads(options.rewards.read_text()), dtype=torch.float64)
        varied = sampled[sampled.amax(1) > sampled.amin(1)]
        kinds["sampled edits (edem)"] = varied.repeat(math.ceil(options.problems / len(varied)), 1)
    result = {
        "baselines": baselines(20_000, options.seed),
        "directions": [
            {
                "bandit": kind,
                "flips": rate,
                "samples": 8,
                **{"estimators": directions(arms, 8, rate, 300, generator)},
            }
            for kind, arms in kinds.items()
            for rate in FLIPS
        ],
        "learning": learning(kinds, 8, options.steps, options.seed),
    }
    draw_images(result, options.images)
    for row in result["learning"]:
        del row["curve"]  # the images show it
    write_json(options.out, rounded(result))


if __name__ == "__main__":
    main()
