"""Rust."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.looks import Looks
from codeedit_bench.languages.nested import Nested
from codeedit_bench.languages.patterns import DOUBLE_QUOTED_LINES, NESTED_BLOCK_COMMENT

# The standard library's that do not print their own tokens, and words that are no macros.
_OTHER_CALLS = (
    "println|print|eprintln|eprint|format|format_args|write|writeln|panic|assert_eq|assert_ne|debug_assert_eq"
    "|debug_assert_ne|vec|todo|unimplemented|unreachable|include_str|include_bytes|include|env|option_env|cfg"
    "|thread_local|compile_error|if|return|while|match|in|else|as|mut|ref|let|move|break|unsafe"
)

LANGUAGE = Language(
    id="rust",
    name="Rust",
    version=6,
    extensions=(".rs",),
    grammar="tree_sitter_rust:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=Lexicon(
        operators="..= ... <<= >>= -> => <- :: .. && || == != <= >= += -= *= /= %= &= ^= |= << >>",
        strings=(
            DOUBLE_QUOTED_LINES,
            r'"[\s\S]*+',
            r"'(?:\\[^\n][^'\n]*+|[\x00-\x09\x0b-\x26\x28-\x5b\x5d-\x7f]|[\xc0-\xff][\x80-\xbf]*+)'",
            r"'[A-Za-z_\x80-\xff][\w\x80-\xff]*+(?!')",
        ),
        comments=(r"//[^\n]*+", NESTED_BLOCK_COMMENT, r"/\*[\s\S]*+"),
        comment_heads=("//", "/*"),
        # Any word before a quote is a reserved prefix, and any behind it a suffix.
        prefix=r"\w*?",
        suffix=r"\w*+",
        # A word with a `#` behind it is a reserved prefix.
        word=r"(?:r#)?[A-Za-z_\x80-\xff][\w\x80-\xff]*+#?",
        nests=True,
        nested=(Nested(r'(?<![\w\x80-\xff])[bc]?r(?P<hashes>#*)"', closes='"%(hashes)s'),),
        nested_if='r" r#',
        number=r"0[xob]\w*+|[0-9][0-9_]*+(?:\.[0-9][0-9_]*+|\.(?![.\w\x80-\xff]))?(?:[eE][+-]?_*+[0-9][0-9_]*+)?\w*+",
    ),
    macro_call=rf"(?<![\w#])(?!(?:{_OTHER_CALLS})\s*!)[A-Za-z_]\w*\s*!\s*[(\[{{]",
    # Doc comments are attributes that macros and rustdoc's tests read.
    documentation=r"^(?:///(?!/)|//!|/\*\*(?![*/])|/\*!)",
    directive=r"rustfmt|clippy|NOSONAR|tarpaulin|grcov|LCOV_EXCL",
    looks=Looks(
        modifiers=r"pub(?:\([^)]*\))? async unsafe extern const",
        definitions="fn struct enum trait impl mod",
        introductions="fn struct enum type trait const let",
        statements="if for while return else",
        types="bool char str u8 u16 u32 u64 i8 i16 i32 i64 usize f32 f64 String",
        imports=(
            r"(?:pub(?:\([^)]*\))?\s+)?use\s",
            r"extern\s+crate\b",
        ),
    ),
)
