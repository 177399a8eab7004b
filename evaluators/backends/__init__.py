"""Back ends by name. Listing them imports none; loading one imports nothing heavy before it is made."""

from __future__ import annotations

from codeedit_bench.registry import Registry
from evaluators.backends.backend import BackendSpec

BACKENDS: Registry[BackendSpec] = Registry(
    "back end",
    {
        "copy": "evaluators.backends.copy:BACKEND",
        "replay": "evaluators.backends.replay:BACKEND",
        "propagate": "evaluators.backends.propagate:BACKEND",
        "scripted": "evaluators.backends.scripted:BACKEND",
        "function": "evaluators.backends.function:BACKEND",
        "transformers": "evaluators.backends.transformers:BACKEND",
        "vllm": "evaluators.backends.vllm:BACKEND",
        "openai": "evaluators.backends.openai:BACKEND",
        "anthropic": "evaluators.backends.anthropic:BACKEND",
        "google": "evaluators.backends.google:BACKEND",
    },
    group="codeedit_bench.backends",
    expects="evaluators.backends.backend:BackendSpec",
)
