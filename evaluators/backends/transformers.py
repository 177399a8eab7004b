"""`transformers`: a causal language model in this process, batched by length, on a GPU or a CPU.

Sampling adds Gumbel noise, drawn for each request from its own seed. So a sample depends neither on the other
requests of its batch nor on where a run was resumed. What remains is floating point: another padding can turn a
near tie, as on any batching engine.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from codeedit_bench.errors import BackendError, CodeEditError
from codeedit_bench.programs import require_packages
from codeedit_bench.settings import Positive, Text
from evaluators.backends.backend import BackendSpec, Completion, Request
from evaluators.backends.gguf_file import check_gguf, end_tokens, gguf_facts, is_gguf, know_marks
from evaluators.backends.local_model import (
    check_model,
    default_format_of,
    model_digest,
    model_place,
    reason_of_loader,
)
from evaluators.backends.memory import (
    bound_kept_kernels,
    free_memory,
    require_room,
    token_bytes,
    tokens_that_fit,
    weights_bytes,
)
from evaluators.backends.messages import chat_text
from evaluators.prompts.format import CountTokens, Prompt

Dtype = Literal["auto", "float32", "bfloat16", "float16"]


class Transformers:
    """One model; greedy at temperature 0."""

    formats: tuple[str, ...] = ()

    def __init__(
        self,
        model: Text,
        *,
        revision: str = "",
        adapter: str = "",
        dtype: Dtype = "auto",
        device: str = "auto",
        batch_size: Positive = 16,
        batch_tokens: Positive = 65536,
    ) -> None:
        self.default_format = default_format_of(model)
        model = model_place(model)
        file = check_gguf(model) if is_gguf(model) else None
        if file is None:
            check_model(model)
        require_packages("train", "The transformers back end", "torch", "transformers")
        if file is not None:
            require_packages("train", "A GGUF file", "gguf")
        facts = gguf_facts(file) if file is not None else None
        bound_kept_kernels()
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()  # ours shows the answers
        self._name, self._revision, self._adapter = model, revision, adapter
        self._batch_size, self._batch_tokens = batch_size, batch_tokens
        self.device = device if device != "auto" else ("cuda" if torch.cuda.is_available() else "cpu")
        kind: Any = dtype
        if dtype == "auto" and self.device == "cpu":
            # Where the processor computes in bfloat16 it takes half the memory and is faster; elsewhere slower.
            kind = torch.bfloat16 if torch.ops.mkldnn._is_mkldnn_bf16_supported() else torch.float32
        if self.device == "cpu" and Path(model).is_dir():
            # Published weights have two bytes a value.
            wide = 2 if kind in (torch.float32, "float32") else 1
            require_room(weights_bytes(Path(model)) * wide, free_memory(), model)
        if facts is not None:
            # They are widened in the processor's memory, wherever the model runs.
            require_room(facts.values * (4 if kind in (torch.float32, "float32") else 2), free_memory(), model)
        place, more = (model, {}) if file is None else (str(file.parent), {"gguf_file": file.name})
        try:
            self.tokenizer = AutoTokenizer.from_pretrained(place, revision=revision or None, **more)
            self.model: Any = AutoModelForCausalLM.from_pretrained(
                place, revision=revision or None, dtype=kind, **more
            )
            if adapter:
                require_packages("train", "An adapter", "peft")
                from peft import PeftModel

                self.model = PeftModel.from_pretrained(self.model, adapter)
        except (CodeEditError, MemoryError, torch.OutOfMemoryError):
            raise
        except Exception as error:  # a folder of somebody else can break a loader anywhere
            raise BackendError(f"The model {model!r} cannot be loaded: {reason_of_loader(error)}.") from error
        if facts is not None:
            know_marks(self.tokenizer, facts.marks)
            self.model.generation_config.eos_token_id = end_tokens(facts, self.tokenizer)
        if self.tokenizer.pad_token_id is None:
            self.tokenizer.pad_token = self.tokenizer.eos_token
        self.tokenizer.padding_side = "left"
        self.model.to(self.device).eval()
        self._dtype = str(self.model.dtype).removeprefix("torch.")
        if self.device == "cpu":
            per_token = token_bytes(self.model.config, self.model.dtype.itemsize)
            self._batch_tokens = tokens_that_fit(batch_tokens, free_memory(), per_token)

    def identity(self) -> Mapping[str, str] | None:
        parts = {"model": model_digest(self._name, self._revision), "dtype": self._dtype}
        return parts | ({"adapter": model_digest(self._adapter, "")} if self._adapter else {})

    def count_tokens(self) -> CountTokens | None:
        return lambda text: len(self.tokenizer(text, add_special_tokens=False).input_ids)

    def prepare(self, known: Collection[str], asked: Collection[tuple[str, int]]) -> None:
        pass

    def generate(self, requests: Sequence[Request]) -> Iterator[Completion]:
        texts = [self._text(request.prompt) for request in requests]
        encoded = [self.tokenizer(text, add_special_tokens=False).input_ids for text in texts]
        order = sorted(
            range(len(requests)), key=lambda index: (_kind(requests[index]), len(encoded[index]), index)
        )
        batch: list[int] = []
        # The first batches are small, 1, 2, 4, …: the first answer is on disk as soon as one prompt allows.
        size = 1
        for index in order:
            longest = len(encoded[index]) + requests[index].max_tokens
            full = len(batch) >= min(size, self._batch_size) or (len(batch) + 1) * longest > self._batch_tokens
            if batch and (full or _kind(requests[index]) != _kind(requests[batch[0]])):
                yield from self._batch([requests[i] for i in batch], [encoded[i] for i in batch])
                batch, size = [], size * 2
            batch.append(index)
        if batch:
            yield from self._batch([requests[i] for i in batch], [encoded[i] for i in batch])

    def close(self) -> None:
        del self.model

    def _text(self, prompt: Prompt) -> str:
        if not prompt.messages:
            return prompt.text
        return chat_text(self.tokenizer, prompt.messages, self._name)

    def _batch(self, requests: list[Request], encoded: list[list[int]]) -> Iterator[Completion]:
        import torch

        started = time.perf_counter()
        width = max(map(len, encoded))
        pad = self.tokenizer.pad_token_id or 0
        # An empty prompt has nothing to attend to: one padding token stands in for it.
        ids = torch.tensor([[pad] * (max(width, 1) - len(row)) + row for row in encoded], device=self.device)
        mask = torch.tensor(
            [[0] * (max(width, 1) - len(row)) + [1] * len(row) for row in encoded], device=self.device
        )
        mask[:, -1] = 1
        limit, temperature = requests[0].max_tokens, requests[0].temperature
        extra: dict[str, Any] = {}
        if temperature > 0:
            from transformers import LogitsProcessorList

            seeds = [request.seed for request in requests]
            extra["logits_processor"] = LogitsProcessorList([_GumbelNoise(seeds, temperature)])
        if requests[0].prompt.stop:
            extra |= {"stop_strings": list(requests[0].prompt.stop), "tokenizer": self.tokenizer}
        with torch.inference_mode():
            output = self.model.generate(
                input_ids=ids,
                attention_mask=mask,
                max_new_tokens=limit,
                do_sample=False,
                temperature=None,
                top_p=None,
                top_k=None,
                pad_token_id=pad,
                **extra,
            )
        seconds = (time.perf_counter() - started) / len(requests)
        for request, row, prompt_ids in zip(requests, output[:, ids.shape[1] :].tolist(), encoded, strict=True):
            text, reason, length = self._finish(row, request)
            yield Completion(request.task.task_id, request.sample, text, reason, len(prompt_ids), length, seconds)

    def _finish(self, row: list[int], request: Request) -> tuple[str, str, int]:
        """The text up to its end or first stop string, why it ended, and its length in tokens."""
        ends = self.model.generation_config.eos_token_id
        ends = set(ends if isinstance(ends, list) else [ends])
        length = next((place for place, token in enumerate(row) if token in ends), None)
        kept = row if length is None else row[:length]
        text = self.tokenizer.decode(kept, skip_special_tokens=False, clean_up_tokenization_spaces=False)
        found = [place for stop in request.prompt.stop if (place := text.find(stop)) >= 0]
        if found:
            return text[: min(found)], "stop", len(kept)
        return text, "stop" if length is not None else "length", len(kept)


class _GumbelNoise:
    """argmax(logits / T + Gumbel noise) is a sample of softmax(logits / T); each row has its own stream."""

    def __init__(self, seeds: Sequence[int], temperature: float) -> None:
        import torch

        self._temperature = temperature
        self._generators = [torch.Generator().manual_seed(seed) for seed in seeds]

    def __call__(self, input_ids: Any, scores: Any) -> Any:  # noqa: ARG002 - transformers' signature
        import torch

        uniform = torch.stack([torch.rand(scores.shape[-1], generator=row) for row in self._generators])
        noise = -torch.log(-torch.log(uniform.clamp(1e-20, 1 - 1e-7))).to(scores.device)
        return scores.float() / self._temperature + noise


def _kind(request: Request) -> tuple[int, float, tuple[str, ...]]:
    """What all requests of a batch must share."""
    return request.max_tokens, request.temperature, request.prompt.stop


BACKEND = BackendSpec(
    "transformers",
    "a Hugging Face model in this process",
    "the `train` extra; a GPU for all but small models",
    Transformers,
    packages=("torch", "transformers", "tokenizers"),
)
