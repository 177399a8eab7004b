"""Python values as the texts that settings and options are given by."""

from __future__ import annotations

import json
from collections.abc import Mapping


def assignments(settings: Mapping[str, object] | None) -> list[str]:
    """Settings as `KEY=VALUE` texts, the values in TOML; a text is taken as it is.

    >>> assignments({"steps": 3, "tiny_wired": False, "rewards": ["em", "ed"], "vllm": "off"})
    ['steps=3', 'tiny_wired=false', 'rewards=["em", "ed"]', 'vllm=off']
    """
    return [f"{key}={as_text(value)}" for key, value in (settings or {}).items()]


def as_text(value: object) -> str:
    """One value: a text as it is, anything else in TOML."""
    return value if isinstance(value, str) else _toml(value)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return json.dumps(value) if isinstance(value, str) else str(value)
