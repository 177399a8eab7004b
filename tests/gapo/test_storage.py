"""A full disk under a training is one sentence with the path, whichever library met it."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from codeedit_bench.errors import TrainingError
from codeedit_bench.tasks.dataset import Dataset
from gapo.watching.storage import refusal, storage_told

FULL = Path("/dev/full")


def write_to_a_full_disk(out: Path) -> None:
    with storage_told(out), FULL.open("w") as log:
        log.write("{}\n")
        log.flush()


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full, which Linux has")
def test_a_line_of_a_log_that_finds_no_room_names_the_folder(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space left") as caught:
        write_to_a_full_disk(tmp_path)
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(tmp_path))


def test_what_rust_quotes_of_the_system_keeps_its_number(tmp_path: Path) -> None:
    error = Exception("Error while serializing: I/O error: No space left on device (os error 28)")
    found = refusal(error, tmp_path)
    assert isinstance(found, OSError)
    assert (found.errno, found.filename) == (errno.ENOSPC, str(tmp_path))


def test_what_is_not_of_storage_stays_what_it_was(tmp_path: Path) -> None:
    assert refusal(ValueError("a shape does not fit"), tmp_path) is None
    assert refusal(FileNotFoundError(errno.ENOENT, "none", "x"), tmp_path) is None


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file of this process may grow beyond 64 KiB, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("library", ["torch", "safetensors"])
def test_weights_that_find_no_room(tmp_path: Path, library: str, small_files: None) -> None:
    weights = {"a": torch.zeros(1 << 16)}
    write = {"torch": torch.save, "safetensors": save_file}[library]
    with pytest.raises((OSError, TrainingError)) as caught, storage_told(tmp_path):
        write(weights, tmp_path / "weights")
    assert str(tmp_path) in str(caught.value)


@pytest.mark.parametrize("limit", [30_000, 300_000, 1_000_000])
def test_a_training_that_finds_no_room_ends_with_a_sentence(
    data: Dataset, model: str, tmp_path: Path, limit: int
) -> None:
    """Wherever it stops: the log and the recipe, a checkpoint's weights, or the optimizer's state."""
    program = (
        f"import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "from codeedit_bench.cli import main\nsys.exit(main(sys.argv[1:]))"
    )
    words = ["train", "--recipe", "tiny_sft", "--dataset", str(data.path), "--model", model]
    settings = ["steps=3", "save_steps=1", "eval_tasks=0", "seconds=0", "completion_tokens=32", "report_to=[]"]
    words += ["--out", "run", *(word for setting in settings for word in ("--set", setting))]
    # What counts the lines that run would find no room either, and say so last.
    uncounted = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**uncounted, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"},
        check=False,
    )
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 2, done.stderr
    assert last.startswith("codeedit: ")
    assert "run" in last
    assert "fault" not in last
    assert "Traceback" not in done.stderr
