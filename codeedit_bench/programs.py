"""Programs that are not Python packages: asked for before they are needed."""

from __future__ import annotations

import shutil

from codeedit_bench.errors import MissingProgramError

REMEDIES = {
    "git": "Install git, or add its folder to the PATH.",
    "accelerate": "Install it: pip install accelerate",
    "torchrun": "Install it: pip install torch",
}


def require_program(name: str) -> None:
    """`MissingProgramError` if the program `name` is not on the PATH."""
    if shutil.which(name) is None:
        raise MissingProgramError(name, REMEDIES.get(name, ""))
