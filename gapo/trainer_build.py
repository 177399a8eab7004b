"""The earlier place of `gapo.trainers.build`, kept for those who import from it."""

from __future__ import annotations

from gapo.trainers.build import advantage_function, build_trainer

__all__ = ["advantage_function", "build_trainer"]
