"""Run the fuzzer over many seeds, and go on where it was stopped.

    python -m tests.fuzz.long_hunt RECORD [--seeds 201-240] [--count 2000] [--languages go,php] [--corpus DIR]
    python -m tests.fuzz.long_hunt RECORD --show

RECORD has a line of JSON for each seed, source and language that is done. What is found is printed as the fuzzer
prints it. `--show` adds the lines up, a row a language.
"""

from __future__ import annotations

import argparse
import functools
import json
import sys
from collections import Counter
from pathlib import Path

from codeedit_bench.languages import LANGUAGES
from tests.fuzz.fuzz_normalize import SOURCES, hunt

SHOWN = ("judged", "broken", "equal", "FALSE EQUAL", "false unequal", "tokens")


def done(record: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in record.read_text().splitlines()] if record.exists() else []


def table(record: Path) -> list[str]:
    """The counts of each language and of all."""
    sums: dict[str, Counter[str]] = {}
    for row in done(record):
        for name in (str(row["language"]), "all"):
            sums.setdefault(name, Counter()).update({key: int(str(row.get(key, 0))) for key in SHOWN})
    everything = sums.pop("all", Counter())
    rows = [f"| language | {' | '.join(SHOWN)} |", "|---" * (len(SHOWN) + 1) + "|"]
    for name, counts in [*sorted(sums.items()), ("all", everything)]:
        rows.append(f"| {name} | {' | '.join(f'{counts[key]:,}' for key in SHOWN)} |")
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("record", type=Path)
    parser.add_argument("--seeds", default="201-240", help="the first and the last one")
    parser.add_argument("--count", type=int, default=2000, help="mutants a seed, source and language")
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--show", action="store_true", help="add up what is done, and run nothing")
    options = parser.parse_args()
    if options.show:
        print("\n".join(table(options.record)))
        return 0
    known = {(row["seed"], row["source"], row["language"]) for row in done(options.record)}
    first, _, last = options.seeds.partition("-")
    failed = False
    for seed in range(int(first), int(last or first) + 1):
        for source in SOURCES:
            for language in options.languages.split(","):
                if (seed, source, language) in known:
                    continue
                texts = functools.partial(SOURCES[source], language, options.corpus)
                counts = hunt(language, options.count, seed, texts)
                failed |= counts["FALSE EQUAL"] > 0
                row = {"seed": seed, "source": source, "language": language, **counts}
                with options.record.open("a") as lines:
                    lines.write(json.dumps(row) + "\n")
                print(json.dumps(row), flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
