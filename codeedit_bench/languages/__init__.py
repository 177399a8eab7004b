"""The languages: one file each, data and not code paths. To add one: its file, its row here, its golden pairs."""

from __future__ import annotations

from codeedit_bench.languages.language import Language
from codeedit_bench.registry import Registry

__all__ = ["LANGUAGES", "Language"]

LANGUAGES: Registry[Language] = Registry(
    "language",
    {
        name: f"codeedit_bench.languages.{name}:LANGUAGE"
        for name in (
            "python",
            "javascript",
            "typescript",
            "tsx",
            "java",
            "go",
            "c",
            "cpp",
            "csharp",
            "rust",
            "php",
            "ruby",
            "kotlin",
            "swift",
            "scala",
        )
    },
)
