"""Kotlin, held out of training."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.patterns import (
    DOUBLE_QUOTED,
    LINE_COMMENT,
    NESTED_BLOCK_COMMENT,
    OPEN_BLOCK_COMMENT,
    SINGLE_QUOTED,
)

LANGUAGE = Language(
    id="kotlin",
    name="Kotlin",
    version=2,
    extensions=(".kt", ".kts"),
    grammar="tree_sitter_kotlin:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=Lexicon(
        operators="",
        strings=(r'"""[\s\S]*?"""++', r'"""[\s\S]*+', DOUBLE_QUOTED, SINGLE_QUOTED),
        comments=(LINE_COMMENT, NESTED_BLOCK_COMMENT, OPEN_BLOCK_COMMENT),
        comment_heads=("//", "/*"),
        nests=True,
        quotes="\"'`",
        blanks=r" \t\n\f",
    ),
    query_if="${",
    query="(string_literal) @verbatim (multiline_string_literal) @verbatim (character_literal) @verbatim",
    layout="lines",
    directive=r"NOSONAR|noinspection|ktlint|detekt|@formatter:|language=",
    held_out=True,
)
