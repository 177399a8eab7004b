"""Build a leaderboard from runs, pack a run for one, and check what others packed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from codeedit_bench.api.data import PathLike, load
from codeedit_bench.api.evaluation import load_run, processes
from codeedit_bench.files import require_place
from codeedit_bench.progress import Progress
from codeedit_bench.tasks.dataset import Dataset
from evaluators.runs.completeness import require_complete
from evaluators.runs.run import Run

if TYPE_CHECKING:
    from leaderboard.about import About
    from leaderboard.build import Site
    from leaderboard.submission.verify import Verified


def build_leaderboard(
    runs: Sequence[Run | PathLike],
    dataset: Dataset | PathLike,
    *,
    out: PathLike,
    title: str = "",
    address: str = "",
    replace: bool = False,
    allow_failed: bool = False,
) -> Site:
    """Build the static site at `out` from runs on one data set. It opens from disk.

    `replace` replaces a site that stands at `out`. `RunError` says which run does not fit the others, or is
    incomplete because requests failed, unless `allow_failed`. `address` is the https address where the site will
    stand: a preview of a link shows the site's picture only by its whole address.

    >>> site = build_leaderboard([run], dataset, out=folder / "site")
    >>> (site.path / "index.html").is_file()
    True
    """
    from leaderboard.build import build_site

    require_place(Path(out))
    paths = [load_run(one).path for one in runs]
    return build_site(
        paths,
        load(dataset).path,
        Path(out),
        title=title,
        address=address,
        replace=replace,
        allow_failed=allow_failed,
    )


def submit(
    run: Run | PathLike, *, out: PathLike | None = None, allow_failed: bool = False, about: About | None = None
) -> Path:
    """Pack a run into one archive without secrets, paths or host names, and return the archive's path.

    `about` says who made the system and what it costs; the leaderboard shows it as self-stated.

    The archive stands beside the run where `out` is left out. `SubmissionError` says why a leaderboard would
    refuse it, or which secret it holds. `IncompleteRunError` where requests failed, unless `allow_failed`.

    >>> submit(run, out=folder / "run.zip").name
    'run.zip'
    """
    from leaderboard.submission.pack import pack_run

    path = load_run(run).path.resolve()
    target = Path(out) if out is not None else path.with_name(f"{path.name}.zip")
    require_place(target)
    pack_run(path, target, allow_failed=allow_failed, about=about)
    return target


def check_submission(
    archive: PathLike,
    dataset: Dataset | PathLike,
    *,
    split: str = "test",
    among: PathLike | None = None,
    replace: bool = False,
    workers: int | None = None,
    allow_failed: bool = False,
) -> Verified:
    """Check an archive and score its raw completions again. `SubmissionError` says exactly what is wrong.

    Only a run on the whole of `split` is accepted. The site is then built with it in a temporary place, beside the
    runs in the folder `among`. So nothing that passes can stop the site. With `replace` an earlier run of the same
    system there is left aside.

    >>> check_submission(submit(run, out=folder / "again.zip"), dataset).manifest.system
    'replay'
    """
    from leaderboard.submission.trial import try_site
    from leaderboard.submission.verify import place_among, runs_in, verify

    opened = load(dataset)
    with Progress("scores", unit="answers") as progress:
        verified = verify(Path(archive), opened, split=split, workers=processes(workers), done=progress.advance)
    require_complete(Path(archive), verified.predictions, allow_failed=allow_failed)
    beside: list[Path] = []
    if among is not None:
        target = place_among(verified, Path(among))
        beside = [path for path in runs_in(Path(among)) if not (replace and path == target)]
    try_site(verified, opened, beside)
    return verified


@dataclass(frozen=True, slots=True)
class Added:
    """A submission that was accepted."""

    path: Path
    """The folder of its run."""
    verified: Verified


def add_submission(
    archive: PathLike,
    dataset: Dataset | PathLike,
    *,
    to: PathLike,
    split: str = "test",
    replace: bool = False,
    workers: int | None = None,
    allow_failed: bool = False,
) -> Added:
    """Check an archive as `check_submission` does, and put it as a run into the folder `to`.

    >>> add_submission(submit(run, out=folder / "new.zip"), dataset, to=folder / "runs").path.name
    'replay'
    """
    from leaderboard.submission.verify import accept

    verified = check_submission(
        archive,
        dataset,
        split=split,
        among=to,
        replace=replace,
        workers=workers,
        allow_failed=allow_failed,
    )
    return Added(accept(verified, Path(to), replace=replace), verified)
