"""Which repositories are forks or mirrors: those that share a commit, or begin with the same source files."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from miners.chunks.history import History

_SHARE = 0.5
"""Of the smaller one's first source files: from there on two histories with other commit ids have one origin."""


def clusters(histories: Sequence[History]) -> dict[str, str]:
    """The name of each repository's cluster: the first by name of those that belong together."""
    cluster = {history.source.name: history.source.name for history in histories}
    seen: dict[str, str] = {}
    for history in histories:
        name = history.source.name
        for commit, _ in history.commits:
            if (other := seen.setdefault(commit, name)) != name:
                _join(cluster, name, other)
    for one, two in itertools.combinations(histories, 2):
        common = len(one.first_files & two.first_files)
        if common and common >= _SHARE * min(len(one.first_files), len(two.first_files)):
            _join(cluster, one.source.name, two.source.name)
    return cluster


def _join(cluster: dict[str, str], one: str, two: str) -> None:
    first, second = sorted((cluster[one], cluster[two]))
    if first != second:
        cluster.update({name: first for name, own in cluster.items() if own == second})
