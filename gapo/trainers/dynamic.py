"""DAPO's dynamic sampling on tensors: which rows of a rollout teach something, and how batches become one.

Source: arXiv 2503.14476, section 3.2. Pure functions of one process's rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

_LEFT_PADDED = ("prompt_ids", "prompt_mask")
_PADDED_WITH_TOKEN = ("prompt_ids", "completion_ids")


def informative_rows(rewards: Tensor, samples: int) -> Tensor:
    """Indices of the rows whose group holds at least two different rewards. `rewards`: `[groups · samples]`."""
    groups = rewards.view(-1, samples)
    scored = ~torch.isnan(groups)
    low = groups.masked_fill(~scored, torch.inf).amin(1)
    high = groups.masked_fill(~scored, -torch.inf).amax(1)
    return (high > low).repeat_interleave(samples).nonzero().squeeze(1)


def merge_rows(parts: Sequence[tuple[dict[str, Any], Tensor]], rows: int, pad_token: int) -> dict[str, Any]:
    """Exactly `rows` rows: the chosen ones of `parts` in order, then, if they fall short, others of the first.

    Rows that fill up come from groups of equal rewards. Prompts are padded on the left and everything else on the
    right, as TRL's rollouts are.
    """
    plan: list[tuple[dict[str, Any], Tensor]] = []
    left = rows
    for part, index in parts:
        plan.append((part, index[:left]))
        left -= len(plan[-1][1])
    if left:
        first, chosen = parts[0]
        others = torch.ones(len(first["advantages"]), dtype=torch.bool, device=chosen.device)
        others[chosen] = False
        plan.append((first, others.nonzero().squeeze(1)[:left]))
    merged: dict[str, Any] = {}
    for name, value in parts[0][0].items():
        if not isinstance(value, Tensor) or value.ndim == 0:
            merged[name] = value
            continue
        pieces = [part[name][index] for part, index in plan if len(index)]
        if value.ndim == 2:
            width = max(piece.shape[1] for piece in pieces)
            pad = pad_token if name in _PADDED_WITH_TOKEN else 0
            pieces = [_widen(piece, width, pad, left=name in _LEFT_PADDED) for piece in pieces]
        merged[name] = torch.cat(pieces)
    return merged


def _widen(piece: Tensor, width: int, pad: int, *, left: bool) -> Tensor:
    missing = width - piece.shape[1]
    return torch.nn.functional.pad(piece, (missing, 0) if left else (0, missing), value=pad)
