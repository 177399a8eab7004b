"""A balanced part of a split, small enough for development and for slow models."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codeedit_bench.draws import seeded
from codeedit_bench.errors import UsageError
from codeedit_bench.files import atomic_directory, require_place
from codeedit_bench.tasks.dataset import Dataset, open_dataset, write_dataset
from codeedit_bench.tasks.records import EditTask

_OF_A_BUILD = ("build", "config_hash")
"""Entries of a manifest by which a build knows its own data set again; a part is not one."""


@dataclass(frozen=True, slots=True)
class Key:
    """What is looked at of a task."""

    task_id: str
    language: str
    kind: str
    repository: str


def pick(dataset: Dataset, out: Path, *, size: int, split: str, name: str = "") -> Dataset:
    """Write `size` tasks of a split into the folder `out`, balanced, as a data set of its own.

    Each language gives the same number, or all that it has. In a language the tiers, and the tasks whose right
    answer is no edit, keep their shares. Of each of these the repositories take turns.
    `UsageError` where the split holds fewer tasks.
    """
    require_place(out)
    keys = [_key(task) for task in dataset.tasks(split)]
    if len(keys) < size:
        raise UsageError(f"The split {split} of {dataset.name} has {len(keys)} tasks. Ask for no more than these.")
    chosen = {key.task_id for key in balanced(keys, size)}
    picked = [task for task in dataset.tasks(split) if task.task_id in chosen]
    extra = {
        **{key: value for key, value in dataset.manifest.items() if key not in _OF_A_BUILD},
        **_repositories(dataset.manifest, picked),
        "picked_from": {"name": dataset.name, "content_hash": dataset.content_hash, "split": split},
    }
    with atomic_directory(out) as directory:
        write_dataset(directory, picked, name=name or f"{dataset.name}-{size}", extra=extra)
    return open_dataset(out)


def _key(task: EditTask) -> Key:
    kind = "no_edit" if task.asks_for_no_edit else task.tier
    return Key(task.task_id, task.language, kind, task.provenance.repository)


def balanced(keys: Sequence[Key], count: int) -> list[Key]:
    """So many of `keys`, as `pick` says.

    A hash of its own draws, not the order of ids. So the first of them by id are a sample of what was picked.
    """
    by_language: dict[str, list[Key]] = defaultdict(list)
    for key in sorted(keys, key=lambda key: seeded("pick", key.task_id)):
        by_language[key.language].append(key)
    sizes = {language: len(found) for language, found in sorted(by_language.items())}
    return [
        key
        for language, room in level(sizes, count).items()
        for key in _of_a_language(by_language[language], room)
    ]


def level(sizes: Mapping[str, int], count: int) -> dict[str, int]:
    """Share `count` among those who have `sizes`: all get the same, but for those who have less.

    >>> level({"c": 2, "go": 9, "rust": 9}, 12)
    {'c': 2, 'go': 5, 'rust': 5}
    """
    given = dict.fromkeys(sizes, 0)
    left = count
    while left:
        hungry = [name for name in sizes if given[name] < sizes[name]]
        each = left // len(hungry)
        for name in hungry if each else hungry[:left]:
            given[name] += min(max(each, 1), sizes[name] - given[name])
        left = count - sum(given.values())
    return given


def proportional(sizes: Mapping[str, int], count: int) -> dict[str, int]:
    """Share `count` in proportion to `sizes`, by the largest remainders.

    >>> proportional({"core": 5, "hard": 3, "no_edit": 2}, 5)
    {'core': 3, 'hard': 1, 'no_edit': 1}
    """
    total = sum(sizes.values())
    given = {name: size * count // total for name, size in sizes.items()}
    by_remainder = sorted(sizes, key=lambda name: (-(sizes[name] * count % total), name))
    for name in by_remainder[: count - sum(given.values())]:
        given[name] += 1
    return given


def _of_a_language(keys: Sequence[Key], count: int) -> Iterable[Key]:
    by_kind: dict[str, list[Key]] = defaultdict(list)
    for key in keys:
        by_kind[key.kind].append(key)
    sizes = {kind: len(found) for kind, found in sorted(by_kind.items())}
    return [key for kind, room in proportional(sizes, count).items() for key in _in_turns(by_kind[kind])[:room]]


def _in_turns(keys: Sequence[Key]) -> list[Key]:
    """The first of each repository, then the second of each, and so on."""
    seen: Counter[str] = Counter()
    turns = []
    for key in keys:
        turns.append((seen[key.repository], key))
        seen[key.repository] += 1
    return [key for _, key in sorted(turns, key=lambda pair: pair[0])]


def _repositories(manifest: Mapping[str, Any], picked: Sequence[EditTask]) -> dict[str, Any]:
    """What a mined set's manifest says of its repositories, with the counts of the part."""
    if "repositories" not in manifest:
        return {}
    licences: dict[str, Counter[str]] = defaultdict(Counter)
    for task in picked:
        licences[task.provenance.repository][task.provenance.licence or "none"] += 1
    return {
        "repositories": [
            {
                **row,
                "n_tasks": licences[row["name"]].total(),
                "licences": dict(sorted(licences[row["name"]].items())),
            }
            for row in manifest["repositories"]
            if row["name"] in licences
        ]
    }
