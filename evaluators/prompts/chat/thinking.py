"""What a reasoning model writes before its answer, where the server does not take it apart."""

from __future__ import annotations

import re

from codeedit_bench.errors import UnparseableCompletionError

_NAMES = r"think|thinking|thought|thoughts|reasoning|reflection|seed:think"
_OPENING = re.compile(rf"\s*(?:<({_NAMES})>|\[(THINK)\])", re.IGNORECASE)
_CLOSING = re.compile(rf"^[^\n]*?(?:</(?:{_NAMES})>|\[/THINK\])[ \t]*$", re.IGNORECASE | re.MULTILINE)
_HARMONY = re.compile(r"<\|channel\|>\s*final\b[^<]*<\|message\|>")
_HARMONY_END = re.compile(r"<\|(?:return|end|start)\|>")
_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})", re.MULTILINE)


def without_thinking(completion: str) -> str:
    """The completion without a thinking part that stands before its answer and is closed.

    Some chat templates open the thinking in the prompt. Then the completion holds its end alone, on a line's
    end, and a whole code block must follow it: code that speaks of such a tag is no end of thinking.
    `UnparseableCompletionError` where thinking begins and does not end: nothing after it is an answer.
    """
    if completion.lstrip().startswith("<|channel|>"):
        return _final_channel(completion)
    opening = _OPENING.match(completion)
    if opening:
        name = opening[1] or opening[2]
        end = re.compile(rf"</{name}>|\[/{name}\]", re.IGNORECASE).search(completion, opening.end())
        if end is None:
            raise UnparseableCompletionError("The answer is all thinking: its thinking part is not closed.")
        return completion[end.end() :]
    for end in reversed(list(_CLOSING.finditer(completion))):
        if len(_FENCE.findall(completion, end.end())) > 1:
            return completion[end.end() :]
    return completion


def _final_channel(completion: str) -> str:
    """The final message of the Harmony dialect, in which gpt-oss answers."""
    final = list(_HARMONY.finditer(completion))
    if not final:
        raise UnparseableCompletionError("The answer is all thinking: it has no final channel.")
    text = completion[final[-1].end() :]
    end = _HARMONY_END.search(text)
    return text[: end.start()] if end else text
