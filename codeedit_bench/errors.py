"""Every error that a user can meet, in one tree.

A message is one sentence or two that name the thing, say what is wrong with it and what to do. `codeedit`
prints it on stderr and exits with 2. What is not in this tree, and is not the system's refusal, is a bug: its
traceback goes to a file.

Every command imports this module, so that it imports what only a message needs where the message is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path


class CodeEditError(Exception):
    """Root of the tree."""


_MOST_OF_OTHERS = 300
"""Characters of a library's message: some repeat the input that they refuse."""

_NUMBER = re.compile(r"\[Errno -?\d+\] ?")
"""Of the system's error; its words follow."""


def told(said: object) -> str:
    """What an error or a library says, as a part of our own sentence: one line, without the mark at its end.

    A library's message may end in a line break, in a full stop or nowhere. Ours ends where we end it.
    """
    line = _NUMBER.sub("", " ".join(str(said).split())).rstrip(" .:;,!")
    if not isinstance(said, CodeEditError) and len(line) > _MOST_OF_OTHERS:
        line = line[:_MOST_OF_OTHERS].rstrip() + "…"
    return line or type(said).__name__


class UsageError(CodeEditError):
    """A command was given arguments that it cannot use."""


class UnknownNameError(UsageError):
    """A name that is in no table: a language, a back end, a format, a metric, a recipe, a filter."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        import difflib

        self.kind, self.name, self.known = kind, name, sorted(known)
        near = difflib.get_close_matches(name, self.known, n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        super().__init__(f"There is no {kind} {name!r}. {hint}Known: {', '.join(self.known)}.")


class PluginError(CodeEditError):
    """A part of another distribution that cannot be used: it is broken, or its name is taken."""


_CHECKOUT = Path(__file__).parents[1]


def install_command(extra: str, checkout: Path = _CHECKOUT) -> str:
    """A command that works where it is printed: this checkout's extra, or, outside one, the packages of the extra.

    The project's own name is never asked of an index: somebody else may register it there.
    """
    import shlex
    from importlib import metadata

    constraints = checkout / "constraints.txt"
    if constraints.is_file():
        return shlex.join(["pip", "install", "-e", f"{checkout}[{extra}]", "-c", str(constraints)])
    asked = [line.partition(";")[::2] for line in metadata.requires("codeedit-bench") or ()]
    return shlex.join(["pip", "install", *(name.strip() for name, when in asked if f'extra == "{extra}"' in when)])


class MissingExtraError(CodeEditError):
    """An optional package is not installed."""

    def __init__(self, package: str, extra: str, feature: str) -> None:
        super().__init__(
            f"{feature} needs {package}, which is not installed. Install it: {install_command(extra)}"
        )


class MissingProgramError(CodeEditError):
    """A program that a command runs is not on the PATH."""

    def __init__(self, program: str, remedy: str) -> None:
        super().__init__(f"The program {program!r} is not on the PATH. {remedy}".strip())


class ClusterError(CodeEditError):
    """A cluster of machines, or the one that is started on this machine, cannot be had."""


class ConfigError(CodeEditError):
    """A recipe, a repository list or another configuration file cannot be used."""


class SettingError(ConfigError):
    """A setting of a recipe, of mining or of a back end: an unknown key, a value outside its range, no effect."""


class RepositoryError(CodeEditError):
    """A source of commits cannot be read."""


class NotARepositoryError(RepositoryError):
    """A path or URL that holds no git repository."""


class EmptyRepositoryError(RepositoryError):
    """A repository without commits."""


class UnsafeRepositoryError(RepositoryError):
    """A repository or URL that asks for something we do not do, such as a foreign object store."""


class CorruptRepositoryError(RepositoryError):
    """Objects are missing or damaged; what was read before is not to be trusted as complete."""


class DatasetError(CodeEditError):
    """A data set on disk cannot be used."""


class SchemaVersionError(DatasetError):
    """A data set or run that another version of the records wrote."""


class ContentHashError(DatasetError):
    """The content does not have the hash that its manifest states."""


class RunError(CodeEditError):
    """An evaluation run on disk cannot be used."""


class IncompleteRunError(RunError):
    """A run in which requests failed: its score would count them as wrong answers."""


class UnfinishedRunError(RunError):
    """A run that was stopped with some of its answers on disk; the same call goes on. `codeedit` exits with 4."""


class PredictionsError(RunError):
    """Predictions that do not fit the data set: unknown, missing or repeated task ids."""


class BackendError(CodeEditError):
    """A model back end cannot be used or refused all work."""


class UnparseableCompletionError(CodeEditError):
    """A completion that its prompt format cannot read. An outcome of one sample, never the end of a run."""


class TrainingError(CodeEditError):
    """Training cannot start or cannot go on."""


class SubmissionError(CodeEditError):
    """A leaderboard submission is refused; the message says exactly why."""
