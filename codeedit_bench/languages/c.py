"""C."""

from codeedit_bench.languages.model import Language, Lexicon

LANGUAGE = Language(
    id="c",
    name="C",
    extensions=(".c", ".h"),
    grammar="tree_sitter_c:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=Lexicon(
        operators="... <<= >>= -> ++ -- << >> <= >= == != && || += -= *= /= %= &= ^= |= ## ::",
        strings=(r'"(?:[^"\\\n]|\\[\s\S])*+"', r"'(?:[^'\\\n]|\\[\s\S])*+'"),
        comments=(r"//(?:[^\\\n]|\\[\s\S])*+", r"/\*[\s\S]*?\*/", r"/\*[\s\S]*+"),
        comment_heads=("//", "/*"),
        splices=True,
        # Digits may be grouped: 1'000.
        number=r"\.?[0-9](?:[eEpP][+-](?=[0-9])|'(?=\w)|[\w.])*+",
    ),
    layout="preprocessor",
    layout_words={
        "lexed": "if ifdef ifndef elif elifdef elifndef else endif undef",
        "macro": "define",
        "header": "include include_next import embed",
    },
    directive=r"NOLINT|(?i:falls?[ -]?through)|clang-format|IWYU|LCOV_EXCL|coverity\[|cppcheck-suppress|NOSONAR"
    r"|GCOVR_EXCL|lint -|PRQA|@suppress",
    # Trigraphs and digraphs spell `#`, `\` and brackets in other ways.
    verbatim_if=r"\?\?[=/'()!<>-]|<:(?!:)|<%|%>|(?<!:):>|(?m:^[ \t]*%:)",
)
