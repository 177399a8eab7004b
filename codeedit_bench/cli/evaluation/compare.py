"""`codeedit compare`: two runs, paired by task; or many, in groups that the data do not tell apart."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from codeedit_bench.api.evaluation import compare, rank
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import UsageError
from evaluators.report import FEW_REPOSITORIES
from evaluators.statistics.compare import Comparison, Standing


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "compare", "Compare two runs of one data set, or group many by what can be told apart."
    )
    parser.add_argument("runs", type=Path, nargs="+", metavar="RUN", help="two runs, or more")
    parser.add_argument("--dataset", type=Path, required=True, help="the data set that they answered")
    parser.add_argument("--metric", default="em_layout")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.read(arguments)
    if len(options.runs) < 2:
        raise UsageError("A comparison needs two runs at least.")
    if len(options.runs) == 2:
        result = compare(options.runs[0], options.runs[1], options.dataset, metric=options.metric)
        sys.stdout.write(_json(result.as_row()) if options.json else comparison_lines(result))
    else:
        found = rank(options.runs, options.dataset, metric=options.metric)
        rows = [asdict(standing) for standing in found]
        sys.stdout.write(_json(rows) if options.json else standing_lines(found, options.metric))
    return 0


def comparison_lines(result: Comparison) -> str:
    percent = [f"{100 * value:+.1f}" for value in (result.difference, result.low, result.high)]
    verdict = "a difference is shown" if result.low > 0 or result.high < 0 else "no difference is shown"
    few = (
        f"  note: {result.clusters} repositories are few; interval and p are likely too sure\n"
        if result.clusters < FEW_REPOSITORIES
        else ""
    )
    return (
        f"{result.metric} on {result.n:,} tasks of {result.clusters:,} clusters\n"
        f"  A  {result.system_a}: {100 * result.value_a:.1f}%\n"
        f"  B  {result.system_b}: {100 * result.value_b:.1f}%\n"
        f"  B − A: {percent[0]} points, 95% interval [{percent[1]}, {percent[2]}]: {verdict}\n"
        f"  p = {result.p_bootstrap:.4f} (paired bootstrap by repository); "
        f"p = {result.p_mcnemar:.4f} (exact McNemar; {result.only_a} right in A alone, {result.only_b} in B)\n"
        f"  smallest difference found with 80% power: {100 * result.detectable:.1f} points\n{few}"
    )


def standing_lines(found: Sequence[Standing], metric: str) -> str:
    width = max(len(standing.system) for standing in found)
    lines = [f"{metric}; rank: 1 + the systems significantly better (clustered t test, Holm over all pairs, 5%)"]
    lines += [
        f"  {standing.rank:>3}  {standing.system:<{width}}  {100 * standing.value:>5.1f}%  "
        f"p against the best {standing.p_best:.4f}"
        for standing in found
    ]
    return "\n".join(lines) + "\n"


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
