"""A run that is ended from outside leaves no process behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from evaluators.children import descendants, end_processes

PROGRAM = """
import subprocess, sys, time
from evaluators.children import children_ended
with children_ended():
    sleep = "import time; print('up', flush=True); time.sleep(99)"
    grandchild = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', " + repr(sleep) + "]).wait()"
    subprocess.Popen([sys.executable, "-c", grandchild], stdout=subprocess.PIPE).stdout.readline()
    print("ready", flush=True)
    {end}
"""


def below(process: int) -> list[int]:
    return [child for child in descendants(process) if Path(f"/proc/{child}").exists()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_children_and_grandchildren(number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(end="time.sleep(99)")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    started = below(process.pid)
    assert len(started) == 2
    process.send_signal(number)
    status = process.wait(30)
    process.stdout.close()
    assert status == 128 + number if number != signal.SIGINT else status != 0
    time.sleep(0.2)
    assert not [child for child in started if _runs(child)]


def test_a_fault_ends_children_as_well() -> None:
    code = PROGRAM.format(end="raise MemoryError")
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert process.stdout is not None
    process.stdout.readline()
    started = below(process.pid)
    assert process.wait(30) == 1
    process.stdout.close()
    assert not [child for child in started if _runs(child)]


INSIDE_OTHER_CODE = """
import signal, time
from evaluators.children import children_ended
class Lock:
    def __enter__(self):
        return self
    def __exit__(self, *raised):
        raise RuntimeError("release unlocked lock")
class Finalized:
    def __del__(self):
        time.sleep(99)
with children_ended():
    try:
        {block}
    finally:
        print("given back", flush=True)
"""
BLOCKS = {
    "a lock raises another error": "with Lock(): print('ready', flush=True); time.sleep(99)",
    "a finalizer's exception is swallowed": "print('ready', flush=True); Finalized(); time.sleep(1)",
}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_the_status_tells_of_the_signal_whatever_other_code_made_of_it(block: str, number: signal.Signals) -> None:
    """vLLM waits in a queue: a signal that came while its lock was taken ended as a fault of ours."""
    process = subprocess.Popen(
        [sys.executable, "-c", INSIDE_OTHER_CODE.replace("{block}", block)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(number)
    assert process.wait(30) == 128 + number
    assert process.stdout.read() == b"given back\n"
    process.stdout.close()


ORPHANS = """
import subprocess, sys
from evaluators.children import children_ended
with children_ended():
    sleep = "import time; time.sleep(99)"
    start = "subprocess.Popen([sys.executable, '-c', " + repr(sleep) + "], stdout=subprocess.DEVNULL)"
    parent = "import subprocess, sys; print(" + start + ".pid)"
    print(subprocess.run([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True).stdout, flush=True)
"""


def test_a_process_whose_parent_died_is_ended_as_well() -> None:
    """An engine that is killed for its memory leaves workers that are nobody's children."""
    done = subprocess.run(
        [sys.executable, "-c", ORPHANS],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        timeout=60,
        check=True,
    )
    assert not _runs(int(done.stdout))


SCORING = """
from codeedit_bench.tasks.records import Prediction
from evaluators.scoring import score_all
from tests.tasks import make_task

task = make_task()
texts = [f"x = {n}\\n" for n in range(99_999)]
pairs = [(task, Prediction(task.task_id, n, text, text, "stop", 1, 1, 0.1)) for n, text in enumerate(texts)]
score_all(pairs, workers=2, done=lambda count: print("ready", flush=True))
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_processes_that_score_end_with_the_run(tmp_path: Path, number: signal.Signals) -> None:
    """Python's pools leave their workers waiting for ever where a signal ends the process that feeds them."""
    program = tmp_path / "program.py"
    program.write_text(f"if __name__ == '__main__':\n{textwrap.indent(SCORING, '    ')}")
    process = subprocess.Popen(
        [sys.executable, str(program)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    started = below(process.pid)
    assert len(started) >= 2
    process.send_signal(number)
    assert process.wait(60) == -number
    process.stdout.close()
    time.sleep(0.5)
    assert not [child for child in started if _runs(child)]


def test_a_child_that_does_not_want_to_end_is_killed() -> None:
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(99)"
    )
    with subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        end_processes({process.pid}, patience=0.3)
        assert not _runs(process.pid)


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
