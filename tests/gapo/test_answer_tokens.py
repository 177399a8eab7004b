"""On a CPU the head over the vocabulary sees the answers alone, and loss and gradients are what TRL's are."""

from __future__ import annotations

import pytest
import torch
from trl.trainer import utils

from gapo.trainers.answer_tokens import SWITCH, score_answers_alone

IDS = torch.arange(24).reshape(2, 12) + 5
LABELS = IDS.masked_fill(torch.arange(12) < 8, -100)
"""The last four tokens of each row are the answer."""


@pytest.fixture
def switch(monkeypatch: pytest.MonkeyPatch) -> None:
    """TRL's own switch, as before any training of this process."""
    monkeypatch.setattr(utils, SWITCH, lambda device: device.type == "cuda")


def scored(model_path: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, torch.Tensor, torch.Tensor]:
    """How many positions the head saw, the answer's log probabilities, and the gradient of the head."""
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(model_path, dtype=torch.float32)
    function = utils._ChunkedLogProbFunction
    seen = []

    class Counting:
        @staticmethod
        def apply(hidden, *arguments):
            seen.append(len(hidden))
            return function.apply(hidden, *arguments)

    utils.add_fused_lm_head(model)
    with monkeypatch.context() as patched:
        patched.setattr(utils, "_ChunkedLogProbFunction", Counting)
        output = model(input_ids=IDS, labels=LABELS, fused_lm_head=True)
    logprobs = output.log_probs
    logprobs.sum().backward()
    return sum(seen), logprobs.detach(), model.get_output_embeddings().weight.grad


def test_answers_alone_are_scored_and_nothing_else_changes(model: str, switch: None, monkeypatch) -> None:
    everything, logprobs, gradient = scored(model, monkeypatch)
    score_answers_alone()
    score_answers_alone()  # each trainer of a process asks for it
    answers, same, gradient_too = scored(model, monkeypatch)
    assert (everything, answers) == (22, 8)
    torch.testing.assert_close(same, logprobs)
    torch.testing.assert_close(gradient_too, gradient)


def test_another_device_is_left_to_trl(switch: None) -> None:
    score_answers_alone()
    answer = getattr(utils, SWITCH)
    assert [answer(torch.device(kind)) for kind in ("cpu", "cuda", "meta")] == [True, True, False]


def test_a_trl_without_the_switch_trains_as_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(utils, SWITCH)
    score_answers_alone()
    assert not hasattr(utils, SWITCH)
