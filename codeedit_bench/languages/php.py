"""PHP."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.patterns import (
    BLOCK_COMMENT,
    DOUBLE_QUOTED_LINES,
    OPEN_BLOCK_COMMENT,
    SINGLE_QUOTED_LINES,
)

CASTS = "int|integer|bool|boolean|float|double|real|string|array|object|unset|binary|void"

LANGUAGE = Language(
    id="php",
    name="PHP",
    version=2,
    extensions=(".php",),
    grammar="tree_sitter_php:language_php",
    line_comments=("//", "#"),
    block_comments=(("/*", "*/"),),
    lexicon=Lexicon(
        operators="<=> **= ... <<= >>= === !== ?-> ??= -> => :: ++ -- ** && || ?? == != <> <= >= << >> |> "
        "+= -= *= /= .= %= &= |= ^= #[",
        strings=(r"<<<[ \t]*[\"']?\w+[\"']?\n[\s\S]*+", DOUBLE_QUOTED_LINES, SINGLE_QUOTED_LINES),
        comments=(r"(?://|#(?!\[))[^\n?\x01]*+(?:\?(?!>)[^\n?\x01]*+)*+", BLOCK_COMMENT, OPEN_BLOCK_COMMENT),
        comment_heads=("//", "/*", "#"),
        comment_look_alikes=("#[", "?>"),
        # One token in PHP: a cast with spaces but no line end, a visibility with its (set), a name with its `\`.
        first=rf"\([ \t]*(?i:{CASTS})[ \t]*\)|(?i:public|protected|private)\((?i:set)\)",
        word=r"[A-Za-z_$\\\x80-\xff][\w$\\\x80-\xff]*+",
        number=r"\.?[0-9](?:[eE][+-](?=[0-9])|[\w.])*+",
        quotes="\"'`",
        blanks=r" \t\n",
    ),
    query="""
      (encapsed_string) @verbatim (heredoc) @verbatim (nowdoc) @verbatim
      (shell_command_expression) @verbatim (php_tag) @open (php_end_tag) @close
    """,
    # Docblocks are read by reflection.
    directive=r"^/\*\*\s|phpstan|psalm|phpcs|codeCoverageIgnore|noinspection|NOSONAR|(?i:falls?[ -]?through)|@var"
    r"|@phan|infection-ignore|@formatter",
    # What follows is data, and binary for all the lexer knows.
    verbatim_hints="__halt_compiler",
    verbatim_if=r"(?i:__halt_compiler)",
)
