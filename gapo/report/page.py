"""One HTML page about training runs: learning curves and what happened in the groups, without any script."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from codeedit_bench.errors import RunError, told
from codeedit_bench.markup.page import lone_page
from codeedit_bench.parsing import parse_json, read_text
from gapo.report.charts import Chart, svg
from gapo.report.genealogy import genealogy_table, is_population, read_genealogy

_CURVES = {
    "exact_match": ("Exact match, held out", "greedy, at level layout"),
    "reward": ("Reward", "mean of the rollout's samples"),
    "loss": ("Loss", ""),
    "kl": ("KL to the start", ""),
    "clip_ratio/region_mean": ("Clip fraction", "share of tokens whose ratio was clipped"),
    "entropy": ("Entropy", "of the policy, per token"),
    "completions/mean_length": ("Answer length", "tokens, mean"),
    "grad_norm": ("Gradient norm", "before clipping"),
    "learning_rate": ("Learning rate", ""),
    "step_time": ("Seconds a step", ""),
    "tokens_per_second": ("Throughput", "tokens a second, prompts and answers"),
    "dynamic/extra_batches": ("Extra rollouts", "dynamic sampling, per step"),
    "dynamic/cap_hit": ("Cap of extra rollouts hit", "share of steps"),
}
_GROUPS = {
    "group/width": ("Width of GAPO's interval", "0: the window's rewards are all equal"),
    "group/skewness": ("Skewness of a group's rewards", "below 0: a tail of bad samples; above: of good ones"),
    "group/outliers": ("Outliers", "share beyond three robust deviations from the group's median"),
    "group/zero_variance": ("Groups of equal rewards", "they teach nothing"),
    "group/zero_advantage": ("Samples with advantage 0", "GAPO's baseline is often itself a reward"),
    "group/advantage_mean": ("Mean advantage", "0 for GRPO by construction, not for GAPO"),
    "group/unscorable": ("Unscorable samples", "share"),
}
_STYLE = """
body { max-width: 1340px; margin: 2rem auto; padding: 0 1rem }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(380px, 1fr)); gap: 1.2rem }
figure { margin: 0; padding: .6rem; border: 1px solid #8884; border-radius: 8px }
figcaption b { font-weight: 600 } figcaption { font-size: 13px }
figcaption span { opacity: .7 }
table { border-collapse: collapse; margin: 1rem 0; font-size: 14px }
td, th { padding: .25rem .8rem .25rem 0; text-align: left; border-bottom: 1px solid #8883 }
details pre { overflow-x: auto; font-size: 12px }
"""


def build_report(runs: Sequence[Path]) -> str:
    """The page about `runs`; several are drawn into the same charts. A population stands for its members.

    Raises `RunError` for a folder that is not a run.
    """
    families = "".join(genealogy_table(run.name, read_genealogy(run)) for run in runs if is_population(run))
    runs = [member for run in runs for member in _members(run)]
    logs = {name: read_log(run) for name, run in zip(names_of(runs), runs, strict=True)}
    results = {name: _json(run / "run.json") for name, run in zip(logs, runs, strict=True)}
    curves = [_chart(logs, key, *about) for key, about in _CURVES.items()]
    groups = [_baselines(logs), *(_chart(logs, key, *about) for key, about in _GROUPS.items())]
    recipes = "".join(
        f"<details><summary>Recipe of {html.escape(name)}</summary><pre>{html.escape(_text(run / 'recipe.toml'))}"
        "</pre></details>"
        for name, run in zip(logs, runs, strict=True)
    )
    title = "Training: " + ", ".join(logs)
    body = (
        f"<h1>{html.escape(title)}</h1>{_table(results)}{families}"
        f'<h2>Learning</h2><div class="charts">{"".join(map(_figure, curves))}</div>'
        "<h2>Inside the groups</h2><p>Each number is a mean over the groups of a step. GAPO takes the deviation "
        "from Q, the median of the tightest window of rewards; GRPO from the mean.</p>"
        f'<div class="charts">{"".join(map(_figure, groups))}</div><h2>Recipes</h2>{recipes}\n'
    )
    return lone_page(title, body, style=_STYLE)


def _members(run: Path) -> list[Path]:
    """The run itself, or the runs of a population's members."""
    if not is_population(run):
        return [run]
    return [run / "members" / str(member["name"]) for member in read_genealogy(run)]


def names_of(runs: Sequence[Path]) -> list[str]:
    """Folder names, told apart by their parents where they repeat."""
    names = [run.resolve().name for run in runs]
    return [name if names.count(name) == 1 else str(run) for name, run in zip(names, runs, strict=True)]


def read_log(run: Path) -> list[dict[str, Any]]:
    """The entries of a run's `log.jsonl`, throughput added; `RunError` says what is wrong with it."""
    file = run / "log.jsonl"
    if not file.is_file():
        raise RunError(f"{run} is not a training run: it has no log.jsonl. Make one with `codeedit train`.")
    try:
        entries: list[dict[str, Any]] = [parse_json(line) for line in read_text(file).splitlines()]
    except ValueError as error:
        raise RunError(f"{file} is damaged: {told(error)}.") from error
    before = 0.0
    for entry in entries:
        if "num_tokens" in entry and entry.get("step_time"):
            entry["tokens_per_second"] = (entry["num_tokens"] - before) / entry["step_time"]
            before = entry["num_tokens"]
    return entries


def _chart(logs: Mapping[str, list[dict[str, Any]]], key: str, title: str, note: str) -> Chart:
    return Chart(title, {name: _points(entries, key) for name, entries in logs.items()}, note=note)


def _baselines(logs: Mapping[str, list[dict[str, Any]]]) -> Chart:
    series = {}
    for name, entries in logs.items():
        prefix = f"{name}: " if len(logs) > 1 else ""
        series[f"{prefix}Q"] = _points(entries, "group/q")
        series[f"{prefix}mean"] = _points(entries, "group/mean")
    return Chart("Baselines", series, note="Q of GAPO beside the mean of GRPO, on the same rewards")


def _points(entries: Sequence[dict[str, Any]], key: str) -> list[tuple[float, float]]:
    return [(entry["step"], entry[key]) for entry in entries if isinstance(entry.get(key), (int, float))]


def _figure(chart: Chart) -> str:
    drawn = svg(chart)
    if not drawn:
        return ""
    note = f" <span>{html.escape(chart.note)}</span>" if chart.note else ""
    return f"<figure>{drawn}<figcaption><b>{html.escape(chart.title)}</b>{note}</figcaption></figure>"


def _table(results: Mapping[str, dict[str, Any]]) -> str:
    keys = (
        *("algorithm", "advantage", "base_model", "dataset", "seed", "steps"),
        *("exact_match", "best_exact_match", "reward"),
    )
    head = "".join(f"<th>{key.replace('_', ' ')}</th>" for key in keys)
    rows = "".join(
        f"<tr><td>{html.escape(name)}</td>"
        + "".join(f"<td>{_cell(result.get(key))}</td>" for key in keys)
        + "</tr>"
        for name, result in results.items()
    )
    return f"<table><tr><th>run</th>{head}</tr>{rows}</table>"


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return "" if value is None else html.escape(str(value))


def _json(file: Path) -> dict[str, Any]:
    return dict(parse_json(read_text(file))) if file.is_file() else {"steps": "unfinished"}


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""
