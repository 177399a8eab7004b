"""Training on several devices: accelerate starts a process for each, by a configuration of the package."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from codeedit_bench.errors import UnknownNameError
from codeedit_bench.programs import require_packages


def configurations() -> list[str]:
    """The names of the configurations."""
    return sorted(path.stem for path in _folder().glob("*.yaml"))


def launch(name: str, arguments: Sequence[str]) -> int:
    """Start `codeedit train ARGUMENTS` by the configuration `name`; returns the exit status."""
    require_packages("train", f"--launch {name}", "accelerate")
    line = command_line(name, arguments, _devices())
    return subprocess.run(line, check=False).returncode


def command_line(name: str, arguments: Sequence[str], devices: int = 0) -> list[str]:
    """What `launch` runs, with the configuration's path wherever the package is installed.

    It starts a process for each of `devices`; 0 leaves the number to the configuration.

    `UnknownNameError` for a name that no configuration has.
    """
    if name not in configurations():
        raise UnknownNameError("launch configuration", name, configurations())
    accelerate = (sys.executable, "-m", "accelerate.commands.launch")
    return [
        *accelerate,
        "--config_file",
        str(_folder() / f"{name}.yaml"),
        *(("--num_processes", str(devices)) if devices else ()),
        "-m",
        "codeedit_bench",
        "train",
        *arguments,
    ]


def without_launch(arguments: Sequence[str]) -> list[str]:
    """The words of a command without its `--launch NAME`."""
    taken = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    taken.add_argument("--launch")
    return taken.parse_known_args(arguments)[1]


def _devices() -> int:
    """The GPUs of this machine."""
    import torch

    return torch.cuda.device_count()


def _folder() -> Path:
    return Path(str(resources.files("gapo"))) / "launch"
