"""Everything that decides which tasks come out of a commit; all of it is part of the config hash."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from codeedit_bench.errors import ConfigError
from codeedit_bench.files import canonical_json

MINER_VERSION = "2"
"""Raise it when the same configuration would mine other tasks."""


@dataclass(frozen=True, slots=True)
class MinerConfig:
    """Thresholds and limits. The defaults are DESIGN.md's measured rule and the limits that trials suggested."""

    languages: tuple[str, ...] = ()
    """Language ids to mine; empty for all that are not held out."""
    filters: tuple[str, ...] = ()
    """Rows of `miners.filters.FILTERS` to apply; empty for all."""
    licences: str = "permissive"
    """`permissive`: the commit's tree must state one; `any`: no licence is asked for."""

    max_files: int = 40
    """Source files that a commit may change."""
    max_edits: int = 200
    """Edits that a commit may hold."""
    max_blob_bytes: int = 512 * 1024
    max_line_bytes: int = 2_000
    """A file with a longer line counts as minified."""
    max_target_lines: int = 15
    """Lines that a target may remove, and lines that it may add."""
    max_history_lines: int = 60
    """A longer earlier edit is left out of the history: it would crowd out everything else."""

    history: int = 8
    """Earlier edits that a task shows."""
    previous_edits: int = 3
    """Of them at most so many come from earlier commits."""
    previous_seconds: int = 3 * 24 * 3600
    """How long before the target an earlier commit may lie to count as the same work."""
    region_lines: int = 20

    min_link: float = 0.5
    min_known: float = 1.0
    rule: bool = True
    """Apply the predictability rule; off leaves what link and known alone leave."""
    min_deletion_link: float = 0.6
    max_new_trigrams: int = 3
    max_insertion_trigrams: int = 0
    """The same for an inserted line, whose trigrams tell whether it fits its neighbours."""
    min_line_ratio: float = 0.5
    min_similarity: float = 0.7
    """To one edit of the history, for a target that neither introduces nor eliminates a linked word."""
    parallel_similarity: float = 0.5

    tasks_per_commit: int = 3
    mechanical_share: float = 0.4
    """Share of a language's tasks that may be T0 or T1."""
    no_edit_share: float = 0.05
    near_duplicate: float = 0.7
    """Jaccard similarity from which two tasks count as one."""

    validation_share: float = 0.1
    test_share: float = 0.2
    held_out_share: float = 0.1
    """Share of the repositories that go to the test split whole, where there are ten or more."""
    held_out_repositories: tuple[str, ...] = ()

    commits_per_shard: int = 1_000
    warm_up_commits: int = 50
    """Commits before a shard's own that it reads for their edits alone."""

    def digest(self) -> str:
        """16 hex digits over the values and the miner's version."""
        content = canonical_json({"miner": MINER_VERSION, **asdict(self)})
        return hashlib.sha256(content.encode()).hexdigest()[:16]


def with_settings(config: MinerConfig, settings: Sequence[str]) -> MinerConfig:
    """`config` changed by `KEY=VALUE` texts, the value in TOML; `ConfigError` for an unknown key or type."""
    known = {field.name: getattr(config, field.name) for field in fields(config)}
    changes: dict[str, Any] = {}
    for setting in settings:
        key, equals, text = setting.partition("=")
        if key not in known or not equals:
            raise ConfigError(f"--set {setting!r}: write KEY=VALUE with one of: {', '.join(sorted(known))}.")
        try:
            value: Any = tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            value = text
        changes[key] = _fit(key, value, known[key])
    return replace(config, **changes)


def _fit(key: str, value: Any, like: Any) -> Any:
    if isinstance(like, tuple) and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(like, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(like):
        raise ConfigError(f"--set {key}: expected a {type(like).__name__} such as {like!r}, got {value!r}.")
    return value
