"""How a program is written in each language: one file a language, and its row here."""

from __future__ import annotations

from codeedit_bench.demo.generator.surfaces.base import Surface
from codeedit_bench.registry import Registry

SURFACES: Registry[type[Surface]] = Registry(
    "demo language",
    {
        "python": "codeedit_bench.demo.generator.surfaces.python:Python",
        "javascript": "codeedit_bench.demo.generator.surfaces.javascript:JavaScript",
        "typescript": "codeedit_bench.demo.generator.surfaces.typescript:TypeScript",
        "java": "codeedit_bench.demo.generator.surfaces.java:Java",
        "go": "codeedit_bench.demo.generator.surfaces.go:Go",
        "c": "codeedit_bench.demo.generator.surfaces.c:C",
        "cpp": "codeedit_bench.demo.generator.surfaces.cpp:Cpp",
        "csharp": "codeedit_bench.demo.generator.surfaces.csharp:CSharp",
        "rust": "codeedit_bench.demo.generator.surfaces.rust:Rust",
        "php": "codeedit_bench.demo.generator.surfaces.php:Php",
    },
)
"""The repository of `typescript` holds TSX files too."""
