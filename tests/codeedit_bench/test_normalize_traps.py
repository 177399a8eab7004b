"""Traps on code that people write: what the languages tell apart is never equal, and what they do not, is."""

from __future__ import annotations

import pytest

from codeedit_bench.normalize import exact_match

BROKEN_ELEMENT = """ here {value} and
  {a} {b
  <B.C x={1} data-y='z'/>
</p>
var f = () => (<>"""
DIFFERENT = [
    # Literals in texts that a parser cannot read.
    ("kotlin", 'fun f( {\nval s = "${g("a  b")}"\n', 'fun f( {\nval s = "${g("a b")}"\n'),
    ("kotlin", 'val s = """${m["x  y"]}" z  w"""\n', 'val s = """${m["x  y"]}" z w"""\n'),
    ("kotlin", 'val s = $$"""$${a("}")} b  c"""\n', 'val s = $$"""$${a("}")} b c"""\n'),
    ("swift", 'func ( {\nlet s = "\\(f("a)  b"))  c"\n', 'func ( {\nlet s = "\\(f("a)  b")) c"\n'),
    ("swift", 'let s = #"a" \\#(f("x  y")) b  c"#\n', 'let s = #"a" \\#(f("x  y")) b c"#\n'),
    ("swift", "let r = #/a  b/#\n", "let r = #/a b/#\n"),
    ("swift", "let r = try! f( /a  b/)\n", "let r = try! f( /a b/)\n"),
    ("scala", 'val s = s"${f("a  b")} c  d"\n', 'val s = s"${f("a  b")} c d"\n'),
    ("scala", "val x = <p>{ f(1) } a  b</p>\n", "val x = <p>{ f(1) } a b</p>\n"),
    ("scala", "val x = <p><b>x</b> it's  so</p>\n", "val x = <p><b>x</b> it's so</p>\n"),
    (
        "csharp",
        'class A { ( string s = $"{f("a  b")} c  d"; }\n',
        'class A { ( string s = $"{f("a  b")} c d"; }\n',
    ),
    ("cpp", "module;\nimport <a  b>;\n", "module;\nimport <a b>;\n"),
    ("cpp", "export import < a>;\n", "export import <a>;\n"),
    ("csharp", 'var s = $$"""{{f("x")}} "a"  b""";\n', 'var s = $$"""{{f("x")}} "a" b""";\n'),
    ("csharp", 'var s = $@"\\{x:a  b}""c  d";\n', 'var s = $@"\\{x:a  b}""c d";\n'),
    ("php", '<?php function ( { $a = "{$b["c"]}  d";\n', '<?php function ( { $a = "{$b["c"]} d";\n'),
    ("php", "<?php ( $a = <<<X\n a  {$b['X']}\nX;\n", "<?php ( $a = <<<X\n a {$b['X']}\nX;\n"),
    ("python", 'def f(:\n    x = f"{a["b"]}  c"\n', 'def f(:\n    x = f"{a["b"]} c"\n'),
    ("javascript", "function ( { `${f(`a  b`)} c  d`\n", "function ( { `${f(`a  b`)} c d`\n"),
    ("javascript", "x = ;\nif (a) /b  c/.test(d)\n", "x = ;\nif (a) /b c/.test(d)\n"),
    ("javascript", "a = () => {}\n/b  +c/.test(d)\n", "a = () => {}\n/b +c/.test(d)\n"),
    ("typescript", "let x: = ;\nreturn /a '  b/\n", "let x: = ;\nreturn /a ' b/\n"),
    ("tsx", "x = ;\nconst a = <p>it's  so</p>\n", "x = ;\nconst a = <p>it's so</p>\n"),
    ("ruby", "def f(\n x = %w(a  b)\n  y = %q(c  d)\n", "def f(\n x = %w(a  b)\n  y = %q(c d)\n"),
    # A brace in an element that nothing closes, so that the whole text is one error.
    ("tsx", f"const e = <p>\n text {BROKEN_ELEMENT}", f"const e = <p>\n text \t{BROKEN_ELEMENT}"),
    ("javascript", f"const e = <p>\n text {BROKEN_ELEMENT}", f"const e = <p>\n text{BROKEN_ELEMENT}"),
    # Text that the compiler skips.
    ("csharp", '#if X\n/* \n#endif\nvar s = "a  b"; // */\n', '#if X\n/* \n#endif\nvar s = "a b"; // */\n'),
    (
        "csharp",
        '#if X\n$@"\n#else\nvar s = "a  b";\n#endif\n//"\n',
        '#if X\n$@"\n#else\nvar s = "a b";\n#endif\n//"\n',
    ),
    # Comments that are code.
    ("go", "//go:build x\n\npackage a\n", "  //go:build x\n\npackage a\n"),
    ("go", "// +build a\n// b\n\npackage a\n", "// +build a\n// b\npackage a\n"),
    ("go", "package a\n//line x.go:3\nvar b = 1\n", "package a\n  //line x.go:3\nvar b = 1\n"),
    # A document starts at the line's start alone, though nothing can be read there.
    ("ruby", "x\n=begin\na", "x\n    =begin\na"),
    # A heredoc's value.
    ("ruby", "x = <<~A\n  a\n    b\nA\n", "x = <<~A\n  a\n   b\nA\n"),
    ("ruby", "x = <<-A\n  a\n  A\n", "x = <<-A\n    a\n  A\n"),
    ("ruby", "x = <<~A\n  a  b\nA\n", "x = <<~A\n  a b\nA\n"),
    ("ruby", "x = <<~A\n\ta\n        b\nA\n", "x = <<~A\n\ta\n         b\nA\n"),
    ("ruby", "x = <<~A\n  a\\\n  b\nA\n", "x = <<~A\n  a\\\n    b\nA\n"),
    ("ruby", "x = <<~A\n  #{'c  d'}\nA\n", "x = <<~A\n  #{'c d'}\nA\n"),
    ("ruby", "x = <<~A\n  #{f(1,\n  '  b')}\nA\n", "x = <<~A\n    #{f(1,\n    '  b')}\nA\n"),
    ("ruby", "f(<<~A, <<-B)\n  a\nA\n  b\nB\n", "f(<<~A, <<-B)\n  a\nA\n    b\nB\n"),
    # Versions of Ruby differ about a line of blanks.
    ("ruby", "x = <<~A\n \n  a\nA\n", "x = <<~A\n   \n    a\nA\n"),
    ("go", 'package a\n\n/*\nint f();\n*/\nimport "C"\n', 'package a\n\n/*\nint f();\n*/\n\nimport "C"\n'),
    ("python", "#!/bin/sh\n# coding: latin-1\n", "#!/bin/sh\n\n# coding: latin-1\n"),
    ("python", "#!/usr/bin/python\nx = 1\n", "\n#!/usr/bin/python\nx = 1\n"),
    ("python", "f(a, # noqa\n  b)\n", "f(a,\n  # noqa\n  b)\n"),
    ("ruby", "#!/usr/bin/ruby\nx\n", "\n#!/usr/bin/ruby\nx\n"),
    ("cpp", "f(); // NOLINT\n", "f();\n// NOLINT\n"),
    ("cpp", "// NOLINTNEXTLINE\nf();\n", "// NOLINTNEXTLINE\n\nf();\n"),
    ("javascript", "f() // eslint-disable-line\n", "f()\n// eslint-disable-line\n"),
    ("typescript", "// @ts-ignore\nf(a)\n", "// @ts-ignore\nf(\na)\n"),
    # What the language joins is one token.
    ("c", "#define A f(1) \\\t\n  + 2\nint b;\n", "#define A f(1) \\\t\n\n  + 2\nint b;\n"),
    ("c", 'char *s = "a\\ \n  b";\n', 'char *s = "a\\ \n b";\n'),
    ("c", "int i = 0x1e-a;\n", "int i = 0x1e - a;\n"),
    ("cpp", "int i = 1e+a;\n", "int i = 1e + a;\n"),
    ("c", "#if __has_include(<a/b.h>)\n#endif\n", "#if __has_include(<a/ b.h>)\n#endif\n"),
    ("cpp", "int a<:3:>;\n", "int a< :3:>;\n"),
    ("c", "int \\u00e9a;\n", "int \\u00e9 a;\n"),
    ("csharp", "int a\\u00e9;\n", "int a \\u00e9;\n"),
    ("typescript", "let a\\u{61}b\n", "let a \\u{61}b\n"),
    ("java", "non-sealed interface A {}\n", "non- sealed interface A {}\n"),
    ("rust", "log!(a+b);\n", "log!(a +b);\n"),
    ("rust", 'println!("{}", stringify!(a , b));\n', 'println!("{}", stringify!(a, b));\n'),
    ("rust", "m!['a'  'b', \" c  d\"];\n", "m!['a'  'b', \" c d\"];\n"),
    ("rust", "s! { a ~> b }\n", "s! { a ~ > b }\n"),
    ("rust", 'r######"a  b"######;\n', 'r######"a b"######;\n'),
    ("rust", "/*/*/*/*/*/*a*/*/*/*/*/*/ f(1);\n/**/", "/*/*/*/*/*/*a*/*/*/*/*/*/ f(2);\n/**/"),
    ("cpp", '#define A R"x(a  b)x"\n', '#define A R"x(a b)x"\n'),
    # Arguments that a macro of the same file turns into a string.
    ("c", "#define S(x) #x\nputs(S(a+b));\n", "#define S(x) #x\nputs(S(a + b));\n"),
    (
        "c",
        "#define S(x) #x\n#define T(x) S(x)\nputs(T(a+b));\n",
        "#define S(x) #x\n#define T(x) S(x)\nputs(T(a + b));\n",
    ),
    ("cpp", "#define S(x) #x\n#define T S(a+b)\nf(T);\n", "#define S(x) #x\n#define T S(a + b)\nf(T);\n"),
    # A directive of the next line, and a blank line behind it.
    ("c", "// clang-format off\nint x;\n", "// clang-format off\n\nint x;\n"),
    # Members may be called as keywords are.
    ("javascript", "x.new\nfoo()\n", "x.new foo()\n"),
    ("javascript", "class A { const\n foo }\n", "class A { const foo }\n"),
    ("java", 's = """\n    a\n    b\n    """;\n', 's = """\n  a\n    b\n  """;\n'),
    ("cpp", "f<::g>();\n", "f<: :g>();\n"),
    ("c", "int a<::b;\n", "int a<: :b;\n"),
]

