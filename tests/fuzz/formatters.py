"""Formatters must not change the normal form: format a corpus in two styles and compare.

    python -m tests.fuzz.formatters --corpus DIR

Formatters that are not installed are left out (ORACLES as for the judges; gofmt, rustfmt and ruff from the PATH).
They also add or drop commas and parentheses; `same tokens` counts the files in which the two styles differ by
nothing but white space: the rest cannot be equal at `layout`. gofmt has one style: the other is no indentation.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from codeedit_bench.normalize import exact_match
from tests.fuzz.oracles.judges import FOLDER

VENV = FOLDER / "python" / "bin"
PRETTIER = ["node", str(FOLDER / "node_modules" / "prettier" / "bin" / "prettier.cjs"), "--trailing-comma=none"]
WIDE, NARROW = ["--print-width=160", "--tab-width=8"], ["--print-width=60", "--bracket-same-line"]
BLACK = [str(VENV / "black"), "-q", "-S", "-C"]
RUFF = [str(Path(sys.executable).parent / "ruff"), "format", "--isolated", "--stdin-filename=a.py"]
CLANG = str(VENV / "clang-format")
RUSTFMT = ["rustfmt", "--edition=2021", "--emit=stdout", "--quiet", "--config"]
GOOGLE, GNU = (
    "--style={BasedOnStyle: Google, SortIncludes: Never}",
    "--style={BasedOnStyle: GNU, SortIncludes: Never}",
)
FORMATTERS = {
    "black": ("python", [*BLACK, "-l", "70", "-"], [*BLACK, "-l", "140", "-"]),
    "ruff": ("python", [*RUFF, "--line-length=70", "-"], [*RUFF, "--line-length=140", "-"]),
    "prettier": (
        "javascript",
        [*PRETTIER, *WIDE, "--stdin-filepath=a.js"],
        [*PRETTIER, *NARROW, "--stdin-filepath=a.js"],
    ),
    "prettier (ts)": (
        "typescript",
        [*PRETTIER, *WIDE, "--stdin-filepath=a.ts"],
        [*PRETTIER, *NARROW, "--stdin-filepath=a.ts"],
    ),
    "prettier (tsx)": (
        "tsx",
        [*PRETTIER, *WIDE, "--stdin-filepath=a.tsx"],
        [*PRETTIER, *NARROW, "--stdin-filepath=a.tsx"],
    ),
    "gofmt": ("go", ["gofmt"], ["sed", "s/^[ \t]*//"]),
    "rustfmt": ("rust", [*RUSTFMT, "max_width=140"], [*RUSTFMT, "max_width=90"]),
    "clang-format (c)": ("c", [CLANG, GOOGLE], [CLANG, GNU]),
    "clang-format (cpp)": (
        "cpp",
        [CLANG, GOOGLE, "--assume-filename=a.cc"],
        [CLANG, GNU, "--assume-filename=a.cc"],
    ),
}


def formatted(command: list[str], text: str) -> str | None:
    try:
        done = subprocess.run(
            command, input=text.encode(), capture_output=True, check=False, timeout=60, env={**os.environ}
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 and done.stdout else None


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    for name, (language, one, other) in FORMATTERS.items():
        files = changed = same = equal = 0
        for path in sorted((options.corpus / language).iterdir())[: options.files]:
            source = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
            text, new = formatted(one, source), formatted(other, source)
            if text is None or new is None:
                continue
            files += 1
            if new == text:
                continue
            changed += 1
            if "".join(new.split()) == "".join(text.split()):
                same += 1
                if exact_match(new, text, language=language):
                    equal += 1
                elif options.verbose:
                    print(f"  {path}")
        print(f"{name:<18} files {files}, changed {changed}, same tokens {same}, of these equal at layout {equal}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
