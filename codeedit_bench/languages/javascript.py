"""JavaScript, with JSX."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.looks import Looks
from codeedit_bench.languages.nested import Nested
from codeedit_bench.languages.patterns import C_COMMENTS, DOUBLE_QUOTED_SPLICED, IDENTIFIER, SINGLE_QUOTED_SPLICED

OPERATORS = (
    ">>>= **= <<= >>= >>> &&= ||= ??= === !== ... => ** ++ -- << >> <= >= == != && || ?? += -= *= /= %= &= |= ^="
)
LEXICON = Lexicon(
    operators=OPERATORS,
    # Templates and regular expressions are the tree's; these are what is left where it sees none.
    strings=(DOUBLE_QUOTED_SPLICED, SINGLE_QUOTED_SPLICED),
    comments=C_COMMENTS,
    comment_heads=("//", "/*"),
    quotes="\"'`",
    first=r"\?\.(?![0-9])",
    word=rf"#?{IDENTIFIER}",
    nested=(Nested("`", closes="`", skips=r"\\[\s\S]", hole=r"\$\{", hole_ends="}"),),
)
JSX = """
  (jsx_element) @text (ERROR (jsx_opening_element) @doubt)
  (jsx_opening_element) @code (jsx_closing_element) @code (jsx_self_closing_element) @code (jsx_expression) @code
  (jsx_attribute) @mark (jsx_attribute (property_identifier) @verbatim) (jsx_attribute (string) @verbatim)
"""
QUERY = """
  (regex) @verbatim (binary_expression left: (arrow_function) "/" @doubt)
  (template_string) @verbatim (template_substitution) @code
"""
ASSIGNMENTS = "= += -= *= /= %= **= <<= >>= >>>= &= |= ^= &&= ||= ??="
BINARY = "* / % ** << >> >>> <= >= == != === !== & | ^ && || ?? + -"
LAYOUT_WORDS = {
    # A line end after one of these never ends a statement: what follows must belong to it.
    "after": f"( [ {{ , ; : . ?. ... => < ~ {BINARY} {ASSIGNMENTS}",
    # After one of these, a line end that decides cannot be left out without an error, or `never` follows.
    "closing": ") } else do try finally",
    # After one of these it always does, unless a bracket closes there.
    "cut": "return throw break continue yield async get set static accessor type declare abstract module "
    "namespace interface readonly override public private protected let of await using",
    # Of these, the ones that start a declaration only if its name stands on the same line.
    "lone": "type declare abstract module namespace interface",
    "closers": ") ] } , ;",
    # What follows one of these belongs to it, whatever line it stands on, unless it is a member's name.
    "open": "const var function import new export case",
    "members": "class interface enum",
    # A line end before one of these ends nothing.
    "before": f") ] }} {{ , ; : ? . ?. > {BINARY} {ASSIGNMENTS} else catch finally instanceof in",
    "heads": "extends",
    "never": "++ -- => ! [ ( as satisfies is <",
}
DIRECTIVE = (
    r"@ts-|eslint|jshint|jslint|istanbul|\bc8 |v8 ignore|webpack|[#@]__[A-Z_]+__|prettier-|@jsx"
    r"|sourceMappingURL|sourceURL"
    r"|@flow|\$Flow|^/// ?<|tslint:|biome-|@vite|turbopack|@babel|NOSONAR|@preserve|@license|deno-|@type"
    r"|@strict|(?i:falls?[ -]?through)|@jest-environment|globals? |exported "
)

LANGUAGE = Language(
    id="javascript",
    name="JavaScript",
    version=6,
    extensions=(".js", ".jsx", ".mjs", ".cjs"),
    grammar="tree_sitter_javascript:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=LEXICON,
    query=QUERY + JSX,
    layout="restricted",
    after_error="scan",
    interchangeable_quotes=True,
    optional_semicolons=True,
    layout_words=LAYOUT_WORDS,
    directive=DIRECTIVE,
    verbatim_hints="<!-- -->",
    # HTML's comments: the closing one hides its line where nothing but comments stands before it.
    verbatim_tokens=r"<!--|(?m:^[^\S\n]*+-->)|\*/[^\S\n]*+-->",
    looks=Looks(
        modifiers="export default async static",
        definitions="class function",
        introductions="class function const let var",
        statements="if for while switch return else catch do try throw new case await yield",
        imports=(
            r"import\b",
            r"export\s.*\bfrom\b",
            r"(?:const|let|var)\s.*=\s*require\(",
        ),
    ),
)
