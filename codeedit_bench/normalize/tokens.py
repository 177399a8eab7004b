"""Text to tokens: the language's lexicon as one regular expression, and the masks that the tree asks for.

What the tree delimits (`Language.query`) is cut out before the regular expression runs. A control byte stands
in its place, and the literal comes back afterwards.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from codeedit_bench.languages import Language
from codeedit_bench.languages.language import LayoutKind, Lexicon
from codeedit_bench.normalize.bounds import bound_tokens
from codeedit_bench.normalize.control import BROKEN, JSX_TEXT, LITERAL, MARK
from codeedit_bench.normalize.directives import SINGLE_HEAD, SINGLE_LINE, SPLICED_HEAD, SPLICED_LINE
from codeedit_bench.normalize.heredocs import dedented, kept_from, with_values
from codeedit_bench.normalize.literals import literals
from codeedit_bench.normalize.macros import macro_calls, spaced
from codeedit_bench.normalize.parsing import Interval, captures

REST_OF_LINE = r"[^\n]*+"
SPLICED_REST = r"[^\\\n]*+(?:\\(?:[ \t\f\v]*+\n|[^\n]|\Z)[^\\\n]*+)*+"
"""The rest of a line that goes on behind a backslash."""
LINE_PATTERNS = {"semicolons": r"\n", "restricted": r"\n", "indented": r"\\?\n[ \t\f]*+"}
"""By layout kind, what a line end's token is. For `indented` it brings the next line's indentation,
and a backslash that makes it none."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """A compiled lexicon."""

    pattern: re.Pattern[bytes]
    inner: re.Pattern[bytes]
    """For the inside of a directive line."""
    has_nested: Callable[[bytes], bool]
    directives: bool
    blanks: bytes
    """White space that is no token; at the end of a text it would be tried from each of its bytes."""
    line_led: bool
    """Whether the first line, too, must start with a line end."""

    def tokens(self, source: bytes) -> list[bytes]:
        found: list[bytes] = self.pattern.findall(self._led(source))
        return found

    def spans(self, source: bytes, most: int | None = None) -> list[tuple[int, int]]:
        """Where in `source` each of its tokens starts and ends, or each of its `most` first ones."""
        shift = int(self.line_led)
        found = itertools.islice(self.pattern.finditer(self._led(source)), most)
        return [(match.start(1) - shift, match.end(1) - shift) for match in found]

    def _led(self, source: bytes) -> bytes:
        stripped = source.rstrip(self.blanks)
        if not stripped.endswith(b"\\\n"):
            source = stripped
        return b"\n" + source if self.line_led else source


@functools.cache
def scanner(language: Language) -> Scanner:
    lexicon = language.lexicon
    directives = language.layout == "preprocessor"
    directive = ""
    if directives:
        directive = SPLICED_LINE if lexicon.splices else SINGLE_LINE
    lines = LINE_PATTERNS.get(language.layout, "")
    if language.layout == "lines":
        lines = rf"(?:(?!\n)[{lexicon.blanks}])++|\n"
    plain = _alternatives(lexicon, lines=directive or lines)
    # The one group around the token makes `findall` leave the blanks before it out.
    skipped = _skipped(lexicon, language.layout)
    return Scanner(
        pattern=_compile(f"{skipped}({plain})"),
        inner=_compile(rf"\s*+({_alternatives(lexicon, lines='##')})") if directives else _compile(r"(?!)"),
        has_nested=_has_nested(lexicon),
        directives=directives,
        blanks=lexicon.blanks.encode().decode("unicode_escape").encode().replace(b"\n", b"" if lines else b"\n"),
        line_led=bool(lines or directives),
    )


def _compile(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode("latin-1"))


def _skipped(lexicon: Lexicon, layout: LayoutKind) -> str:
    """What stands between tokens. It must take all of it: what is left over is tried again from each byte."""
    blanks = lexicon.blanks.replace(r"\n", "")
    if layout == "lines":
        return ""
    if layout == "free":
        return f"[{lexicon.blanks}]*+"
    if layout != "preprocessor":
        return f"[{blanks}]*+"
    if not lexicon.splices:
        return rf"(?:[{blanks}]++|(?!{SINGLE_HEAD})\n)*+"
    return rf"(?:[{blanks}]++|(?!{SPLICED_HEAD})\n|\\\n(?!\S)|(?<=\s)\\\n)*+"


def _has_nested(lexicon: Lexicon) -> Callable[[bytes], bool]:
    hints = [hint.encode() for hint in lexicon.nested_if.split()] or [b""]
    return lambda source: any(hint in source for hint in hints)


def _alternatives(lexicon: Lexicon, *, lines: str) -> str:
    operators = sorted(lexicon.operators.split(), key=lambda text: (-len(text), text))
    parts = (
        lexicon.first,
        rf"(?:{lexicon.word})(?![#\"'\x01])",
        lines,
        *lexicon.comments,
        rf"{lexicon.prefix}(?:{'|'.join((*lexicon.strings, LITERAL.decode()))}){lexicon.suffix}",
        lexicon.number,
        # A spliced line joins what stands on its sides.
        r"(?<=[^\s])\\\n(?=[^\s])|\\[ \t\f\v]++\n" if lexicon.splices else "",
        # After an unmatched quote nobody can tell text from code: the rest of the line stays as it is.
        rf"[{lexicon.quotes}]{SPLICED_REST if lexicon.splices else REST_OF_LINE}",
        "|".join(map(re.escape, operators)),
        lexicon.word,
        rf"\\(?!\n)|[^{lexicon.blanks}\\]" if lexicon.continues else rf"[^{lexicon.blanks}]",
    )
    return "|".join(part for part in parts if part)


def _jsx_text(text: bytes) -> bytes:
    """JSX drops line ends with the blanks around them; blanks within a line are text."""
    lines = text.split(b"\n")
    if len(lines) == 1:
        return text
    kept = [lines[0].rstrip(b" \t"), *(line.strip(b" \t") for line in lines[1:-1]), lines[-1].lstrip(b" \t")]
    return b" ".join(line for line in kept if line)


MARKS = {"mark": MARK, "broken": BROKEN}
CUT_OUT: Mapping[str, Callable[[bytes], bytes]] = {"verbatim": bytes, "spaced": spaced, "dedented": dedented}
"""What a literal of each role is compared by."""


def mask(source: bytes, intervals: Sequence[Interval]) -> tuple[bytes, list[bytes]]:
    """`source` with control bytes for what `intervals` cut out, and the literals cut out, in order."""
    pieces: list[bytes] = []
    literals: list[bytes] = []
    stack: list[tuple[int, str]] = []
    position = 0
    role = "code"

    def emit(end: int) -> None:
        nonlocal position
        if end <= position:
            return
        text = source[position:end]
        position = end
        if role == "code":
            pieces.append(text)
        elif role in CUT_OUT:
            pieces.append(LITERAL)
            literals.append(CUT_OUT[role](text))
        elif kept := _jsx_text(text):
            pieces.append(JSX_TEXT)
            literals.append(kept)

    for start, end, kind in intervals:
        while stack and stack[-1][0] <= start:
            emit(stack.pop()[0])
            role = stack[-1][1] if stack else "code"
        if kind in MARKS:
            if role == "code":
                emit(start)
                pieces.append(MARKS[kind])
        elif start < end and not (stack and end > stack[-1][0]):
            emit(start)
            stack.append((end, kind))
            role = kind
    while stack:
        emit(stack.pop()[0])
        role = stack[-1][1] if stack else "code"
    emit(len(source))
    return b"".join(pieces), literals


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as read."""

    tokens: list[bytes]
    """Comments, line ends (where the layout needs them), directive lines and marks among them; control bytes for
    what was cut."""
    literals: list[bytes]
    """What was cut out, in order."""
    masked: bytes
    """The text with control bytes for what was cut."""


