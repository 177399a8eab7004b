"""Texts of strangers as a page or a picture shows them; escaping comes after."""

from __future__ import annotations

import math
import re

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def visible(text: str, limit: int = 60) -> str:
    """`text` without characters that are not seen or that reorder others, cut to `limit`."""
    shown = _UNSEEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def middle(name: str, limit: int) -> str:
    """`name` with its beginning and its end, which often tells versions apart; the page shortens names alike."""
    shown = visible(name, len(name) * 10 + 1)
    if len(shown) <= limit:
        return shown
    return shown[: math.ceil(limit * 0.6)] + "…" + shown[1 - math.floor(limit * 0.4) :]
