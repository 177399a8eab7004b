"""How often does our order of a commit's edits agree with an order that people wrote down?

    python -m benchmarks.order_agreement FOLDER

FOLDER holds EditFlow's annotated commits (arXiv 2602.21697; `prompt_tuning/database/` of its public
repository), one JSON file each: the edits of a commit, and for pairs of related edits which comes first, or
that both orders would do. Most pairs are of the second kind, so two numbers are printed for our order, for the
order of paths, for the order of the diff as recorded, and for chance:

- **pairs**: of the pairs with one right order, the share that stands in it;
- **steps**: of the steps from one edit to the next, the share between edits that the annotators call related.

`chance` shuffles a commit's edits 200 times.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.mining_report import table
from miners.commits.commit import Change
from miners.commits.edits import FileEdits, Hunk, Text
from miners.commits.order import ordered_edits

SHUFFLES = 200
Order = list[int]


@dataclass(frozen=True, slots=True)
class Annotated:
    """One commit: its edits as recorded, and what people said of pairs of them."""

    files: list[FileEdits]
    numbers: dict[tuple[str, int], int]
    """The edit's number, by path and first line in the new text."""
    first: frozenset[tuple[int, int]]
    """Pairs whose first edit must come before the second."""
    related: frozenset[frozenset[int]]

    def recorded(self) -> Order:
        return sorted(self.numbers.values())

    def by_path(self) -> Order:
        return [number for _, number in sorted(self.numbers.items())]

    def ours(self) -> Order:
        return [self.numbers[edit.path, edit.hunk.new_start] for edit in ordered_edits(self.files, 0)]


def read(row: dict[str, Any]) -> Annotated:
    """A commit of the annotated set."""
    files, numbers = [], {}
    for path, parts in row["commit_snapshots"].items():
        old: list[str] = []
        new: list[str] = []
        hunks = []
        for part in parts:
            if isinstance(part, list):
                old += part
                new += part
                continue
            start = len(old), len(new)
            old += part["before"]
            new += part["after"]
            hunks.append(Hunk(start[0], len(old), start[1], len(new)))
            numbers[path, start[1]] = part["idx"]
        if hunks:
            change = Change(path, "", "")
            files.append(FileEdits(change, row["language"], Text("".join(old)), Text("".join(new)), hunks))
    first, related = set(), set()
    for pair in row["partial_orders"]:
        one, other = pair["edit_hunk_pair"]
        if pair["edit_order"] != "no relation":
            related.add(frozenset((one, other)))
        if pair["edit_order"] == "0 before 1":
            first.add((one, other))
        elif pair["edit_order"] == "1 before 0":
            first.add((other, one))
    return Annotated(files, numbers, frozenset(first), frozenset(related))


def agreement(commits: Sequence[Annotated], order: Callable[[Annotated], Order]) -> tuple[int, int, int, int]:
    """Pairs in their order, all pairs with an order, steps between related edits, all steps."""
    right = pairs = near = steps = 0
    for commit in commits:
        place = {number: at for at, number in enumerate(order(commit))}
        right += sum(place[one] < place[other] for one, other in commit.first)
        pairs += len(commit.first)
        walk = list(itertools.pairwise(place))
        near += sum(frozenset(step) in commit.related for step in walk)
        steps += len(walk)
    return right, pairs, near, steps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    rows = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(options.folder.glob("*.json"))]
    commits = [read(row) for row in rows]
    generator = random.Random(0)

    def shuffled(commit: Annotated) -> Order:
        order = commit.recorded()
        generator.shuffle(order)
        return order

    orders = {"ours": Annotated.ours, "by path": Annotated.by_path, "as recorded": Annotated.recorded}
    found = {name: agreement(commits, order) for name, order in orders.items()}
    draws = [agreement(commits, shuffled) for _ in range(SHUFFLES)]
    right, pairs, near, steps = (sum(column) for column in zip(*draws, strict=True))
    found["chance"] = right, pairs, near, steps
    n_pairs, n_edits = found["ours"][1], sum(len(commit.numbers) for commit in commits)
    print(f"{len(commits)} commits, {n_edits:,} edits, {n_pairs} pairs with one right order\n")
    table(
        ["order", "pairs", "steps"],
        [
            [name, f"{right / max(1, pairs):.0%}", f"{near / max(1, steps):.0%}"]
            for name, (right, pairs, near, steps) in found.items()
        ],
    )


if __name__ == "__main__":
    main()
