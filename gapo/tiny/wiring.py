"""A declared head start for copying: induction heads wired by hand into a freshly made model.

What a tiny model must do here is copy a line and put one word for another. The circuit for copying is called
induction: find where the last two tokens stood before, take what followed. By itself it forms only after long
training. So the weights start as that circuit plus noise. Layer 0 tells each position its two previous tokens, by
position alone. Layer 1 looks for an earlier position whose two previous tokens are the present two, and copies the
token there. A second head takes the present token out of the prediction. Training is free to change every weight.
Nothing about any task, word or language is put in.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

_CODE = 44
"""Dimensions that hold a position's own token; the next two blocks of this size hold the two before it."""
_SLOW = 12
"""Rotary pairs from this one on turn so slowly that content can be compared over a prompt's length."""


def wire_induction(model: Any, *, strength: float = 1.0) -> None:
    """Overwrite layers 0 and 1 of a Llama-layout model with two heads of 64 dimensions each.

    Needs hidden size ≥ 128, two heads of 64, tied embeddings and biases on q and k.
    """
    import torch

    config = model.config
    head = config.head_dim
    theta = float(config.rope_parameters["rope_theta"])
    generator = torch.Generator().manual_seed(20251021)
    with torch.no_grad():
        embedding = model.model.embed_tokens.weight
        embedding[:, :_CODE] = torch.randn(embedding.shape[0], _CODE, generator=generator) / math.sqrt(_CODE)
        embedding[:, _CODE:] *= 0.1
        first, second = model.model.layers[0].self_attn, model.model.layers[1].self_attn
        for attention in (first, second):
            for projection in (attention.q_proj, attention.k_proj, attention.v_proj, attention.o_proj):
                projection.weight.mul_(0.1)
        for index, offset in enumerate((1, 2)):
            rows = slice(index * head, (index + 1) * head)
            _look_back(first, rows, offset, theta, 9.0 * strength)
            _move(
                first,
                rows,
                source=0,
                target=_CODE * offset,
                width=min(_CODE, config.hidden_size - _CODE * offset),
                scale=1.0,
            )
        _match_pair(second, slice(0, head), generator, 6.0 * strength, config.hidden_size)
        _move(second, slice(0, head), source=0, target=0, width=_CODE, scale=2.0)
        _look_back(second, slice(head, 2 * head), 0, theta, 9.0 * strength)
        _move(second, slice(head, 2 * head), source=0, target=0, width=_CODE, scale=-1.0)


def _look_back(attention: Any, rows: slice, offset: int, theta: float, size: float) -> None:
    """Attend to the position `offset` before, by the biases and the rotary embedding alone."""
    import torch

    half = (rows.stop - rows.start) // 2
    frequency = theta ** (-torch.arange(half) / half)
    weight = size * (torch.arange(half) < _SLOW).float()
    attention.q_proj.bias[rows] = torch.cat([weight, torch.zeros(half)])
    angle = frequency * offset
    attention.k_proj.bias[rows] = torch.cat([weight * torch.cos(angle), weight * torch.sin(angle)])


def _match_pair(attention: Any, rows: slice, generator: torch.Generator, size: float, hidden: int) -> None:
    """Score a position by how well its two previous tokens are the present position's own and previous token."""
    import torch

    half = (rows.stop - rows.start) // 2
    slow = torch.cat([torch.arange(_SLOW, half), torch.arange(_SLOW, half) + half]) + rows.start
    for block, places in enumerate((slow[0::2], slow[1::2])):
        width = min(_CODE, hidden - (block + 1) * _CODE)
        code = torch.randn(len(places), width, generator=generator) / math.sqrt(width) * size
        for place, row in zip(places.tolist(), code, strict=True):
            attention.q_proj.weight[place, block * _CODE : block * _CODE + width] = row
            attention.k_proj.weight[place, (block + 1) * _CODE : (block + 1) * _CODE + width] = row


def _move(attention: Any, rows: slice, *, source: int, target: int, width: int, scale: float) -> None:
    """Carry `width` dimensions from `source` at the attended position to `target` at the present one."""
    for index in range(width):
        attention.v_proj.weight[rows.start + index, source + index] += 1.0
        attention.o_proj.weight[target + index, rows.start + index] += scale
