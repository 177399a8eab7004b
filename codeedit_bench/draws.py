"""Draws without a random generator: what is drawn depends on the parts named, and on nothing else.

Each of them decides recorded results, so no formula may change. The last two are older than `seeded`.
"""

from __future__ import annotations

import hashlib


def seeded(*parts: object) -> int:
    """A number below 2**64 that depends on `parts` alone: the same in every process and on every machine."""
    text = "\0".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big")


def seeded_in_sql(name: str, column: str) -> str:
    """An expression of DuckDB that puts the rows in the order of `seeded(name, column)`, in hexadecimal digits."""
    quoted = name.replace("'", "''")
    return f"left(sha256('{quoted}' || chr(0) || {column}), 16)"


def share(*parts: object) -> float:
    """A number in [0, 1) that depends on `parts` alone."""
    return (seeded(*parts) >> 11) / 2**53


def request_seed(seed: int, task_id: str, sample: int) -> int:
    """The seed of one sample of a run, below 2**31, which is what back ends take."""
    digest = hashlib.sha256(f"{seed} {task_id} {sample}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1


def outlier_draw(seed: int, task_id: str, place: str) -> float:
    """A number from 0 to 1 for one sample of a training; below the rate of outliers its reward is turned round."""
    digest = hashlib.blake2b(f"{seed} {task_id} {place}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
