"""Files on storage that an `fsspec` URL names: a folder that nodes share, an S3 bucket, and the like."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import stat
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codeedit_bench.errors import MissingExtraError, RepositoryError, UsageError, told


@dataclass(frozen=True, slots=True)
class Storage:
    """A folder at a URL. Keys and end points are the configuration of `fsspec` and of the service."""

    url: str

    def _at(self, name: str = "") -> tuple[Any, str]:
        import fsspec

        try:
            system, root = fsspec.core.url_to_fs(self.url)
        except ImportError as error:
            raise MissingExtraError(error.name or "s3fs", "ray", f"storage at {self.url}") from error
        except ValueError as error:
            raise UsageError(f"{self.url!r} is not storage that fsspec knows: {told(error)}.") from error
        return system, f"{root.rstrip('/')}/{name}" if name else root.rstrip("/")

    def require_known(self) -> None:
        """`UsageError` or `MissingExtraError` for a URL that cannot be reached from here. Nothing is asked."""
        self._at()

    def names(self, folder: str) -> list[str]:
        """Of the files in `folder`."""
        system, place = self._at(folder)
        system.invalidate_cache()  # what other nodes have written since
        try:
            return sorted(str(path).rsplit("/", 1)[-1] for path in system.ls(place, detail=False))
        except FileNotFoundError:
            return []

    def put(self, file: Path, name: str) -> None:
        """Write `file` there. It is there whole or not at all: a name that is read is written last."""
        system, place = self._at(name)
        system.makedirs(place.rsplit("/", 1)[0], exist_ok=True)
        partial = f"{place}.{hashlib.sha256(str(file).encode()).hexdigest()[:8]}.partial"
        if _moves_at_once(system):
            system.put_file(str(file), partial)
            Path(partial).replace(place)
        else:  # an object appears when it is complete
            system.put_file(str(file), place)

    def get(self, name: str, file: Path) -> None:
        """Bring what lies there to `file`; `FileNotFoundError` if nothing does."""
        system, place = self._at(name)
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".", suffix=".partial") as folder:
            system.get_file(place, str(Path(folder) / "file"))
            (Path(folder) / "file").replace(file)

    def remove(self, name: str) -> None:
        """It may be gone already."""
        system, place = self._at(name)
        with contextlib.suppress(FileNotFoundError):
            system.rm_file(place)

    @contextlib.contextmanager
    def node(self) -> Iterator[Path]:
        """A folder of this node, to itself until the block ends, that keeps copies of what lies on the storage."""
        folder = Path(tempfile.gettempdir()) / f"codeedit-{hashlib.sha256(self.url.encode()).hexdigest()[:16]}"
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise RepositoryError(
                f"{folder} belongs to somebody else, so that copies of clones are not kept there. "
                "Name another folder for temporary files by TMPDIR."
            )
        with (folder / "lock").open("w") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield folder


def _moves_at_once(system: Any) -> bool:
    protocol = system.protocol
    return "file" in (protocol if isinstance(protocol, (tuple, list)) else (protocol,))


def pack(folder: Path, file: Path) -> None:
    """Put all that `folder` holds into one file."""
    with tarfile.open(file, "w") as archive:
        archive.add(folder, arcname=".")


def unpack(file: Path, folder: Path) -> None:
    """The reverse: whole or not at all. Links and paths that lead outside are refused by `tarfile`."""
    partial = Path(tempfile.mkdtemp(dir=folder.parent, suffix=".partial"))
    try:
        with tarfile.open(file) as archive:
            archive.extractall(partial, filter="data")
        partial.replace(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
