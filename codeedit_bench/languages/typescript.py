"""TypeScript."""

from codeedit_bench.languages.javascript import DIRECTIVE, LAYOUT_WORDS, LEXICON, QUERY
from codeedit_bench.languages.language import Language

TYPES = """
  (template_literal_type) @verbatim (template_type) @code
"""

LANGUAGE = Language(
    id="typescript",
    name="TypeScript",
    version=4,
    extensions=(".ts", ".mts", ".cts"),
    grammar="tree_sitter_typescript:language_typescript",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=LEXICON,
    query=QUERY + TYPES,
    layout="restricted",
    after_error="scan",
    interchangeable_quotes=True,
    optional_semicolons=True,
    layout_words=LAYOUT_WORDS,
    directive=DIRECTIVE,
    verbatim_hints="<!-- -->",
    verbatim_if=r"<!--|(?m:^\s*-->)",
)
