"""Prompt formats by name. A format is one file that holds its renderer and its parser."""

from __future__ import annotations

from codeedit_bench.registry import Registry
from evaluators.prompts.format import PromptFormat

FORMATS: Registry[PromptFormat] = Registry(
    "prompt format",
    {
        "chat": "evaluators.prompts.chat.plain:FORMAT",
        "chat-marked": "evaluators.prompts.chat.marked:FORMAT",
        "chat-recent": "evaluators.prompts.chat.recent:FORMAT",
        "chat-example": "evaluators.prompts.chat.example:FORMAT",
        "chat-replace": "evaluators.prompts.chat.replace:FORMAT",
        "region": "evaluators.prompts.region:FORMAT",
        "line": "evaluators.prompts.line:FORMAT",
        "span": "evaluators.prompts.span:FORMAT",
        "zeta": "evaluators.prompts.zeta:FORMAT",
        "zeta2": "evaluators.prompts.zeta2:FORMAT",
        "zeta2.1": "evaluators.prompts.zeta2_1:FORMAT",
        "sweep": "evaluators.prompts.sweep:FORMAT",
        "sweep-zed": "evaluators.prompts.sweep_zed:FORMAT",
        "instinct": "evaluators.prompts.instinct:FORMAT",
        "nep": "evaluators.prompts.nep:FORMAT",
        "nep-chat": "evaluators.prompts.nep:CHAT_FORMAT",
        "mercury": "evaluators.prompts.mercury:FORMAT",
        "fim": "evaluators.prompts.fim:FORMAT",
    },
    group="codeedit_bench.formats",
    expects="evaluators.prompts.format:PromptFormat",
)
