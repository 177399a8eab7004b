"""Does a model's tokenizer know the marks of the format that it is asked in?"""

from __future__ import annotations

from evaluators.prompts.format import CountTokens, PromptFormat


def split_marks_note(prompt_format: PromptFormat, count_tokens: CountTokens | None) -> str:
    """Names the marks that the format's models know as one token each and that this tokenizer splits.

    Empty where it splits none, or where no tokenizer counts. A model that reads `<|fim_prefix|>` letter by letter
    was never trained on it, and answers all the same. A run says so, in its manifest too.
    """
    marks = [mark for mark in prompt_format.model_tokens if count_tokens is not None and count_tokens(mark) != 1]
    if not marks:
        return ""
    return (
        f"The model's tokenizer splits marks of the format {prompt_format.name!r} into plain text: "
        f"{', '.join(marks)}. A model that was not trained on them so cannot know them."
    )
