"""The tiny model's parts: a tokenizer that loses nothing, and an initialisation that copies."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gapo.tiny.architecture import TinyShape, make_tiny_model
from gapo.tiny.tokenizer import train_tokenizer

LINES = [f"-{a}{b.title()}\n+{b}_{a}\n=    {a} = {b}({i});\n>" for i, (a, b) in enumerate([("user", "name")] * 9)]
TOKENIZER = train_tokenizer(LINES, 400)


@given(text=st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_any_text_survives_encoding(text: str) -> None:
    assert TOKENIZER.decode(TOKENIZER(text).input_ids) == text


def test_a_word_is_one_token_wherever_it_stands() -> None:
    pieces = TOKENIZER.tokenize("user(user_user user")
    assert pieces.count("user") == 4


def test_a_saved_tokenizer_is_loaded_as_it_was(tmp_path: Path) -> None:
    """For the Qwen2 layout, transformers 5 put its own tokenizer there: exact match fell from 14% to 3%."""
    from transformers import AutoTokenizer

    TOKENIZER.save_pretrained(tmp_path)
    make_tiny_model(TOKENIZER, TinyShape(), 0).save_pretrained(tmp_path)
    loaded = AutoTokenizer.from_pretrained(tmp_path)
    for line in LINES:
        assert loaded(line).input_ids == TOKENIZER(line).input_ids


def test_the_wired_model_copies_before_any_training() -> None:
    """A random line twice: from its third token on, the second is predicted; unwired, it is not."""
    tokens = torch.randint(10, len(TOKENIZER), (8, 24), generator=torch.Generator().manual_seed(3))
    twice = torch.cat([tokens, tokens], dim=1)
    right = {}
    for wired in (True, False):
        model = make_tiny_model(TOKENIZER, TinyShape(wired=wired), 0).eval()
        with torch.no_grad():
            guess = model(twice).logits.argmax(-1)
        right[wired] = (guess[:, 26:-1] == twice[:, 27:]).float().mean().item()
    assert right[True] > 0.8
    assert right[False] < 0.1


def test_the_same_seed_gives_the_same_weights() -> None:
    first, second = (make_tiny_model(TOKENIZER, TinyShape(), 7).state_dict() for _ in range(2))
    assert all(torch.equal(first[name], second[name]) for name in first)


@pytest.mark.parametrize("layers", [2, 4])
def test_the_model_stays_tiny(layers: int) -> None:
    model = make_tiny_model(TOKENIZER, TinyShape(layers=layers), 0)
    assert sum(weight.numel() for weight in model.parameters()) < 1.2e6
