"""The weights of two models as one: each weight lies between the two."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from codeedit_bench.errors import TrainingError
from codeedit_bench.files import atomic_directory
from gapo.models.loading import is_adapter, save_merged


def interpolate(first: Path, second: Path, share: float, out: Path) -> None:
    """Write the model `share` · first + (1 − share) · second to the new folder `out`, in float32.

    LoRA adapters are merged into their base models first: the mean of two products of low rank is not the product
    of the means. Both models must have the same shape, as runs from one start have.
    """
    from transformers import AutoTokenizer

    left, right = _whole(first), _whole(second)
    others = dict(right.state_dict())
    mixed = {}  # new tensors, since tied weights stand under two names and must be mixed once
    for name, weight in left.state_dict().items():
        other = others.get(name)
        if other is None or other.shape != weight.shape:
            raise TrainingError(
                f"{first} and {second} cannot be recombined: {name} is not a weight of one shape in both."
            )
        mixed[name] = weight.lerp(other, 1.0 - share) if weight.is_floating_point() else weight
    left.load_state_dict(mixed)
    with atomic_directory(out) as folder:
        left.save_pretrained(folder)
        AutoTokenizer.from_pretrained(first).save_pretrained(folder)


def _whole(place: Path) -> Any:
    import torch
    from transformers import AutoModelForCausalLM

    if not is_adapter(str(place)):
        return AutoModelForCausalLM.from_pretrained(place, dtype=torch.float32)
    with tempfile.TemporaryDirectory() as scratch:
        merged = Path(scratch) / "merged"
        save_merged(str(place), merged)
        return AutoModelForCausalLM.from_pretrained(merged, dtype=torch.float32)
