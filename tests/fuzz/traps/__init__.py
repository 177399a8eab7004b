"""Programs made from the rules of the languages' specifications that are easy to forget.

A grammar stands in a file for each language: a line that is not indented names a symbol, and the indented
lines under it are its forms. `⟨name⟩` stands for a symbol, `¶` for a line end, `→` for a tab, `␠` for a blank.
`program` is where it starts. All else, backslashes among it, means itself.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent
MAX_DEPTH = 7
SIGNS = str.maketrans({"¶": "\n", "→": "\t", "␠": " "})
SYMBOL = re.compile("⟨([a-z_]+)⟩")
SEAM = re.compile(r"\S(?:\s|(?<=\W)\w|(?<=\w)\W)")
"""Where a token ends, or may: white space at a text's end counts nowhere, and half a word is another word."""
Grammar = dict[str, list[str]]


@functools.cache
def grammar(language: str) -> Grammar:
    rules: Grammar = {}
    name = ""
    for line in (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            rules[name].append(line[2:])
        elif line:
            name = line
            rules[name] = []
    return rules


def program(language: str, chance: random.Random) -> str:
    """One program, drawn from the grammar of `language`."""
    return _draw(grammar(language), "program", chance, 0).translate(SIGNS)


def _draw(rules: Grammar, name: str, chance: random.Random, depth: int) -> str:
    forms = rules[name]
    if depth > MAX_DEPTH:
        forms = [form for form in forms if not SYMBOL.search(form)] or forms[:1]
    form = chance.choice(forms)
    return SYMBOL.sub(lambda found: _draw(rules, found.group(1), chance, depth + 1), form)


def cuts(first: str, second: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Both texts without the same part of their shared end: broken programs, as different as whole ones are."""
    shared = 0
    while shared < min(len(first), len(second)) and first[-1 - shared] == second[-1 - shared]:
        shared += 1
    seams = [gone for gone in range(1, shared) if SEAM.match(first[-gone - 1 :]) and "\n" in first[-shared:-gone]]
    if seams:
        gone = chance.choice(seams)
        yield first[:-gone], second[:-gone]
