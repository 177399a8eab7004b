"""`codeedit compare`: two runs, paired by task; or many, in groups that the data do not tell apart."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from codeedit_bench.api.evaluation import compare, rank
from codeedit_bench.cli.arguments import add_dataset_option
from codeedit_bench.cli.evaluation.groups import add_group_options, chosen_groups
from codeedit_bench.cli.parser import command_parser
from codeedit_bench.errors import UsageError
from codeedit_bench.terminal import printable
from evaluators.statistics.compare import Comparison, Standing
from evaluators.statistics.metrics import BESIDE, HEADLINE
from evaluators.statistics.rounding import percent


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "compare",
        "Compare two runs of one data set, or group many by what can be told apart.",
        [
            "codeedit compare RUN RUN --dataset DATASET",
            "codeedit compare RUN RUN RUN --dataset DATASET --tier hard",
        ],
    )
    parser.add_argument("runs", type=Path, nargs="+", metavar="RUN", help="two runs, or more")
    add_dataset_option(parser)
    parser.add_argument("--metric", default=HEADLINE, help="a column of scores.parquet")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--allow-failed", action="store_true", help="take failed requests as wrong answers")
    add_group_options(parser)
    options = parser.read(arguments)
    groups = chosen_groups(options)
    how = {"metric": options.metric, "groups": groups, "allow_failed": options.allow_failed}
    if len(options.runs) < 2:
        raise UsageError("A comparison needs two runs at least.")
    if len(options.runs) == 2:
        result = compare(options.runs[0], options.runs[1], options.dataset, **how)
        sys.stdout.write(_json(result.as_row()) if options.json else _of(groups) + comparison_lines(result))
    else:
        found = rank(options.runs, options.dataset, **how)
        rows = [asdict(standing) for standing in found]
        sys.stdout.write(_json(rows) if options.json else _of(groups) + standing_lines(found, options.metric))
    return 0


def comparison_lines(result: Comparison) -> str:
    points = [_signed(value) for value in (result.difference, result.low, result.high)]
    shown = result.low > 0 or result.high < 0
    verdict = f"{'B' if result.low > 0 else 'A'} is better" if shown else "no difference is shown"
    worth = (
        f"worth {result.effective:.1f} equal repositories; the largest holds {percent(result.largest_share, 0)}%"
        if result.clusters < result.n or result.largest_share * result.n > 1
        else "of one repository, or one task in each"
    )
    counted = "task" if result.weighting == "tasks" else "repository"
    beside = [_beside(style, result.metric) for style in (result.style_a, result.style_b)]
    return (
        f"{result.metric} on {result.n:,} tasks, {worth}; each {counted} counts once\n"
        f"  A  {printable(result.system_a, keep='')}: {percent(result.value_a)}%{beside[0]}\n"
        f"  B  {printable(result.system_b, keep='')}: {percent(result.value_b)}%{beside[1]}\n"
        f"  B − A: {points[0]} points, 95% interval [{points[1]}, {points[2]}]: {verdict}\n"
        f"  p {_told(result.p)}; {result.only_a:,} tasks are better in A, {result.only_b:,} in B "
        f"(sign test on these alone: p {_told(result.p_sign)})\n"
        f"  smallest difference found with 80% power: {percent(result.detectable)} points\n"
    )


def standing_lines(found: Sequence[Standing], metric: str) -> str:
    names = [printable(standing.system, keep="") for standing in found]
    width = max(map(len, names))
    lines = [f"{metric}; ranks that the data leave open (paired by task, by repository, Holm over all pairs, 5%)"]
    lines += [
        f"  {standing.ranks:>7}  {name:<{width}}  {percent(standing.value):>5}%  "
        f"[{percent(standing.low)}%, {percent(standing.high)}%]  p against the best {standing.p_best:.4f}"
        f"{_beside(standing.style, metric)}"
        for name, standing in zip(names, found, strict=True)
    ]
    return "\n".join(lines) + "\n"


def _beside(style: float | None, metric: str) -> str:
    """Level `style` beside the headline."""
    return f"; {BESIDE} {percent(style)}%" if style is not None and metric == HEADLINE else ""


def _of(groups: Mapping[str, str]) -> str:
    """Which tasks are compared, where not all are."""
    named = ", ".join(f"{name.replace('_', ' ')} {printable(group, keep='')}" for name, group in groups.items())
    return f"only tasks of {named}\n" if named else ""


def _signed(share: float) -> str:
    shown = percent(share)
    return shown if shown.startswith("-") else f"+{shown}"


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _told(p: float) -> str:
    """A p-value is never shown as 0: it is below what is shown."""
    return f"= {p:.4f}" if p >= 0.0001 else "< 0.0001"
