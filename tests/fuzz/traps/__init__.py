"""Programs made from the rules of the languages' specifications that are easy to forget.

A grammar stands in a file for each language: a line that is not indented names a symbol, and the indented
lines under it are its forms. `⟨name⟩` stands for a symbol, `¶` for a line end, `→` for a tab, `␠` for a blank.
`program` is where it starts. All else, backslashes among it, means itself.
"""

from __future__ import annotations

import functools
import random
import re
from pathlib import Path

FOLDER = Path(__file__).parent
MAX_DEPTH = 7
SIGNS = str.maketrans({"¶": "\n", "→": "\t", "␠": " "})
SYMBOL = re.compile("⟨([a-z_]+)⟩")
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
