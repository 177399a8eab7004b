"""The evidence script for a GPU, dry-run on a CPU: parts join again, and its commands train and compare."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks import gpu_evidence
from codeedit_bench.tasks.dataset import open_dataset, write_dataset
from gapo.models.loading import model_path
from tests.gapo.conftest import rename_task

TINY = (
    *("prompt_format=line", "prompt_tokens=64", "completion_tokens=16", "prompts_per_step=2", "device_batch=2"),
    *("steps=1", "eval_tasks=0", "report_to=[]", "warmup_steps=0", "learning_rate=1e-4"),
)


def test_a_model_travels_in_small_parts_and_comes_back(tmp_path: Path) -> None:
    model = Path(model_path("tiny"))
    assert gpu_evidence.pack([model], tmp_path / "parts", part_bytes=100_000) > 5
    assert all(part.stat().st_size <= 100_000 for part in (tmp_path / "parts").glob("part-*"))
    gpu_evidence.unpack(tmp_path / "parts", tmp_path / "carried")
    for path in model.iterdir():
        assert (tmp_path / "carried" / model.name / path.name).read_bytes() == path.read_bytes()


def test_a_damaged_part_and_a_path_that_climbs_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "weights").write_bytes(b"abc" * 10)
    gpu_evidence.pack([folder], tmp_path / "parts", part_bytes=16)
    (tmp_path / "parts" / "part-00001").write_bytes(b"other")
    with pytest.raises(SystemExit, match="damaged"):
        gpu_evidence.unpack(tmp_path / "parts", tmp_path / "out")
    manifest = tmp_path / "parts" / gpu_evidence.SPLIT_MANIFEST
    files = json.loads(manifest.read_text())
    files[0]["path"] = "../outside"
    manifest.write_text(json.dumps(files))
    with pytest.raises(SystemExit, match="outside"):
        gpu_evidence.unpack(tmp_path / "parts", tmp_path / "out")


def test_commands_and_parts_keep_within_their_limits() -> None:
    assert gpu_evidence.CLOCK + 2 * gpu_evidence.GRACE < 600
    assert gpu_evidence.PART_BYTES < 64 * 2**20


def test_a_process_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu_evidence, "GRACE", 1)
    deaf = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    stubborn = f"import signal, time; {deaf}; print('up', flush=True); time.sleep(99)"
    process = subprocess.Popen([sys.executable, "-c", stubborn], stdout=subprocess.PIPE)
    assert process.stdout
    with process.stdout:
        process.stdout.readline()
        gpu_evidence._wait([process], time.monotonic())
    assert process.poll() == -signal.SIGKILL


def test_speed_is_counted_of_the_steps_after_the_first(tmp_path: Path) -> None:
    """Kernels are compiled in the first."""
    entries = [
        {"exact_match": 0.0, "step": 0},
        {"num_tokens": 1_000.0, "step_time": 50.0, "step": 1},
        {"num_tokens": 1_600.0, "step_time": 2.0, "step": 2},
        {"num_tokens": 2_200.0, "step_time": 4.0, "step": 3},
    ]
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    assert gpu_evidence.tokens_per_second(tmp_path / "log.jsonl") == 200.0


def test_speed_measures_what_runs_here_and_says_what_the_others_lack(tmp_path: Path) -> None:
    write_dataset(
        tmp_path / "data", [rename_task(number, "train") for number in range(8)], name="renames", extra={}
    )
    small = [*TINY[:-3], "samples=2", "device_batch=4", "rollout_batch=8", "report_to=[]", "steps=3"]
    text = gpu_evidence.speed(tmp_path / "data", model_path("tiny"), tmp_path / "out", small, gpu_evidence.CLOCK)
    way, rate = text.splitlines()[2].strip("| ").split(" | ")
    assert way == "transformers"
    assert float(rate.replace(",", "")) > 0
    assert (tmp_path / "out" / "speed.md").read_text() == text
    if gpu_evidence._device() == "cpu":
        assert "| fsdp | not run: a GPU missing |" in text


@pytest.mark.slow
def test_the_whole_evidence_runs_dry_on_a_cpu(tmp_path: Path) -> None:
    tasks = [rename_task(number, "train") for number in range(8)]
    tasks += [rename_task(number, "test") for number in range(100, 104)]
    write_dataset(tmp_path / "data", tasks, name="renames", extra={})
    data, out = open_dataset(tmp_path / "data").path, tmp_path / "evidence"
    calls = 3  # as a person runs them: again until they say that they are done, each under the shipped clock
    assert any(gpu_evidence.start(data, model_path("tiny"), out, TINY, gpu_evidence.CLOCK) for _ in range(calls))
    arms = [*TINY, "samples=2", "device_batch=4"]
    for _ in range(calls):
        left = gpu_evidence.compare(data, out, arms, seeds=2, processes=2, tasks=4, seconds=gpu_evidence.CLOCK)
        if not left:
            break
    assert left == []
    text = gpu_evidence.summary(out)
    assert "| gapo | 0% | 1 | 2 |" in text
    assert len((out / "results.jsonl").read_text().splitlines()) == 8
