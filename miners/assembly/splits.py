"""Train, validation and test: whole repositories first, then by time within the others.

A model that was trained before a repository's cut-off date cannot have seen its later commits; the dates are
recorded. A commit never lies in two splits.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.tasks.records import Split
from miners.chunks.entries import Entry
from miners.config import MinerConfig
from miners.draws import seeded

_ENOUGH_REPOSITORIES = 10
CutOffs = dict[str, dict[str, str]]


class Placed(NamedTuple):
    """A task's place: its split, and why it is held out, if it is."""

    entry: Entry
    split: Split
    tag: str = ""


def split_tasks(
    tasks: Sequence[Entry], config: MinerConfig, held_out: Collection[str], cluster: Mapping[str, str]
) -> tuple[list[Placed], CutOffs, list[str]]:
    """Tasks with their splits, each repository's cut-off dates, and the repositories held out.

    Repositories of one `cluster` (its name by repository) are split as one.
    """
    by_repository: dict[str, list[Entry]] = defaultdict(list)
    for task in tasks:
        by_repository[cluster[task.repository]].append(task)
    asked = {cluster.get(name, name) for name in (*held_out, *config.held_out_repositories)}
    out = _held_out(by_repository, config, asked)
    result: list[Placed] = []
    cut_offs: CutOffs = {}
    for name, own in sorted(by_repository.items()):
        if name in out:
            result += [Placed(task, "test", "held_out_repository") for task in own]
            continue
        strange = [task for task in own if LANGUAGES.load(task.language).held_out]
        result += [Placed(task, "test", "held_out_language") for task in strange]
        usual = [task for task in own if not LANGUAGES.load(task.language).held_out]
        placed, dates = _by_time(usual, config)
        result += placed
        if dates:
            cut_offs.update(dict.fromkeys({task.repository for task in own}, dates))
    return result, cut_offs, sorted({task.repository for name in out for task in by_repository[name]})


def _held_out(by_repository: Mapping[str, Sequence[Entry]], config: MinerConfig, asked: set[str]) -> set[str]:
    """Those asked for; with ten or more and none asked for, a share by hash that costs no language its last."""
    chosen = asked & by_repository.keys()
    if len(by_repository) < _ENOUGH_REPOSITORIES or chosen:
        return chosen
    main = {
        name: Counter(task.language for task in tasks).most_common(1)[0][0]
        for name, tasks in by_repository.items()
    }
    left = Counter(main.values())
    for name in sorted(by_repository, key=lambda name: seeded("held out", name)):
        if len(chosen) < round(len(by_repository) * config.held_out_share) and left[main[name]] > 1:
            chosen.add(name)
            left[main[name]] -= 1
    return chosen


def _by_time(tasks: Sequence[Entry], config: MinerConfig) -> tuple[list[Placed], dict[str, str]]:
    """The first commits train, the last ones test, those between validate; three commits fill all three."""
    by_commit: dict[tuple[int, str], list[Entry]] = defaultdict(list)
    for task in tasks:
        by_commit[task.author_time, task.commit].append(task)
    order = sorted(by_commit)
    n_test = _commits_for(order[::-1], by_commit, config.test_share * len(tasks))
    n_validation = _commits_for(order[::-1][n_test:], by_commit, config.validation_share * len(tasks))
    if len(order) < 3:
        n_test = n_validation = 0
    else:
        n_test = min(max(n_test, 1), len(order) - 2)
        n_validation = min(max(n_validation, 1), len(order) - 1 - n_test)
    first_test = len(order) - n_test
    first_validation = first_test - n_validation
    placed: list[Placed] = []
    for position, key in enumerate(order):
        split: Split = (
            "test" if position >= first_test else "validation" if position >= first_validation else "train"
        )
        placed += [Placed(task, split) for task in by_commit[key]]
    if not n_test:
        return placed, {}
    return placed, {"validation_from": _date(order[first_validation][0]), "test_from": _date(order[first_test][0])}


def _commits_for(
    order: Sequence[tuple[int, str]], by_commit: dict[tuple[int, str], list[Entry]], wanted: float
) -> int:
    total = 0
    for count, key in enumerate(order):
        if total >= wanted:
            return count
        total += len(by_commit[key])
    return len(order)


def _date(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
