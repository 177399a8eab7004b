"""GGUF files, memory, and the first batches of a model in this process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from codeedit_bench.errors import BackendError
from codeedit_bench.tasks.records import EditTask
from evaluators.backends.backend import Request
from evaluators.backends.gguf_file import check_gguf, end_tokens, gguf_facts, know_marks
from evaluators.backends.local_model import model_digest
from evaluators.backends.memory import free_memory, require_room, token_bytes, tokens_that_fit, weights_bytes
from evaluators.backends.transformers import Transformers
from evaluators.backends.vllm import ended_by
from evaluators.prompts.format import Prompt
from tests.evaluators.tiny_models import SPECIAL, make_random_gguf, make_random_model


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_random_model(tmp_path_factory.mktemp("models") / "random")


def test_the_first_answers_come_alone_and_batches_grow(model: Path, tasks: list[EditTask]) -> None:
    backend = Transformers(str(model))
    sizes: list[int] = []
    whole = backend.model.generate

    def noted(**given: object) -> object:
        sizes.append(len(given["input_ids"]))  # type: ignore[arg-type]  # a tensor has a length
        return whole(**given)

    backend.model.generate = noted
    requests = [Request(task, 0, Prompt(text="x = "), 4, 0.0, seed=1) for task in tasks]
    assert len(list(backend.generate(requests))) == len(tasks)
    assert sizes == [1, 2, 4, 5]


def test_other_weights_in_the_same_gguf_file_are_another_model(tmp_path: Path) -> None:
    """The cache would answer for the old ones."""
    file = tmp_path / "model.gguf"
    digests = []
    for content in (b"GGUF one", b"GGUF two", b"GGUF one"):
        file.write_bytes(content)
        digests.append(model_digest(str(file), ""))
    assert digests[0] == digests[2] != digests[1]
    assert digests[0].startswith("sha256:")


def test_a_model_of_the_hub_is_named_by_the_commit_that_was_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`main` moves on, and the cache would answer for what it was. The folder is laid out as the client does."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    kept = tmp_path / "models--someone--model"
    (kept / "refs").mkdir(parents=True)
    for commit in ("a" * 40, "b" * 40):
        (kept / "snapshots" / commit).mkdir(parents=True)
        (kept / "snapshots" / commit / "config.json").write_text("{}")
        (kept / "refs" / "main").write_text(commit)
        assert model_digest("someone/model", "") == f"hub:someone/model@{commit}"
    assert model_digest("someone/model", "a" * 40) == f"hub:someone/model@{'a' * 40}"
    assert model_digest("someone/other", "") == "hub:someone/other@main"


def test_the_manifest_s_identity_tells_the_type_that_was_used(model: Path) -> None:
    for dtype in ("float32", "bfloat16"):
        identity = Transformers(str(model), dtype=dtype).identity()
        assert identity is not None
        assert identity["dtype"] == dtype
    identity = Transformers(str(model)).identity()
    assert identity is not None
    assert identity["dtype"] in ("float32", "bfloat16")


def test_weights_that_do_not_fit_are_refused_before_they_are_loaded(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert weights_bytes(model) > 0
    monkeypatch.setattr("evaluators.backends.transformers.free_memory", lambda: 1000)
    with pytest.raises(BackendError, match="GiB are free"):
        Transformers(str(model))


def test_a_gguf_file_that_does_not_fit_once_it_is_widened_is_refused_before_it_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four bits a weight on disk are sixteen or thirty-two in memory."""
    import numpy
    from gguf import GGMLQuantizationType, GGUFWriter, quantize

    file = tmp_path / "model.gguf"
    weights = numpy.ones((64, 64), dtype=numpy.float32)
    writer = GGUFWriter(file, "qwen2")
    kind = GGMLQuantizationType.Q4_0
    writer.add_tensor("token_embd.weight", quantize(weights, kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    assert file.stat().st_size < 64 * 64
    monkeypatch.setattr("evaluators.backends.transformers.free_memory", lambda: 2 * 64 * 64 - 1)
    with pytest.raises(BackendError, match="GiB are free"):
        Transformers(str(file), dtype="bfloat16")


@pytest.mark.parametrize(
    ("word", "reason"), [("stop", "stop"), ("length", "length"), ("abort", "error"), (None, "error")]
)
def test_a_request_that_vllm_broke_off_is_no_answer(word: str | None, reason: str) -> None:
    found, error = ended_by(word)
    assert found == reason
    assert bool(error) == (reason == "error")


def test_a_batch_takes_half_of_the_free_memory_at_most() -> None:
    config = SimpleNamespace(
        num_hidden_layers=24, num_key_value_heads=2, num_attention_heads=14, head_dim=64, hidden_size=896
    )
    assert token_bytes(config, 2) == 2 * 24 * 2 * 64 * 2
    assert tokens_that_fit(65536, 1 << 30, token_bytes(config, 2)) == (1 << 29) // 12288
    assert tokens_that_fit(1000, 1 << 30, 12288) == 1000
    assert tokens_that_fit(1000, 10, 12288) == 1
    assert tokens_that_fit(1000, None, 12288) == 1000
    require_room(10, None, "m")


def test_free_memory_is_the_smaller_of_the_system_s_and_the_group_s(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text("MemTotal: 100 kB\nMemAvailable: 50 kB\n")
    (tmp_path / "memory.max").write_text("40000\n")
    (tmp_path / "memory.current").write_text("10000\n")
    assert free_memory(tmp_path / "meminfo", tmp_path) == 30000
    (tmp_path / "memory.max").write_text("max\n")
    assert free_memory(tmp_path / "meminfo", tmp_path) == 50 * 1024
    assert free_memory(tmp_path / "none", tmp_path / "none") is None


@pytest.mark.parametrize("content", [None, b"", b"not a model"])
def test_what_is_not_a_gguf_file_is_refused_in_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "model.gguf"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BackendError, match=r"There is no model|is not a GGUF file"):
        check_gguf(str(file))


def test_the_end_tokens_are_the_file_s_own_and_the_family_s(tmp_path: Path, model: Path) -> None:
    """transformers reads the wrong ones from some files, and answers run on to their limit."""
    from gguf import GGUFWriter
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(model)
    vocabulary = tokenizer.get_vocab()
    writer = GGUFWriter(tmp_path / "m.gguf", "qwen2")
    writer.add_eos_token_id(7)
    writer.add_eot_token_id(9)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    ends = end_tokens(gguf_facts(check_gguf(str(tmp_path / "m.gguf"))), tokenizer)
    assert ends == [7, 9, vocabulary["<|im_end|>"], vocabulary["<|endoftext|>"]]


def test_the_marks_that_a_gguf_file_states_are_one_token_each(tmp_path: Path, model: Path) -> None:
    """transformers read `<|fim_prefix|>` as 14 letters, and a whole run of `fim` was worthless without a word."""
    from transformers import AutoTokenizer

    file = make_random_gguf(tmp_path / "m.gguf", model)
    plain = AutoTokenizer.from_pretrained(tmp_path, gguf_file=file.name)
    whole = AutoTokenizer.from_pretrained(model)
    count = Transformers(str(file)).count_tokens()
    assert count is not None
    assert len(plain("<|fim_prefix|>").input_ids) == 14
    know_marks(plain, gguf_facts(file).marks)
    for mark in SPECIAL:
        assert plain(mark).input_ids == whole(mark).input_ids
        assert count(f"he{mark}he") == 3


@pytest.mark.parametrize("kept", [0.0, 0.01, 0.5, 0.999])
def test_a_gguf_file_that_was_cut_off_is_told_and_no_fault(tmp_path: Path, model: Path, kept: float) -> None:
    """An interrupted download asked the user to report a fault of codeedit."""
    whole = make_random_gguf(tmp_path / "m.gguf", model).read_bytes()
    file = tmp_path / "cut.gguf"
    file.write_bytes(whole[: max(4, int(kept * len(whole)))])
    with pytest.raises(BackendError, match=r"is damaged: .* Download it again"):
        Transformers(str(file))


MANY_LENGTHS = """
import os
from evaluators.backends.transformers import Transformers

backend = Transformers("tiny", batch_size=2)
import torch

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

def answered(length):
    with torch.inference_mode():
        backend.model(input_ids=torch.ones((2, length), dtype=torch.long))

answered(300)
before = resident()
for length in range(100, 250):
    answered(length)
print(resident() - before)
"""


def growth(**environment: str) -> int:
    """Bytes that a process grows by while it reads texts of 150 lengths."""
    clean = {name: value for name, value in os.environ.items() if not name.endswith("CACHE_CAPACITY")}
    done = subprocess.run(
        [sys.executable, "-c", MANY_LENGTHS],
        env={**clean, "PYTHONPATH": str(Path.cwd()), "OMP_NUM_THREADS": "1", **environment},
        stdout=subprocess.PIPE,
        check=True,
    )
    return int(done.stdout)


def test_texts_of_many_lengths_do_not_fill_the_memory() -> None:
    """A CPU compiles a kernel for each length and keeps a thousand of them, unless the user says so."""
    kept = growth(LRU_CACHE_CAPACITY="1024", ONEDNN_PRIMITIVE_CACHE_CAPACITY="1024")
    if kept < 100_000_000:
        pytest.skip("this processor keeps no kernels of this kind")
    assert growth() < kept / 2
