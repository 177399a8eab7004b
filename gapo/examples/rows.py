"""Edit tasks as training rows: rendered prompts within the budget, ideal answers, counts of what was left out."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from codeedit_bench.errors import TrainingError
from codeedit_bench.tasks.records import EditTask
from evaluators.prompts.format import Budget, CountTokens, Prompt, PromptFormat
from gapo.config import Recipe
from gapo.examples.fitting import length_advice
from gapo.patience import Patience

_WORD = re.compile(r"[A-Z]?[a-z]{2,}")


@dataclass(slots=True)
class Examples:
    """Rows in the order of `tasks`; `rows[i]["task_index"] == i`."""

    tasks: list[EditTask] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    answer_tokens: list[int] = field(default_factory=list)
    """Length of every answer whose prompt fits, whether the answer fits or not."""
    longer_prompts: list[int] = field(default_factory=list)
    """Length of every prompt that no cutting of history brought under the budget."""
    counts: Counter[str] = field(default_factory=Counter)
    """`kept`, `prompt_over_budget`, `prompt_cut`, `answer_over_budget`, `history_cut`, `other_language`."""


def make_examples(
    tasks: Iterable[EditTask],
    recipe: Recipe,
    prompt_format: PromptFormat,
    tokenizer: Any,
    *,
    most: int | None = None,
) -> Examples:
    """Render `tasks` of the recipe's languages. What exceeds the budget is dropped or cut, and counted.

    With `most`, only the first so many tasks that fit; none after them is read.
    """
    made = Examples()
    read = tasks if most is not None else list(tasks)
    with Patience("rendering prompts", len(read) if isinstance(read, list) else most or 0, "tasks") as progress:
        for task in read:
            before = len(made.tasks)
            if recipe.languages and task.language not in recipe.languages:
                made.counts["other_language"] += 1
            else:
                _add(made, task, recipe, prompt_format, tokenizer)
            progress.advance(1 if most is None else len(made.tasks) - before)
            if len(made.tasks) == most:
                break
    return made


def _add(made: Examples, task: EditTask, recipe: Recipe, prompt_format: PromptFormat, tokenizer: Any) -> None:
    budget = _budget(recipe, tokenizer)
    prompt = prompt_format.render(task, budget)
    answer = prompt_format.answer(task, task.reference)
    shown = prompt.text + "".join(message.content for message in prompt.messages)
    length = budget.count_tokens(shown)
    if length > recipe.prompt_tokens:
        made.longer_prompts.append(length)
        if recipe.over_budget == "drop" or prompt.messages:
            made.counts["prompt_over_budget"] += 1
            return
        prompt = _cut(prompt, recipe.prompt_tokens, tokenizer)
        made.counts["prompt_cut"] += 1
    made.answer_tokens.append(budget.count_tokens(answer))
    if made.answer_tokens[-1] >= recipe.completion_tokens:
        made.counts["answer_over_budget"] += 1
        return
    made.counts["history_cut"] += bool(prompt.dropped_history)
    made.counts["kept"] += 1
    made.rows.append({**_columns(prompt, answer), "task_index": len(made.tasks)})
    made.tasks.append(task)


def _budget(recipe: Recipe, tokenizer: Any) -> Budget:
    return Budget(recipe.prompt_tokens, counter_of(tokenizer))


def counter_of(tokenizer: Any) -> CountTokens:
    """How many tokens a text has, without those that a tokenizer puts around it."""
    return lambda text: len(tokenizer(text, add_special_tokens=False).input_ids)


def require_rows(examples: Examples, split: str, completion_tokens: int) -> None:
    """`TrainingError` when nothing is left to train on, with what became of the tasks."""
    if not examples.rows:
        lost = ", ".join(f"{count} {reason}" for reason, count in sorted(examples.counts.items())) or "it is empty"
        advice = (
            " " + length_advice(examples.answer_tokens, completion_tokens)
            if examples.counts["answer_over_budget"]
            else ""
        )
        if examples.longer_prompts:
            advice += f" Raise prompt_tokens: the shortest prompt has {min(examples.longer_prompts)} tokens."
        raise TrainingError(f"No task of the {split} split can be trained on: {lost}.{advice}")


def prompt_column(prompt: Prompt) -> Any:
    """The prompt as TRL wants it: text, or a list of role and content."""
    if prompt.messages:
        return [{"role": message.role, "content": message.content} for message in prompt.messages]
    return prompt.text


def with_other_words(rows: Sequence[dict[str, Any]], copies: int, seed: int) -> list[dict[str, Any]]:
    """`rows` and `copies` variants of each in which the words of the history's substitutions are exchanged.

    A word gives way to the same random word of the rows wherever it stands, in its own case. So a model learns to
    carry a substitution over, whatever the words. For plain prompts of the `line` format.
    """
    words = sorted({word.lower() for row in rows for word in _WORD.findall(row["prompt"])})
    draw = random.Random(seed)  # noqa: S311 - data augmentation, not a secret
    made = list(rows)
    for _ in range(copies):
        for row in rows:
            told = "".join(line for line in row["prompt"].splitlines(keepends=True) if line[:1] in "+-")
            mapping = {word: draw.choice(words) for word in sorted({w.lower() for w in _WORD.findall(told)})}
            made.append(
                {
                    **row,
                    "prompt": _exchange(row["prompt"], mapping),
                    "completion": _exchange(row["completion"], mapping),
                }
            )
    return made


def _exchange(text: str, mapping: dict[str, str]) -> str:
    def other(match: re.Match[str]) -> str:
        word = match[0]
        new = mapping.get(word.lower(), word)
        return new.capitalize() if word[0].isupper() else new

    return _WORD.sub(other, text)


def _columns(prompt: Prompt, answer: str) -> dict[str, Any]:
    column = prompt_column(prompt)
    completion = [{"role": "assistant", "content": answer}] if prompt.messages else answer
    return {"prompt": column, "completion": completion}


def _cut(prompt: Prompt, tokens: int, tokenizer: Any) -> Prompt:
    ids = tokenizer(prompt.text, add_special_tokens=False).input_ids[-tokens:]
    return Prompt(
        text=tokenizer.decode(ids, clean_up_tokenization_spaces=False),
        stop=prompt.stop,
        dropped_history=prompt.dropped_history,
    )
