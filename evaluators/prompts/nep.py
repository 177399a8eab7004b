"""`nep` and `nep-chat`: NextEditPrediction (lurf21/NextEditPrediction, data/data_processing.py and
evaluate/prompts.py): a snippet before its edits, their diff, the snippet now; the answer is the whole next one.

The dialect knows edits to the snippet alone. Edits elsewhere cannot be said in it and count as dropped.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Sequence

from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.prompts.chat.thinking import without_thinking
from evaluators.prompts.dialect import Guard, one_span, without_history
from evaluators.prompts.fitting import Excerpt, excerpt, fit
from evaluators.prompts.format import Budget, Message, Prompt, PromptFormat
from evaluators.prompts.wording import wording

CONTEXT_LINES = 20
_MARKERS = ("<|original_code|>", "<|edits_diff|>", "<|current_version|>", "<|next_version|>")
_GUARD = Guard(*_MARKERS)
_START, _END = "<next_version>", "</next_version>"
_TAGS = ("original_code", "edits_diff", "current_version", "next_version")
_CHAT_GUARD = Guard(*(f"<{slash}{name}>" for name in _TAGS for slash in ("", "/")))
_NO_NEWLINE = "\\ No newline at end of file"


def render(task: EditTask, budget: Budget) -> Prompt:
    def build(history: Sequence[PriorEdit], context: int) -> Prompt:
        old, diff, now = (_GUARD.escape(text) for text in _versions(task, history, context))
        return Prompt(
            text=f"<|original_code|>\n{old}\n<|edits_diff|>\n{diff}\n<|current_version|>\n{now}\n<|next_version|>\n",
            stop=_MARKERS,
        )

    return _fitted(task, budget, build)


def render_chat(task: EditTask, budget: Budget) -> Prompt:
    def build(history: Sequence[PriorEdit], context: int) -> Prompt:
        old, diff, now = (_CHAT_GUARD.escape(text) for text in _versions(task, history, context))
        user = wording("nep_user")
        for name, text in (("current_version", now), ("edits", diff), ("original_code", old)):
            user = text.join(user.rsplit(f"{{{name}}}", 1))
        return Prompt(messages=(Message("system", wording("nep_system")), Message("user", user)), stop=(_END,))

    return _fitted(task, budget, build)


def parse(task: EditTask, completion: str) -> str:
    """The version; a model that goes on after it begins another sample with one of the markers."""
    text = completion
    for marker in _MARKERS:
        text = text.partition(marker)[0]
    return _region(task, _GUARD.unescape(text))


def answer(task: EditTask, new_text: str) -> str:
    return _GUARD.escape(_next(task, new_text))


def parse_chat(task: EditTask, completion: str) -> str:
    """What stands in the version's tags; the end tag is the stop string, and may be missing."""
    content = without_thinking(completion)
    if _START not in content:
        raise UnparseableCompletionError(f"The answer has no {_START} … {_END}.")
    version = one_span(content, _START, _END) or ""
    return _region(task, _CHAT_GUARD.unescape(version))


def answer_chat(task: EditTask, new_text: str) -> str:
    return f"<next_version>\n{_CHAT_GUARD.escape(_next(task, new_text))}</next_version>"


def _fitted(task: EditTask, budget: Budget, build: Callable[[Sequence[PriorEdit], int], Prompt]) -> Prompt:
    """Context is what the answer must repeat: it may not shrink, or renderer and parser would disagree."""
    part = excerpt(task, CONTEXT_LINES, CONTEXT_LINES)
    _, told = without_history(task, part.start_line, part.end_line)
    prompt = fit(task, budget, lambda history, _: build(history, CONTEXT_LINES), context=0, history=tuple(told))
    return dataclasses.replace(prompt, cut_lines=0)


def _versions(task: EditTask, history: Sequence[PriorEdit], context: int) -> tuple[str, str, str]:
    """The snippet before `history`, the diff, the snippet now; without their last newlines."""
    part = excerpt(task, context, context)
    now = part.before + part.region + part.after
    shown = dataclasses.replace(task, history=tuple(history))
    old, _ = without_history(shown, part.start_line, part.end_line)
    diff = difflib.unified_diff(
        old.splitlines(), now.splitlines(), lineterm="", fromfile=task.path, tofile=task.path
    )
    return old.removesuffix("\n"), "\n".join(diff), now.removesuffix("\n")


def _next(task: EditTask, new_text: str) -> str:
    part = excerpt(task, CONTEXT_LINES, CONTEXT_LINES)
    text = part.before + new_text + part.after
    if not text.endswith("\n") or text.endswith(f"\n{_NO_NEWLINE}\n"):
        text += f"\n{_NO_NEWLINE}\n"
    return text


def _region(task: EditTask, version: str) -> str:
    """What stands in the region's place in a whole next version.

    `UnparseableCompletionError` where the lines around the region came back changed: then nothing tells what the
    model would have the region be.
    """
    part = excerpt(task, CONTEXT_LINES, CONTEXT_LINES)
    for text in _readings(version, part):
        inside = len(text) - len(part.before) - len(part.after)
        if inside >= 0 and text.startswith(part.before) and text.endswith(part.after):
            return text[len(part.before) : len(part.before) + inside]
    raise UnparseableCompletionError("The answer changes lines outside the region.")


def _readings(version: str, part: Excerpt) -> list[str]:
    """The version as written, and with as many newlines at its end as the snippet has."""
    if version.endswith(f"\n{_NO_NEWLINE}\n"):
        return [version.removesuffix(f"\n{_NO_NEWLINE}\n")]
    whole = part.before + part.region + part.after
    ending = whole[len(whole.rstrip("\n")) :]
    return [version if version.endswith("\n") else version + "\n", version.rstrip("\n") + ending]


FORMAT = PromptFormat("nep", render, parse, answer, version=2)
CHAT_FORMAT = PromptFormat("nep-chat", render_chat, parse_chat, answer_chat, version=2)
