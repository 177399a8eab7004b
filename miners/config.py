"""The settings that decide which tasks come out of a commit. `miners.identity` puts them into the config hash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.settings import (
    Count,
    Distinct,
    Filled,
    Named,
    OnlyIf,
    Positive,
    Range,
    Share,
    Text,
    Unit,
    Unless,
)
from codeedit_bench.settings.ranges import LARGEST
from codeedit_bench.tasks.records import MAX_HISTORY

MINER_VERSION = "7"
"""Raise it when the same configuration and the same filters would mine other tasks from a commit."""
ASSEMBLY_VERSION = "3"
"""Raise it when other ones of the mined tasks would come into the data set, or into another split."""


LanguageName = Annotated[str, Named("a language", lambda: LANGUAGES)]
Bytes = Annotated[int, Range(least=1, most=2**31 - 1), Unit("bytes")]
Seconds = Annotated[int, Range(least=0, most=2**31 - 1), Unit("seconds")]
OF_THE_RULE = OnlyIf("rule", (True,))
"""Thresholds of the predictability rule."""
MOST_BYTES = 2**53
TextBytes = Annotated[int, Range(least=1, most=MOST_BYTES), Unit("bytes")]


@dataclass(frozen=True, slots=True)
class OfTheSet:
    """A setting that is read where tasks become a data set. No commit is mined again when it changes."""


TheSets = OfTheSet()
OF_SHARES = OnlyIf("split_by", ("share",))
OF_DATES = OnlyIf("split_by", ("date",))


@dataclass(frozen=True, slots=True)
class MinerConfig:
    """Thresholds and limits. The defaults are DESIGN.md's measured rule and the limits that trials suggested."""

    languages: Annotated[tuple[LanguageName, ...], Distinct()] = ()
    """Language ids to mine; empty for all that are not held out."""
    filters: Annotated[tuple[Text, ...], Distinct()] = ()
    """Rows of `miners.filters.FILTERS` to apply; empty for all that come with this package."""
    more_filters: Annotated[tuple[Text, ...], Distinct()] = ()
    """Filters of plug-ins to apply beside `filters`."""
    licences: Literal["permissive", "any"] = "permissive"
    """`permissive`: the commit's tree must state one; `any`: no licence is asked for."""

    max_files: Positive = 40
    """Source files that a commit may change."""
    max_edits: Positive = 200
    """Edits that a commit may hold."""
    max_blob_bytes: Bytes = 512 * 1024
    max_line_bytes: Bytes = 2_000
    """A file with a longer line counts as minified."""
    max_target_lines: Positive = 15
    """Lines that a target may remove, and lines that it may add."""
    max_history_lines: Positive = 60
    """A longer earlier edit is left out of the history: it would crowd out everything else."""

    history: Annotated[int, Range(least=1, most=MAX_HISTORY)] = MAX_HISTORY
    """Earlier edits that a task shows."""
    previous_edits: Count = 3
    """Of them at most so many come from earlier commits."""
    previous_seconds: Annotated[Seconds, Unless("previous_edits", 0)] = 3 * 24 * 3600
    """How long before the target an earlier commit may lie to count as the same work."""
    region_lines: Positive = 20
    """Lines of a region, about: it grows to hold its target."""

    min_link: Share = 0.5
    min_known: Share = 1.0
    rule: bool = True
    """Apply the predictability rule; off leaves what link and known alone leave."""
    min_deletion_link: Annotated[Share, OF_THE_RULE] = 0.6
    max_new_trigrams: Annotated[Count, OF_THE_RULE] = 3
    max_insertion_trigrams: Annotated[Count, OF_THE_RULE] = 0
    """The same for an inserted line, whose trigrams tell whether it fits its neighbours."""
    min_line_ratio: Annotated[Share, OF_THE_RULE] = 0.5
    min_similarity: Annotated[Share, OF_THE_RULE] = 0.7
    """To one edit of the history, for a target that neither introduces nor eliminates a linked word."""
    parallel_similarity: Share = 0.5

    tasks_per_commit: Positive = 3
    """Of tier `core`."""
    hard_tasks_per_commit: Annotated[Count, OF_THE_RULE] = 1
    """Of tier `hard`, beside those: the history foretells them by a looser rule."""
    mechanical_share: Annotated[Share, TheSets] = 0.4
    """Share of a language's tasks with an edit, but for those of T0, that may be T1."""
    verbatim_share: Annotated[Share, TheSets] = 0.05
    """Share of a language's tasks with an edit that may be T0: a baseline without a model answers them."""
    no_edit_share: Annotated[Share, TheSets] = 0.2
    near_duplicate: Annotated[float, Range(above=0, most=1), TheSets] = 0.7
    """Jaccard similarity from which two tasks count as one."""

    repository_tasks: Annotated[Positive, TheSets] = LARGEST
    """Tasks that one repository may give at most; which of them stay, a hash draws."""
    repository_bytes: Annotated[TextBytes, TheSets] = MOST_BYTES
    """The same in bytes of the tasks as text."""
    language_tasks: Annotated[Positive, TheSets] = LARGEST
    language_bytes: Annotated[TextBytes, TheSets] = MOST_BYTES
    test_tasks_per_commit: Annotated[Positive, TheSets] = 1
    """Tasks of one commit in the test split: those of a commit are solved or missed together."""
    test_repository_tasks: Annotated[Positive, TheSets] = LARGEST
    """Tasks of one repository in the test split, as a hash draws them."""
    test_mechanical_share: Annotated[Share, TheSets] = 1.0
    """As `mechanical_share`, in the test split alone."""
    test_hard_share: Annotated[Share, TheSets] = 1.0
    """Share of a repository's test tasks with an edit that may be of tier `hard`, before its tasks are drawn."""

    split_by: Annotated[Literal["share", "date"], TheSets] = "share"
    """`share`: by time within each repository; `date`: by the days below, the same in all repositories."""
    validation_share: Annotated[Share, OF_SHARES, TheSets] = 0.1
    test_share: Annotated[Share, OF_SHARES, TheSets] = 0.2
    validation_from: Annotated[Text, OF_DATES, TheSets] = "2025-01-01"
    """The day from which tasks validate; before it they train."""
    test_slices: Annotated[tuple[Text, ...], Filled(), Distinct(), OF_DATES, TheSets] = (
        "2025H2:2025-07-01",
        "2026H1:2026-01-01",
    )
    """Parts of the test split, each as `NAME:DAY`, from the oldest: it holds the tasks from that day on."""
    held_out_share: Annotated[Share, TheSets] = 0.1
    """Share of the repositories that go to the test split whole, where there are ten or more."""
    held_out_repositories: Annotated[tuple[Text, ...], Distinct(), TheSets] = ()

    commits_per_shard: Positive = 1_000
    warm_up_commits: Count = 50
    """Commits before a chunk's own that it reads for their edits alone."""
