"""Draw one number of training runs over their steps: the picture of docs/train.md.

python -m benchmarks.learning_curves runs/sft --value loss --title "Loss of SFT" --out docs/images/NAME.svg
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from gapo.report.charts import Chart, svg

WINDOW = 5
"""Steps whose mean is drawn: a step sees few tasks. Exact match is measured as a whole and drawn as it is."""


def curve(log: Path, value: str) -> Iterator[tuple[float, float]]:
    """Step and value of each line of `log.jsonl` that has it, smoothed but for exact match."""
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    points = [(float(line["step"]), float(line[value])) for line in lines if line.get(value) is not None]
    window = 1 if value == "exact_match" else WINDOW
    for place, (step, _) in enumerate(points):
        recent = [number for _, number in points[max(0, place + 1 - window) : place + 1]]
        yield step, sum(recent) / len(recent)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("runs", type=Path, nargs="+")
    parser.add_argument("--value", default="loss", help="a number of log.jsonl, such as loss, reward, exact_match")
    parser.add_argument("--title", required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    series = {run.name: list(curve(run / "log.jsonl", options.value)) for run in options.runs}
    missing = [name for name, points in series.items() if not points]
    if missing:
        raise SystemExit(f"{', '.join(missing)}: the log has no {options.value}.")
    options.out.write_text(svg(Chart(options.title, series)) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
