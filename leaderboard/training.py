"""How a system was trained, where it was trained here: the log that `codeedit train` leaves beside the model."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codeedit_bench.parsing import parse_json, read_text
from leaderboard.entry import Entry
from leaderboard.submission.cleaning import clean_text

LOG, RESULT = "log.jsonl", "run.json"
POINTS = 240
"""Of a curve; a longer one is thinned evenly."""

CURVES: dict[str, str] = {
    "exact_match": "exact match, held out",
    "reward": "reward",
    "reward_std": "spread of rewards",
    "loss": "loss",
    "kl": "KL to the start",
    "entropy": "entropy",
    "completions/mean_length": "completion tokens",
    "learning_rate": "learning rate",
}
"""Logged name → heading, in the order in which the page shows them."""

FACTS = (
    "algorithm",
    "advantage",
    "base_model",
    "steps",
    "seed",
    "dataset",
    "exact_match",
    "best_exact_match",
    "reward",
)

Curve = list[tuple[float, float]]


@dataclass(frozen=True)
class Training:
    curves: Mapping[str, Curve]
    """Heading → [(step, value)], ascending."""
    facts: Mapping[str, str]


def read_training(entry: Entry) -> Training | None:
    """The training of the local model that `entry` ran; None where there was none, or none that left a log."""
    if entry.origin != "keepers":
        return None  # what a stranger's manifest names is never looked for here
    named = entry.manifest.backend_options.get("model")
    if not isinstance(named, str) or not named:
        return None
    folder = _logged(Path(named))
    if folder is None:
        return None
    points: dict[str, dict[float, float]] = {name: {} for name in CURVES}
    for line in (folder / LOG).read_text(encoding="utf-8", errors="replace").splitlines():
        for name, step, value in _numbers(line):
            points[name][step] = value
    curves = {CURVES[name]: _thinned(sorted(found.items())) for name, found in points.items() if len(found) > 1}
    return Training(curves, _facts(folder / RESULT)) if curves else None


def _logged(model: Path) -> Path | None:
    """The folder of the training that made `model`; a hub's name or an impossible path has none."""
    for place in (model, model.parent):
        try:
            if (place / LOG).is_file():
                return place
        except OSError:
            return None
    return None


def _numbers(line: str) -> list[tuple[str, float, float]]:
    """(name, step, value) of the curves in one logged line; a torn or foreign line holds none."""
    try:
        row = parse_json(line)
    except ValueError:
        return []
    if not isinstance(row, dict) or not isinstance(row.get("step"), int):
        return []
    return [
        (name, float(row["step"]), float(value))
        for name in CURVES
        if isinstance(value := row.get(name), int | float) and math.isfinite(value)
    ]


def _thinned(curve: Curve) -> Curve:
    if len(curve) <= POINTS:
        return curve
    last = len(curve) - 1
    return [curve[round(number * last / (POINTS - 1))] for number in range(POINTS)]


def _facts(file: Path) -> dict[str, str]:
    try:
        content: Any = parse_json(read_text(file))
    except (OSError, ValueError):
        return {}
    if not isinstance(content, dict):
        return {}
    if content.get("algorithm") in ("sft", "dpo"):
        content.pop("advantage", None)  # a recipe's default that these do not use
    return {name: _shown(content[name]) for name in FACTS if content.get(name) not in (None, "")}


def _shown(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else clean_text(str(value))
