"""The evidence script for a GPU, dry-run on a CPU: parts join again, and its commands train and compare."""

from __future__ import annotations

import json
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


@pytest.mark.slow
def test_the_whole_evidence_runs_dry_on_a_cpu(tmp_path: Path) -> None:
    tasks = [rename_task(number, "train") for number in range(8)]
    tasks += [rename_task(number, "test") for number in range(100, 104)]
    write_dataset(tmp_path / "data", tasks, name="renames", extra={})
    data, out = open_dataset(tmp_path / "data").path, tmp_path / "evidence"
    assert gpu_evidence.start(data, model_path("tiny"), out, TINY, 3000)
    arms = [*TINY, "samples=2", "device_batch=4"]
    left = gpu_evidence.compare(data, out, arms, seeds=2, processes=2, tasks=4, seconds=3000)
    assert left == []
    text = gpu_evidence.summary(out)
    assert "| gapo | 0% | 1 | 2 |" in text
    assert len((out / "results.jsonl").read_text().splitlines()) == 8
