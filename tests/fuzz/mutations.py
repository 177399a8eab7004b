"""Mutations: of white space and comments (perhaps the same program), and of tokens (never the same)."""

from __future__ import annotations

import random
import re

BLANKS = (
    " ",
    "\n",
    "  ",
    "\t",
    "\n    ",
    "\n\n",
    "",
    " \n ",
    "\\\n",
    ";",
    ";\n",
    "\f",
    "\r\n",
    "\n\t",
    "\v",
    "\\",
)
WORDS = re.compile(r"[A-Za-z_]\w*")
LITERALS = re.compile(r"\d+|(?<=['\"])\w+")
OPERATORS = re.compile(r"(?<=[\w)\]] )(==|!=|<=|>=|\+|-|<|>|&&|\|\||and|or)(?= [\w(\[])")


def mutate_blanks(text: str, chance: random.Random) -> str:
    """Change white space (or a semicolon) at one to three places, tokens' seams first."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        kind = chance.random()
        runs = [found.span() for found in re.finditer(r"[ \t\n;]+|\\\n", text)]
        if kind < 0.45 and runs:
            start, end = chance.choice(runs)
            text = text[:start] + chance.choice(BLANKS) + text[end:]
        elif kind < 0.75:
            seams = [found.start() for found in re.finditer(r"\b|(?<=\W)(?=\W)", text)]
            at = chance.choice(seams) if seams else 0
            text = text[:at] + chance.choice(BLANKS) + text[at:]
        elif kind < 0.9:
            lines = text.split("\n")
            at = chance.randrange(len(lines))
            lines[at] = chance.choice(("", " ", "  ", "    ", "\t", "        ")) + lines[at].lstrip(" \t")
            text = "\n".join(lines)
        else:
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(BLANKS) + text[at:]
    return text


def mutate_comments(text: str, chance: random.Random, line: str, block: tuple[str, str] | None) -> str:
    """Put a comment somewhere, or take one away, roughly."""
    at = chance.choice([found.start() for found in re.finditer(r"\b|\s|$", text)])
    kinds = [f"{line} x\n", f"{line} it's\n", f"\n{line} y\n"]
    if block:
        kinds += [f"{block[0]} x {block[1]}", f"{block[0]} x\n {block[1]}", f" {block[0]}{block[1]} "]
    return text[:at] + chance.choice(kinds) + text[at:]


def mutate_token(text: str, chance: random.Random) -> str:
    """Rename a word, change a number or an operator, drop or double a line: another program, or none."""
    choice = chance.randrange(4)
    pattern = (WORDS, LITERALS, OPERATORS)[choice] if choice < 3 else None
    if pattern is not None:
        found = [match.span() for match in pattern.finditer(text)]
        if not found:
            return text + "x"
        start, end = chance.choice(found)
        new = (
            text[start:end] + "1"
            if choice < 2
            else chance.choice([o for o in ("+", "-", "<", "==") if o != text[start:end]])
        )
        return text[:start] + new + text[end:]
    lines = text.split("\n")
    full = [index for index, line in enumerate(lines) if re.search(r"\w", line)]
    if not full:
        return text + "x"
    at = chance.choice(full)
    lines[at : at + 1] = [] if chance.random() < 0.5 else [lines[at], lines[at]]
    return "\n".join(lines)
