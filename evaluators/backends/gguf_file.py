"""Models in one GGUF file, as llama.cpp runs them: found, checked, and with the tokens that end an answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from codeedit_bench.errors import BackendError

SUFFIX = ".gguf"
_MAGIC = b"GGUF"
_ENDS = ("eos", "eot", "eom")
_TURN_ENDS = ("<|im_end|>", "<|eot_id|>", "<end_of_turn>", "<|end|>", "<|endoftext|>", "<|return|>", "</s>")
"""What ends a turn or a text in the families that are published as GGUF."""


def is_gguf(name: str) -> bool:
    return name.lower().endswith(SUFFIX)


def check_gguf(name: str) -> Path:
    """The file; `BackendError` for one that is not there or is another format."""
    path = Path(name)
    if not path.is_file():
        raise BackendError(f"There is no model at {name!r}. Give a GGUF file, a folder or a Hugging Face name.")
    with path.open("rb") as file:
        if file.read(4) != _MAGIC:
            raise BackendError(
                f"{path} is not a GGUF file. Download it again, or give a folder that holds a model."
            )
    return path


def values_in(path: Path) -> int:
    """How many weights a file holds. Each takes its full width in memory, however few bits it has in the file."""
    from gguf import GGUFReader

    return sum(int(tensor.n_elements) for tensor in GGUFReader(str(path)).tensors)


def stated_ends(fields: Any) -> list[int]:
    """The ids that a file's metadata states as the end of a text, a turn or a message.

    `fields` is `gguf.GGUFReader(...).fields`. transformers reads other ids from some files, so that a model's
    answer runs on to its limit.
    """
    found: list[int] = []
    for end in _ENDS:
        field = fields.get(f"tokenizer.ggml.{end}_token_id")
        if field is not None:
            found.append(int(field.contents()))
    return found


def end_tokens(path: Path, tokenizer: Any) -> list[int]:
    """The ids that end an answer: those that the file states, and the well-known ones of its vocabulary."""
    from gguf import GGUFReader

    known = tokenizer.get_vocab()
    return unique(
        [*stated_ends(GGUFReader(str(path)).fields), *(known[word] for word in _TURN_ENDS if word in known)]
    )


def unique(ids: Sequence[int]) -> list[int]:
    return list(dict.fromkeys(ids))
