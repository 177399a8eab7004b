"""How long public functions take over hostile texts of 64 kB, in milliseconds of processor time.

python -m benchmarks.hostile_texts [--language NAME …] [--size BYTES]
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.normalize import count_parse_errors, exact_match, normal_form

PIECES = (
    "(",
    "[",
    "{",
    ")",
    "<",
    "</",
    '"',
    "'",
    "`",
    '"""',
    "/*",
    "//",
    "#",
    "\\",
    "${",
    "<<A\n",
    "?",
    "=>",
    ":",
    "$",
)
"""Openers of everything, in every language."""
ERRORS = ("x ", "1, ", "'a' ", "`a`", "|a| ", "# a\n")
"""Plain tokens that are a syntax error each time, in most languages."""


def texts(size: int) -> dict[str, str]:
    """One text of each kind, of `size` characters."""
    draw, blanks = random.Random(0), " \n"
    found = {f"{piece!r} again and again": piece * (size // len(piece)) for piece in PIECES + ERRORS}
    found |= {f"{piece!r} a line": (piece + "\n") * (size // (len(piece) + 1)) for piece in PIECES}
    found["a mix of openers"] = "".join(draw.choice(PIECES) for _ in range(size // 2))
    found["a mix with words"] = "".join(f"{draw.choice(PIECES)}a{draw.choice(blanks)}" for _ in range(size // 4))
    depth = int((2 * size) ** 0.5)
    found["ever deeper indentation"] = "".join(" " * level + "if x:\n" for level in range(depth - 5))
    found["one word"] = "a" * size
    found["one number"] = "1" * size
    return {kind: text[:size] for kind, text in found.items()}


FUNCTIONS: dict[str, Callable[[str, str], object]] = {
    "exact_match": lambda text, language: exact_match(text, text + " x", language=language, level="code"),
    "normal_form": normal_form,
    "count_parse_errors": count_parse_errors,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--language", nargs="*", default=list(LANGUAGES))
    parser.add_argument("--size", type=int, default=64_000)
    options = parser.parse_args()
    for language in options.language:
        for name, function in FUNCTIONS.items():
            function("x\n", language)
            taken = []
            for kind, text in texts(options.size).items():
                began = time.process_time()
                function(text, language)
                taken.append((1000 * (time.process_time() - began), kind))
            taken.sort(reverse=True)
            over = sum(milliseconds > 50 for milliseconds, _ in taken)
            worst = ", ".join(f"{milliseconds:.0f} {kind}" for milliseconds, kind in taken[:3])
            print(f"{language:11} {name:19} {over:2} of {len(taken)} over 50 ms: {worst}", flush=True)


if __name__ == "__main__":
    main()
