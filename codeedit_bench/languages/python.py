"""Python."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.patterns import (
    DOUBLE_QUOTED_SPLICED,
    SINGLE_QUOTED_SPLICED,
    TRIPLE_DOUBLE,
    TRIPLE_SINGLE,
)

LANGUAGE = Language(
    id="python",
    name="Python",
    version=2,
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
        continues=True,
        blanks=r" \t\n\f",
    ),
    # Only strings with code in them nest.
    query_if="f\" f' F\" F' t\" t' T\" T' fr\" fr' fR\" fR' Fr\" Fr' FR\" FR' tr\" tr' tR\" tR' Tr\" Tr' TR\" TR'",
    query="(string (interpolation)) @verbatim",
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
    directive=r"^#!|coding[:=]|^#\s*type:|noqa|nosec|NOSONAR|pragma:|pylint:|mypy:|ruff:|fmt:|isort:|yapf:|flake8[:-]"
    r"|pytype:|doctest:|cython:|distutils:|^# ///|^#:|^# %%|pyre-|pyright:|lint:|ty:|nopep8|autopep8:",
)
