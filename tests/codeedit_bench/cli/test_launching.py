"""`codeedit train --launch`: configurations by name, wherever the package is installed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from codeedit_bench.cli.training.launching import command_line, configurations, without_launch
from codeedit_bench.errors import UnknownNameError


@pytest.mark.parametrize("name", configurations())
def test_a_configuration_is_a_file_of_the_package(name: str) -> None:
    line = command_line(name, ["--recipe", "gapo"])
    assert line[:3] == [sys.executable, "-m", "accelerate.commands.launch"]
    assert Path(line[line.index("--config_file") + 1]).is_file()
    assert line[-5:] == ["-m", "codeedit_bench", "train", "--recipe", "gapo"]


def test_a_process_is_started_for_each_gpu_of_the_machine() -> None:
    """The files say eight, which one GPU refuses and sixteen do not fill."""
    line = command_line("fsdp", ["--recipe", "gapo"], 2)
    assert line[line.index("--num_processes") + 1] == "2"
    assert line.index("--num_processes") < line.index("-m", 3)
    assert "--num_processes" not in command_line("fsdp", [], 0)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'fsdp'"):
        command_line("fsdpp", [])


@pytest.mark.parametrize("given", [["--launch", "fsdp"], ["--launch=fsdp"]])
def test_the_started_processes_get_every_other_word(given: list[str]) -> None:
    """Or they would start processes in their turn."""
    before, after = ["--recipe", "gapo", "--resume"], ["--set", "steps=1", "-q"]
    assert without_launch([*before, *given, *after]) == [*before, *after]
