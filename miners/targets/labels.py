"""Heuristic labels for who reads or slices a data set: an edit's kind, its scope, whether it is a test."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codeedit_bench.languages.guesses import any_of, words
from miners.targets.target import Target
from miners.tokens import Op

_TEST = re.compile(
    r"(?:^|/)(?:tests?|testing|spec|specs|__tests__|testdata)/|(?:^|/)test_|_test\.|\.test\.|\.spec\.|Tests?\."
)
_DEFINE = re.compile(
    rf"^\s*(?:(?:{any_of('modifiers')})\s+)*"
    rf"(?:{any_of('definitions')})\b"
    r"(?:\s*\([^)]*\))?(?:\s*<[^>]*>)?\s*([\w$]+)?"
)
_METHOD = re.compile(r"^\s*(?:[\w<>\[\],*&:?.@]+\s+)+[*&]*([\w$~]+)\s*\([^;]*$")
_NOT_A_METHOD = re.compile(rf"^\s*(?:{any_of('statements')})\b")
_NUMBER = re.compile(r"\d[\w.]*\Z")
_TYPES = frozenset(words("types"))


def is_test(path: str) -> bool:
    return _TEST.search(path) is not None


def scope(lines: Sequence[str], line: int) -> str:
    """Names of the definitions around `line`, from outside in, read off indentation."""
    found: list[str] = []
    indent = _indent(lines[line]) if line < len(lines) and lines[line].strip() else 1 << 20
    for row in range(min(line, len(lines)) - 1, -1, -1):
        if indent == 0:
            break  # nothing stands further out
        text = lines[row]
        if not text.strip():
            continue
        depth = _indent(text)
        if depth >= indent:
            continue
        name = _defined(text)
        if name:
            found.append(name)
        if name or indent == 1 << 20 or text.strip()[0] not in "})]":
            indent = depth
    return "/".join(reversed(found))


def _indent(line: str) -> int:
    return len(line[: len(line) - len(line.lstrip())].expandtabs(4))


def _defined(line: str) -> str:
    match = _DEFINE.match(line)
    if match is None and not _NOT_A_METHOD.match(line):
        match = _METHOD.match(line)
    return (match.group(1) or "") if match else ""


def edit_kind(target: Target) -> str:
    """One of rename, signature, call_site, import, literal, type, added, removed, other."""
    edit = target.edit
    if target.import_only:
        return "import"
    if not edit.new or not edit.old:
        return "added" if edit.new else "removed"
    kinds = {_op_kind(op) for op in target.ops}
    if len(kinds) == 1 and kinds != {"other"}:
        return kinds.pop()
    changed = [(old, new) for old, new in zip(edit.old_lines, edit.new_lines, strict=False) if old != new]
    if any(_defined(old) and _defined(new) for old, new in changed):
        return "signature"
    if changed and all("(" in old and "(" in new for old, new in changed):
        return "call_site"
    return "other"


def _op_kind(op: Op) -> str:
    gone, come = op
    if not gone or not come:
        return "other"
    if all(_NUMBER.match(token) for token in (*gone, *come)):
        return "literal"
    if gone[0] in "\"'`" or come[0] in "\"'`":
        return "literal"
    if set(gone) & _TYPES or set(come) & _TYPES:
        return "type"
    if len(gone) == len(come) == 1 and gone[0][0].isidentifier() and come[0][0].isidentifier():
        return "rename"
    return "other"
