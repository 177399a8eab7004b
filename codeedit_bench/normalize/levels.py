"""The levels of equality, strict to loose."""

from __future__ import annotations

from typing import Literal

Level = Literal["text", "layout", "code", "style"]

LEVELS: tuple[Level, ...] = ("text", "layout", "code")
"""Strict to loose; equal at one means equal at every later one. `layout` is the headline."""

OPT_IN_LEVELS: tuple[Level, ...] = ("style",)
"""Never a reward: they have real false equals."""
