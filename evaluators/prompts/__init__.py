"""Prompt formats by name. A format is one file that holds its renderer and its parser."""

from __future__ import annotations

from codeedit_bench.registry import Registry
from evaluators.prompts.model import PromptFormat

FORMATS: Registry[PromptFormat] = Registry(
    "prompt format",
    {
        "chat": "evaluators.prompts.chat:FORMAT",
        "region": "evaluators.prompts.region:FORMAT",
        "line": "evaluators.prompts.line:FORMAT",
    },
)
