"""Real parsers as judges, one a language where one is at hand; none is needed by `make test`.

ORACLES names a folder with what was installed there (see docs/normal-form.md); Go, PHP, rustc and a JDK come
from the PATH.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import shutil
import subprocess
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = Path(os.environ.get("ORACLES", ".oracles")).resolve()
Judge = Callable[[Sequence[str]], list[str]]
INVALID = "invalid"
DIRECTIVE = re.compile(r"^[ \t\f\v]*#.*", re.MULTILINE)


def cpython(texts: Sequence[str]) -> list[str]:
    return [_python(text) for text in texts]


def _python(text: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
        return hashlib.md5(ast.dump(tree).encode("utf-8", "surrogatepass")).hexdigest()
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return INVALID


def by_process(*command: str) -> Judge:
    """A program that reads one JSON string a line and answers a line each."""

    def judge(texts: Sequence[str]) -> list[str]:
        lines = "".join(json.dumps(text) + "\n" for text in texts)
        environment = {**os.environ, "ORACLES": str(FOLDER)}
        done = subprocess.run(command, input=lines, capture_output=True, text=True, env=environment, check=True)
        answers = done.stdout.split()
        if len(answers) != len(texts):
            raise RuntimeError(f"{command[0]} answered {len(answers)} of {len(texts)}: {done.stderr[-500:]}")
        return answers

    return judge


def kotlin() -> Judge | None:
    jars = FOLDER / "node_modules" / "kotlin-compiler" / "lib"
    if not (shutil.which("java") and jars.is_dir()):
        return None
    return by_process("java", "-cp", f"{jars}/*", str(HERE / "KotlinTree.java"))


def mono() -> Judge | None:
    """The parser and the tokens of Mono's compiler, which knows C# 7: what is newer is invalid to it."""
    if not (shutil.which("mono") and shutil.which("mcs")):
        return None
    FOLDER.mkdir(parents=True, exist_ok=True)
    program, source = FOLDER / "MonoTokens.exe", HERE / "MonoTokens.cs"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(["mcs", "-r:Mono.CSharp.dll", f"-out:{program}", str(source)], check=True)
    ask = by_process("mono", str(program))
    # White space in the specification (6.5.1), an error to Mono.
    return lambda texts: ask(
        [DIRECTIVE.sub(lambda line: re.sub(r"[\f\v]", " ", line.group()), text) for text in texts]
    )


def libclang(language: str) -> Judge:
    return by_process(str(FOLDER / "python" / "bin" / "python"), str(HERE / "clang_tokens.py"), language)


def rustc() -> Judge:
    """The tokens that rustc hands to a macro; it does not parse, so fewer texts are invalid."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    library, folder = FOLDER / "libjudge.so", HERE / "rust"
    if not library.exists() or library.stat().st_mtime < (folder / "judge.rs").stat().st_mtime:
        build = ["rustc", "--edition=2021", "--crate-type=proc-macro", "-O", "-o", str(library)]
        subprocess.run([*build, str(folder / "judge.rs")], check=True)

    def judge(texts: Sequence[str]) -> list[str]:
        asked, answered = FOLDER / "judge.in", FOLDER / "judge.out"
        answered.unlink(missing_ok=True)
        asked.write_text("".join(text.encode("utf-8", "surrogatepass").hex() + "\n" for text in texts))
        environment = {**os.environ, "JUDGE_IN": str(asked), "JUDGE_OUT": str(answered)}
        command = [
            "rustc",
            "--edition=2021",
            "--emit=metadata",
            f"--extern=judge={library}",
            "-o",
            str(FOLDER / "ask"),
        ]
        subprocess.run([*command, str(folder / "ask.rs")], env=environment, capture_output=True, check=False)
        return answered.read_text().split()

    return judge


def find(language: str) -> Judge | None:
    """The judge of `language`, or None where its parser is not installed."""
    if language == "python":
        return cpython
    if language in ("javascript", "typescript", "tsx"):
        has = shutil.which("node") and (FOLDER / "node_modules" / "@babel" / "parser").is_dir()
        return by_process("node", str(HERE / "babel.mjs"), language) if has else None
    if language in ("c", "cpp"):
        return libclang(language) if (FOLDER / "python" / "bin" / "python").exists() else None
    if language == "php":
        return by_process("php", str(HERE / "php_tokens.php")) if shutil.which("php") else None
    if language == "java":
        return by_process("java", str(HERE / "JavacTree.java")) if shutil.which("javac") else None
    if language == "go":
        return _built("go", HERE / "go_ast.go", ["go", "build", "-o"])
    if language == "kotlin":
        return kotlin()
    if language == "csharp":
        return mono()
    if language == "scala":
        has = shutil.which("node") and (FOLDER / "node_modules" / "scalameta-parsers").is_dir()
        return by_process("node", str(HERE / "scalameta.mjs")) if has else None
    if language == "ruby":
        return by_process("ruby", str(HERE / "ripper.rb")) if shutil.which("ruby") else None
    if language == "rust":
        return rustc() if shutil.which("rustc") else None
    return None


def _built(tool: str, source: Path, command: list[str]) -> Judge | None:
    if not shutil.which(tool):
        return None
    program = FOLDER / source.stem
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        FOLDER.mkdir(parents=True, exist_ok=True)
        subprocess.run([*command, str(program), str(source)], check=True)
    return by_process(str(program))
