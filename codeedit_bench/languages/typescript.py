"""TypeScript."""

from codeedit_bench.languages.model import Language

LANGUAGE = Language(
    id="typescript",
    name="TypeScript",
    extensions=(".ts", ".mts", ".cts"),
    grammar="tree_sitter_typescript:language_typescript",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
)
