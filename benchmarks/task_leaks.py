"""Can a task be answered from its outside? Two tables for docs/results.md.

    python -m benchmarks.task_leaks DATASET...

1. **No edit or edit?** Logistic regression and gradient boosting on every surface feature of `task_surface`,
folds by
   repository, classes weighted alike. It prints the area under the ROC curve (AUC) on repositories that the model
   did not see; 0.5 is chance.
2. **Where in the region?** The place of the first changed line among all places that it could have: shares by
tenth,
   Kolmogorov-Smirnov against the uniform distribution, and chi-square over the tenths.

Needs the `dev` extra (scikit-learn).
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.mining_report import table
from benchmarks.task_surface import features, first_change, spread
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import EditTask

FOLDS = 5
SHOWN = 8


def models(seed: int) -> dict[str, Any]:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import QuantileTransformer

    spread_out = QuantileTransformer(n_quantiles=200, output_distribution="normal", random_state=seed)
    return {
        "logistic regression": make_pipeline(
            spread_out, LogisticRegression(max_iter=2000, C=0.1, class_weight="balanced")
        ),
        "gradient boosting": HistGradientBoostingClassifier(
            max_iter=150, learning_rate=0.06, max_leaf_nodes=15, class_weight="balanced", random_state=seed
        ),
    }


def recognisability(tasks: Sequence[EditTask], seed: int) -> None:
    """Print the AUC of both models, and the features that tell most alone."""
    import numpy as np
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedGroupKFold

    rows = [features(task) for task in tasks]
    names = sorted(rows[0])
    table_of = np.array([[row[name] for name in names] for row in rows])
    still = np.array(["no_edit" in task.tags for task in tasks])
    groups = np.array([task.provenance.repository for task in tasks])
    print(f"{len(tasks):,} tasks, {still.sum():,} of them without an edit, {len(set(groups))} repositories\n")
    folds = min(FOLDS, len(set(groups)), int(still.sum()))
    if folds < 2:
        print("Too few repositories or tasks without an edit for folds.\n")
        return
    parts = list(StratifiedGroupKFold(folds, shuffle=True, random_state=seed).split(table_of, still, groups))
    found = []
    for name, model in models(seed).items():
        guess = np.zeros(len(tasks))
        inside = []
        for train, test in parts:
            model.fit(table_of[train], still[train])
            guess[test] = model.predict_proba(table_of[test])[:, 1]
            if 0 < still[test].sum() < len(test):
                inside.append(roc_auc_score(still[test], guess[test]))
        found.append([name, f"{roc_auc_score(still, guess):.3f}", f"{min(inside):.3f}–{max(inside):.3f}"])
    table(["model", f"AUC over {len(names)} features", "by fold"], found)
    alone = [(name, roc_auc_score(still, table_of[:, place])) for place, name in enumerate(names)]
    alone.sort(key=lambda pair: -abs(pair[1] - 0.5))
    table(["feature alone", "AUC"], [[name, f"{value:.3f}"] for name, value in alone[:SHOWN]])


def uniformity(tasks: Sequence[EditTask]) -> None:
    """Print where the first changed line lies, by tenth of its room, and whether that could be chance."""
    from scipy.stats import chisquare, kstest

    places = [(task.task_id, *found) for task in tasks if (found := first_change(task)) is not None]
    values = spread(places)
    tenths = Counter(min(9, int(value * 10)) for value in values)
    counts = [tenths[tenth] for tenth in range(10)]
    table(["tenth of the room", *map(str, range(1, 11))], [["share", *(f"{n / len(values):.1%}" for n in counts)]])
    distance, square = kstest(values, "uniform"), chisquare(counts)
    print(
        f"{len(values):,} edits: mean {sum(values) / len(values):.3f}; Kolmogorov-Smirnov D = "
        f"{distance.statistic:.4f}, p = {distance.pvalue:.3g}; chi-square p = {square.pvalue:.3g}\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("dataset", type=Path, nargs="+")
    parser.add_argument("--split", help="look at this split alone")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    tasks = [task for path in options.dataset for task in open_dataset(path).tasks(options.split)]
    recognisability(tasks, options.seed)
    uniformity(tasks)


if __name__ == "__main__":
    main()
