"""`function`: a Python function as a system, from a task to the region's new text.

By name from the command line, `--option function=my_package.my_module:answer`; as an object from Python,
`codeedit_bench.evaluate(dataset, answer, out=…)`. The run's manifest states the function's name and a digest of
its code, so that a changed function is another run.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from codeedit_bench.errors import BackendError, UsageError, told
from codeedit_bench.tasks.records import EditTask
from evaluators.backends.backend import Backend, BackendSpec, Completion, Request
from evaluators.prompts.format import CountTokens

Answer = Callable[[EditTask], str]
NAME, OPTION = "function", "function"
_DEPTH = 4
"""How many calls deep the digest follows functions of the same module."""


class Function:
    """Calls the function once for each sample, in the order of the requests, in this process."""

    default_format = "region"
    formats: tuple[str, ...] = ()

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._name = function_name(answer)

    def identity(self) -> Mapping[str, str] | None:
        return {"function": self._name, "digest": code_digest(self._answer)}

    def count_tokens(self) -> CountTokens | None:
        return None

    def prepare(self, known: Collection[str], asked: Collection[tuple[str, int]]) -> None:
        """Nothing: any task may be asked."""

    def generate(self, requests: Sequence[Request]) -> Iterator[Completion]:
        """Yield each answer. An error of the function ends the run, which goes on from there when it is mended."""
        for request in requests:
            started = time.perf_counter()
            try:
                text = self._answer(request.task)
            except Exception as error:
                raise BackendError(
                    f"The function {self._name} failed on task {request.task.task_id}: "
                    f"{type(error).__name__}: {told(error)}."
                ) from error
            if not isinstance(text, str):
                raise BackendError(
                    f"The function {self._name} returned {type(text).__name__} for task {request.task.task_id}. "
                    "It must return a str: the new text of the task's region."
                )
            seconds = time.perf_counter() - started
            yield Completion(request.task.task_id, request.sample, text, "stop", 0, 0, seconds)

    def close(self) -> None:
        """Nothing was taken."""


def function_name(answer: Answer) -> str:
    """`module:name` of a function, of an object's class, or of what a partial calls."""
    named: Any = answer
    while hasattr(named, "func"):  # functools.partial
        named = named.func
    if not hasattr(named, "__qualname__"):
        named = type(named)
    return f"{named.__module__}:{named.__qualname__}"


def code_digest(answer: Answer) -> str:
    """SHA-256 over the code of a function, its defaults, and what it takes from around it as far as that is plain.

    Followed are constants, closures, and the functions and plain values of its module that it names. A model, a
    file or a server that it asks is not part of the digest: name another folder when such a thing changes.
    """
    digest = hashlib.sha256()
    _add_object(digest.update, answer, _DEPTH)
    return f"sha256:{digest.hexdigest()}"


def _add_object(add: Callable[[bytes], None], value: Any, depth: int) -> None:
    if isinstance(value, FunctionType) and depth:
        _add_code(add, value.__code__)
        cells = [cell.cell_contents for cell in value.__closure__ or ()]
        named = [value.__globals__[name] for name in _names(value.__code__) if name in value.__globals__]
        defaults = [*(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values()]
        for part in (*defaults, *cells, *named):
            _add_object(add, part, depth - 1)
    elif isinstance(value, (str, bytes, int, float, complex, bool, type(None))):
        add(f"{type(value).__name__} {value!r}\0".encode("utf-8", "surrogatepass"))
    elif isinstance(value, (tuple, list)) and depth:
        for part in value:
            _add_object(add, part, depth - 1)
    elif isinstance(value, dict) and depth:
        for key, part in value.items():
            _add_object(add, key, depth - 1)
            _add_object(add, part, depth - 1)
    elif hasattr(value, "__func__") and depth:  # a bound method
        _add_object(add, value.__func__, depth)
    elif hasattr(value, "func") and depth:  # functools.partial
        for part in (value.func, *value.args, *value.keywords.values()):
            _add_object(add, part, depth)
    else:
        kind = value if isinstance(value, type) else type(value)
        add(f"{kind.__module__}:{kind.__qualname__}\0".encode())
        call = vars(kind).get("__call__")
        if depth and isinstance(call, FunctionType):
            _add_object(add, call, depth - 1)


def _add_code(add: Callable[[bytes], None], code: CodeType) -> None:
    add(code.co_code)
    for name in (*code.co_names, *code.co_varnames):
        add(name.encode() + b"\0")
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            _add_code(add, constant)
        else:
            add(_told(constant).encode("utf-8", "surrogatepass") + b"\0")


def _told(constant: object) -> str:
    """As `repr`, but for the order of a set, which is another one in each process."""
    return repr(sorted(map(repr, constant))) if isinstance(constant, frozenset) else repr(constant)


def _names(code: CodeType) -> list[str]:
    """The global names of a function and of the functions within it, sorted."""
    inner = [name for constant in code.co_consts if isinstance(constant, CodeType) for name in _names(constant)]
    return sorted({*code.co_names, *inner})


def function_backend(answer: Answer) -> BackendSpec:
    """The back end `function` for a function object. `BackendError` for what cannot be called."""
    if not callable(answer):
        raise UsageError(
            f"A back end is a name or a function of a task, not {type(answer).__name__}. "
            "Give one of the names that `codeedit backends` lists, or a function."
        )

    def factory() -> Backend:
        return Function(answer)

    return BackendSpec(NAME, BACKEND.summary, BACKEND.needs, factory, repeatable=False)


def make(function: str) -> Backend:
    """The back end for a function by its name, `module:function`, from a module that Python finds here."""
    return Function(_imported(function))


def _imported(place: str) -> Answer:
    module, sign, name = place.partition(":")
    if not sign or not module or not name:
        raise UsageError(f"The function {place!r} is not of the form module:name, such as my_system:answer.")
    if (here := str(Path.cwd())) not in sys.path:
        sys.path.append(here)
    try:
        found = getattr(importlib.import_module(module), name, None)
    except Exception as error:  # a module of the user's may raise anything when it is imported
        raise BackendError(
            f"The module {module!r} cannot be imported: {type(error).__name__}: {told(error)}."
        ) from error
    if not callable(found):
        raise BackendError(f"The module {module!r} has no function {name!r}.")
    answer: Answer = found
    return answer


BACKEND = BackendSpec(NAME, "answers of a Python function", "the function", make, repeatable=False)
