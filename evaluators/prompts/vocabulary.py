"""Does a model's tokenizer know the marks of the format that it is asked in?"""

from __future__ import annotations

from evaluators.prompts.format import CountTokens, PromptFormat


def split_marks(prompt_format: PromptFormat, count_tokens: CountTokens | None) -> tuple[str, ...]:
    """The marks that the format's models know as one token each and that this tokenizer splits; none without one.

    A model that reads `<|fim_prefix|>` letter by letter was never trained on it. It answers all the same.
    """
    if count_tokens is None:
        return ()
    return tuple(mark for mark in prompt_format.model_tokens if count_tokens(mark) != 1)


def split_marks_note(prompt_format: PromptFormat, count_tokens: CountTokens | None) -> str:
    """What a run says of it, in its manifest too; empty where nothing is split."""
    marks = split_marks(prompt_format, count_tokens)
    if not marks:
        return ""
    return (
        f"The model's tokenizer splits marks of the format {prompt_format.name!r} into plain text: "
        f"{', '.join(marks)}. A model that was not trained on them so cannot know them."
    )
