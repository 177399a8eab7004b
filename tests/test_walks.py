"""The walks that the architecture shows are those of the code: files that exist and hand over to each other."""

from __future__ import annotations

import ast
import re
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("codeedit_bench", "miners", "evaluators", "gapo", "leaderboard")
WALKS = ("From a commit to a row", "From a completion to a cell", "From a reward to a gradient")
Step = tuple[str, ...]
"""The places of one step, from the root: files and folders."""


def walk(title: str) -> list[Step]:
    """The steps of one table. A place without a folder lies beside the place before it."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    section = text.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]
    steps: list[Step] = []
    for row in section.splitlines():
        cells = row.strip().strip("|").split("|")
        if len(cells) != 2 or "`" not in cells[1]:
            continue
        places: list[str] = []
        for place in re.findall(r"`([^`]+)`", cells[1]):
            places.append(place if "/" in place else str(Path(places[-1]).parent / place))
        steps.append(tuple(places))
    return steps


def modules_of(place: str) -> set[str]:
    path = ROOT / place
    files = path.rglob("*.py") if path.is_dir() else [path]
    return {name_of(file) for file in files if file.suffix == ".py"}


def name_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def imports() -> dict[str, frozenset[str]]:
    """Module → the modules that it imports anywhere in its code, or names in the row of a table."""
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    names = {name_of(file) for file in files}
    found = {}
    for file in files:
        wanted: set[str] = set()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                wanted |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                wanted |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and ":" in node.value:
                wanted.add(node.value.partition(":")[0])
        found[name_of(file)] = frozenset(wanted & names)
    return found


def hands_over(first: Step, second: Step) -> bool:
    """Whether one step's code calls the other's, or some third module calls both."""
    left, right = (set().union(*map(modules_of, step)) for step in (first, second))
    for module, called in imports().items():
        reaches = called & left, called & right
        if all(reaches) or (module in left and reaches[1]) or (module in right and reaches[0]):
            return True
    return False


@pytest.mark.parametrize("title", WALKS)
def test_each_place_of_a_walk_exists(title: str) -> None:
    places = [place for step in walk(title) for place in step]
    assert len(places) >= 6
    assert [place for place in places if not (ROOT / place).exists()] == []


@pytest.mark.parametrize("title", WALKS)
def test_each_step_of_a_walk_hands_over_to_the_next(title: str) -> None:
    steps = [step for step in walk(title) if any(map(modules_of, step))]
    apart = [(first, second) for first, second in pairwise(steps) if not hands_over(first, second)]
    assert apart == []


def test_the_record_counts_the_rooms_of_a_commit_and_its_returns() -> None:
    rooms = [place.split("/")[1] for step in walk(WALKS[0]) for place in step if place.startswith("miners/")]
    visits = [room for room, _ in groupby(rooms)]
    returns = len(visits) - len(set(visits))
    record = (ROOT / "docs/decisions/0069-floors.md").read_text(encoding="utf-8")
    assert (len(set(visits)), returns) == (7, 6)
    assert "crosses seven rooms" in record
    assert "comes back to a room six times" in record
