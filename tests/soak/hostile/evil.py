"""Values that somebody hostile would write: texts that start programs, climb out of folders or break parsers."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEEP = 100_000


@dataclass(frozen=True, slots=True)
class Canary:
    """A folder beside the work that nobody may touch: a secret to read, and a file that hostile programs make."""

    folder: Path

    @property
    def secret(self) -> Path:
        return self.folder / "secret.py"

    @property
    def ran(self) -> Path:
        return self.folder / "ran"

    @property
    def program(self) -> Path:
        return self.folder / "program.sh"

    def lay_out(self) -> None:
        self.folder.mkdir(parents=True)
        self.secret.write_text(f"{SECRET} = 1\n")
        self.program.write_text(f"#!/bin/sh\ntouch '{self.ran}'\n")
        self.program.chmod(0o755)

    def problems(self) -> list[str]:
        names = sorted(path.name for path in self.folder.iterdir())
        if names != [self.program.name, self.secret.name]:
            return [f"beside the work lies {', '.join(names)}"]
        if self.secret.read_text() != f"{SECRET} = 1\n":
            return ["the secret was written"]
        return []


SECRET = "soak_secret_5f1c09"
"""Text of the secret; nothing that the product writes may hold it."""


def text(draw: random.Random, canary: Canary) -> str:
    """One hostile text."""
    ran, secret = canary.ran, canary.secret
    return draw.choice(
        (
            *("", " ", "\0", "\n", "\r\n\r\n", "\x1b[2J\x1b]0;x\x07", "\u202egnp.py", "\ud800", "e\u0301" * 50),
            *(
                "x" * 100_000,
                "9" * 5000,
                "nan",
                "1e999",
                "-0",
                "true",
                "null",
                "CON",
                "C:\\x",
                "%s%n",
                "{0.__class__}",
            ),
            *(
                "../" * 12 + "etc/passwd",
                "/etc/passwd",
                "..",
                ".",
                "../canary/secret.py",
                str(secret),
                f"file://{secret}",
            ),
            *(
                f"$(touch {ran})",
                f"`touch {ran}`",
                f"; touch {ran};",
                f"| touch {ran}",
                f"--upload-pack=touch {ran}",
            ),
            *(
                f"ext::sh -c touch% {ran}",
                f"-oProxyCommand=touch {ran}",
                f"__import__('os').system('touch {ran}')",
            ),
            *(
                "<script>alert(1)</script>",
                "'; DROP TABLE tasks; --",
                "\u2028",
                "\ufeff",
                "((((" * 5000,
                "```\n" * 2000,
            ),
            *(
                "a" * 300 + ".py",
                "https://127.0.0.1:9/x/y",
                "hub:a/b",
                "s3://bucket/x",
                "tests.soak:main",
                "os:system",
            ),
        )
    )


def value(draw: random.Random, canary: Canary) -> Any:
    """One hostile value of JSON."""
    numbers = (-1, 0, 1, 2, 2**31, 2**63, 10**30, -(10**30), 0.5, -0.0, 1e308, 5e-324, float("nan"), float("inf"))
    return draw.choice(
        (
            *(None, True, False, [], {}, [[]], [None], {"": None}, [1, "a", {}], {"a": {"a": {"a": 1}}}),
            *numbers,
            *(text(draw, canary) for _ in range(20)),
        )
    )
