"""How many real files the scorer cannot read as programs, so that it compares them at level `text`, and why.

python -m benchmarks.text_fallback FOLDER…
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.normalize.control import ODD_BYTES, ODD_TEXTS, VERBATIM
from codeedit_bench.normalize.keys import MAX_BYTES, stream, unreadable


def reason(text: str, language: str) -> str:
    """Why a text is compared as text; empty where it is read."""
    row = LANGUAGES.load(language)
    if stream(text, row, "layout")[0][:1] != [VERBATIM]:
        return ""
    source = text.replace("\r\n", "\n").encode("utf-8", "surrogatepass")
    if len(source) > MAX_BYTES:
        return "too long"
    if len(source.translate(None, ODD_BYTES)) != len(source) or any(odd in source for odd in ODD_TEXTS):
        return "control bytes or odd line ends"
    return "spelling tricks" if unreadable(source, row) else "too hostile to parse"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    options = parser.parse_args()
    by_extension = {extension: name for name in LANGUAGES for extension in LANGUAGES.load(name).extensions}
    files: Counter[str] = Counter()
    found: dict[str, Counter[str]] = {}
    for path in sorted(path for folder in options.folders for path in folder.rglob("*")):
        language = by_extension.get(path.suffix.lower())
        if language is None or not path.is_file() or path.is_symlink():
            continue
        try:
            text = path.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        files[language] += 1
        if why := reason(text, language):
            found.setdefault(language, Counter())[why] += 1
    for language, count in sorted(files.items()):
        reasons = found.get(language, Counter())
        told = ", ".join(f"{number} {why}" for why, number in reasons.most_common())
        share = sum(reasons.values()) / count
        print(f"{language:11} {count:6,} files, {share:6.2%} as text  {told}".rstrip())


if __name__ == "__main__":
    main()
