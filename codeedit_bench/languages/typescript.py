"""TypeScript."""

from codeedit_bench.languages.javascript import DIRECTIVE, LAYOUT_WORDS, LEXICON, QUERY
from codeedit_bench.languages.language import Language
from codeedit_bench.languages.looks import Looks

TYPES = """
  (template_literal_type) @verbatim (template_type) @code
"""

LOOKS = Looks(
    modifiers="export default async static public private protected abstract override readonly const",
    definitions="class function interface enum namespace module",
    introductions="class function interface enum type namespace module const let var",
    statements="if for while switch return else catch do try throw new case await yield",
    types="string number boolean any unknown object void",
    imports=(
        r"import\b",
        r"export\s.*\bfrom\b",
        r"(?:const|let|var)\s.*=\s*require\(",
    ),
)

LANGUAGE = Language(
    id="typescript",
    name="TypeScript",
    version=6,
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
    # HTML's comments: the closing one hides its line where nothing but comments stands before it.
    verbatim_tokens=r"<!--|(?m:^[^\S\n]*+-->)|\*/[^\S\n]*+-->",
    looks=LOOKS,
)
