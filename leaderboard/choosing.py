"""Which runs a site shows: those of its keepers all or none, those of strangers each for itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.errors import CodeEditError, RunError
from codeedit_bench.parsing import parse_json, read_text
from codeedit_bench.tasks.dataset import Dataset
from evaluators.runs.run import Run, open_run
from leaderboard.names import check_name, check_stranger
from leaderboard.reading import VERIFICATION, came_in, open_runs


def choose_runs(paths: Sequence[Path], dataset: Dataset) -> tuple[list[Run], dict[str, str]]:
    """The runs to show, in the order in which they came, and why the others are left out, by their folders' names.

    The keepers' own runs come first, by name. `RunError` where these cannot stand side by side, or where no run is
    left. A system keeps its address whatever comes after it.
    """
    own = [path for path in paths if not came_in(path)]
    chosen = sorted(open_runs(own, dataset), key=lambda run: (run.manifest.system, run.path.name)) if own else []
    left_out: dict[str, str] = {}
    for path in sorted((path for path in paths if came_in(path)), key=_arrival):
        try:
            run = open_run(path)
            check_name(run.manifest.system)
            check_stranger(run.manifest.system, [other.manifest.system for other in chosen])
            open_runs([*(other.path for other in chosen[:1]), path], dataset)
        except CodeEditError as error:
            left_out[path.name] = str(error)
        else:
            chosen.append(run)
    if not chosen:
        reasons = " ".join(f"{name}: {reason}" for name, reason in left_out.items())
        raise RunError(f"There is no run to show. {reasons or 'Name the folders that `codeedit evaluate` wrote.'}")
    return chosen, left_out


def _arrival(path: Path) -> tuple[str, str]:
    """When a run was accepted; a record that does not say so, or is damaged, comes first."""
    try:
        accepted = parse_json(read_text(path / VERIFICATION)).get("accepted", "")
    except (OSError, ValueError, AttributeError):
        accepted = ""
    return str(accepted), path.name