EQUAL = [
    # A comment that holds the beginning of another, before a directive: it once took forever.
    ("c", "/* /* */ #define A 1\n", "/* /* */  #define  A 1\n"),
    ("cpp", "int a;\n/* # /* */ /* x */ # define A 1\n", "int a;\n/* # /* */ /* x */ #define A  1\n"),
    ("csharp", "  #  if A\n#endif\n", "#if A\n#endif\n"),
    ("javascript", "const a = 1\n", "const\n  a = 1\n"),
    ("javascript", "new Foo()\n", "new\nFoo()\n"),
    ("javascript", "import x from 'y'\n", "import\n  x from 'y'\n"),
    ("typescript", "@foo class A {}\n", "@foo\nclass A {}\n"),
    ("typescript", "@a.b class A {}\n", "@a.b\nclass A {}\n"),
    ("java", 's = """\n    a\n      b\n    """;\n', 's = """\n  a\n    b\n  """;\n'),
    ("c", "int a<:2:>;\n", "int a <: 2 :>;\n"),
    ("c", "#define N(x) x\nf(N(a+b));\n", "#define N(x) x\nf(N(a + b));\n"),
    ("python", 'x = "a"in b\n', 'x = "a" in b\n'),
    ("python", "x = 1if y else 2\n", "x = 1 if y else 2\n"),
    ("python", 'x = f"{a["b"]}"in c\n', 'x = f"{a["b"]}" in c\n'),
    ("javascript", "return`a`\n", "return `a`\n"),
    ("javascript", "x = 0xE+1\n", "x = 0xE + 1\n"),
    ("java", 'String f() { return"x"; }\n', 'String f() { return "x"; }\n'),
    ("java", "int x = 0xE+1;\n", "int x = 0xE + 1;\n"),
    ("csharp", 'return"x";\n', 'return "x";\n'),
    ("csharp", 'return$"{x}";\n', 'return $"{x}";\n'),
    ("php", '<?php echo"x";\n', '<?php echo "x";\n'),
    ("go", "x := 0x1E-1\n", "x := 0x1E - 1\n"),
    ("rust", "let x = 1isize-1;\n", "let x = 1isize - 1;\n"),
    ("cpp", 'case"x"[0]:;\n', 'case "x"[0]:;\n'),
    ("rust", 'info!("a {}",\n  b);\n', 'info!("a {}", b);\n'),
    ("rust", 'println!("{}",a);\n', 'println!("{}", a);\n'),
    ("rust", "// see foo!(a  b\nf(a,b);\n", "// see foo!(a  b\nf(a, b);\n"),
    ("rust", "if !(a  || b) {}\n", "if !(a || b) {}\n"),
    ("ruby", "x = <<~A\n  a\n    b\nA\n", "x = <<~A\n      a\n        b\n    A\n"),
    ("ruby", "x = <<~'A'.strip\n  a\n\n  b\n  A\n", "x = <<~'A'.strip\na\n\nb\nA\n"),
    ("ruby", "x = <<~A\n  a #{b} c\nA\n", "x = <<~A\n    a #{b} c\nA\n"),
    ("ruby", "f(<<~A, <<-B)\n  a\nA\n  b\nB\n", "f(<<~A, <<-B)\n a\n  A\n  b\nB\n"),
    # A broken place leaves the rest as it is.
    ("python", "if a:\n  b\nz = [\n", "if a:\n    b\nz = [\n"),
    ("kotlin", 'fun f( {\nval  s = "a"\n', 'fun f( {\nval s = "a"\n'),
    ("csharp", 'class A { ( int x  = 1; var s = $"{a}"; }\n', 'class A { ( int x = 1; var s = $"{a}"; }\n'),
    ("javascript", "f(a,\n  b)\nx = ;\n", "f(a, b)\nx = ;\n"),
    ("csharp", '#if X\nvar s = @"a";\n#endif\nint  x;\n', '#if X\nvar s = @"a";\n#endif\nint x;\n'),
    ("python", "x = 1  # noqa\n", "x = 1 # noqa\n"),
    ("scala", "val x = <p>a</p>\nval  y = 1\n", "val x = <p>a</p>\nval y = 1\n"),
]


