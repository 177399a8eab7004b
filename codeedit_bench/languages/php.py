"""PHP."""

from codeedit_bench.languages.model import Language

LANGUAGE = Language(
    id="php",
    name="PHP",
    extensions=(".php",),
    grammar="tree_sitter_php:language_php",
    line_comments=("//", "#"),
    block_comments=(("/*", "*/"),),
)
