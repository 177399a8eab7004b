"""`summary.json`: what a run came to, with intervals and breakdowns. A pure function of tasks and scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from codeedit_bench.tasks.records import EditTask, Prediction, RunManifest, Score
from evaluators.costs import costs_of
from evaluators.metrics import METRIC_VERSIONS, METRICS
from evaluators.statistics.groups import GROUPINGS
from evaluators.statistics.intervals import CONFIDENCE, Interval, intervals
from evaluators.statistics.metrics import EXACT_MATCHES, HEADLINE
from evaluators.statistics.sampling import ks_of, success_at_k
from evaluators.statistics.weighting import (
    Clusters,
    Weighting,
    cluster_codes,
    headline_weighting,
    largest_share,
)

if TYPE_CHECKING:
    import numpy as np

_DIGITS = 12
"""Enough that nothing which is shown is rounded twice, and few enough that every machine writes the same bytes."""


def summarise(
    manifest: RunManifest,
    tasks: Sequence[EditTask],
    scores: Sequence[Score],
    predictions: Sequence[Prediction],
) -> dict[str, Any]:
    """`scores` and `predictions` stand in the order of `tasks`, each task's samples together.

    Tasks tagged `no_edit` are right when left alone. They count in `false_edits` and in nothing else, so that a
    system which never edits has no exact match. In `metrics` each task counts once, in `metrics_by_repository`
    each repository. `headline` says which of the two ranks on this data set, and `groups` are weighed like it.
    """
    import numpy as np

    n = manifest.n_samples
    names = list(scores[0].values) if scores else []
    table = {name: np.array([score.values[name] for score in scores]).reshape(len(tasks), n) for name in names}
    edits = np.array([not task.asks_for_no_edit for task in tasks], dtype=bool)
    asked = [task for task in tasks if not task.asks_for_no_edit]
    means = {name: values[edits].mean(axis=1) for name, values in table.items()}
    codes = cluster_codes([task.provenance.repository for task in asked])
    weighting = headline_weighting(codes)
    by_weighting: dict[Weighting, dict[str, Interval]] = {
        "tasks": _intervals(means, codes, "tasks"),
        "repositories": _intervals(means, codes, "repositories"),
    }
    return {
        "system": manifest.system,
        "dataset_hash": manifest.dataset_hash,
        "split": manifest.split,
        "scorer_version": manifest.scorer_version,
        "metric_versions": {name: METRICS.version(name, METRIC_VERSIONS) for name in names},
        "n_tasks": len(tasks),
        "n_samples": n,
        "outcomes": dict(sorted(Counter(score.outcome for score in scores).items())),
        "headline": {
            "metric": HEADLINE,
            "weighting": weighting,
            "largest_share": round(largest_share(codes), _DIGITS),
            **(_row(by_weighting[weighting][HEADLINE]) if HEADLINE in means else {}),
        },
        "metrics": {name: _row(interval) for name, interval in by_weighting["tasks"].items()},
        "metrics_by_repository": {name: _row(interval) for name, interval in by_weighting["repositories"].items()},
        "interval": {
            "method": "Clopper-Pearson on the effective number of tasks; CR3 by repository",
            "confidence": CONFIDENCE,
            "clusters": "repositories" if len({task.provenance.repository for task in asked}) > 1 else "tasks",
        },
        "em_at_k": {
            name: {
                str(k): float(success_at_k((table[name][edits] > 0.5).sum(axis=1), n, k).mean()) if asked else 0.0
                for k in ks_of(n)
            }
            for name in EXACT_MATCHES
            if name in table
        },
        "false_edits": _false_edits(table, edits),
        "groups": {
            grouping: _groups([place(task) for task in asked], means, codes, weighting)
            for grouping, place in GROUPINGS.items()
        },
        "cost": costs_of(manifest, predictions),
    }


def _intervals(means: Mapping[str, np.ndarray], codes: np.ndarray, weighting: Weighting) -> dict[str, Interval]:
    import numpy as np

    if not means:
        return {}
    found = intervals(np.stack(list(means.values()), axis=1), Clusters.of(codes, weighting))
    return dict(zip(means, found, strict=True))


def _row(interval: Interval) -> dict[str, float | int]:
    return {
        "value": round(interval.value, _DIGITS),
        "low": round(interval.low, _DIGITS),
        "high": round(interval.high, _DIGITS),
        "n": interval.n,
        "clusters": interval.clusters,
        "effective": round(interval.effective, 3),
    }


def _groups(
    places: Sequence[str], means: Mapping[str, np.ndarray], codes: np.ndarray, weighting: Weighting
) -> dict[str, dict[str, dict[str, float | int]]]:
    import numpy as np

    labels = np.asarray(places, dtype=object)
    groups = {}
    for name in sorted(set(places)):
        chosen = np.flatnonzero(labels == name)
        inside = {metric: means[metric][chosen] for metric in EXACT_MATCHES if metric in means}
        found = _intervals(inside, codes[chosen], weighting)
        groups[name] = {metric: _row(interval) for metric, interval in found.items()}
    return groups


def _false_edits(table: Mapping[str, np.ndarray], edits: np.ndarray) -> dict[str, float | int]:
    """Of the tasks where the developer changed nothing, the share of answers that change something.

    An answer that cannot be read changes nothing on a screen, but is no answer either: it counts as a false edit.
    """
    left_alone = int((~edits).sum())
    if not left_alone or HEADLINE not in table:
        return {"n": 0, "rate": 0.0}
    return {"n": left_alone, "rate": round(float(1 - table[HEADLINE][~edits].mean()), _DIGITS)}
