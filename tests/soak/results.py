"""What became of trials: counts as tables and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

COLUMNS = ("tried", "struck", "held", "failed")


@dataclass(frozen=True, slots=True)
class Result:
    """A trial: what was soaked, in what, and each thing that was wrong."""

    number: int
    soaked: str
    """The step, or the door."""
    trouble: str
    """The trouble, or the kind of hostile input."""
    struck: bool
    """The command noticed it: it did not end as if nothing had been."""
    problems: tuple[str, ...]
    note: str = ""
    said: str = ""
    seconds: float = 0.0


def counted(results: Iterable[Result], name: Callable[[Result], str]) -> dict[str, Counter[str]]:
    """Counts of `COLUMNS` by name, in the order of the names."""
    found: dict[str, Counter[str]] = {}
    for result in sorted(results, key=name):
        held = not result.problems
        counts = found.setdefault(name(result), Counter())
        counts.update(tried=1, struck=int(result.struck), held=int(held), failed=int(not held))
    return found


def table(head: str, counts: dict[str, Counter[str]]) -> str:
    """A table of Markdown, with a line for all."""
    rows = [(name, *(str(counts[name][column]) for column in COLUMNS)) for name in counts]
    total = sum(counts.values(), Counter[str]())
    rows.append(("all", *(str(total[column]) for column in COLUMNS)))
    lines = [(head, *COLUMNS), ("---", *("---:" for _ in COLUMNS)), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def told(results: Sequence[Result], seed: int) -> dict[str, Any]:
    """The counts by both names, and the trials that failed, for a file of JSON."""
    pairs = counted(results, lambda result: f"{result.soaked}, {result.trouble}")
    return {
        "seed": seed,
        "seconds": round(sum(result.seconds for result in results)),
        "counts": {name: {column: count[column] for column in COLUMNS} for name, count in pairs.items()},
        "failed": [
            {"trial": r.number, "soaked": r.soaked, "trouble": r.trouble, "problems": r.problems, "note": r.note}
            for r in results
            if r.problems
        ],
    }
