"""Rust."""

from codeedit_bench.languages.model import Language

LANGUAGE = Language(
    id="rust",
    name="Rust",
    extensions=(".rs",),
    grammar="tree_sitter_rust:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
)
