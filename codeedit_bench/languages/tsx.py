"""TSX."""

from codeedit_bench.languages.javascript import DIRECTIVE, JSX, LAYOUT_WORDS, LEXICON, QUERY
from codeedit_bench.languages.language import Language
from codeedit_bench.languages.typescript import TYPES

LANGUAGE = Language(
    id="tsx",
    name="TSX",
    version=4,
    extensions=(".tsx",),
    grammar="tree_sitter_typescript:language_tsx",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=LEXICON,
    query=QUERY + TYPES + JSX,
    layout="restricted",
    after_error="scan",
    interchangeable_quotes=True,
    optional_semicolons=True,
    layout_words=LAYOUT_WORDS,
    directive=DIRECTIVE,
    verbatim_hints="<!-- -->",
    verbatim_if=r"<!--|(?m:^\s*-->)",
)
