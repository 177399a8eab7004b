"""The last check of a submission: the site is built with it, somewhere else, before it is taken in."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.errors import CodeEditError, SubmissionError, told
from codeedit_bench.tasks.dataset import Dataset
from leaderboard.build import build_site
from leaderboard.submission.verify import Verified, write_verified


def try_site(verified: Verified, dataset: Dataset, beside: Sequence[Path] = ()) -> None:
    """Build a site of the newcomer and the runs `beside` it in a temporary place, and throw it away.

    `SubmissionError` where the site would leave the newcomer out, or cannot be built with it.
    """
    with tempfile.TemporaryDirectory(prefix="codeedit-trial-") as place:
        newcomer = Path(place) / "newcomer"
        write_verified(newcomer, verified)
        try:
            site = build_site([*beside, newcomer], dataset.path, Path(place) / "site", allow_failed=True)
        except CodeEditError as error:
            raise SubmissionError(f"The site cannot be built with this run: {_without(place, error)}.") from error
        except Exception as error:  # whatever it is, the newcomer would bring it to the site
            reason = f"{type(error).__name__}: {told(error)}"
            raise SubmissionError(f"The site cannot be built with this run: {_without(place, reason)}.") from error
        if reason := site.left_out.get(newcomer.name, ""):
            raise SubmissionError(f"The site would leave this run out: {_without(place, reason)}.")


def _without(place: str, reason: object) -> str:
    return told(reason).replace(f"{place}/", "")
