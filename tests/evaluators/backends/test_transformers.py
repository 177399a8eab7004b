"""The transformers back end on a small random model: batches, seeds, stops, caching."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.tasks.records import EditTask
from evaluators.backends.backend import Request
from evaluators.backends.transformers import Transformers
from evaluators.generation_cache import request_key
from evaluators.prompts import FORMATS
from evaluators.prompts.format import Budget, Message, Prompt
from evaluators.runs.run import open_run
from tests.evaluators.tiny_models import make_random_model


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_random_model(tmp_path_factory.mktemp("models") / "random")


def requests_for(tasks: list[EditTask], temperature: float = 0.0) -> list[Request]:
    """Prompts of very different lengths, so that batches are padded."""
    return [
        Request(task, 0, Prompt(text="def f():\n" * (1 + 7 * place)), 12, temperature, seed=100 + place)
        for place, task in enumerate(tasks)
    ]


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_an_answer_depends_on_its_request_alone_not_on_its_batch(
    model: Path, tasks: list[EditTask], temperature: float
) -> None:
    requests = requests_for(tasks, temperature)
    together = Transformers(str(model), batch_size=16)
    alone = Transformers(str(model), batch_size=1)
    first = {c.task_id: c.text for c in together.generate(requests)}
    second = {c.task_id: c.text for c in alone.generate(requests[::-1])}
    assert first == second
    assert len(set(first.values())) > 1


def test_a_tokenizer_that_asks_to_tidy_blanks_is_not_asked_to_and_nothing_is_said(
    tmp_path: Path, tasks: list[EditTask], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SmolLM2's does. transformers told the user of an evaluation what BPE is."""
    folder = make_random_model(tmp_path / "model")
    file = folder / "tokenizer_config.json"
    settings = json.loads(file.read_text(encoding="utf-8")) | {"clean_up_tokenization_spaces": True}
    file.write_text(json.dumps(settings), encoding="utf-8")
    said: list[object] = []
    monkeypatch.setattr(logging.Logger, "warning_once", lambda _self, *words: said.append(words))
    backend = Transformers(str(folder))
    assert backend.tokenizer.clean_up_tokenization_spaces
    assert list(backend.generate(requests_for(tasks)[:1]))
    assert said == []


