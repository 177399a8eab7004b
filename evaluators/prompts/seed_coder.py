"""The frame that `zeta2` and `zeta2.1` share: Seed-Coder's fill-in-the-middle, suffix first
(`zed-industries/zed`, crates/zeta_prompt/src/zeta_prompt.rs, module seed_coder).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.prompts.dialect import Guard, context_within, ended, git_diff
from evaluators.prompts.fitting import Excerpt, excerpt, fit
from evaluators.prompts.format import Budget, Prompt

MAX_TOKENS = 4096
MAX_EVENTS = 6
CONTEXT_TOKENS = 150

FIM_SUFFIX = "<[fim-suffix]>"
FIM_PREFIX = "<[fim-prefix]>"
FIM_MIDDLE = "<[fim-middle]>"
FILE = "<filename>"
CURSOR = "<|user_cursor|>"
MODEL_TOKENS = (FIM_SUFFIX, FIM_PREFIX, FIM_MIDDLE)
"""In Seed-Coder's vocabulary. The others are plain text to it."""
MARKERS = (*MODEL_TOKENS, FILE, CURSOR)


def render_frame(
    task: EditTask, budget: Budget, guard: Guard, region: Callable[[Excerpt], str], stop: tuple[str, ...]
) -> Prompt:
    """The prompt, with what `region` writes in place of the region."""

    def build(history: Sequence[PriorEdit], context: int) -> Prompt:
        part = excerpt(task, context, context)
        events = "".join(guard.escape(git_diff(edit)) for edit in history)
        section = f"{FILE}edit_history\n{events}\n" if events else ""
        return Prompt(
            text=f"{FIM_SUFFIX}{ended(guard.escape(part.after))}{FIM_PREFIX}{section}"
            f"{FILE}{guard.escape(task.path)}\n{guard.escape(part.before)}{ended(region(part))}{FIM_MIDDLE}",
            stop=stop,
        )

    smaller = Budget(min(budget.max_tokens, MAX_TOKENS), budget.count_tokens)
    context = context_within(task, CONTEXT_TOKENS)
    return fit(task, smaller, build, context=context, history=task.history[-MAX_EVENTS:])
