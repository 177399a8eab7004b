"""How a program is written in each language: one file a language, and its row here."""

from __future__ import annotations

from codeedit_bench.registry import Registry
from miners.demo.surfaces.base import Surface

SURFACES: Registry[type[Surface]] = Registry(
    "demo language",
    {
        "python": "miners.demo.surfaces.python:Python",
        "javascript": "miners.demo.surfaces.javascript:JavaScript",
        "typescript": "miners.demo.surfaces.typescript:TypeScript",
        "java": "miners.demo.surfaces.java:Java",
        "go": "miners.demo.surfaces.go:Go",
        "c": "miners.demo.surfaces.c:C",
        "cpp": "miners.demo.surfaces.cpp:Cpp",
        "csharp": "miners.demo.surfaces.csharp:CSharp",
        "rust": "miners.demo.surfaces.rust:Rust",
        "php": "miners.demo.surfaces.php:Php",
    },
)
"""The repository of `typescript` holds TSX files too."""