@pytest.mark.parametrize(("language", "first", "second"), DIFFERENT)
def test_what_a_language_tells_apart_is_never_equal(language: str, first: str, second: str) -> None:
    assert not exact_match(second, first, language=language)
    assert not exact_match(first, second, language=language)


def test_a_block_comment_that_ends_nowhere_is_not_forgiven_at_code() -> None:
    first, second = "x\n=begin a\n=end b\ny\n", "x\n=begin a\n=end=begin b\ny\n"
    assert not exact_match(second, first, language="ruby", level="code")
    assert exact_match(first.replace(" b", ""), first, language="ruby", level="code")


@pytest.mark.parametrize(("language", "first", "second"), EQUAL)
def test_what_a_language_reads_alike_is_equal(language: str, first: str, second: str) -> None:
    assert exact_match(second, first, language=language)
    assert exact_match(first, second, language=language)


@pytest.mark.parametrize(
    ("predicted", "reference", "suffix"),
    [("x = ", "x = \n", "1\n"), ("return", "return\n", " 1\n"), ("a", "a\n", "b\n")],
)
def test_a_region_that_ends_in_mid_line_gets_no_line_end(predicted: str, reference: str, suffix: str) -> None:
    assert not exact_match(predicted, reference, language="python", suffix=suffix)


def test_a_region_that_begins_in_mid_line_is_compared_as_it_is() -> None:
    assert not exact_match("1", "1\n", language="python", prefix="x = ", suffix="y = 2\n")
