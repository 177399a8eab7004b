"""What an exported environment loads: its rows as a data set of `verifiers`, paid by our reward.

Runs where `verifiers` is installed. The exported package holds the rows and calls `environment` alone, so that a
mended scorer reaches every environment that was exported before.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gapo.verl.reward import score_row


def environment(folder: Path, split: str = "train") -> Any:
    """A `verifiers.SingleTurnEnv` on the rows of `split` in `folder`. Exact match is counted beside the reward."""
    import datasets
    import verifiers

    rows = datasets.Dataset.from_parquet(str(folder / f"{split}.parquet"))
    held_out = folder / "validation.parquet"
    return verifiers.SingleTurnEnv(
        dataset=rows,
        eval_dataset=datasets.Dataset.from_parquet(str(held_out)) if held_out.is_file() else None,
        rubric=verifiers.Rubric(funcs=[reward, exact_match, readable], weights=[1.0, 0.0, 0.0]),
    )


def reward(completion: Any, info: Any) -> float:
    """The reward that the rows name."""
    return _scored(completion, info)["score"]


def exact_match(completion: Any, info: Any) -> float:
    """Exact match at `layout`; counted, not paid."""
    return _scored(completion, info)["acc"]


def readable(completion: Any, info: Any) -> float:
    """1 where the prompt format can read the answer; counted, not paid."""
    return _scored(completion, info)["parsed"]


def _scored(completion: Any, info: Any) -> dict[str, float]:
    return score_row(_text(completion), info["edit_task"], info["prompt_format"], info["reward"])


def _text(completion: Any) -> str:
    """The last message's text; messages are dictionaries or objects, by the version of `verifiers`."""
    if isinstance(completion, str):
        return completion
    last = completion[-1]
    return str(last["content"] if isinstance(last, dict) else last.content)
