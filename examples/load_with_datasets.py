"""A data set is plain Parquet: read it with `datasets` (or pandas, DuckDB, …) without this project's code.

python examples/load_with_datasets.py DATASET
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from datasets import load_dataset


def main() -> None:
    files = {file.stem: str(file) for file in sorted(Path(sys.argv[1], "data").glob("*.parquet"))}
    splits = load_dataset("parquet", data_files=files)
    for name, rows in splits.items():
        print(name, dict(Counter(rows["language"])))
    task = next(iter(splits.values()))[0]
    lines = task["file_text"].split("\n")
    print(f"\n{task['path']}, after {len(task['history'])} edits; the last:\n\n{task['history'][-1]['diff']}")
    print("next, in:\n\n" + "\n".join(lines[task["region"]["start_line"] : task["region"]["end_line"]]))
    print("\nwas written:\n\n" + task["reference"])


if __name__ == "__main__":
    main()
