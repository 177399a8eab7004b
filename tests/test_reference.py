"""The page of the Python API names every public name, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import codeedit_bench

PAGE = Path(__file__).resolve().parent.parent / "docs/reference.md"


def test_every_public_name_is_documented_once() -> None:
    named = re.findall(r"^\.\. auto\w+:: codeedit_bench\.(\w+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == codeedit_bench.__all__
