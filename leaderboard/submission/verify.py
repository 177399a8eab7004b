"""Check an archive and score its raw completions again; what it says about its scores is not asked."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from codeedit_bench.errors import SubmissionError, told
from codeedit_bench.files import atomic_directory, write_json
from codeedit_bench.normalize import scorer_versions
from codeedit_bench.parsing import parse_json
from codeedit_bench.tasks.dataset import Dataset
from codeedit_bench.tasks.records import SCHEMA_VERSION, EditTask, Prediction, RunManifest, Score
from codeedit_bench.tasks.storage import to_row
from codeedit_bench.terminal import printable
from evaluators.prompts import FORMATS
from evaluators.report import summary_lines
from evaluators.runs.answer_columns import write_answers
from evaluators.runs.run import MANIFEST as RUN_MANIFEST
from evaluators.runs.run import PREDICTIONS as RUN_PREDICTIONS
from evaluators.runs.run import open_run, prediction_line, write_manifest
from evaluators.runs.score_files import score_run, write_score_files
from evaluators.scoring import read_completion
from leaderboard.about import ABOUT, About, check_about
from leaderboard.names import check_name, check_stranger
from leaderboard.reading import VERIFICATION, slugs
from leaderboard.submission.archive import FORMAT_VERSION, MANIFEST, NOTE, PREDICTIONS, Archive
from leaderboard.submission.fields import checked_record

MAX_SAMPLES = 256
_SHOWN = 5


@dataclass(frozen=True)
class Verified:
    """A submission that holds, with the scores that this machine gave it."""

    manifest: RunManifest
    predictions: Sequence[Prediction]
    scores: Sequence[Score]
    summary: dict[str, Any]
    archive_sha256: str
    tasks: Sequence[EditTask]
    about: About = dataclasses.field(default_factory=About)
    """What its makers say about it."""

    def __str__(self) -> str:
        """What was found: the same numbers, in the same words, that an evaluation ends with."""
        name = printable(self.manifest.system, keep="")
        found = f"{name}: {len(self.predictions):,} predictions, all tasks present"
        return f"{found}\n{summary_lines(self.summary)}".rstrip("\n")


def verify(
    archive_path: Path,
    dataset: Dataset,
    *,
    split: str = "test",
    workers: int = 1,
    done: Callable[[int], None] = lambda _: None,
) -> Verified:
    """Check everything and score. `SubmissionError` says exactly what is wrong.

    Only runs on the whole of `split` are accepted.
    """
    with Archive(archive_path) as archive:
        note = _json(archive.text(NOTE), NOTE)
        if not isinstance(note, dict) or note.get("format") != FORMAT_VERSION:
            stated = note.get("format") if isinstance(note, dict) else None
            raise SubmissionError(f"{NOTE} states format {stated!r}; this version reads {FORMAT_VERSION}.")
        about = checked_record(About, note.get("about", {}), f"{NOTE}: about")
        check_about(about)
        manifest = _manifest(archive, dataset)
        if manifest.split != split:
            raise SubmissionError(
                f"The run answered the split {manifest.split!r}; this leaderboard is about {split!r}. "
                f"Evaluate with --split {split}."
            )
        tasks = list(dataset.tasks(split))
        if manifest.n_tasks != len(tasks):
            raise SubmissionError(
                f"{MANIFEST} states {manifest.n_tasks:,} tasks; the split {manifest.split!r} has {len(tasks):,}. "
                "Only whole splits are accepted."
            )
        predictions = _predictions(archive, manifest, tasks)
    manifest = dataclasses.replace(manifest, scorer_version=scorer_versions(task.language for task in tasks))
    predictions = _read_again(manifest, tasks, predictions)
    scores, summary = score_run(manifest, tasks, predictions, workers=workers, done=done)
    digest = hashlib.sha256(archive_path.read_bytes()).hexdigest()
    return Verified(manifest, predictions, scores, summary, digest, tasks, about)


def _read_again(
    manifest: RunManifest, tasks: Sequence[EditTask], predictions: Sequence[Prediction]
) -> list[Prediction]:
    """With each text read from its raw completion: what the archive says it was read as does not count."""
    prompt_format = FORMATS.load(manifest.prompt_format)
    by_id = {task.task_id: task for task in tasks}
    return [read_completion(by_id[one.task_id], prompt_format, one) for one in predictions]


def _json(text: str | bytes, where: str) -> Any:
    try:
        return parse_json(text)
    except (ValueError, RecursionError) as error:
        raise SubmissionError(f"{where} is not valid JSON: {told(error)}.") from error


def _manifest(archive: Archive, dataset: Dataset) -> RunManifest:
    manifest = checked_record(RunManifest, _json(archive.text(MANIFEST), MANIFEST), MANIFEST)
    if manifest.schema_version != SCHEMA_VERSION:
        raise SubmissionError(
            f"{MANIFEST} has schema version {manifest.schema_version}; this version reads {SCHEMA_VERSION}."
        )
    if manifest.dataset_hash != dataset.content_hash:
        raise SubmissionError(
            f"The run answered data set {manifest.dataset_hash[:16]}…; this leaderboard is about "
            f"{dataset.content_hash[:16]}… ({dataset.name}). Evaluate on that one."
        )
    if manifest.prompt_format not in FORMATS:
        raise SubmissionError(
            f"{MANIFEST} names the prompt format {manifest.prompt_format!r}, which this version cannot read. "
            f"Known: {', '.join(FORMATS)}."
        )
    if not 1 <= manifest.n_samples <= MAX_SAMPLES:
        raise SubmissionError(f"{MANIFEST} states {manifest.n_samples} samples; 1 to {MAX_SAMPLES} are allowed.")
    check_name(manifest.system)
    return manifest


def _predictions(archive: Archive, manifest: RunManifest, tasks: Sequence[EditTask]) -> list[Prediction]:
    """All predictions; every task with every sample exactly once."""
    expected = {(task.task_id, sample) for task in tasks for sample in range(manifest.n_samples)}
    predictions: list[Prediction] = []
    seen: set[tuple[str, int]] = set()
    for number, line in archive.lines(PREDICTIONS):
        where = f"{PREDICTIONS}, line {number}"
        prediction = checked_record(Prediction, _json(line, where), where)
        key = (prediction.task_id, prediction.sample)
        if key not in expected:
            raise SubmissionError(f"{where}: the data set has no task {key[0]!r} with a sample {key[1]}.")
        if key in seen:
            raise SubmissionError(f"{where}: task {key[0]}, sample {key[1]} stands there a second time.")
        seen.add(key)
        predictions.append(prediction)
    missing = sorted(expected - seen)
    if missing:
        shown = ", ".join(f"{task_id} sample {sample}" for task_id, sample in missing[:_SHOWN])
        more = f" and {len(missing) - _SHOWN:,} more" if len(missing) > _SHOWN else ""
        raise SubmissionError(
            f"{PREDICTIONS} lacks {len(missing):,} of {len(expected):,} predictions: {shown}{more}."
        )
    return predictions


def write_verified(folder: Path, verified: Verified, *, replace: bool = False) -> None:
    """The submission as a run that `codeedit leaderboard build` shows with its mark."""
    with atomic_directory(folder, replaces=VERIFICATION if replace else "") as path:
        write_manifest(path, verified.manifest)
        with (path / RUN_PREDICTIONS).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(map(prediction_line, verified.predictions))
        write_score_files(path, verified.scores, verified.summary)
        write_answers(path, verified.tasks)
        record = {
            "accepted": datetime.now(UTC).isoformat(timespec="seconds"),
            "archive_sha256": verified.archive_sha256,
            "scorer_version": verified.manifest.scorer_version,
        }
        if verified.about != About():
            write_json(path / ABOUT, to_row(verified.about))
        write_json(path / VERIFICATION, record)


def accept(verified: Verified, folder: Path, *, replace: bool = False) -> Path:
    """Put the submission among the runs in `folder`, and return its place; see `place_among`."""
    target = place_among(verified, folder)
    write_verified(target, verified, replace=replace)
    return target


def runs_in(folder: Path) -> list[Path]:
    """The folders of the runs that stand in `folder`, by name."""
    return [path.parent for path in sorted(folder.glob(f"*/{RUN_MANIFEST}"))]


def place_among(verified: Verified, folder: Path) -> Path:
    """Where in `folder` the submission belongs.

    `SubmissionError` where its name looks like that of another run there, or where its address belongs to another
    system.
    """
    name = verified.manifest.system
    here = [open_run(path) for path in runs_in(folder)]
    check_stranger(name, [run.manifest.system for run in here])
    target = folder / slugs([name])[0]
    taken = next((run.manifest.system for run in here if run.path == target), name)
    if taken != name:
        raise SubmissionError(f"The address {target.name!r} belongs to the system {taken!r}. Choose another name.")
    return target
