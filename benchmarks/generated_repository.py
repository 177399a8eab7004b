"""A repository made up for the miner's benchmark: thousands of commits to Python modules of some size."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from random import Random

from codeedit_bench.demo.generator.history import START, Commit
from codeedit_bench.demo.generator.repositories import write_repository
from codeedit_bench.demo.generator.texts import LICENCE

_MODULES, _FUNCTIONS = 40, 40
_FIRST = (
    "open",
    "closed",
    "first",
    "last",
    "inner",
    "outer",
    "local",
    "remote",
    "shared",
    "stale",
    "fresh",
    "known",
)
_SECOND = (
    "name",
    "path",
    "count",
    "limit",
    "owner",
    "label",
    "value",
    "state",
    "index",
    "group",
    "record",
    "option",
)
_VERBS = ("load", "save", "check", "parse", "merge", "split", "send", "find", "count", "close", "reset", "update")


def generate(folder: Path, commits: int = 4_000) -> Path:
    """Write it into `folder`, packed as a clone would be; the same commits each time."""
    folder.mkdir(parents=True)
    write_repository(folder, _history(Random(1), commits))
    subprocess.run(["git", "-C", str(folder), "repack", "-adq"], check=True)
    return folder


def _history(random: Random, commits: int) -> list[Commit]:
    vocabulary = {f"project/part_{n}.py": [_name(random) for _ in range(12)] for n in range(_MODULES)}
    modules = {path: [_function(random, names) for _ in range(_FUNCTIONS)] for path, names in vocabulary.items()}
    files = {path: "\n\n".join(functions) for path, functions in modules.items()} | {"LICENSE": LICENCE}
    history: list[Commit] = []
    while len(history) < commits:
        parents = (len(history) - 1,) if history else ()
        author = ("A. Developer", "developer@example.org")
        history.append(Commit("Change the project", author, START + 3600 * len(history), dict(files), parents))
        for path in random.sample(sorted(modules), random.choice((1, 1, 2, 3))):
            functions, names = modules[path], vocabulary[path]
            start, place = random.randrange(len(functions)), random.randrange(len(names))
            if random.random() < 0.7:
                functions[start] = _function(random, names)
            else:
                old, names[place] = names[place], _name(random)
                for row in range(start, min(start + 8, len(functions))):
                    functions[row] = re.sub(rf"\b{old}\b", names[place], functions[row])
            files[path] = "\n\n".join(functions)
    return history


def _name(random: Random) -> str:
    return f"{random.choice(_FIRST)}_{random.choice(_SECOND)}"


def _function(random: Random, names: list[str]) -> str:
    one, two, three, four = random.sample(names, 4)
    verb = random.choice(_VERBS)
    return (
        f"def {verb}_{one}({two}, {three}=None):\n"
        f'    """Give the {one.replace("_", " ")} of {two}."""\n'
        f"    if {three} is None:\n"
        f"        {three} = {two}.{four}({random.randrange(100)})\n"
        f"    {one} = [item.{four} for item in {two} if item.{one} > {three}]\n"
        f"    for item in {one}:\n"
        f"        item.{verb}({two}, key={four!r})\n"
        f"    return {one}\n"
    )