def test_the_first_answer_is_there_after_one_prompt_and_the_shortest(
    model: Path, tasks: list[EditTask], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batches grow from one request: on a slow machine something is on disk within a minute."""
    backend = Transformers(str(model), batch_size=4)
    sizes: list[int] = []
    batch = backend._batch
    monkeypatch.setattr(
        backend, "_batch", lambda requests, encoded: sizes.append(len(requests)) or batch(requests, encoded)
    )
    requests = requests_for(tasks)
    answers = backend.generate(requests[::-1])
    assert next(answers).task_id == requests[0].task.task_id
    assert sizes == [1]
    assert len(list(answers)) == 11
    assert sizes == [1, 2, 4, 4, 1]


def test_samples_follow_their_seeds(model: Path, tasks: list[EditTask]) -> None:
    backend = Transformers(str(model))
    prompt = Prompt(text="x = ")
    [a, b, c] = backend.generate([Request(tasks[0], n, prompt, 20, 1.0, seed) for n, seed in enumerate((1, 2, 1))])
    assert a.text == c.text != b.text


def test_sampling_has_the_model_s_own_distribution(model: Path, tasks: list[EditTask]) -> None:
    """The share of the likeliest first token among 600 samples is its softmax probability."""
    import torch

    backend = Transformers(str(model), batch_size=600, batch_tokens=10**6)
    prompt, temperature = Prompt(text="return"), 0.05
    ids = torch.tensor([backend.tokenizer(prompt.text).input_ids])
    with torch.no_grad():
        chances = torch.softmax(backend.model(ids).logits[0, -1] / temperature, -1)
    likeliest = int(chances.argmax())
    made = backend.generate([Request(tasks[0], n, prompt, 1, temperature, seed=n) for n in range(600)])
    share = sum(c.text == backend.tokenizer.decode([likeliest]) for c in made) / 600
    expected = float(chances[likeliest])
    assert share == pytest.approx(expected, abs=4 * (expected * (1 - expected) / 600) ** 0.5 + 1e-3)


def test_a_stop_string_ends_the_answer_before_itself(model: Path, tasks: list[EditTask]) -> None:
    backend = Transformers(str(model))
    [free] = backend.generate([Request(tasks[0], 0, Prompt(text="a"), 30, 0.0, 0)])
    assert (free.finish_reason, free.completion_tokens) == ("length", 30)
    stop = free.text[5]
    [stopped] = backend.generate([Request(tasks[0], 0, Prompt(text="a", stop=(stop,)), 30, 0.0, 0)])
    assert stopped.finish_reason == "stop"
    assert stopped.text == free.text[: free.text.index(stop)]


def test_messages_go_through_the_model_s_chat_template(model: Path, tasks: list[EditTask]) -> None:
    backend = Transformers(str(model))
    chat = Prompt(messages=(Message("system", "be brief"), Message("user", "hello")))
    text = "<|im_start|>system\nbe brief<|im_end|>\n<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\n"
    [spoken] = backend.generate([Request(tasks[0], 0, chat, 8, 0.0, 0)])
    [plain] = backend.generate([Request(tasks[0], 0, Prompt(text=text), 8, 0.0, 0)])
    assert spoken.text == plain.text
    assert spoken.prompt_tokens == plain.prompt_tokens


def test_a_run_from_the_command_line_and_its_repetition(model: Path, dataset: Path, tmp_path: Path) -> None:
    call = ["evaluate", str(dataset), "--backend", "transformers", "--model", str(model), "--max-tokens", "8"]
    call += ["--workers", "1", "--max-prompt-tokens", "2500", "--no-cache"]
    assert main([*call, "--out", str(tmp_path / "one")]) == 0
    assert main([*call, "--out", str(tmp_path / "two")]) == 0
    one, two = (list(open_run(tmp_path / name).predictions()) for name in ("one", "two"))
    assert [p.completion for p in one] == [p.completion for p in two]
    manifest = open_run(tmp_path / "one").manifest
    assert manifest.identity["model"].startswith("sha256:")
    assert manifest.prompt_format == "chat"
    assert set(manifest.versions) >= {"codeedit-bench", "torch", "transformers"}


@pytest.mark.parametrize("max_prompt_tokens", [1200, 2000])
def test_the_budget_is_kept_by_the_model_s_own_tokenizer(
    model: Path, tasks: list[EditTask], max_prompt_tokens: int
) -> None:
    """Byte-level: far more tokens than the estimate of three bytes each would say."""
    count = Transformers(str(model)).count_tokens()
    assert count is not None
    for name in ("zeta", "zeta2", "sweep", "fim", "chat"):
        prompt = FORMATS.load(name).render(tasks[0], Budget(max_prompt_tokens, count))
        shown = prompt.text + "".join(message.content for message in prompt.messages)
        assert count(shown) <= max_prompt_tokens or "over_budget" in prompt.tags


@pytest.mark.parametrize(("name", "split"), [("tiny", True), ("random", False)])
def test_a_run_says_that_its_tokenizer_does_not_know_the_marks_of_its_format(
    model: Path, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, split: bool
) -> None:
    """A model answers such a prompt, too. The manifest tells it to whoever reads the run."""
    call = ["evaluate", str(dataset), "--model", str(model) if name == "random" else name, "--format", "fim"]
    call += ["--limit", "1", "--max-tokens", "2", "--workers", "1", "--out", str(tmp_path / "run")]
    for _ in range(2):
        assert main(call) == 0
        assert ("warning: The model's tokenizer splits marks" in capsys.readouterr().err) is split
    notes = open_run(tmp_path / "run").manifest.notes
    assert [note for note in notes if "'fim' into plain text: <|fim_prefix|>, <|fim_suffix|>" in note] == list(
        notes
    )
    assert bool(notes) is split


def test_the_format_tax_is_one_command(
    model: Path, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["format-tax", str(dataset), "--model", str(model), "--native", "zeta", "--out", str(tmp_path / "tax")]
    call += ["--backend", "transformers", "--max-tokens", "8", "--limit", "4", "--workers", "1"]
    assert main(call) == 0
    assert "Format tax: zeta against chat" in capsys.readouterr().out
    assert open_run(tmp_path / "tax" / "zeta").manifest.prompt_format == "zeta"
    assert (tmp_path / "tax" / "format_tax.json").is_file()


def test_other_weights_in_the_same_folder_are_another_model(tmp_path: Path, tasks: list[EditTask]) -> None:
    """A retrained model must not be answered from the cache of the old one."""
    request = requests_for(tasks)[0]
    keys = []
    for seed in (0, 1):
        make_random_model(tmp_path / "model", seed=seed)
        identity = Transformers(str(tmp_path / "model")).identity()
        assert identity is not None
        keys.append(request_key(request, identity, {}))
    assert keys[0] != keys[1]


def test_a_folder_without_a_model_is_refused(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    call = ["evaluate", str(dataset), "--backend", "transformers", "--model", str(tmp_path / "empty")]
    assert main([*call, "--out", str(tmp_path / "run")]) == 2
    assert "holds no model: it has no config.json" in capsys.readouterr().err
