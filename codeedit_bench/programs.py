"""Programs and optional packages: asked for before they are needed."""

from __future__ import annotations

from codeedit_bench.errors import MissingExtraError, MissingProgramError

REMEDIES = {
    "git": "Install git, or add its folder to the PATH.",
    "accelerate": "Install it: pip install accelerate",
    "torchrun": "Install it: pip install torch",
}


def require_program(name: str) -> None:
    """`MissingProgramError` if the program `name` is not on the PATH."""
    import shutil

    if shutil.which(name) is None:
        raise MissingProgramError(name, REMEDIES.get(name, ""))


def require_packages(extra: str, feature: str, *packages: str) -> None:
    """`MissingExtraError` names the first of `packages` that is not installed, and the extra that brings it."""
    import importlib.util

    for package in packages:
        if importlib.util.find_spec(package) is None:
            raise MissingExtraError(package, extra, feature)
