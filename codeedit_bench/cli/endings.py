"""Where every error ends: one sentence on stderr and an exit status, whatever was raised.

| status | meaning |
|---|---|
| 0 | done, or the reader of the output went away |
| 1 | the command works, and what it checked is not right |
| 2 | the command was not carried out; the sentence says why and what to do |
| 3 | done in part; the sentences before name what is missing |
| 4 | an evaluation whose requests failed in part; the same command asks for them again |
| 70 | a fault of this program; the traceback is in the file that the sentence names |
| 130 | interrupted by Ctrl-C |
| 143 | ended by SIGTERM: 128 and the signal, where processes of its own had to be ended first |
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import NamedTuple

from codeedit_bench import __version__
from codeedit_bench.errors import CodeEditError, MissingProgramError, UnfinishedRunError, told
from codeedit_bench.programs import REMEDIES
from codeedit_bench.terminal import printable

REFUSED, UNFINISHED, FAULT, INTERRUPTED = 2, 4, 70, 130
PACKAGES = ("codeedit_bench", "miners", "evaluators", "gapo", "leaderboard")
_SYSTEM_REMEDIES = {
    errno.ENOSPC: "Free some space, or name a place on another disk.",
    errno.EDQUOT: "Free some space, or name a place on another disk.",
    errno.EFBIG: "Raise the limit with `ulimit -f`, or ask for less.",
    errno.EROFS: "Name a place that can be written.",
    errno.EACCES: "Name another place, or change its permissions.",
    errno.EPERM: "Name another place, or change its permissions.",
    errno.ENOENT: "Check the path.",
    errno.ENOTDIR: "A part of the path is a file. Name another place.",
    errno.EISDIR: "The path is a folder. Name a file.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
    errno.EMFILE: "Raise the limit with `ulimit -n`, or use fewer --workers.",
    errno.ENFILE: "Use fewer --workers.",
    errno.EAGAIN: "Use fewer --workers.",
    errno.ENOMEM: "Use fewer --workers.",
}
_OF_KIND = {
    "MemoryError": "The memory ran out. Use fewer --workers, a smaller batch, or a machine with more memory.",
    "BrokenProcessPool": "A worker process was killed, most likely for lack of memory. Use fewer --workers.",
    "OutOfMemoryError": "The memory of the GPU ran out. Use a smaller batch, shorter answers, or a larger GPU.",
}
"""By the name of the class, so that neither torch nor a pool of processes is imported to ask."""


class Ending(NamedTuple):
    """How a command ended that did not return."""

    sentence: str
    """Empty where nothing is to be said."""
    status: int


def ending_of(error: BaseException, command: str, interrupted: str = "") -> Ending:
    """The sentence and the exit status for `error`, raised by `command`.

    `interrupted` tells what the same command does after Ctrl-C. An error that nothing here knows is a fault of
    ours; its traceback goes to a file of its own.
    """
    if isinstance(error, BrokenPipeError) and error.filename is None:
        return Ending("", 0)
    known = _sentence(error)
    if known is not None:
        return Ending(known, UNFINISHED if isinstance(error, UnfinishedRunError) else REFUSED)
    if _began_with_interrupt(error):
        return Ending(f"{command or 'codeedit'} was interrupted. {interrupted}".strip(), INTERRUPTED)
    return Ending(_report_fault(error, command), FAULT)


def _began_with_interrupt(error: BaseException) -> bool:
    """Whether `error` is Ctrl-C, or what other code made of it: a queue that is left half-way raises an error of
    its own, and so does a library that ends its threads."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        if isinstance(link, KeyboardInterrupt):
            return True
        seen.add(id(link))
        link = link.__cause__ or link.__context__
    return False


def _sentence(error: BaseException) -> str | None:
    """What a person reads who can mend it; None for a fault of ours."""
    if isinstance(error, CodeEditError):
        return str(error)
    if isinstance(error, OSError):
        return _system_sentence(error)
    if isinstance(error, UnicodeEncodeError):
        return f"Text cannot be written in {error.encoding}: {error.reason}. Remove what is not text from it."
    if isinstance(error, ModuleNotFoundError) and (error.name or "").partition(".")[0] not in PACKAGES:
        return f"The Python package {error.name!r} is needed here and is not installed. Install it with pip."
    return next((_OF_KIND[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in _OF_KIND), None)


def _system_sentence(error: OSError) -> str:
    """What the operating system refused, with the path, and what to do."""
    name = os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes, os.PathLike)) else ""
    if name in REMEDIES and isinstance(error, FileNotFoundError):
        return str(MissingProgramError(name, REMEDIES[name]))
    said = told(error.strerror or error)
    remedy = _SYSTEM_REMEDIES.get(error.errno or 0, "")
    return f"{name}: {said}. {remedy}".strip() if name else f"The system refused: {said}. {remedy}".strip()


def _report_fault(error: BaseException, command: str) -> str:
    """Write the traceback to a new file in the temporary folder; return the sentence that names the file."""
    import platform
    import tempfile
    import traceback

    kind = type(error).__name__
    head = (
        f"codeedit-bench {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
        f"command: {command}\n\n"
    )
    text = head + "".join(traceback.format_exception(error))
    try:
        handle, name = tempfile.mkstemp(prefix="codeedit-fault-", suffix=".txt")
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "backslashreplace"))
    except OSError as refused:
        return f"This is a fault of codeedit ({kind}), and its traceback could not be written ({told(refused)})."
    return f"This is a fault of codeedit ({kind}). Please report it with the traceback in {Path(name)}."


def say(sentence: str) -> None:
    """Print one sentence on stderr, as one line, with what a terminal would obey shown as escapes."""
    if sentence:
        try:
            sys.stderr.write(f"codeedit: {printable(sentence, keep='')}\n")
            sys.stderr.flush()
        except OSError:
            return  # nobody reads it


def flush_or_silence() -> None:
    """Print what is still buffered; where nobody reads it or it cannot be stored, let it go."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        _silence_stdout()


def _silence_stdout() -> None:
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return  # not a stream of the system