SHEBANG = re.compile(rb"#!(?!\s*\[)[^\n]*+")


def tokenize(source: bytes, language: Language) -> Tokens:
    scan = scanner(language)
    if language.query:
        found, error = captures(source, language)
        if error is not None:
            found = [interval for interval in found if interval[1] <= error]
            if language.after_error == "scan":
                found += [(error, error, "broken"), *literals(source, language, error)]
            elif language.after_error == "keep":
                found = kept_from(source, found, error)
        found = with_values(source, found)
    else:
        found = literals(source, language) if language.lexicon.nested and scan.has_nested(source) else []
        found = macro_calls(source, language, found)
    if source.startswith(b"#!") and (first := SHEBANG.match(source)) is not None:
        # The system reads the first line; nowhere else does it mean anything.
        end = first.end()
        later = [(max(start, end), stop, role) for start, stop, role in found if stop > end]
        found = [(0, end, "verbatim"), *later]
    masked, cut = mask(source, found) if found else (source, [])
    tokens = scan.tokens(masked)
    bound_tokens(len(tokens), len(source))
    return Tokens(tokens, cut, masked)


CUT = re.compile(rb"[\x01\x02]")


def fill(tokens: Sequence[bytes], literals: Sequence[bytes]) -> list[bytes]:
    """`tokens` with `literals` put back, each between its control bytes: a literal equals only a literal."""
    supply: Iterator[bytes] = iter(literals)
    return [CUT.sub(lambda found: found.group() + next(supply, b"") + found.group(), token) for token in tokens]
