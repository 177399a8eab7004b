"""Small edit tasks and a small untrained model for the trainer's tests."""

from __future__ import annotations

import dataclasses
import random

import pytest

from codeedit_bench.lines import unified_diff
from codeedit_bench.tasks.dataset import Dataset, open_dataset, write_dataset
from codeedit_bench.tasks.records import Cursor, EditTask, PriorEdit, Provenance, Region, Signals, task_digest

WORDS = ("user", "name", "order", "total", "price", "count", "label", "index", "size", "value")


def rename_task(number: int, split: str) -> EditTask:
    """A field was renamed once; the region uses it once more."""
    draw = random.Random(number)
    old, new, holder = draw.sample(WORDS, 3)
    edit = PriorEdit(
        path="a.py",
        origin="in_commit",
        old_start=0,
        new_start=0,
        old=f"self.{old} = 0\n",
        new=f"self.{new} = 0\n",
        diff=unified_diff(f"self.{old} = 0\n", f"self.{new} = 0\n", "a.py"),
    )
    task = EditTask(
        task_id="",
        language="python",
        path="a.py",
        history=(edit,),
        file_text=f"print({holder}.{old}, {number})\n",
        region=Region(0, 1),
        cursor=Cursor(0, 0),
        reference=f"print({holder}.{new}, {number})\n",
        accepted=(),
        n_edits=2,
        edit_index=1,
        signals=Signals(1.0, 1.0, True, False, "rename", "T1", "", 1, 1, False, 0, 0),
        tags=(),
        split=split,
        provenance=Provenance("r", f"c{number}", "p", "o", "n", 0, "MIT", "", "0", ""),
    )
    return dataclasses.replace(task, task_id=task_digest(task))


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("data")
    tasks = [rename_task(number, "train") for number in range(24)]
    tasks += [rename_task(number, "validation") for number in range(100, 104)]
    write_dataset(folder, tasks, name="renames", extra={})
    return open_dataset(folder)


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory, data: Dataset) -> str:
    """An untrained two-layer model with wired copying, saved with its tokenizer."""
    from evaluators.prompts.format import Budget
    from evaluators.prompts.line import FORMAT
    from gapo.tiny.architecture import TinyShape, make_tiny_model
    from gapo.tiny.tokenizer import train_tokenizer

    texts = [FORMAT.render(task, Budget()).text + task.reference for task in data.tasks()]
    tokenizer = train_tokenizer(texts, 320)
    folder = tmp_path_factory.mktemp("model")
    make_tiny_model(tokenizer, TinyShape(layers=2), 0).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    torch.set_num_threads(1)
