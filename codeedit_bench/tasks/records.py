"""The data that flows through the project, frozen; behaviour lives elsewhere.

Text is `str`; lines end at "\\n" alone (see `lines.split_lines`); line numbers are zero-based and ranges
half open unless a field says otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from codeedit_bench.files import canonical_json
from codeedit_bench.lines import split_lines

SCHEMA_VERSION = 2
"""Of the records as stored. A reader refuses another version."""
MAX_HISTORY = 24
"""Earlier edits that a task may hold. A prompt format shows as many of them as fit its budget."""

EditOrigin = Literal["in_commit", "prev_commit"]
Outcome = Literal["scored", "unparseable", "truncated", "refused", "failed"]
Split = Literal["train", "validation", "test"]
Difficulty = Literal["T0", "T1", "D", "P", "R", "none"]
Tier = Literal["core", "hard"]
TIERS: tuple[Tier, ...] = ("core", "hard")


@dataclass(frozen=True, slots=True)
class PriorEdit:
    """One edit that the developer made before the target, in the order it was made."""

    path: str
    origin: EditOrigin
    """Whether it stands in the target's own commit or in an earlier commit to the same file."""
    old_start: int
    """First line that it replaced, in the file as it stood just before this edit."""
    new_start: int
    """First line that it wrote, in the file as it stood just after this edit."""
    old: str
    """The lines it replaced, whole lines; empty for an insertion."""
    new: str
    """The lines it wrote; empty for a deletion."""
    diff: str
    """The same as a unified diff with up to three lines of context, with `---`/`+++` headers."""


@dataclass(frozen=True, slots=True)
class Region:
    """The lines of the file that are asked for."""

    start_line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the developer's cursor stands in `file_text`; never closer to the target than history tells."""

    line: int
    column: int
    """In characters."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a task comes from: enough to find it again and to honour its licence."""

    repository: str
    """The https URL, or the name given for a local path."""
    commit: str
    parent: str
    old_blob: str
    new_blob: str
    author_time: int
    """Seconds since 1970 UTC, as the commit states it."""
    licence: str
    """SPDX identifier at that commit; empty if none was found."""
    licence_blob: str
    """Blob id of the licence file that says so."""
    miner_version: str
    config_hash: str


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known about a task's quality. Heuristic where it says so; filters and reports read them."""

    link: float
    """IDF-weighted share of the target's changed words that the history changed too, in [0, 1]."""
    known: float
    """Share of the inserted words that occur in the file or the history, in [0, 1]."""
    replay: bool
    """The target repeats a whole substitution of the history."""
    reversal: bool
    """The target undoes an edit of the history."""
    edit_kind: str
    """Heuristic: rename, signature, call_site, import, literal, type, added, removed, other, none."""
    difficulty: Difficulty
    """T0 verbatim in the history, T1 other substitution, D pure deletion, P parallel edit, R the rest;
    `none` for a task whose answer is no edit."""
    scope: str
    """Names of the enclosing definitions from outside in, joined by `/`; empty at the top level."""
    lines_removed: int
    lines_added: int
    is_test: bool
    parse_errors_before: int
    parse_errors_after: int


SLICE = "slice:"
"""How the tag begins that names the slice of a test split by date."""
NO_EDIT = "no_edit"
"""Tag of a task whose right answer is the unchanged text."""


@dataclass(frozen=True, slots=True)
class EditTask:
    """One question: these edits were made; what does the developer write in this region next?"""

    task_id: str
    """Content hash of the question and its answers: see `task_digest`."""
    language: str
    path: str
    history: tuple[PriorEdit, ...]
    """Oldest first, at most `MAX_HISTORY`. Those nearest to the target come last."""
    file_text: str
    """The file as it stands before the target edit, with the earlier edits applied."""
    region: Region
    cursor: Cursor
    reference: str
    """The region's text after the target alone: whole lines."""
    accepted: tuple[str, ...]
    """Other answers that are as right; never contains `reference`. Of a mined task: the region after the target
    and one, two, … all later edits of its commit in the region. They come in the order declared."""
    n_edits: int
    """Edits in the commit; their order is a reconstruction."""
    edit_index: int
    """The target's place among them, from 0."""
    signals: Signals
    tags: tuple[str, ...]
    """Sorted. `no_edit` marks a region that the developer left alone: there the unchanged text is right."""
    split: Split
    provenance: Provenance
    tier: Tier = "core"
    """`core`: the history foretells the answer by the strict rule. `hard`: by the looser one."""

    @property
    def prefix(self) -> str:
        return "".join(_lines(self.file_text)[: self.region.start_line])

    @property
    def region_text(self) -> str:
        return _region(self.file_text, self.region)

    @property
    def suffix(self) -> str:
        return "".join(_lines(self.file_text)[self.region.end_line :])

    @property
    def asks_for_no_edit(self) -> bool:
        """Whether the right answer is the unchanged text, as the tag `no_edit` says."""
        return NO_EDIT in self.tags


