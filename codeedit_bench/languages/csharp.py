"""C#."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.patterns import C_COMMENTS, DOUBLE_QUOTED, SINGLE_QUOTED

LANGUAGE = Language(
    id="csharp",
    name="C#",
    version=2,
    extensions=(".cs",),
    grammar="tree_sitter_c_sharp:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=Lexicon(
        operators=">>>= >>> <<= >>= ??= .. -> :: => ++ -- && || == != <= >= += -= *= /= &= |= ^= %= << >> ??",
        strings=(
            # Interpolated ones that nest are the tree's; these are what is left where it sees none.
            r'(?:\$+@?|@\$)?"{5}[\s\S]*?"{5}',
            r'(?:\$+@?|@\$)?""""(?!")[\s\S]*?""""',
            r'(?:\$+@?|@\$)?"""(?!")[\s\S]*?"""',
            r'(?:\$+@?|@\$)?"""[\s\S]*+',
            r'(?:@\$?|\$@)"[^"]*+(?:""[^"]*+)*+"',
            r'(?:@\$?|\$@)"[\s\S]*+',
            r"\$?" + DOUBLE_QUOTED,
            SINGLE_QUOTED,
        ),
        comments=C_COMMENTS,
        comment_heads=("//", "/*"),
        word=r"@?[A-Za-z_\x80-\xff][\w\x80-\xff]*+",
        # `1..2` is a range of two numbers, and `1.ToString` a member.
        number=r"0[xXbB]\w*+|[0-9][\w]*+(?:\.[0-9]\w*+)?(?:(?<=[eE])[+-][0-9]\w*+)?|\.[0-9]\w*+(?:(?<=[eE])[+-][0-9]\w*+)?",
    ),
    verbatim_hints='""""""',
    verbatim_if=r'"{6,}',
    query_if="$",
    query="(interpolated_string_expression) @verbatim",
    layout="preprocessor",
    layout_words={"lexed": "if elif else endif define undef", "macro": "", "header": ""},
    directive=r"ReSharper|<auto-?generated|NOSONAR|Stryker|language=|StyleCop|dotcover|(?i:falls?[ -]?through)",
)
