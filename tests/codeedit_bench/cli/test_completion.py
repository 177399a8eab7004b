"""`codeedit completion`: a real shell completes commands, options and names."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codeedit_bench.cli import main


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = subprocess.run(
        [sys.executable, "-m", "codeedit_bench", "completion", "bash"], capture_output=True, check=True
    )
    path = tmp_path_factory.mktemp("completion") / "codeedit"
    path.write_bytes(made.stdout)
    return path


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("codeedit evalu", "evaluate"),
        ("codeedit leaderboard bu", "build"),
        ("codeedit mine repository --wor", "--workers"),
        ("codeedit evaluate --backend rep", "replay"),
        ("codeedit train --recipe tiny_ga", "tiny_gapo"),
        ("codeedit stats --split va", "validation"),
    ],
)
def test_bash_completes_what_is_typed(script: Path, typed: str, completed: str) -> None:
    words = shlex.split(typed)
    asked = (
        f"source {shlex.quote(str(script))}\n"
        f"COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}\n"
        "$(complete -p codeedit | sed 's/.*-F \\([^ ]*\\) .*/\\1/')\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    # The function is called in the shell itself, since COMPREPLY would be lost in a child.
    asked = asked.replace("$(complete", "eval $(complete")
    said = subprocess.run(["bash", "--norc", "-c", asked], capture_output=True, text=True, check=True)
    assert said.stderr == ""
    assert completed in said.stdout.split()


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not on the PATH")
def test_zsh_reads_its_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "zsh"]) == 0
    (tmp_path / "_codeedit").write_text(capsys.readouterr().out)
    subprocess.run(["zsh", "-n", str(tmp_path / "_codeedit")], check=True)


def test_the_script_for_zsh_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "zsh"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("#compdef codeedit\n")
    assert "turn git repositories into a data set of edit tasks" in shown


def test_another_shell_is_refused_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "bsh"]) == 2
    assert "Did you mean 'bash'?" in capsys.readouterr().err


def test_the_help_does_not_import_what_completion_needs() -> None:
    asked = "import sys; from codeedit_bench.cli import main; main(['--help']); assert 'shtab' not in sys.modules"
    subprocess.run([sys.executable, "-c", asked], stdout=subprocess.DEVNULL, check=True)
