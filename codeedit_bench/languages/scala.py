"""Scala, held out of training. Indentation may stand for braces, so it counts."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.looks import Looks
from codeedit_bench.languages.nested import Nested
from codeedit_bench.languages.patterns import (
    BACK_QUOTED_NAME,
    DOUBLE_QUOTED,
    LINE_COMMENT,
    NESTED_BLOCK_COMMENT,
    OPEN_BLOCK_COMMENT,
)

_NO_PREFIX = "".join(
    rf"(?<!\b{word})" for word in ["case", "return", "throw", "else", "then", "yield", "match", "if", "do", "try"]
)
_TAG = r"(?:[^<>\"'{}/]|/(?!>)|\"[^\"]*+\"|'[^']*+'|\{[^{}<>\"']*+\})*+"

LANGUAGE = Language(
    id="scala",
    name="Scala",
    version=7,
    extensions=(".scala", ".sc"),
    grammar="tree_sitter_scala:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=Lexicon(
        operators="",
        strings=(
            r'"""[\s\S]*?"""++',
            r'"""[\s\S]*+',
            DOUBLE_QUOTED,
            r"'(?:\\[^\n][^'\n]*+|[^'\\\n]{1,4})'",
            BACK_QUOTED_NAME,
        ),
        comments=(LINE_COMMENT, NESTED_BLOCK_COMMENT, OPEN_BLOCK_COMMENT),
        comment_heads=("//", "/*"),
        nests=True,
        nested_if="${ <",
        nested=(
            Nested(
                rf'{_NO_PREFIX}(?<=[\w$\x80-\xff])"""', closes='"{3,}', skips=r"\$\$", hole=r"\$\{", hole_ends="}"
            ),
            Nested(
                rf'{_NO_PREFIX}(?<=[\w$\x80-\xff])"(?!"")',
                closes='"',
                skips=r'\$\$|\\[^"\n]',
                hole=r"\$\{",
                hole_ends="}",
                lines=False,
                # Versions of the language differ.
                doubt=r'\\"|\$"',
            ),
            # Markup starts only behind a blank or an opening bracket, as the compiler has it.
            Nested(
                rf"(?<=[\s({{])<(?=[A-Za-z_]){_TAG}/>",
                closes="(?:)",
            ),
            Nested(
                rf"(?<=[\s({{])<(?=[A-Za-z_]){_TAG}(?<!/)>",
                closes=r"</[\w:.-]+\s*>",
                skips=rf"\{{\{{|\}}\}}|<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(?=[A-Za-z_]){_TAG}/>",
                deepens=rf"<(?=[A-Za-z_]){_TAG}(?<!/)>",
                hole=r"\{",
                hole_ends="}",
                doubt="<",
            ),
            Nested(r"(?<=[\s({])<(?=[A-Za-z_!?])", closes="(?!)"),
        ),
        quotes='"`',
        # To the compiler a form feed starts a line; to others it is white space.
        blanks=r" \t\n",
    ),
    layout="lines",
    layout_words={"indentation": "counts"},
    directive=r"scalafmt|scalastyle|scalafix|wartremover|NOSONAR|language=|^//>",
    held_out=True,
    looks=Looks(
        modifiers="private protected abstract final override sealed",
        definitions="def class object trait enum",
        introductions="def class object trait enum type val var",
        statements="if for while return else catch do try throw new case yield",
        types="String",
        imports=(
            r"import\b",
            r"package\s",
        ),
    ),
)
