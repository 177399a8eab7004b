"""What a run took: requests, cache, failures, tokens, money, seconds. As data for its summary, and as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from codeedit_bench.tasks.records import Prediction, RunManifest
from codeedit_bench.terminal import printable

_ERRORS = 5
"""Kinds of errors that a summary names: the most frequent."""
_MILLION = 1_000_000


def costs_of(manifest: RunManifest, predictions: Sequence[Prediction]) -> dict[str, Any]:
    """The costs of a run. Tokens and seconds are those of all answers; `paid` leaves out what the cache answered.

    `price` is there where the back end's options state prices: per million tokens, in whatever currency they were
    given.
    """
    import numpy as np

    if not predictions:
        return {}
    seconds = np.array([prediction.seconds for prediction in predictions])
    middle, late = np.quantile(seconds, [0.5, 0.95])
    errors = Counter(prediction.error for prediction in predictions if prediction.finish_reason == "error")
    asked = [prediction for prediction in predictions if not prediction.cached]
    paid = {
        "prompt_tokens": sum(prediction.prompt_tokens for prediction in asked),
        "completion_tokens": sum(prediction.completion_tokens for prediction in asked),
    }
    prices = [float(manifest.backend_options.get(name) or 0.0) for name in ("price_in", "price_out")]
    return {
        "seconds_total": round(float(seconds.sum()), 3),
        "seconds_median": round(float(middle), 6),
        "seconds_p95": round(float(late), 6),
        "prompt_tokens": sum(prediction.prompt_tokens for prediction in predictions),
        "completion_tokens": sum(prediction.completion_tokens for prediction in predictions),
        "answers": len(predictions),
        "cached": len(predictions) - len(asked),
        "failed": errors.total(),
        "errors": dict(errors.most_common(_ERRORS)),
        "paid": paid,
        **({"price": round(_price(paid, prices), 6)} if any(prices) else {}),
    }


def cost_rows(cost: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The costs as rows of a table, a name and a text; none for a summary of an earlier version."""
    if "answers" not in cost:
        return []
    tokens = f"{cost['prompt_tokens']:,} in, {cost['completion_tokens']:,} out"
    rows = [
        ("answers", f"{cost['answers']:,}; {cost['cached']:,} from the cache, {cost['failed']:,} failed"),
        ("seconds", f"{cost['seconds_total']:,.1f}; {_seconds(cost)}"),
    ]
    if cost["prompt_tokens"] or cost["completion_tokens"]:
        paid = cost["paid"]
        asked = f"; without the cache {paid['prompt_tokens']:,} in, {paid['completion_tokens']:,} out"
        rows.append(("tokens", tokens + (asked if cost["cached"] else "")))
    if "price" in cost:
        rows.append(("price", f"{cost['price']:,.4f}, at the stated prices per million tokens"))
    rows += [
        (f"error, {count:,}×", printable(text or "no reason was given", keep=""))
        for text, count in cost["errors"].items()
    ]
    return rows


def _price(paid: Mapping[str, int], prices: Sequence[float]) -> float:
    return (paid["prompt_tokens"] * prices[0] + paid["completion_tokens"] * prices[1]) / _MILLION


def _seconds(cost: Mapping[str, Any]) -> str:
    return f"{cost['seconds_median']:.2f} for the median answer, {cost['seconds_p95']:.2f} at 95%"
