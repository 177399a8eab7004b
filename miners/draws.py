"""Draws without a random generator: what is drawn depends on the parts named, and on nothing else."""

from __future__ import annotations

import hashlib


def seeded(*parts: object) -> int:
    """A number below 2**64 that depends on `parts` alone: the same in every process and on every machine."""
    text = "\0".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big")


def share(*parts: object) -> float:
    """A number in [0, 1) that depends on `parts` alone."""
    return (seeded(*parts) >> 11) / 2**53
