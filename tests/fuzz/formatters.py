"""Formatters must not change the normal form: format a corpus and compare.

    python -m tests.fuzz.formatters --corpus DIR

Formatters that are not installed are left out (ORACLES as for the judges; gofmt, rustfmt and ruff from the PATH).
They also add or drop commas, parentheses and semicolons, or sort imports; `same tokens` counts the files in which
they changed nothing but white space, the rest cannot be equal at `layout`.
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
PRETTIER = ["node", str(FOLDER / "node_modules" / "prettier" / "bin" / "prettier.cjs"), "--stdin-filepath"]
PRETTIER_STYLE = ["--single-quote", "--trailing-comma=none", "--print-width=100"]
FORMATTERS = {
    "black": ("python", [str(VENV / "black"), "-q", "-S", "-C", "-l", "110", "-"]),
    "ruff": (
        "python",
        [str(Path(sys.executable).parent / "ruff"), "format", "--isolated", "--stdin-filename=a.py", "-"],
    ),
    "prettier": ("javascript", [*PRETTIER, "a.js", *PRETTIER_STYLE]),
    "prettier (ts)": ("typescript", [*PRETTIER, "a.ts", *PRETTIER_STYLE]),
    "prettier (tsx)": ("tsx", [*PRETTIER, "a.tsx", *PRETTIER_STYLE]),
    "gofmt": ("go", ["gofmt"]),
    "rustfmt": ("rust", ["rustfmt", "--edition=2021", "--emit=stdout", "--quiet"]),
    "clang-format (c)": ("c", [str(VENV / "clang-format"), "--style={BasedOnStyle: Google, SortIncludes: Never}"]),
    "clang-format (cpp)": (
        "cpp",
        [
            str(VENV / "clang-format"),
            "--style={BasedOnStyle: Microsoft, SortIncludes: Never}",
            "--assume-filename=a.cc",
        ],
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
    for name, (language, command) in FORMATTERS.items():
        files = changed = same = equal = 0
        for path in sorted((options.corpus / language).iterdir())[: options.files]:
            text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
            new = formatted(command, text)
            if new is None:
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
