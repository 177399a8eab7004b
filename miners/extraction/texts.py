"""The files that a commit changes, chosen by the cheap filters, with their texts read for many commits at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from codeedit_bench.tasks.paths import is_ordinary
from miners.commits.commit import Change, Commit
from miners.commits.edits import FileTexts
from miners.commits.language import may_be_mined
from miners.config import MinerConfig
from miners.extraction.outcome import Outcome
from miners.filters import FilterSet
from miners.repository.blobs import BlobReader

_BATCH_BLOBS = 160
_LAST_SECOND = 253_402_300_799
"""Of the year 9999: calendars of libraries end there."""


class TextReader:
    """Reads commits' files. What it leaves out goes to `outcome`, but for the commits in `skip`."""

    def __init__(
        self, blobs: BlobReader, filters: FilterSet, config: MinerConfig, outcome: Outcome, skip: frozenset[str]
    ) -> None:
        self._blobs, self._filters, self._config, self._outcome = blobs, filters, config, outcome
        self._skip = skip

    def read(self, commits: Iterable[Commit]) -> Iterator[tuple[Commit, list[FileTexts]]]:
        """Each commit, in the order given, with the texts of its chosen files."""
        batch: list[tuple[Commit, list[Change]]] = []
        waiting = 0
        for commit in commits:
            chosen = self._chosen(commit)
            batch.append((commit, chosen))
            waiting += 2 * len(chosen)
            if waiting >= _BATCH_BLOBS:
                yield from self._fetch(batch)
                batch, waiting = [], 0
        yield from self._fetch(batch)

    def _chosen(self, commit: Commit) -> list[Change]:
        source = tuple(change for change in commit.changes if may_be_mined(change.path, self._config.languages))
        if not source:
            return []
        if not 0 < commit.author_time <= _LAST_SECOND:
            self._reject(commit, "impossible_date")
            return []
        verdict = self._filters.verdict("commit", replace(commit, changes=source))
        if not verdict.keep:
            self._reject(commit, verdict.reason)
            return []
        chosen = []
        for change in source:
            verdict = self._filters.verdict("path", change.path)
            if not is_ordinary(change.path):
                self._reject(commit, "unsafe_path", change.path)
            elif verdict.keep:
                chosen.append(change)
            else:
                self._reject(commit, verdict.reason, change.path)
        return chosen

    def _fetch(self, batch: Sequence[tuple[Commit, list[Change]]]) -> Iterator[tuple[Commit, list[FileTexts]]]:
        names = [name for _, changes in batch for change in changes for name in (change.old_blob, change.new_blob)]
        contents = self._blobs.read(names)
        for commit, changes in batch:
            texts = []
            for change in changes:
                old, new = contents[change.old_blob], contents[change.new_blob]
                if old is None or new is None:
                    self._outcome.missing_blobs += 1
                    self._outcome.reject(commit, "missing_blob", change.path)
                    continue
                large = not self._blobs.too_large.isdisjoint((change.old_blob, change.new_blob))
                texts.append(FileTexts(change, old, new, large))
            yield commit, texts

    def _reject(self, commit: Commit, reason: str, path: str = "") -> None:
        if commit.id not in self._skip:
            self._outcome.reject(commit, reason, path)
