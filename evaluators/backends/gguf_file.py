"""Models in one GGUF file, as llama.cpp runs them: found, checked, with their marks and the ends of an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codeedit_bench.errors import BackendError
from evaluators.backends.local_model import reason_of_loader

SUFFIX = ".gguf"
_MAGIC = b"GGUF"
_ENDS = ("eos", "eot", "eom")
_MARKS = (3, 4)
"""`llama.cpp`'s token types CONTROL and USER_DEFINED."""
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


@dataclass(frozen=True, slots=True)
class GgufFacts:
    """What one reading of a file tells. It takes seconds: a vocabulary has more than a hundred thousand words."""

    values: int
    """Weights. Each takes its full width in memory, however few bits it has in the file."""
    ends: tuple[int, ...]
    """Ids that the file states as the end of a text, a turn or a message. transformers reads other ids from some
    files, so that a model's answer runs on to its limit."""
    marks: Mapping[str, int]
    """Control and user-defined tokens with their ids. transformers takes some of them for plain text."""


def gguf_facts(path: Path) -> GgufFacts:
    """Read a file once. `BackendError` for one that is damaged, such as by a download that was cut off."""
    from gguf import GGUFReader

    try:
        reader = GGUFReader(str(path))
        return GgufFacts(
            values=sum(int(tensor.n_elements) for tensor in reader.tensors),
            ends=tuple(_stated_ends(reader.fields)),
            marks=dict(_stated_marks(reader.fields)),
        )
    except MemoryError:
        raise
    except Exception as error:  # what is not where the file says can break the reader anywhere
        raise BackendError(f"{path} is damaged: {reason_of_loader(error)}. Download it again.") from error


def _stated_ends(fields: Any) -> Iterator[int]:
    for end in _ENDS:
        field = fields.get(f"tokenizer.ggml.{end}_token_id")
        if field is not None:
            yield int(field.contents())


def _stated_marks(fields: Any) -> Iterator[tuple[str, int]]:
    words, types = (fields.get(f"tokenizer.ggml.{name}") for name in ("tokens", "token_type"))
    if words is None or types is None:
        return
    for number, kind in enumerate(types.contents()):
        if kind in _MARKS:
            yield str(words.contents(number)), number


def know_marks(tokenizer: Any, marks: Mapping[str, int]) -> None:
    """Make one token of each mark that the tokenizer splits, with the id that the file states."""
    from tokenizers import AddedToken

    split = [
        mark
        for mark, number in marks.items()
        if tokenizer.convert_tokens_to_ids(mark) == number
        and tokenizer(mark, add_special_tokens=False).input_ids != [number]
    ]
    tokenizer.add_tokens([AddedToken(mark, special=True, normalized=False) for mark in split], special_tokens=True)


def end_tokens(facts: GgufFacts, tokenizer: Any) -> list[int]:
    """The ids that end an answer: those that the file states, and the well-known ones of its vocabulary."""
    known = tokenizer.get_vocab()
    return list(dict.fromkeys([*facts.ends, *(known[word] for word in _TURN_ENDS if word in known)]))
