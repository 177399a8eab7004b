"""JavaScript."""

from codeedit_bench.languages.model import Language

LANGUAGE = Language(
    id="javascript",
    name="JavaScript",
    extensions=(".js", ".jsx", ".mjs", ".cjs"),
    grammar="tree_sitter_javascript:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
)
