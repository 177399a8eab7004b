"""Java."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.looks import Looks
from codeedit_bench.languages.patterns import C_COMMENTS, DOUBLE_QUOTED, IDENTIFIER, SINGLE_QUOTED, TRIPLE_DOUBLE
from codeedit_bench.languages.text_blocks import TextBlock

LANGUAGE = Language(
    id="java",
    name="Java",
    version=5,
    extensions=(".java",),
    grammar="tree_sitter_java:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=Lexicon(
        operators=">>>= <<= >>= >>> ... -> :: ++ -- && || == != <= >= += -= *= /= &= |= ^= %= << >>",
        strings=(
            TRIPLE_DOUBLE,
            r'"""[\s\S]*+',
            DOUBLE_QUOTED,
            SINGLE_QUOTED,
        ),
        comments=C_COMMENTS,
        comment_heads=("//", "/*"),
        blanks=r" \t\n\f",
        word=IDENTIFIER,
        first=r"non-sealed(?![\w$])",
    ),
    directive=r"NOSONAR|CHECKSTYLE|checkstyle|@formatter:|noinspection|\$NON-NLS|@deprecated|spotless:"
    r"|(?i:falls?[ -]?through)|PMD|@checkstyle|language=",
    # A Unicode escape is replaced before lexing. It can end a string, a line or a comment by a quote, a backslash,
    # a line end, `*` or `/`; other signs and letters matter outside alone.
    text_block=TextBlock(r'"""[ \t\f]*', r'.*"""', "least"),
    verbatim_hints="\\u",
    verbatim_if=r"\\u+00[0-7]",
    verbatim_anywhere=r"\\u+00(?:22|27|5[cC]|0[aAdD]|2[aAfF])",
    looks=Looks(
        modifiers="public private protected static abstract final sealed",
        definitions="class interface enum record",
        introductions="class interface enum record var",
        statements="if for while switch return else catch do try throw new case yield",
        types="int long short char boolean float double byte void String",
        imports=(
            r"import\b",
            r"package\s",
        ),
    ),
)
