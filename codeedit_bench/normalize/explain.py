"""Why two texts are equal or not: the level at which they become equal, and the first token that differs."""

from __future__ import annotations

from dataclasses import dataclass

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.normalize import control
from codeedit_bench.normalize.keys import stream
from codeedit_bench.normalize.levels import LEVELS, OPT_IN_LEVELS, Level
from codeedit_bench.normalize.match import Reference
from codeedit_bench.normalize.tokens import fill

NAMES = {
    control.NEWLINE: "end of line",
    control.INDENT: "indent",
    control.DEDENT: "dedent",
    control.MARK: "start of a block",
    control.BEGIN_DIRECTIVE: "start of a directive",
    control.END_DIRECTIVE: "end of a directive",
    control.JOINED: "no space before the parenthesis",
    control.BROKEN: "does not parse: every line end counts",
    control.VERBATIM: "compared as text",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where two normal forms differ."""

    index: int
    """Of the token, from 0."""
    first: str
    second: str
    """The tokens there, as people read them; `end of text` where there is none."""
    context: tuple[str, ...]
    """The tokens before it that both share, at most five."""


@dataclass(frozen=True, slots=True)
class Explanation:
    equal: dict[Level, bool]
    differences: dict[Level, Difference]
    """For each level at which the texts are not equal."""


def explain(first: str, second: str, *, language: str, prefix: str = "", suffix: str = "") -> Explanation:
    """Compare two texts at every level, the opt-in ones too, and say where they differ first.

    `prefix` and `suffix` are the file around both texts.

    >>> found = explain("a = 1", "a = 2", language="python")
    >>> found.equal["layout"], found.differences["layout"].first
    (False, '1')
    """
    row = LANGUAGES.load(language)
    reference = Reference(second, language=language, prefix=prefix, suffix=suffix)
    equal: dict[Level, bool] = {}
    differences: dict[Level, Difference] = {}
    for level in (*LEVELS, *OPT_IN_LEVELS):
        equal[level] = reference.matches(first, level)
        if not equal[level]:
            one, other = (
                [_readable(token) for token in fill(*stream(reference.splice(text), row, level))]
                for text in (first, second)
            )
            differences[level] = _first_difference(one, other)
    return Explanation(equal, differences)


def _first_difference(one: list[str], other: list[str]) -> Difference:
    index = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    at = [tokens[index] if index < len(tokens) else "end of text" for tokens in (one, other)]
    return Difference(index, at[0], at[1], tuple(one[max(0, index - 5) : index]))


def _readable(token: bytes) -> str:
    if token in NAMES:
        return f"<{NAMES[token]}>"
    if token.startswith(control.BAD_INDENT):
        return f"<indentation that fits no block: {token[1:]!r}>"
    text = token.strip(control.LITERAL + control.JSX_TEXT).decode("utf-8", "backslashreplace")
    kind = {control.COMMENT: "comment", control.DIRECTIVE_COMMENT: "directive comment"}.get(token[:1], "")
    return f"<{kind}> {text[1:]}" if kind else text
