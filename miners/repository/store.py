"""An untrusted repository's objects behind a GIT_DIR of our own.

Git obeys what it finds in a repository. Configuration names programs for signatures, text conversion and file
watching. A promisor remote can run any command for a missing object. So git never sees the repository: only a
fresh directory whose `objects/info/alternates` names its object folder. Reference files are read here, as text.
Not protected against: bugs in git's or libgit2's object parsers.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
import time
from pathlib import Path
from types import TracebackType

from codeedit_bench.errors import (
    CorruptRepositoryError,
    EmptyRepositoryError,
    NotARepositoryError,
    UnsafeRepositoryError,
)

_HEX = re.compile(r"[0-9a-f]{40}\Z")
_REF = re.compile(r"refs(?:/(?!\.)(?:(?!\.lock(?:/|\Z))[^\x00-\x20\x7f~^:?*\[\\/])+)+\Z")
"""What `git check-ref-format` allows, but for `..`, `@{` and a dot at the end."""
_SHA256 = re.compile(r"^\s*objectformat\s*=\s*\"?sha256", re.IGNORECASE | re.MULTILINE)
_PARTIAL = re.compile(
    r"^\s*(?:partialclonefilter|partialclone)\s*=|^\s*promisor\s*=\s*true", re.IGNORECASE | re.MULTILINE
)
_DEADLINE = 60.0
"""Seconds for the walk over a store's files."""
_MOST_BYTES = 1 << 26
"""Of a list of references."""


def find_git_dir(path: Path) -> Path:
    """The git directory of `path`: itself when bare, else its `.git` folder."""
    if not path.is_dir():
        raise NotARepositoryError(f"{path} is not a folder. Name a git repository, an https URL or a .toml list.")
    inner = path / ".git"
    if inner.is_symlink() or inner.is_file():
        raise UnsafeRepositoryError(
            f"{path} points elsewhere for its git directory; such pointers are not followed. "
            "Name the main repository's folder."
        )
    candidate = inner if inner.is_dir() else path
    if not (candidate / "HEAD").is_file() or not (candidate / "objects").is_dir():
        raise NotARepositoryError(f"{path} is not a git repository.")
    return candidate


def check_safe(git_dir: Path) -> None:
    """Refuse a repository that would make git read other places."""
    objects = git_dir / "objects"
    deadline = time.monotonic() + _DEADLINE
    for name in ("HEAD", "packed-refs", "shallow", "config"):
        _check_kind(git_dir / name, folder=False)
    for name in ("objects", "refs"):
        _check_kind(git_dir / name, folder=True)
        _check_below(git_dir / name, deadline)
    for name in ("alternates", "http-alternates"):
        if (objects / "info" / name).exists():
            raise UnsafeRepositoryError(
                f"{git_dir} borrows objects from another store (objects/info/{name}); that is refused. "
                "Clone it without --shared and --reference, or repack it with `git repack -a -d`."
            )
    if (git_dir / "reftable").exists():
        raise UnsafeRepositoryError(
            f"{git_dir} keeps its references as a reftable, which is not read here. "
            "Clone it with `git clone --ref-format=files`, or run `git refs migrate --ref-format=files`."
        )
    if _SHA256.search(_configuration(git_dir)) or re.fullmatch(r"[0-9a-f]{64}", _head(git_dir)):
        raise UnsafeRepositoryError(
            f"{git_dir} names its objects by SHA-256; only repositories with SHA-1 names are read here. "
            "Mine a SHA-1 copy of it, if there is one."
        )


def _check_below(folder: Path, deadline: float) -> None:
    """Each entry below `folder` is a regular file or a folder: nothing leads out, nothing waits for a writer."""
    waiting = [folder]
    while waiting:
        if time.monotonic() > deadline:
            raise UnsafeRepositoryError(
                f"{folder} holds so many files that looking at them takes over a minute. Run `git gc` in a copy."
            )
        place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    mode = entry.stat(follow_symlinks=False).st_mode
                    if stat.S_ISDIR(mode):
                        waiting.append(Path(entry.path))
                    elif not stat.S_ISREG(mode):
                        raise _unusual(Path(entry.path), mode)
        except OSError as error:
            raise UnsafeRepositoryError(f"{place} cannot be looked at: {error.strerror}.") from error


