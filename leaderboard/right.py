"""How often each system was right on each task, in a file: a byte or two for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    import numpy


class RightAnswers(Sequence["numpy.ndarray"]):
    """Takes the systems one after the other; gives each one's share of right samples by task, as it came."""

    def __init__(self, file: Path, n_tasks: int) -> None:
        self._file = file.open("w+b")
        self._n_tasks = n_tasks
        self._samples: list[int] = []
        self._starts: list[int] = []

    def add(self, shares: numpy.ndarray, n_samples: int) -> None:
        import numpy as np

        self._file.seek(0, 2)
        self._samples.append(n_samples)
        self._starts.append(self._file.tell())
        self._file.write(np.rint(shares * n_samples).astype(_kind(n_samples)).tobytes())

    def close(self) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._samples)

    @overload
    def __getitem__(self, place: int) -> numpy.ndarray: ...
    @overload
    def __getitem__(self, place: slice) -> list[numpy.ndarray]: ...
    def __getitem__(self, place: int | slice) -> numpy.ndarray | list[numpy.ndarray]:
        import numpy as np

        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        n_samples = self._samples[place]
        self._file.seek(self._starts[place])
        kind = np.dtype(_kind(n_samples))
        counts = np.frombuffer(self._file.read(self._n_tasks * kind.itemsize), dtype=kind)
        shares: numpy.ndarray = counts / n_samples
        return shares


def _kind(n_samples: int) -> str:
    return "u1" if n_samples < 256 else "u2" if n_samples < 65536 else "u4"
