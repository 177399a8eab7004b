"""C#."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.nested import Nested
from codeedit_bench.languages.patterns import C_COMMENTS, DOUBLE_QUOTED, IDENTIFIER, SINGLE_QUOTED

LANGUAGE = Language(
    id="csharp",
    name="C#",
    version=4,
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
                r'\$(?P<more>\$*)(?P<quotes>"{3,})',
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
    layout_words={"lexed": "if elif else endif define undef", "macro": "", "header": ""},
    directive=r"ReSharper|<auto-?generated|NOSONAR|Stryker|language=|StyleCop|dotcover|(?i:falls?[ -]?through)",
)
