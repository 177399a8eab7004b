"""C#."""

from codeedit_bench.languages.model import Language

LANGUAGE = Language(
    id="csharp",
    name="C#",
    extensions=(".cs",),
    grammar="tree_sitter_c_sharp:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
)
