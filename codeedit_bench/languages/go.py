"""Go."""

from codeedit_bench.languages.language import Language, Lexicon
from codeedit_bench.languages.looks import Looks
from codeedit_bench.languages.patterns import C_COMMENTS, DOUBLE_QUOTED, SINGLE_QUOTED

LANGUAGE = Language(
    id="go",
    name="Go",
    version=4,
    extensions=(".go",),
    grammar="tree_sitter_go:language",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    lexicon=Lexicon(
        operators="<<= >>= &^= ... && || <- ++ -- == != <= >= := += -= *= /= %= &= |= ^= << >> &^",
        strings=(DOUBLE_QUOTED, SINGLE_QUOTED, r"`[^`]*+`", r"`[\s\S]*+"),
        comments=C_COMMENTS,
        comment_heads=("//", "/*"),
        quotes="\"'`",
        blanks=r" \t\n",
        word=r"[A-Za-z_\x80-\xff][\w\x80-\xff]*+",
    ),
    # The brackets within which a newline ends a declaration or statement, so that the last one may be left out.
    query="""
      (block "{" @mark) (field_declaration_list "{" @mark) (interface_type "{" @mark)
      (expression_switch_statement "{" @mark) (type_switch_statement "{" @mark) (select_statement "{" @mark)
      (import_spec_list "(" @mark) (var_spec_list "(" @mark) (const_declaration "(" @mark)
      (type_declaration "(" @mark)
    """,
    layout="semicolons",
    layout_words={
        "ending": "break continue fallthrough return ++ -- ) ] }",
        # Words after which a line end ends nothing.
        "open": "case chan const default defer else for func go goto if import interface map package range select "
        "struct switch type var",
    },
    directive=r"^//(?:go:|line |export |extern |nolint|lint:| ?\+build| ?(?i:(?:unordered )?output:)|nosec"
    r"| ?#nosec|sys |sysnb )|^/\*line |NOSONAR|nolint|^// Code generated",
    comments_keep_columns=True,
    # The comment before `import "C"` is a C program.
    all_directives_if=r'"C"|`C`',
    looks=Looks(
        definitions="func struct interface",
        introductions="func struct interface type const var",
        statements="if for switch return else case",
        types="int uint uint32 uint64 int32 int64 float32 float64 string bool byte any",
        imports=(
            r"import\b",
            r"package\s",
        ),
    ),
)
