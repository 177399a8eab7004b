"""Swift, held out of training. Blanks decide whether an operator is prefix, infix or postfix, so they count."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.looks import Looks
from codeedit_bench.languages.nested import Nested
from codeedit_bench.languages.patterns import (
    BACK_QUOTED_NAME,
    DOUBLE_QUOTED,
    LINE_COMMENT,
    NESTED_BLOCK_COMMENT,
    OPEN_BLOCK_COMMENT,
    TRIPLE_DOUBLE,
)
from codeedit_bench.languages.text_blocks import TextBlock

LANGUAGE = Language(
    id="swift",
    name="Swift",
    version=6,
    extensions=(".swift",),
    grammar="tree_sitter_swift:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=Lexicon(
        operators="",
        strings=(TRIPLE_DOUBLE, r'"""[\s\S]*+', DOUBLE_QUOTED, BACK_QUOTED_NAME),
        comments=(LINE_COMMENT, NESTED_BLOCK_COMMENT, OPEN_BLOCK_COMMENT),
        comment_heads=("//", "/*"),
        nests=True,
        nested=(
            Nested(
                r'(?<!#)(?P<marks>#++)"""(?=[ \t]*\n)',
                closes=r'"""%(marks)s',
                skips=r"\\%(marks)s(?!\()[\s\S]",
                hole=r"\\%(marks)s\(",
                hole_ends=")",
            ),
            Nested(
                r'(?<!#)(?P<marks>#++)"',
                closes=r'"%(marks)s',
                lines=False,
                skips=r"\\%(marks)s(?!\()[\s\S]",
                hole=r"\\%(marks)s\(",
                hole_ends=")",
            ),
            Nested('"""', closes='"""', skips=r"\\(?!\()[\s\S]", hole=r"\\\(", hole_ends=")"),
            Nested('"', closes='"', lines=False, skips=r"\\(?!\()[\s\S]", hole=r"\\\(", hole_ends=")"),
            Nested(r"(?<!#)(?P<marks>#++)/(?=[ \t]*\n)", closes="/%(marks)s", skips=r"\\[^\n]"),
            Nested(r"(?<!#)(?P<marks>#++)/", closes="/%(marks)s", skips=r"\\[^\n]", lines=False),
        ),
        # A slash that stands before its operand may start a regular expression.
        doubts=(r"(?<![\w)\]}\"])/(?![ \t\n*/])(?=[^\n]*/)",),
        nested_if='\\( #" #/ /',
        quotes='"`',
        blanks=r" \t\n\f\v",
    ),
    layout="lines",
    text_block=TextBlock(
        r'#*"""[ \t]*',
        r'[ \t]*"""#*',
        "last exactly",
        hole=r"\\#*\(",
        plain_hole=r'\\#*\([^()"\n]*(?:\([^()"\n]*\)[^()"\n]*)*\)',
    ),
    first_lines="swift-tools-version",
    directive=r"swiftlint|swift-format|swiftformat|sourcery|swift-tools-version|NOSONAR",
    held_out=True,
    looks=Looks(
        modifiers="public private internal static final override open",
        definitions="func class struct enum",
        introductions="func class struct enum let var",
        statements="if for while switch return else catch do try throw case await",
        types="String",
        imports=(r"import\b",),
    ),
)
