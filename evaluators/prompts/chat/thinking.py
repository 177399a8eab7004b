"""What a reasoning model writes before its answer, where the server does not take it apart."""

from __future__ import annotations

import re

from codeedit_bench.errors import UnparseableCompletionError

_NAMES = (
    r"(?:antml:|seed:)?(?:think|thinking|thought|thoughts|reasoning|reasoning_content|reflection|scratchpad|analysis"
    r"|inner_monologue|inner_thoughts|chain_of_thought)"
)
_PAIRS = (
    (rf"<(?P<name>{_NAMES})(?:\s[^<>\n]*)?>", r"</(?:{name})>"),
    (r"\[(?P<name>THINK|THINKING|REASONING)\]", r"\[/(?:{name})\]"),
    (r"◁(?P<name>think)▷", r"◁/(?:{name})▷"),
    (r"<\|begin_of_thought\|>", r"<\|end_of_thought\|>"),
    (r"<\|START_THINKING\|>", r"<\|END_THINKING\|>"),
    (r"<\|(?P<name>think|thinking|thought)\|>", r"<\|/(?:{name})\|>"),
    (r"<\|channel>thought\b", r"<channel\|>"),
    (r"<unused94>thought\b", r"<unused95>"),
)
"""How thinking begins and ends in the dialects of the models that write it."""
_OPENINGS = tuple(re.compile(opening, re.IGNORECASE) for opening, _ in _PAIRS)
_CLOSINGS = tuple(closing for _, closing in _PAIRS)
_ANY_CLOSING = "|".join(closing.replace("{name}", _NAMES) for closing in _CLOSINGS)
_CLOSING_LINE = re.compile(rf"^[^\n]*?(?:{_ANY_CLOSING})[ \t\r]*$", re.IGNORECASE | re.MULTILINE)
_HARMONY = re.compile(r"<\|channel\|>\s*final\b[^<]*<\|message\|>")
_HARMONY_END = re.compile(r"<\|(?:return|end|start)\|>")
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})", re.MULTILINE)
_BLANK = "\ufeff\u200b\u00a0 \t\r\n"


def without_thinking(completion: str) -> str:
    """The completion without the thinking parts that stand before its answer and are closed.

    Thinking begins at the start, or at the start of a line before the first code block. Some chat templates open
    it in the prompt. Then the completion holds its end alone, on a line's end outside every block. A whole code
    block must follow. Code that speaks of such a tag does not end thinking. `UnparseableCompletionError` where
    thinking begins and does not end: nothing after it is an answer.
    """
    text = completion
    if text.lstrip(_BLANK).startswith("<|channel|>"):
        return _final_channel(text)
    while (found := _opening(text)) is not None:
        opening, closing = found
        end = re.compile(closing, re.IGNORECASE).search(text, opening.end())
        if end is None:
            raise UnparseableCompletionError("The answer is all thinking: its thinking part is not closed.")
        text = text[end.end() :]
    for end in reversed(list(_CLOSING_LINE.finditer(text))):
        before = len(_FENCE.findall(text, 0, end.start()))
        if before % 2 == 0 and len(_FENCE.findall(text, end.end())) > 1:
            return text[end.end() :]
    return text


def _opening(text: str) -> tuple[re.Match[str], str] | None:
    """Where thinking begins before the first code block, and the pattern of its end."""
    fence = _FENCE.search(text)
    found = [
        (match, closing)
        for pattern, closing in zip(_OPENINGS, _CLOSINGS, strict=True)
        if (match := _at_line_start(pattern, text, fence.start() if fence else len(text))) is not None
    ]
    if not found:
        return None
    match, closing = min(found, key=lambda pair: pair[0].start())
    name = match.groupdict().get("name")
    return match, closing.replace("{name}", re.escape(name) if name else "")


def _at_line_start(pattern: re.Pattern[str], text: str, until: int) -> re.Match[str] | None:
    return next(
        (match for match in pattern.finditer(text, 0, until) if _begins_line(text, match.start())),
        None,
    )


def _begins_line(text: str, place: int) -> bool:
    return not text[text.rfind("\n", 0, place) + 1 : place].strip(_BLANK)


def _final_channel(completion: str) -> str:
    """The final message of the Harmony dialect, in which gpt-oss answers."""
    final = list(_HARMONY.finditer(completion))
    if not final:
        raise UnparseableCompletionError("The answer is all thinking: it has no final channel.")
    text = completion[final[-1].end() :]
    end = _HARMONY_END.search(text)
    return text[: end.start()] if end else text
