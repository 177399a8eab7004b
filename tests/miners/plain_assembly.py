"""The assembly's decisions in plain Python, all in memory: what the catalogue's must equal."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from codeedit_bench.draws import seeded
from miners.assembly.splits import bounds_by_share
from miners.config import MinerConfig
from miners.targets.difficulty import MECHANICAL, RANK

Keys = dict[str, Any]
Group = tuple[str, ...]


def read_keys(files: Iterable[Path]) -> list[Keys]:
    """The keys in `files`, each task once, from the oldest to the newest."""
    found = {row["task_id"]: row for file in files for row in map(json.loads, file.read_text().splitlines())}
    return sorted(found.values(), key=lambda row: (row["author_time"], row["task_id"]))


def duplicates(tasks: Sequence[Keys], threshold: float) -> dict[str, str]:
    """The reason for which each repetition goes, by id: every pair of signatures is compared."""
    kept: list[np.ndarray] = []
    targets: set[str] = set()
    reasons: dict[str, str] = {}
    for task in tasks:
        signature = np.frombuffer(bytes.fromhex(task["signature"]), np.uint32)
        if task["target"] in targets:
            reasons[task["task_id"]] = "duplicate:target"
        elif any((signature == other).mean() >= threshold for other in kept):
            reasons[task["task_id"]] = "duplicate:near"
        else:
            targets.add(task["target"])
            kept.append(signature)
    return reasons


def caps(tasks: Sequence[Keys], config: MinerConfig) -> dict[str, str]:
    """The same for the caps."""
    reasons: dict[str, str] = {}
    edits = [task for task in tasks if not task["no_edit"]]
    others = Counter(_group(task) for task in edits if task["difficulty"] not in MECHANICAL)
    for difficulty, share, reason in (
        ("T1", config.mechanical_share, "cap:mechanical"),
        ("T0", config.verbatim_share, "cap:verbatim"),
    ):
        found = [task for task in edits if task["difficulty"] == difficulty]
        _cut(found, others, share, reason, reasons)
        others.update(_group(task) for task in found if task["task_id"] not in reasons)
    if config.no_edit_share < 1:
        kept = [task for task in edits if task["task_id"] not in reasons and task["tier"] == "core"]
        stays = _matched([task for task in tasks if task["no_edit"]], kept, config.no_edit_share)
        reasons |= {
            task["task_id"]: "cap:no_edit" for task in tasks if task["no_edit"] and task["task_id"] not in stays
        }
    return reasons


def _matched(still: Sequence[Keys], edits: Sequence[Keys], share: float) -> set[str]:
    """The ids of the tasks without an edit that stay: first those of each bin, then those of each distance."""
    ratio = share / (1 - share)
    fine = Counter((task["language"], task["outside"]) for task in edits)
    coarse = Counter((task["language"], task["outside"].partition("/")[0]) for task in edits)
    stays: set[str] = set()
    taken: Counter[tuple[str, str]] = Counter()
    waiting: list[Keys] = []
    for task in sorted(still, key=lambda task: seeded("cap:no_edit", task["task_id"])):
        place = task["language"], task["outside"]
        if taken[place] < int(fine[place] * ratio):
            taken[place] += 1
            taken[place[0], place[1].partition("/")[0]] += 1
            stays.add(task["task_id"])
        else:
            waiting.append(task)
    room = {}
    for language in {language for language, _ in coarse}:
        before = 0
        for place in sorted(key for key in coarse if key[0] == language):
            room[place] = round((before + coarse[place]) * ratio) - round(before * ratio) - taken[place]
            before += coarse[place]
    for task in waiting:
        place = task["language"], task["outside"].partition("/")[0]
        if room.get(place, 0) > 0:
            room[place] -= 1
            stays.add(task["task_id"])
    return stays


def _group(task: Keys) -> Group:
    return task["language"], task["tier"]


def _language(task: Keys) -> Group:
    return (task["language"],)


def _cut(
    tasks: Sequence[Keys],
    others: Mapping[Group, int],
    share: float,
    reason: str,
    reasons: dict[str, str],
    group: Callable[[Keys], Group] = _group,
) -> None:
    if share >= 1:
        return
    left = {place: round(others[place] * share / (1 - share)) for place in {group(task) for task in tasks}}
    for task in sorted(tasks, key=lambda task: (RANK.get(task["difficulty"], 5), seeded(reason, task["task_id"]))):
        if left[group(task)] > 0:
            left[group(task)] -= 1
        else:
            reasons[task["task_id"]] = reason


def splits(tasks: Sequence[Keys], config: MinerConfig) -> dict[str, str]:
    """The split of each task, by id, where no repository and no language is held out."""
    found: dict[str, str] = {}
    by_repository: dict[str, list[Keys]] = defaultdict(list)
    for task in tasks:
        by_repository[task["repository"]].append(task)
    for own in by_repository.values():
        commits = Counter((task["author_time"], task["commit"]) for task in own)
        bounds = bounds_by_share(sorted(commits.items()), config)
        for task in own:
            key = (task["author_time"], task["commit"])
            late = bounds is not None and key >= bounds.test
            between = bounds is not None and key >= bounds.validation
            found[task["task_id"]] = "test" if late else "validation" if between else "train"
    return found


def too_many_tests(tasks: Sequence[Keys], places: Mapping[str, str], config: MinerConfig) -> dict[str, str]:
    """All but the first test task of each commit, then what is over the share of tasks without an edit."""
    tests = [task for task in tasks if places[task["task_id"]] == "test"]
    reasons = _too_many_of_a_commit(tests)
    left = [task for task in tests if task["task_id"] not in reasons]
    edits = Counter(_language(task) for task in left if not task["no_edit"])
    no_edits = [task for task in left if task["no_edit"]]
    _cut(no_edits, edits, config.no_edit_share, "cap:test_no_edit", reasons, _language)
    return reasons


def _too_many_of_a_commit(tests: Sequence[Keys]) -> dict[str, str]:
    """All but the first of each commit: what is mechanical comes last, and a hash draws."""
    seen: set[tuple[str, str]] = set()
    reasons: dict[str, str] = {}
    for task in sorted(tests, key=lambda task: (_mechanical(task), seeded("cap:test_commit", task["task_id"]))):
        commit = task["repository"], task["commit"]
        if commit in seen:
            reasons[task["task_id"]] = "cap:test_commit"
        seen.add(commit)
    return reasons


def _mechanical(task: Keys) -> bool:
    return not task["no_edit"] and task["difficulty"] in MECHANICAL
