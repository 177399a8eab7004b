"""TSX."""

from codeedit_bench.languages.javascript import DIRECTIVE, JSX, LAYOUT_WORDS, LEXICON, QUERY
from codeedit_bench.languages.language import Language
from codeedit_bench.languages.typescript import LOOKS, TYPES

LANGUAGE = Language(
    id="tsx",
    name="TSX",
    version=6,
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
    # HTML's comments: the closing one hides its line where nothing but comments stands before it.
    verbatim_tokens=r"<!--|(?m:^[^\S\n]*+-->)|\*/[^\S\n]*+-->",
    looks=LOOKS,
)
