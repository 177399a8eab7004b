"""Macro calls whose tokens may become text: blanks between tokens count there.

`stringify!(a+b)` is another text than `stringify!(a + b)`, and an unknown macro may hand its tokens on to it.
"""

from __future__ import annotations

import functools
import re

from codeedit_bench.languages import Language
from codeedit_bench.normalize.bounds import MAX_STRINGIZING, TooHostileError
from codeedit_bench.normalize.parsing import Interval

UNSURE = re.compile(rb"//|/\*|r#*\"|\x01")
"""Comments, whose line ends count, and literals that need more than a pattern."""
LITERAL_OR_BLANKS = re.compile(rb"(\"[^\"\\]*+(?:\\[\s\S][^\"\\]*+)*+\"|'(?:\\[^\n][^'\n]*+|[^'\\\n])')|\s++")
LONE_QUOTE = r"(?:\"|(?<![0-9a-fA-F])'|'(?!\w))"
"""What no literal starts with; the quote in 1'000 parts digits."""

_DEFINE = re.compile(rb"(?m)^[ \t]*+(?:#|%:)[ \t]*+define[ \t]++(\w++)(\([^()\n]*+\))?((?:\\\n|[^\n])*+)")
_DIRECTIVE = re.compile(rb"(?m)^[ \t\f\v]*+(?:#|%:)")
_STRINGIZES = re.compile(rb"(?:(?<!#)#(?!#)|(?<!%:)%:(?!%:))[ \t]*+[A-Za-z_]")
_WORD = re.compile(rb"[A-Za-z_]\w*+")


def stringizing(source: bytes) -> frozenset[bytes]:
    """The macros of C defined here that use `#` on a parameter, and those whose body names one of them."""
    if b"define" not in source:
        return frozenset()
    bodies = {name: (takes, body) for name, takes, body in _DEFINE.findall(source)}
    names = {name for name, (takes, body) in bodies.items() if takes and _STRINGIZES.search(body)}
    users: dict[bytes, set[bytes]] = {}
    for name, (_, body) in bodies.items() if names else ():
        for word in _WORD.findall(body):
            users.setdefault(word, set()).add(name)
    fresh = set(names)
    while fresh:
        fresh = {user for name in fresh for user in users.get(name, ())} - names
        names |= fresh
    if len(names) > MAX_STRINGIZING:
        raise TooHostileError
    return frozenset(names)


@functools.lru_cache(maxsize=256)
def _patterns(language: Language, names: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes], re.Pattern[bytes]]:
    """What a call looks like, of `names` if there are some; what finds it, and what finds brackets. These two pass
    literals whole."""
    lexicon = language.lexicon
    called = rf"(?<![\w#])(?:{names.decode('latin-1')})[ \t\n]*+\(" if names else language.macro_call
    skipped = "|".join((*(row.opens for row in lexicon.nested), *lexicon.comments, *lexicon.strings))
    calls = rf"(?:{skipped})|{LONE_QUOTE}[^\n]*+|(?P<call>{called})"
    brackets = rf"(?:{skipped})|(?P<doubt>{LONE_QUOTE})|(?P<mark>[(\[{{)\]}}])"
    like, call, bracket = (re.compile(text.encode("latin-1")) for text in (called, calls, brackets))
    return like, call, bracket


def macro_calls(source: bytes, language: Language, literals: list[Interval]) -> list[Interval]:
    """`literals` and the arguments of each call of a macro that `language` does not list; these hold no other."""
    names = stringizing(source) if language.lexicon.splices else frozenset()
    if not names and (not language.macro_call or b"!" not in source):
        return literals
    like, call, bracket = _patterns(language, rb"|".join(sorted(names)))
    if like.search(source) is None:
        return literals
    taken = {start: end for start, end, _ in literals}
    found: list[Interval] = []
    position = 0
    while (match := call.search(source, position)) is not None:
        position = taken.get(match.start(), match.end())
        if match.lastgroup == "call":
            end = _closed(source, position, bracket, taken)
            last = max(position, len(source.rstrip())) if end is None else end
            kept = end is None or (names and _meets_directive(source, match.start(), position, end))
            found.append((position, last, "verbatim" if kept else "spaced"))
            position = last
    outside = [one for one in literals if not any(start <= one[0] < end for start, end, _ in found)]
    return sorted([*outside, *found])


def _meets_directive(source: bytes, call: int, start: int, end: int) -> bool:
    """Whether a line of the preprocessor ends or starts within the arguments: there a line end is no blank."""
    arguments = source[start:end].replace(b"\\\n", b"")
    if b"\n" not in arguments:
        return False
    line = source.rfind(b"\n", 0, call) + 1
    while source[max(0, line - 2) : line] == b"\\\n":
        line = source.rfind(b"\n", 0, line - 1) + 1
    return _DIRECTIVE.match(source, line) is not None or _DIRECTIVE.search(arguments) is not None


def _closed(source: bytes, start: int, bracket: re.Pattern[bytes], taken: dict[int, int]) -> int | None:
    """Where the bracket that opens before `start` closes; None where that cannot be told."""
    depth, position = 1, start
    while (match := bracket.search(source, position)) is not None:
        position = taken.get(match.start(), match.end())
        if match.lastgroup == "doubt":
            return None
        if match.lastgroup == "mark":
            depth += 1 if match.group() in b"([{" else -1
            if depth == 0:
                return match.start()
    return None


def spaced(text: bytes) -> bytes:
    """The arguments with each run of blanks as one, outside of literals."""
    if UNSURE.search(text):
        return text
    return LITERAL_OR_BLANKS.sub(lambda found: found.group(1) or b" ", text).strip()
