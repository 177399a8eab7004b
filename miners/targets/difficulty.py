"""How difficult a task is, by how much of its target stands in its history.

T0: the whole hunk stands there verbatim. T1: another substitution of the history. D: a pure deletion. P: parallel
to an earlier edit. R: the rest.
"""

from __future__ import annotations

MECHANICAL = ("T0", "T1")
"""What a search and replace could do."""
RANK: dict[str, int] = {"R": 0, "P": 1, "D": 2, "T1": 3, "T0": 4}
"""Which tasks are taken first: the interesting ones."""
