"""`codeedit demo`: the loop end to end."""

from __future__ import annotations

import hashlib
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import codeedit_bench as ceb
from codeedit_bench.cli import main
from codeedit_bench.demo import program
from codeedit_bench.demo.place import MARK
from codeedit_bench.demo.results import mean_reward
from codeedit_bench.demo.story import LOG
from codeedit_bench.errors import install_command
from tests.processes import command, interrupted
from tests.test_docs import check_command_line

LANGUAGES = {"python", "javascript", "typescript", "java", "go", "c", "cpp", "csharp", "rust", "php"}


def run_demo(out: Path, *options: str) -> dict[str, Any]:
    """Run the demo in `out`; return the data set's hash and, by run, what the metrics came to."""
    assert main(["demo", "--out", str(out), *options]) == 0
    manifest = json.loads((out / "data/manifest.json").read_text())
    runs = {
        run.name: json.loads((run / "summary.json").read_text())["metrics"] for run in (out / "runs").iterdir()
    }
    return {"data": manifest["content_hash"], **runs}


def test_without_training_it_goes_from_repositories_to_a_site_and_again_to_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    out = Path("demo")
    first = run_demo(out, "--without-training", "--commits", "60", "--workers", "1")
    shown = capsys.readouterr()
    assert "[10/10, " in shown.err
    assert re.search(r"served \d+ files, [\d,]+ bytes", shown.err), "the site was read from a server"
    added = json.loads((out / "taken-in/replay/verification.json").read_text())
    assert added["archive_sha256"] == hashlib.sha256((out / "submissions/replay.zip").read_bytes()).hexdigest()
    systems = (out / "site/data/systems/replay.js").read_text()
    assert '"origin":"re-scored"' in systems, "the site shows the submission, not the run that it was made of"
    printed = [line.strip() for line in shown.err.splitlines() if line.strip().startswith("codeedit mine ")]
    words = shlex.split(printed[0])
    assert words[words.index("--name") + 1] == "codeedit demo", "a printed command can be pasted"
    assert "all sound" in shown.err
    assert str(tmp_path) not in shown.out + shown.err, "what is printed holds no path of this machine"
    lines = [line for line in (shown.out + shown.err).splitlines() if line.strip()]
    assert len(set(lines)) > 0.9 * len(lines), "code repeats lines, the demo says nothing twice"
    assert str(out / "site/index.html") in shown.out
    assert (out / "site/index.html").is_file()
    check_the_example(shown.out, out)
    check_the_commands_to_try_next(shown.out)
    log = (out / LOG).read_text()
    assert log.count("$ codeedit ") == 8, "the log has each command but the one that is shown and the server"
    built = next(line for line in log.splitlines() if line.endswith("  replay"))
    [score] = re.findall(r"([\d.]+%)  \[", built)
    results = shown.out.split("Held-out tasks of the demo")[1]
    row = next(line for line in results.splitlines() if line.split()[:1] == ["replay"])
    assert row.split()[1] == score, "the demo and the leaderboard show one number"
    explained = [line for line in results.splitlines() if re.match(r"(copy|replay)  +A reference line", line)]
    assert len(explained) == 2, "each row of the table is explained"
    languages = json.loads((out / "data/manifest.json").read_text())["languages"]
    assert set(languages) >= LANGUAGES
    assert first["copy"]["em_layout"]["value"] == 0
    assert first["replay"]["em_layout"]["value"] > 0.2
    assert "codeedit demo" in (out / MARK).read_text()
    assert run_demo(out, "--without-training", "--commits", "60", "--workers", "2") == first


def check_the_example(printed: str, out: Path) -> None:
    """One held-out task is shown, with an answer that is right and one that is wrong, as the runs say."""
    [identity] = re.findall(r"^task (\w+)$", printed, re.MULTILINE)
    [right] = re.findall(r"^(\w+) answered exactly that: right\.$", printed, re.MULTILINE)
    [wrong] = re.findall(r"^(\w+) (?:answered this|left the region as it is): wrong\.$", printed, re.MULTILINE)
    dataset = ceb.load(out / "data")
    for system, verdict in ((right, "right"), (wrong, "wrong")):
        found = ceb.view(out / "runs" / system, dataset, tasks=[identity])
        assert [example.verdict for example in found.examples] == [verdict]


def check_the_commands_to_try_next(printed: str) -> None:
    """There are three; those that need no network are run as they are printed."""
    commands = [line.strip() for line in printed.split("Try next:")[1].splitlines() if line.strip()]
    assert len(commands) == 3
    view, serve, mine = (shlex.split(line)[1:] for line in commands)
    assert main(view) == 0
    assert serve[:2] == ["leaderboard", "serve"]
    assert (Path(serve[2]) / "index.html").is_file()
    check_command_line(commands[2])
    assert mine[1].startswith("https://")


def test_a_printed_command_names_this_program_where_the_path_does_not_lead_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = Path(sys.executable).parent / "codeedit"
    monkeypatch.setattr(sys, "argv", [str(ours)])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(ours.parent))
    assert program.command_line("show", "a b") == "codeedit show 'a b'"
    monkeypatch.setenv("PATH", str(tmp_path))
    printed = shlex.split(program.command_line("--version"))
    assert "codeedit " in subprocess.run(printed, capture_output=True, text=True, check=True).stdout


def test_a_second_demo_in_one_folder_is_refused_while_the_first_one_works(tmp_path: Path) -> None:
    words = ("demo", "--without-training", "--out", "demo", "--commits", "200")

    def start_a_second() -> None:
        second = subprocess.run(command(*words), cwd=tmp_path, capture_output=True, text=True, check=False)
        assert second.returncode == 2
        assert second.stderr == (
            "codeedit: Another demo is at work in demo. Wait for its end, or name another folder with --out.\n"
        )

    said = interrupted(*words, cwd=tmp_path, when=lambda line: "[1/10, " in line, meanwhile=start_a_second)
    assert "codeedit: demo was interrupted. The same command starts the demo again from the beginning." in said
    assert run_demo(tmp_path / "demo", "--without-training", "--commits", "20", "--workers", "1")["copy"]


def test_a_folder_that_it_did_not_make_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    assert main(["demo", "--out", str(tmp_path)]) == 2
    assert "was not made by `codeedit demo`. Name another folder with --out." in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_without_torch_it_says_what_to_install_before_it_does_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    assert main(["demo", "--out", str(tmp_path / "demo")]) == 2
    message = capsys.readouterr().err
    assert "needs torch, which is not installed." in message
    assert install_command("train") in message
    assert not (tmp_path / "demo").exists()


def test_numbers_that_cannot_be_are_refused_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in (["--commits", "1"], ["--workers", "0"]):
        assert main(["demo", "--out", str(tmp_path / "demo"), *wrong]) == 2
        assert "--commits of 2 or more and --workers of 1 or more" in capsys.readouterr().err
    assert not (tmp_path / "demo").exists()


@pytest.mark.slow
def test_the_tiny_model_learns_from_its_tasks_and_then_from_the_reward(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole demo. Training stops by the clock, so the numbers differ from machine to machine."""
    found = run_demo(tmp_path / "demo")
    table = capsys.readouterr().out
    assert all(f" {system} " in table for system in ("copy", "replay", "tiny", "tiny-sft", "tiny-gapo"))
    assert found["tiny-sft"]["em_layout"]["value"] > 0.1

    def paid(run: str) -> float:
        return mean_reward(tmp_path / "demo" / "runs" / run, tmp_path / "demo" / "data")

    assert paid("tiny-gapo-sampled") > paid("tiny-sft-sampled")
