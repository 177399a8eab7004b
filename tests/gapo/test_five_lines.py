"""The five lines of the documentation train a model, as they stand there."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from codeedit_bench.tasks.dataset import Dataset

PAGE = Path(__file__).resolve().parents[2] / "docs" / "train.md"


def test_the_five_lines_of_the_page_train_a_model(
    data: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = re.search(r"```python\n(import codeedit_bench as ceb\n.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert found
    lines = [line for line in found[1].splitlines() if line]
    assert len(lines) <= 5
    shutil.copytree(data.path, tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    exec(found[1].replace('"steps": 20', '"steps": 1, "report_to": []'), {})
    assert json.loads((tmp_path / "runs" / "gapo" / "run.json").read_text())["steps"] == 1
