"""C#."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.looks import Looks
from codeedit_bench.languages.nested import Nested
from codeedit_bench.languages.patterns import C_COMMENTS, DOUBLE_QUOTED, IDENTIFIER, SINGLE_QUOTED
from codeedit_bench.languages.text_blocks import TextBlock

LANGUAGE = Language(
    id="csharp",
    name="C#",
    version=5,
    extensions=(".cs",),
    grammar="tree_sitter_c_sharp:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=Lexicon(
        operators=">>>= >>> <<= >>= ??= .. -> :: => ++ -- && || == != <= >= += -= *= /= &= |= ^= %= << >> ??",
        strings=(
            r'@"[^"]*+(?:""[^"]*+)*+"',
            r'@"[\s\S]*+',
            DOUBLE_QUOTED,
            SINGLE_QUOTED,
        ),
        nested=(
            Nested(
                r'(?<!\$)\$(?P<more>\$*+)(?P<quotes>"{3,})',
                closes="%(quotes)s+",
                hole=r"\{(?:\{{%(more_count)d})(?!\{)",
                hole_ends="}",
                counts="([{",
                formats=True,
            ),
            Nested(r'(?<![@"])(?P<quotes>"{3,})', closes="%(quotes)s+"),
            Nested(
                r'(?:\$@|@\$)"',
                closes='"',
                skips=r'""|\{\{|\}\}',
                hole=r"\{",
                hole_ends="}",
                counts="([{",
                formats=True,
            ),
            Nested(
                r'\$"',
                closes='"',
                skips=r"\\[^\n]|\{\{|\}\}",
                hole=r"\{",
                hole_ends="}",
                counts="([{",
                formats=True,
                lines=False,
            ),
        ),
        nested_if='$ """ #',
        comments=C_COMMENTS,
        comment_heads=("//", "/*"),
        word=rf"@?{IDENTIFIER}",
        suffix="(?:[uU]8)?",
        # `1..2` is a range of two numbers, and `1.ToString` a member.
        number=r"0[xXbB]\w*+|[0-9][\w]*+(?:\.[0-9]\w*+)?(?:(?<=[eE])[+-][0-9]\w*+)?|\.[0-9]\w*+(?:(?<=[eE])[+-][0-9]\w*+)?",
    ),
    layout="preprocessor",
    text_block=TextBlock(
        r'\$*"{3,}[ \t\f]*', r'[ \t\f]*"{3,}', "last", hole=r"\A\$[\s\S]*\{", plain_hole=r"\{[^{}\"'\n]*+\}"
    ),
    layout_words={"lexed": "if elif else endif define undef", "macro": "", "header": ""},
    directive=r"ReSharper|<auto-?generated|NOSONAR|Stryker|language=|StyleCop|dotcover|(?i:falls?[ -]?through)",
    looks=Looks(
        modifiers="public private protected internal static async abstract override virtual sealed "
        "partial unsafe extern const readonly",
        definitions="class interface struct enum namespace record",
        introductions="class interface struct enum namespace record const var",
        statements="if for while switch return else catch do try throw new case await yield using foreach",
        types="int long short char bool float double byte uint string object void",
        imports=(r"using\s",),
    ),
)
