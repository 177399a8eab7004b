"""Rust."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.patterns import DOUBLE_QUOTED_LINES, NESTED_BLOCK_COMMENT

LANGUAGE = Language(
    id="rust",
    name="Rust",
    version=2,
    extensions=(".rs",),
    grammar="tree_sitter_rust:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=Lexicon(
        operators="..= ... <<= >>= -> => <- :: .. && || == != <= >= += -= *= /= %= &= ^= |= << >>",
        strings=(
            r'r"[^"]*+"',
            r'r#"[\s\S]*?"#',
            r'r##"[\s\S]*?"##',
            r'r###"[\s\S]*?"###',
            r'r####"[\s\S]*?"####',
            r'r#*+"[\s\S]*+',
            DOUBLE_QUOTED_LINES,
            r'"[\s\S]*+',
            r"'(?:\\[^\n][^'\n]*+|[\x00-\x09\x0b-\x26\x28-\x5b\x5d-\x7f]|[\xc0-\xff][\x80-\xbf]*+)'",
            r"'[A-Za-z_\x80-\xff][\w\x80-\xff]*+(?!')",
        ),
        comments=(r"//[^\n]*+", NESTED_BLOCK_COMMENT, r"/\*[\s\S]*+"),
        comment_heads=("//", "/*"),
        glued=r"#*\"|['\x01]",
        # A word with a `#` behind it is a reserved prefix.
        word=r"(?:r#)?[A-Za-z_\x80-\xff][\w\x80-\xff]*+#?",
        nests=True,
        number=r"0[xob][\w]*+|[0-9]\w*+(?:\.[0-9]\w*+|\.(?![.\w\x80-\xff]))?(?:(?<=[eE])[+-][0-9]\w*+)?",
    ),
    # Doc comments are attributes that macros and rustdoc's tests read.
    directive=r"^(?:///(?!/)|//!|/\*\*(?![*/])|/\*!)|rustfmt|clippy|NOSONAR|tarpaulin|grcov|LCOV_EXCL",
    verbatim_hints='r#####"',
    verbatim_if=r'r#{5,}"',
)
