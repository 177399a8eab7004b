"""What the YAML file of an lm-evaluation-harness task names, made by `codeedit export --to lm-eval`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evaluators.harnesses.questions import question_of, score_answer


def prompt(doc: Mapping[str, Any]) -> str:
    """The question as one text. `--apply_chat_template` makes the harness put it into the model's template."""
    return question_of(doc).text


def process_results(doc: Mapping[str, Any], results: Sequence[str]) -> dict[str, float]:
    """The metrics of the first answer. The harness does not tell whether an answer met its limit. So a fenced
    answer that was cut off is unparseable, and one in another dialect may be read."""
    return dict(score_answer(question_of(doc), results[0]).values)
