"""How this program is called here, so that a command that is printed can be pasted."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

NAME = "codeedit"


def command_line(*words: str | Path) -> str:
    """`codeedit WORDS`, quoted for a shell; with a path where the PATH does not lead to this program."""
    return shlex.join([_program(), *map(str, words)])


def _program() -> str:
    called = Path(sys.argv[0])
    found = shutil.which(NAME)
    if called.name != NAME or not called.is_file() or (found and Path(found).resolve() == called.resolve()):
        return NAME
    return os.path.relpath(called)
