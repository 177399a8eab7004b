"""How many tasks of one kind a data set takes: not too many mechanical ones, some without edits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from miners.chunks.entries import Entry
from miners.config import MinerConfig
from miners.draws import seeded
from miners.targets.difficulty import MECHANICAL, RANK

Drops = list[tuple[Entry, str]]


def apply_caps(tasks: Sequence[Entry], config: MinerConfig) -> tuple[list[Entry], Drops]:
    """Tasks that stay, and those that go with the cap that dropped them."""
    dropped: Drops = []
    edits = [task for task in tasks if not task.no_edit]
    still = [task for task in tasks if task.no_edit]
    interesting = [task for task in edits if task.difficulty not in MECHANICAL]
    mechanical = [task for task in edits if task.difficulty in MECHANICAL]
    by_language = _count(interesting)
    mechanical = _capped(
        mechanical,
        _language,
        lambda key: _room(by_language[key], config.mechanical_share),
        "cap:mechanical",
        dropped,
    )
    edits = interesting + mechanical
    by_language = _count(edits)
    still = _capped(
        still, _language, lambda key: _room(by_language[key], config.no_edit_share), "cap:no_edit", dropped
    )
    return edits + still, dropped


def _language(task: Entry) -> str:
    return task.language


def _count(tasks: Iterable[Entry]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for task in tasks:
        counts[task.language] += 1
    return counts


def _room(others: int, share: float) -> int:
    """How many may join `others` so that they are at most `share` of all."""
    return 1 << 60 if share >= 1 else round(others * share / (1 - share))


def _capped(
    tasks: Sequence[Entry],
    group: Callable[[Entry], str],
    limit: Callable[[str], int],
    reason: str,
    dropped: Drops,
) -> list[Entry]:
    """At most `limit(group)` tasks of each group: the less mechanical first, then as a hash draws them."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for task in tasks:
        groups[group(task)].append(task)
    kept: list[Entry] = []
    for key in sorted(groups):
        ranked = sorted(groups[key], key=lambda task: (RANK.get(task.difficulty, 5), seeded(task.task_id)))
        kept += ranked[: limit(key)]
        dropped += [(task, reason) for task in ranked[limit(key) :]]
    return kept
