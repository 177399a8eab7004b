"""From commits to tasks, one commit at a time: read, filter, order, judge, build."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from codeedit_bench.normalize import ParseErrors
from codeedit_bench.tasks.records import EditTask, Provenance, Verdict
from miners.candidates import Candidate, PastEdit
from miners.caps import RANK
from miners.changes import Change, Commit, Edit, FileEdits, Text
from miners.config import MINER_VERSION, MinerConfig
from miners.detect import language_of, may_be_mined
from miners.drafting import draft_of, edit_task, with_parse_errors
from miners.filters import FilterSet
from miners.filters.filter import FileTexts
from miners.licences import LicenceReader
from miners.no_edit import no_edit_task
from miners.order import ordered_edits
from miners.predictability import Evidence, judge
from miners.region import seeded
from miners.repository.blobs import BlobReader
from miners.repository.hunks import changed_hunks

_BATCH_BLOBS = 160
_NO_EDIT_PERCENT = 25
"""Of the commits with tasks; how many of these no-edit tasks stay is decided for the whole data set."""
_REMEMBERED_BYTES = 48 << 20


@dataclass(frozen=True, slots=True)
class Reject:
    """One thing that a filter dropped."""

    repository: str
    commit: str
    path: str
    line: int
    """Of the edit, from 0; -1 where a whole file or commit was dropped."""
    reason: str


@dataclass(slots=True)
class Outcome:
    """What came out of some commits, but for the tasks."""

    rejects: list[Reject] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    """Of what was read: commits, files, edits, candidates."""
    missing_blobs: int = 0


class CommitMiner:
    """Mines commits given parents first. It remembers recent edits by the blob that they led to."""

    def __init__(self, repository: str, blobs: BlobReader, idf: Mapping[str, float], config: MinerConfig) -> None:
        self._repository, self._blobs, self._idf, self._config = repository, blobs, idf, config
        self._filters = FilterSet(config, config.filters)
        self._licences = LicenceReader(blobs)
        self._parse_errors = ParseErrors()
        self._digest = config.digest()
        self._recent: OrderedDict[str, tuple[FileEdits, list[Edit]]] = OrderedDict()
        self._recent_bytes = 0
        self.outcome = Outcome()

    def mine(self, commits: Iterable[Commit], skip: frozenset[str] = frozenset()) -> Iterator[EditTask]:
        """The tasks of `commits`; those in `skip` only lend their edits to the histories of later ones.

        What is left out goes to `outcome`.
        """
        for commit, texts in self._read(commits, skip):
            counted = commit.id not in skip
            edits = self._edits(commit, texts, counted=counted)
            if counted:
                self.outcome.counts["commits"] += 1
                yield from self._tasks(commit, edits)
            self._remember(edits)

    def _read(self, commits: Iterable[Commit], skip: frozenset[str]) -> Iterator[tuple[Commit, list[FileTexts]]]:
        """Commits with their files' texts, fetched for many commits at once."""
        batch: list[tuple[Commit, list[Change]]] = []
        waiting = 0
        for commit in commits:
            chosen = self._chosen(commit, counted=commit.id not in skip)
            batch.append((commit, chosen))
            waiting += 2 * len(chosen)
            if waiting >= _BATCH_BLOBS:
                yield from self._fetch(batch)
                batch, waiting = [], 0
        yield from self._fetch(batch)

    def _chosen(self, commit: Commit, *, counted: bool) -> list[Change]:
        languages = self._config.languages
        source = tuple(change for change in commit.changes if may_be_mined(change.path, languages))
        if not source:
            return []
        verdict = self._filters.verdict("commit", replace(commit, changes=source))
        if not verdict.keep:
            if counted:
                self._reject(commit, verdict.reason)
            return []
        chosen = []
        for change in source:
            verdict = self._filters.verdict("path", change.path)
            if verdict.keep:
                chosen.append(change)
            elif counted:
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
                    self.outcome.missing_blobs += 1
                    self._reject(commit, "missing_blob", change.path)
                    continue
                large = not self._blobs.too_large.isdisjoint((change.old_blob, change.new_blob))
                texts.append(FileTexts(change, old, new, large))
            yield commit, texts

    def _edits(self, commit: Commit, texts: Sequence[FileTexts], *, counted: bool) -> list[Edit]:
        files: list[FileEdits] = []
        for text in texts:
            verdict = self._filters.verdict("file", text)
            language = language_of(text.change.path, text.new, self._config.languages) if verdict.keep else ""
            if not verdict.keep or not language:
                if counted:
                    self._reject(commit, verdict.reason or "language", text.change.path)
                continue
            hunks = changed_hunks(text.old, text.new)
            known = self._recent.get(text.change.old_blob)
            old = known[0].after if known else Text(text.old.decode("utf-8"))
            files.append(FileEdits(text.change, language, old, Text(text.new.decode("utf-8")), hunks))
        if counted:
            self.outcome.counts["files"] += len(files)
            self.outcome.counts["edits"] += sum(len(file.hunks) for file in files)
        verdict = self._filters.verdict("edits", files)
        if not verdict.keep and counted:
            self._reject(commit, verdict.reason)
        if not verdict.keep or not files:
            return []
        return ordered_edits(files, commit.author_time)

    def _tasks(self, commit: Commit, edits: Sequence[Edit]) -> list[EditTask]:
        short = [edit for edit in edits if self._short(edit)]
        done = 0
        passed: list[Evidence] = []
        for index, edit in enumerate(edits):
            past = [PastEdit(item, True) for item in short[max(0, done - self._config.history) : done]]
            done += self._short(edit)
            history = self._earlier(commit, edit, len(past)) + past
            evidence = Evidence(
                Candidate(commit, edits, index, history=history, idf=self._idf, config=self._config)
            )
            verdict = self._filters.verdict("candidate", evidence)
            if verdict.keep:
                passed.append(evidence)
            else:
                self._reject(commit, verdict.reason, edit.path, edit.hunk.new_start)
        tasks = self._choose(commit, passed)
        if tasks and seeded(commit.id, "no edit") % 100 < _NO_EDIT_PERCENT:
            still = no_edit_task(commit, short, self._config, self._provenance(commit, short[-1].file.change))
            if still is not None:
                self._keep(still, (), tasks)
        return tasks

    def _choose(self, commit: Commit, passed: Sequence[Evidence]) -> list[EditTask]:
        """Keep as many as a commit may give: the less mechanical first, then as a hash draws them.

        What costs most, building a task and parsing its file, is done for those alone.
        """
        ranked = sorted(
            passed,
            key=lambda item: (RANK[judge(item)[1]], seeded(commit.id, item.edit.path, item.candidate.index)),
        )
        kept: list[EditTask] = []
        targets: set[tuple[str, str]] = set()
        for evidence in ranked:
            edit = evidence.edit
            target = (edit.old.strip(), edit.new.strip())
            if target in targets:
                verdict = Verdict(False, "duplicate:target")
            elif len(kept) == self._config.tasks_per_commit:
                verdict = Verdict(False, "cap:commit")
            else:
                task = edit_task(evidence, self._provenance(commit, edit.file.change))
                verdict = self._keep(task, (*edit.old_lines, *edit.new_lines), kept)
            if verdict.keep:
                targets.add(target)
            else:
                self._reject(commit, verdict.reason, edit.path, edit.hunk.new_start)
        return kept

    def _keep(self, task: EditTask, changed: tuple[str, ...], kept: list[EditTask]) -> Verdict:
        """Judge a finished task, and add it to `kept` if it stands."""
        draft = draft_of(task, changed)
        verdict = self._filters.verdict("task", draft)
        if verdict.keep:
            kept.append(with_parse_errors(draft, self._parse_errors))
        return verdict

    def _short(self, edit: Edit) -> bool:
        hunk, limit = edit.hunk, self._config.max_history_lines
        return hunk.old_end - hunk.old_start <= limit and hunk.new_end - hunk.new_start <= limit

    def _earlier(self, commit: Commit, edit: Edit, n_past: int) -> list[PastEdit]:
        """Edits that an earlier commit made to this very version of the file, if that was not long before."""
        room = min(self._config.history - n_past, self._config.previous_edits)
        found = self._recent.get(edit.file.change.old_blob)
        if found is None or room <= 0:
            return []
        edits = [item for item in found[1] if item.path == edit.path and self._short(item)]
        if not edits or not 0 <= commit.author_time - edits[0].author_time <= self._config.previous_seconds:
            return []
        return [PastEdit(item, False) for item in edits[-room:]]

    def _remember(self, edits: Sequence[Edit]) -> None:
        by_file: dict[str, tuple[FileEdits, list[Edit]]] = {}
        for edit in edits:
            by_file.setdefault(edit.file.change.new_blob, (edit.file, []))[1].append(edit)
        for blob, entry in by_file.items():
            if blob in self._recent:
                self._recent_bytes -= _weight(self._recent[blob][0])
            self._recent_bytes += _weight(entry[0])
            self._recent[blob] = entry
        while self._recent_bytes > _REMEMBERED_BYTES:
            _, (file, _) = self._recent.popitem(last=False)
            self._recent_bytes -= _weight(file)

    def _provenance(self, commit: Commit, change: Change) -> Provenance:
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

    def _reject(self, commit: Commit, reason: str, path: str = "", line: int = -1) -> None:
        safe = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        self.outcome.rejects.append(Reject(self._repository, commit.id, safe, line, reason))


def _weight(file: FileEdits) -> int:
    """Bytes, about: the texts once whole, once as lines, and what their edits keep of them."""
    return 4 * (len(file.before.text) + len(file.after.text)) + 1000
