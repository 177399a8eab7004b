"""From commits to tasks: read, filter, order, judge, choose, build."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

from codeedit_bench.draws import seeded
from codeedit_bench.tasks.records import Provenance
from miners.commits.commit import Commit
from miners.commits.edits import Edit, FileEdits, FileTexts, Text
from miners.commits.hunks import changed_hunks
from miners.commits.language import language_of
from miners.commits.order import ordered_edits
from miners.config import MINER_VERSION, MinerConfig
from miners.extraction.histories import Histories
from miners.extraction.outcome import Outcome
from miners.extraction.recent import RecentEdits
from miners.extraction.texts import TextReader
from miners.filters import FilterSet
from miners.identity import chunk_digest
from miners.licences.header import stated_licence
from miners.licences.reader import LicenceReader
from miners.repository.blobs import BlobReader
from miners.targets.difficulty import RANK
from miners.targets.draft import Draft, draft_of
from miners.targets.no_edit import Shape, no_edit_draft, shape_of
from miners.targets.predictability import tier_of
from miners.targets.target import Target

_SHAPES = 200
"""Of the latest targets of a chunk; tasks without an edit are drawn by them."""


class CommitMiner:
    """Mines commits given parents first. What is left out goes to `outcome`."""

    def __init__(self, repository: str, blobs: BlobReader, idf: Mapping[str, float], config: MinerConfig) -> None:
        self._repository, self._blobs, self._idf, self._config = repository, blobs, idf, config
        self._filters = FilterSet(config)
        self._licences = LicenceReader(blobs)
        self._digest = chunk_digest(config)
        self._recent = RecentEdits()
        self._shapes: deque[Shape] = deque(maxlen=_SHAPES)
        self.outcome = Outcome(repository)

    def mine(self, commits: Iterable[Commit], skip: frozenset[str] = frozenset()) -> Iterator[Draft]:
        """The tasks of `commits`; those in `skip` only lend their edits to the histories of later ones."""
        reader = TextReader(self._blobs, self._filters, self._config, self.outcome, skip)
        for commit, texts in reader.read(commits):
            counted = commit.id not in skip
            edits = self._edits(commit, texts, counted=counted)
            if counted:
                self.outcome.counts["commits"] += 1
                yield from self._tasks(commit, edits)
            self._recent.remember(edits)

    def histories(self, earlier: Sequence[Commit], commit: Commit) -> Histories:
        """What was done before each edit of `commit`, where the `earlier` commits lend their edits."""
        names = frozenset(one.id for one in (*earlier, commit))
        reader = TextReader(self._blobs, self._filters, self._config, self.outcome, names)
        edits: list[Edit] = []
        for one, texts in reader.read([*earlier, commit]):
            self._recent.remember(edits)
            edits = self._edits(one, texts, counted=False)
        return Histories(commit, edits, self._recent, self._config)

    def _edits(self, commit: Commit, texts: Sequence[FileTexts], *, counted: bool) -> list[Edit]:
        files: list[FileEdits] = []
        for text in texts:
            verdict = self._filters.verdict("file", text)
            language = language_of(text.change.path, text.new, self._config.languages) if verdict.keep else ""
            if language:
                old = self._recent.text(text.change.old_blob, text.old)
                new = Text(text.new.decode("utf-8"))
                files.append(FileEdits(text.change, language, old, new, changed_hunks(text.old, text.new)))
            elif counted:
                self.outcome.reject(commit, verdict.reason or "language", text.change.path)
        if counted:
            self.outcome.counts["files"] += len(files)
            self.outcome.counts["edits"] += sum(len(file.hunks) for file in files)
        verdict = self._filters.verdict("edits", files)
        if not verdict.keep and counted:
            self.outcome.reject(commit, verdict.reason)
        if not verdict.keep or not files:
            return []
        return ordered_edits(files, commit.author_time)

    def _tasks(self, commit: Commit, edits: Sequence[Edit]) -> list[Draft]:
        histories = Histories(commit, edits, self._recent, self._config)
        passed: list[Target] = []
        for target in histories.targets(self._idf):
            verdict = self._filters.verdict("target", target)
            if verdict.keep:
                passed.append(target)
            else:
                self.outcome.reject(commit, verdict.reason, target.edit.path, target.start)
        chosen = self._choose(commit, passed)
        self._shapes.extend(shape_of(target) for target, _ in chosen)
        still = self._no_edits(commit, histories, [target.index for target, _ in chosen], len(edits))
        return [*(draft for _, draft in chosen), *still]

    def _no_edits(
        self, commit: Commit, histories: Histories, indices: Sequence[int], n_edits: int
    ) -> Iterator[Draft]:
        """As many tasks without an edit as there are with one, at about the same moments.

        How many of them stay is decided for the whole data set.
        """
        if not indices:
            return
        found = 0
        moments = list(histories.quiet_moments(indices))
        moments.sort(key=lambda pair: seeded(commit.id, pair[0], pair[1].file.change.path, "moment"))
        for index, moment in moments:
            if found == len(indices):
                return
            draft = no_edit_draft(
                commit,
                moment,
                self._shapes,
                index=index,
                n_edits=n_edits,
                config=self._config,
                provenance=self._provenance(commit, moment.file),
            )
            if draft is not None and self._filters.verdict("task", draft).keep:
                found += 1
                yield draft

    def _choose(self, commit: Commit, passed: Sequence[Target]) -> list[tuple[Target, Draft]]:
        """Keep as many as a commit may give: the less mechanical first, then as a hash draws them."""
        ranked = sorted(
            passed, key=lambda item: (RANK[item.difficulty], seeded(commit.id, item.edit.path, item.index))
        )
        kept: list[tuple[Target, Draft]] = []
        room = {"core": self._config.tasks_per_commit, "hard": self._config.hard_tasks_per_commit}
        texts: set[tuple[str, str]] = set()
        for target in ranked:
            edit = target.edit
            text = (edit.old.strip(), edit.new.strip())
            if text in texts:
                reason = "duplicate:target"
            elif not room[tier := tier_of(target)]:
                reason = "cap:commit"
            else:
                draft = draft_of(target, self._provenance(commit, edit.file))
                reason = self._filters.verdict("task", draft).reason
                if not reason:
                    kept.append((target, draft))
                    room[tier] -= 1
                    texts.add(text)
            if reason:
                self.outcome.reject(commit, reason, edit.path, target.start)
        return kept

    def _provenance(self, commit: Commit, file: FileEdits) -> Provenance:
        change = file.change
        licence, blob = stated_licence(file.after.text), change.new_blob
        if not licence:
            licence, blob = self._licences.at(commit.id, change.path)
        return Provenance(
            repository=self._repository,
            commit=commit.id,
            parent=commit.parent,
            old_blob=change.old_blob,
            new_blob=change.new_blob,
            author_time=commit.author_time,
            licence=licence,
            licence_blob=blob,
            miner_version=MINER_VERSION,
            config_hash=self._digest,
        )
