"""`--format auto`: the dialect that a model was trained on, told by its name."""

from __future__ import annotations

import re

RULES: tuple[tuple[str, str], ...] = (
    (r"zeta-?2\.1", "zeta2.1"),
    (r"zeta-?2", "zeta2"),
    (r"zeta", "zeta"),
    (r"sweep", "sweep"),
    (r"instinct", "instinct"),
    (r"-nep\b|next-?edit-?prediction", "nep"),
    (r"mercury", "mercury"),
    (r"qwen2\.5-coder(?!.*instruct)|codeqwen", "fim"),
    (r"^tiny$", "line"),
)
"""Pattern in the model's name in lower case, and the format; the first that fits counts."""

DEFAULT = "chat"


def format_for_model(model: str) -> str:
    """The format for a model's name or path; the generic `chat` where no rule knows it."""
    name = model.rstrip("/").rsplit("/", 1)[-1].lower()
    return next((found for pattern, found in RULES if re.search(pattern, name)), DEFAULT)