def _check_kind(place: Path, *, folder: bool) -> None:
    try:
        mode = place.lstat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise UnsafeRepositoryError(f"{place} cannot be looked at: {error.strerror}.") from error
    if not (stat.S_ISDIR(mode) if folder else stat.S_ISREG(mode)):
        raise _unusual(place, mode)


def _unusual(place: Path, mode: int) -> UnsafeRepositoryError:
    kinds = ((stat.S_ISLNK, "a symbolic link"), (stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"))
    kind = next((name for test, name in kinds if test(mode)), "a device or a folder in the wrong place")
    return UnsafeRepositoryError(f"{place} is {kind}; it is not followed. Clone the repository again with git.")


def _configuration(git_dir: Path) -> str:
    """What the repository's own configuration says: read as text, never obeyed."""
    file = git_dir / "config"
    return _text(file, 1 << 20) if file.is_file() and not file.is_symlink() else ""


def _head(git_dir: Path) -> str:
    return _text(git_dir / "HEAD", 4096).strip()


def is_partial(git_dir: Path) -> bool:
    """Whether it says of itself that it was cloned without some of its objects."""
    return _PARTIAL.search(_configuration(git_dir)) is not None


def _text(file: Path, most: int) -> str:
    with file.open("rb") as stream:
        return stream.read(most).decode("utf-8", "surrogateescape")


def resolve(git_dir: Path, name: str = "HEAD") -> str:
    """The commit id that a reference names, read as text; symbolic references are followed five times at most."""
    packed = _packed_references(git_dir)
    for _ in range(5):
        if name != "HEAD" and (not _REF.match(name) or ".." in name or "@{" in name or name.endswith(".")):
            raise UnsafeRepositoryError(f"{git_dir} has a reference of an unusual name, which is not followed.")
        file = git_dir / name
        content = ""
        if file.is_file() and not file.is_symlink():
            content = _text(file, 4096).strip()
        content = content or packed.get(name, "")
        if _HEX.match(content):
            return content
        if not content.startswith("ref: "):
            raise EmptyRepositoryError(f"{git_dir} has no commit at {name}.")
        name = content.removeprefix("ref: ").strip()
    raise CorruptRepositoryError(f"{git_dir} has references that lead in circles.")


def _packed_references(git_dir: Path) -> dict[str, str]:
    file = git_dir / "packed-refs"
    if not file.is_file() or file.is_symlink():
        return {}
    rows = (line.split(" ") for line in _text(file, _MOST_BYTES).split("\n"))
    return {row[1]: row[0] for row in rows if len(row) == 2 and _HEX.match(row[0])}


def shallow_commits(git_dir: Path) -> list[str]:
    """Commits whose parents a shallow clone lacks."""
    file = git_dir / "shallow"
    if not file.is_file() or file.is_symlink():
        return []
    return [line for line in _text(file, _MOST_BYTES).split() if _HEX.match(line)]


class ObjectStore:
    """A context: the GIT_DIR of our own at `git_dir`, for the repository at `path`."""

    def __init__(self, path: Path) -> None:
        self.source = find_git_dir(path.absolute())
        check_safe(self.source)
        self.shallow = shallow_commits(self.source)
        self.partial = is_partial(self.source)
        self._temporary: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> ObjectStore:
        self._temporary = tempfile.TemporaryDirectory(prefix="codeedit-")
        self.git_dir = Path(self._temporary.name)
        objects = str(self.source / "objects")
        if "\n" in objects:
            raise UnsafeRepositoryError(f"{self.source!r} has a newline in its path.")
        quoted = '"' + objects.replace("\\", "\\\\").replace('"', '\\"') + '"'
        (self.git_dir / "objects" / "info").mkdir(parents=True)
        (self.git_dir / "objects" / "info" / "alternates").write_text(quoted + "\n", encoding="utf-8")
        (self.git_dir / "refs").mkdir()
        (self.git_dir / "HEAD").write_text("ref: refs/heads/none\n", encoding="ascii")
        (self.git_dir / "config").write_text(
            "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
            # What these files of the other store say about history cannot be checked; the commits can.
            "\tcommitGraph = false\n\tmultiPackIndex = false\n",
            encoding="ascii",
        )
        if self.shallow:
            (self.git_dir / "shallow").write_text("\n".join(self.shallow) + "\n", encoding="ascii")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._temporary is not None:
            self._temporary.cleanup()
