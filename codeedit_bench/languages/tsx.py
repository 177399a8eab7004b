"""TSX."""

from codeedit_bench.languages.model import Language

LANGUAGE = Language(
    id="tsx",
    name="TSX",
    extensions=(".tsx",),
    grammar="tree_sitter_typescript:language_tsx",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
)
