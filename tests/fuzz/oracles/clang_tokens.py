"""One JSON string a line in; a digest of libclang's tokens, with the ends of directives, a line out."""

from __future__ import annotations

import hashlib
import json
import re
import sys

from clang.cindex import Index, TokenKind, TranslationUnit

EXTENSION = {"c": "c", "cpp": "cpp"}[sys.argv[1]]
SINGLE_FILE_PARSE = 0x400
INDEX = Index.create()


def digest(text: str) -> str:
    name = "a." + EXTENSION
    arguments = ["-x", "c" if EXTENSION == "c" else "c++", "-std=" + ("c2x" if EXTENSION == "c" else "c++20")]
    unit = TranslationUnit.from_source(
        name,
        arguments,
        unsaved_files=[(name, text)],
        index=INDEX,
        options=TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD | SINGLE_FILE_PARSE,
    )
    data = text.encode()
    out: list[str] = []
    directive = False
    previous = None
    new_line = True
    for token in unit.get_tokens(extent=unit.cursor.extent):
        start = token.extent.start
        between = data[previous.extent.end.offset : start.offset] if previous is not None else data[: start.offset]
        between = re.sub(rb"\\[ \t\v\f]*\r?\n", b"", between)
        # A comment between a line's start and its `#` changes nothing.
        new_line = b"\n" in between or (new_line and previous is not None and previous.kind == TokenKind.COMMENT)
        if new_line and directive:
            out.append("<end>")
            directive = False
        previous = token
        if token.kind == TokenKind.COMMENT:
            continue
        spelling = re.sub(r"\\[ \t\v\f]*\r?\n", "", token.spelling)
        if spelling in ("#", "%:") and (new_line or not out or out[-1] == "<end>") and not directive:
            directive = True
            out.append("<directive>")
        if directive and out[-2:] == ["<directive>", "#"]:
            out.append(spelling)
            continue
        if directive and len(out) > 2 and out[-2] == "define" and out[-3] == "#" and spelling == "(":
            out.append("<glued>" if not between else "<apart>")
        out.append(spelling)
    out += ["<end>"] if directive else []
    return hashlib.md5("\0".join(out).encode("utf-8", "replace")).hexdigest()


for line in sys.stdin:
    print(digest(json.loads(line)))
