"""A run goes on from a checkpoint to the same bits, whatever became of the newest one."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from gapo.watching.checkpoints import EPOCH, WHOLE, last_checkpoint
from tests.gapo.test_run import SMALL, sets, train

GROUPED = ["prompts_per_step=4", "device_batch=4", "steps=8", "save_steps=2", "keep_checkpoints=9", "eval_tasks=0"]
"""24 rows of several lengths are six steps an epoch: checkpoints 2 and 4 lie within the first."""


@pytest.fixture(scope="module")
def whole(data, model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole") / "run"
    assert train("tiny_sft", data, model, out, *GROUPED) == 0
    return out


@pytest.fixture
def cut_off(whole: Path, tmp_path: Path) -> Path:
    """The run as a kill after checkpoint 4 leaves it."""
    return shutil.copytree(
        whole,
        tmp_path / "run",
        ignore=shutil.ignore_patterns("checkpoint-[68]", "model.safetensors.*", "run.json"),
    )


def resume(data, model, out: Path) -> int:
    where = ["--data", str(data.path), "--model", model, "--out", str(out), "--resume"]
    return main(["train", "--recipe", "tiny_sft", *where, *sets(*SMALL, *GROUPED)])


def weights(out: Path) -> bytes:
    return (out / "model.safetensors").read_bytes()


def test_rows_grouped_by_length_keep_their_order_within_an_epoch(data, model, whole, cut_off) -> None:
    """They were drawn anew: some rows came twice, others never."""
    assert resume(data, model, cut_off) == 0
    assert weights(cut_off) == weights(whole)


def test_a_run_that_had_made_all_its_steps_takes_no_further_one(data, model, whole, tmp_path, capsys) -> None:
    """It took a ninth of eight."""
    out = shutil.copytree(whole, tmp_path / "run", ignore=shutil.ignore_patterns("run.json"))
    assert resume(data, model, out) == 0
    assert '"steps": 8' in capsys.readouterr().out
    assert weights(out) == weights(whole)


DAMAGE: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "a state with a byte that is no text": ("trainer_state.json", lambda content: b"\xc6" + content),
    "a state that was cut off": ("trainer_state.json", lambda content: content[:100]),
    "weights with a wrong byte": ("model.safetensors", lambda content: content[:-1] + bytes([content[-1] ^ 1])),
    "an optimizer that is empty": ("optimizer.pt", lambda _: b""),
    "random numbers half zeros": ("rng_state.pth", lambda content: content[:900] + bytes(len(content) - 900)),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_checkpoint_is_passed_over(what: str, whole: Path, cut_off: Path, capsys) -> None:
    name, change = DAMAGE[what]
    file = cut_off / "checkpoint-4" / name
    file.write_bytes(change(file.read_bytes()))
    assert last_checkpoint(cut_off, 8) == cut_off / "checkpoint-2"
    assert "checkpoint-4 is passed over: " in capsys.readouterr().err
    assert not (cut_off / "checkpoint-4").exists()


def test_a_checkpoint_that_was_cut_off_while_it_was_written_is_passed_over(cut_off: Path) -> None:
    """A kill in the middle of one was the end of the run: its state was missing."""
    (cut_off / "checkpoint-4" / WHOLE).unlink()
    assert last_checkpoint(cut_off, 8) == cut_off / "checkpoint-2"
    (cut_off / "checkpoint-2" / "trainer_state.json").unlink()
    assert last_checkpoint(cut_off, 8) is None


def test_checkpoints_of_an_earlier_version_are_taken_as_they_are(cut_off: Path) -> None:
    for own in (*cut_off.glob(f"*/{WHOLE}"), *cut_off.glob(f"*/{EPOCH}")):
        own.unlink()  # an earlier version wrote neither
    assert last_checkpoint(cut_off, 8) == cut_off / "checkpoint-4"


class Program:
    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (self.command,)


@pytest.mark.parametrize("door", ["train", "evaluate"])
def test_a_model_whose_weights_are_a_program_is_refused_in_a_sentence(
    door: str, data, model, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was never run; but the refusal was reported as a fault of ours."""
    folder = shutil.copytree(model, tmp_path / "model")
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Program(f"touch {tmp_path / 'ran'}"), protocol=2))
    words = {
        "train": ["train", "--recipe", "tiny_sft", *sets(*SMALL, "prompts_per_step=8")],
        "evaluate": ["evaluate", "--split", "validation", "--no-cache"],
    }[door]
    where = ["--dataset", str(data.path), "--model", str(folder), "--out", str(tmp_path / "out")]
    assert main([*words, *where]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert "cannot be loaded: " in said
    assert said.endswith(".")
    assert not (tmp_path / "ran").exists()


def test_the_first_checkpoint_that_was_cut_off_before_its_mark_is_passed_over(tmp_path: Path) -> None:
    checkpoint = tmp_path / "checkpoint-2"
    checkpoint.mkdir()
    (checkpoint / "trainer_state.json").write_text('{"global_step": 2}')
    (checkpoint / "epoch_start.pt").write_bytes(b"")
    assert last_checkpoint(tmp_path, 20) is None