@lru_cache(maxsize=1)
def _lines(text: str) -> tuple[str, ...]:
    """Of a task's file: who asks for one part of it asks for the others too."""
    return tuple(split_lines(text))


@lru_cache(maxsize=1)
def _region(file_text: str, region: Region) -> str:
    """Of a task that is scored: each metric asks for it."""
    return "".join(_lines(file_text)[region.start_line : region.end_line])


def task_digest(task: EditTask) -> str:
    """The task's id: 20 hex digits of SHA-256 over the question, the answers and the commit.

    Signals, tags, split and versions are left out, so that a better signal does not rename every task.
    """
    content = {
        "repository": task.provenance.repository,
        "commit": task.provenance.commit,
        "language": task.language,
        "path": task.path,
        "history": [_flat(edit) for edit in task.history],
        "file_text": task.file_text,
        "region": _flat(task.region),
        "cursor": _flat(task.cursor),
        "reference": task.reference,
        "accepted": list(task.accepted),
    }
    return hashlib.sha256(canonical_json(content).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _flat(record: PriorEdit | Region | Cursor) -> dict[str, str | int]:
    # `asdict` would copy each value; these are plain, and a miner takes the digest of every candidate.
    return {name: getattr(record, name) for name in record.__slots__}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Keep, or drop for a reason that is counted."""

    keep: bool
    reason: str = ""


KEEP = Verdict(True)


@dataclass(frozen=True, slots=True)
class Prediction:
    """One sample that a system gave for one task."""

    task_id: str
    sample: int
    completion: str
    """Raw, as the back end returned it: enough to score again."""
    text: str | None
    """The region's new text that the prompt format read from it; None if it could not."""
    finish_reason: str
    """`stop`, `length`, `refusal`, `content_filter` or `error`."""
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    """Wall time of the request; its share of the batch for a batching back end."""
    error: str = ""
    """Why the request failed, when it did."""
    cached: bool = False
    """It comes from the generation cache: an earlier run paid for it."""


@dataclass(frozen=True, slots=True)
class Score:
    """What one prediction is worth. Every outcome stays in the denominator, with values of 0."""

    task_id: str
    sample: int
    outcome: Outcome
    values: Mapping[str, float]
    """Metric name → value, the names being rows of `evaluators.metrics.METRICS`."""


@dataclass(frozen=True, slots=True)
class RunManifest:
    """Enough to repeat a run and to know whether two runs can be compared."""

    schema_version: int
    system: str
    """The name shown on the leaderboard."""
    dataset_hash: str
    dataset_name: str
    split: str
    n_tasks: int
    backend: str
    backend_options: Mapping[str, str | int | float | bool]
    """As given, without secrets."""
    prompt_format: str
    n_samples: int
    temperature: float
    max_tokens: int
    seed: int
    scorer_version: Mapping[str, str]
    """Language → version of its scorer, of the run's own tasks: `codeedit_bench.normalize.scorer_versions`."""
    versions: Mapping[str, str]
    """This package and the libraries that decide the result."""
    created: str
    """ISO 8601 date, UTC. Not part of any hash."""
    model_licence: str = ""
    training_cutoff: str = ""
    """ISO date after which the model saw no data; empty if unknown."""
    parameters: int = 0
    """Of the model; 0 if unknown or none."""
    open_weights: bool = False
    notes: tuple[str, ...] = field(default=())
    tier: str = ""
    """`core` or `hard`, where only its tasks were asked; empty for both."""
    limit: int = 0
    """The first so many tasks by id; 0 means all of the split and tier."""
    shard: str = ""
    """`i/n` for one part of a run that was split among processes; empty once merged."""
    max_prompt_tokens: int = 0
    """Budget that the prompt format cut to; 0 for a format without one."""
    identity: Mapping[str, str] = field(default_factory=dict)
    """What the back end says decides its answers: the digest of the weights, …"""
    cache_hits: int = 0
    """How many of the answers come from the generation cache."""
