"""Go."""

from codeedit_bench.languages.model import Language

LANGUAGE = Language(
    id="go",
    name="Go",
    extensions=(".go",),
    grammar="tree_sitter_go:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
)
