"""A project's history: commits by drawn scenarios, with the chores, bots, merges and reverts of real ones."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from codeedit_bench.demo.generator import words
from codeedit_bench.demo.generator.author import Author
from codeedit_bench.demo.generator.names import spoken
from codeedit_bench.demo.generator.program import Program
from codeedit_bench.demo.generator.scenarios import SCENARIOS, WEIGHTS
from codeedit_bench.demo.generator.surfaces import SURFACES
from codeedit_bench.demo.generator.texts import LICENCE, readme

START = 1_609_750_800
"""The first commit's time: 2021-01-04, 09:00 UTC."""
BOT = ("update-bot[bot]", "update-bot[bot]@example.org")
_TRIES = 200


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit with the whole tree; parents and reverted commits by their place in the history."""

    message: str
    author: tuple[str, str]
    time: int
    files: Mapping[str, str]
    parents: tuple[int, ...]
    reverts: int | None = None


class _Writer:
    def __init__(self, language: str, seed: int) -> None:
        self.random = Random(f"codeedit demo {language} {seed}")
        self.author = Author(self.random)
        self.surface = SURFACES.load(language)
        self.program = self.author.program((self.random.choice(words.PROJECTS),))
        self.people = self.random.sample(words.PEOPLE, 3)
        self.vendored: dict[str, str] = {}
        self.commits: list[Commit] = []
        self.time = START
        self.before = b""
        """The program before the last edit, pickled: for a revert."""

    def tree(self, program: Program) -> dict[str, str]:
        files = {**self.surface(program).files(), **self.vendored}
        files["LICENSE"] = LICENCE.format(name=spoken(program.name))
        files["README.md"] = readme(spoken(program.name), program.notes)
        return dict(sorted(files.items()))

    def commit(
        self,
        message: str,
        files: Mapping[str, str],
        *,
        author: tuple[str, str] | None = None,
        parents: tuple[int, ...] | None = None,
        reverts: int | None = None,
    ) -> None:
        last = len(self.commits) - 1
        if parents is None:
            parents = (last,) if last >= 0 else ()
        by = author or self.random.choices(self.people, (5, 3, 1))[0]
        self.commits.append(Commit(message, by, self.time, files, parents, reverts))
        self.time += self.random.randint(3, 400) * 1800 + self.random.randint(0, 1799)

    def edit(self) -> None:
        """One commit by a scenario that has a place in the program."""
        files = self.commits[-1].files
        before = pickle.dumps(self.program)
        for _ in range(_TRIES):
            name = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            message = SCENARIOS.load(name)(self.author, self.program)
            if message and (changed := self.tree(self.program)) != files:
                self.commit(message, changed)
                return
            self.program = pickle.loads(before)  # noqa: S301 - our own bytes, a faster deep copy
        raise RuntimeError(f"no scenario fits the program any more after {len(self.commits)} commits")

    def bump(self) -> None:
        self.program.version += 1
        self.commit(f"Bump version to 0.{self.program.version}.0", self.tree(self.program), author=BOT)

    def revert(self) -> None:
        """Take the last commit back."""
        last = len(self.commits) - 1
        subject = self.commits[last].message.splitlines()[0]
        self.program = pickle.loads(self.before)  # noqa: S301 - our own bytes
        self.commit(f'Revert "{subject}"', self.tree(self.program), reverts=last)

    def merge(self) -> None:
        """A branch of one commit, and its merge."""
        base = len(self.commits) - 1
        self.edit()
        self.commit("Merge branch 'topic'", self.commits[-1].files, parents=(base, base + 1))

    def vendor(self) -> None:
        """Another project's code, copied in or brought up to date."""
        other = Author(Random(f"{self.program.name} {len(self.commits)}"))
        library = Program(("vendored",), [other.support()])
        code = [item for item in self.surface(library).files().items() if "vendored" not in item[0].split("/")[-1]]
        self.vendored = {f"vendor/{path}": text for path, text in code}
        self.commit("Update the vendored helpers", self.tree(self.program))

    def run(self, commits: int) -> list[Commit]:
        self.commit(f"Start the {spoken(self.program.name)} project", self.tree(self.program))
        while len(self.commits) < commits:
            place = len(self.commits)
            self.before = pickle.dumps(self.program)
            if place % 24 == 7:
                self.vendor()
            elif place % 16 == 11:
                self.bump()
            elif place % 20 == 14 and place + 2 <= commits:
                self.merge()
            else:
                self.edit()
                if place % 20 == 18 and place + 2 <= commits:
                    self.revert()
        return self.commits


def write_history(language: str, *, seed: int, commits: int) -> list[Commit]:
    """The commits of one demo project, oldest first; the same arguments give the same commits."""
    return _Writer(language, seed).run(commits)
