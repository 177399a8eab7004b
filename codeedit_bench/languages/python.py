"""Python."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.looks import Looks
from codeedit_bench.languages.nested import Nested
from codeedit_bench.languages.patterns import (
    DOUBLE_QUOTED_SPLICED,
    SINGLE_QUOTED_SPLICED,
    TRIPLE_DOUBLE,
    TRIPLE_SINGLE,
)

_QUOTES = (('"""', True), ("'''", True), ('"', False), ("'", False))
_ESCAPES = r"\\N\{[^}\n]*+\}|\\(?![{}])[\s\S]|\{\{|\}\}"
_RAW_ESCAPES = r"\\(?![{}])[\s\S]|\{\{|\}\}"
INTERPOLATED = tuple(
    Nested(
        rf"(?<![\w\x80-\xff]){prefix}{quotes}",
        closes=quotes,
        skips=skips,
        lines=lines,
        hole=r"\{",
        hole_ends="}",
        counts="([{",
        formats=True,
    )
    for prefix, skips in (("[fFtT]", _ESCAPES), ("(?:[fFtT][rR]|[rR][fFtT])", _RAW_ESCAPES))
    for quotes, lines in _QUOTES
)
"""Strings with code in them, from the triple quotes to the single ones."""

_PREFIXES = [
    "f",
    "F",
    "t",
    "T",
    "rf",
    "rF",
    "Rf",
    "RF",
    "rt",
    "rT",
    "Rt",
    "RT",
    "fr",
    "fR",
    "Fr",
    "FR",
    "tr",
    "tR",
    "Tr",
    "TR",
]

LANGUAGE = Language(
    id="python",
    name="Python",
    version=5,
    extensions=(".py", ".pyi"),
    grammar="tree_sitter_python:language",
    line_comments=("#",),
    lexicon=Lexicon(
        operators="**= //= >>= <<= ... -> := ** // >> << <= >= == != += -= *= /= %= &= |= ^= @= <>",
        strings=(
            TRIPLE_DOUBLE,
            TRIPLE_SINGLE,
            r'"""[\s\S]*+',
            r"'''[\s\S]*+",
            DOUBLE_QUOTED_SPLICED,
            SINGLE_QUOTED_SPLICED,
        ),
        comments=(r"#[^\n]*+",),
        comment_heads=("#",),
        prefix="(?:[bB][rR]?|[rR][bB]?|[uU][rR]?)?",
        number=r"0[xX](?:_?[0-9a-fA-F])++|0[bB](?:_?[01])++|0[oO](?:_?[0-7])++"
        r"|(?:[0-9](?:_?[0-9])*+(?:\.(?:[0-9](?:_?[0-9])*+)?)?|\.[0-9](?:_?[0-9])*+)"
        r"(?:[eE][+-]?[0-9](?:_?[0-9])*+)?[jJ]?",
        nested=INTERPOLATED,
        nested_if=" ".join(prefix + quote for prefix in _PREFIXES for quote in "\"'"),
        continues=True,
        blanks=r" \t\n\f",
    ),
    layout="indented",
    interchangeable_quotes=True,
    layout_words={
        "compound": "if for while def class with try async @ match case",
        "suite": "if elif else for while def class with try except finally async",
        "lambda": "lambda",
        # A name where one of the others follows.
        "soft": "case",
        "soft_operators": "( [ . : , = += -= *= /= //= %= @= &= |= ^= >>= <<= **= :=",
    },
    first_lines="coding[:=]",
    directive=r"coding[:=]|^#\s*type:|noqa|nosec|NOSONAR|pragma:|pylint:|mypy:|ruff:|fmt:|isort:|yapf:|flake8[:-]"
    r"|pytype:|doctest:|cython:|distutils:|^# ///|^#:|^# %%|pyre-|pyright:|lint:|ty:|nopep8|autopep8:",
    looks=Looks(
        modifiers="async",
        definitions="def class",
        introductions="def class",
        statements="if for while return else try case await yield",
        types="int float bool str object None",
        imports=(
            r"import\b",
            r"from\s+[\w.]+\s+import\b",
        ),
    ),
)
