"""An untrusted repository's objects behind a GIT_DIR of our own.

Git obeys what it finds in a repository: configuration names programs for signatures, text conversion and file
watching, and a promisor remote can run any command for a missing object. So git never sees the repository:
only a fresh directory whose `objects/info/alternates` names its object folder. Reference files are read here,
as text. Not protected against: bugs in git's or libgit2's object parsers.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from types import TracebackType

from codeedit_bench.errors import (
    CorruptRepositoryError,
    EmptyRepositoryError,
    NotARepositoryError,
    UnsafeRepositoryError,
)

_HEX = re.compile(r"[0-9a-f]{40}\Z")
_REF = re.compile(r"refs/[A-Za-z0-9][A-Za-z0-9._/+@-]*\Z")


def find_git_dir(path: Path) -> Path:
    """The git directory of `path`: itself when bare, else its `.git` folder."""
    if not path.is_dir():
        raise NotARepositoryError(f"{path} is no folder. Name a git repository, an https URL or a .toml list.")
    inner = path / ".git"
    if inner.is_symlink() or inner.is_file():
        raise UnsafeRepositoryError(
            f"{path} points elsewhere for its git directory; such pointers are not followed. "
            "Name the main repository's folder."
        )
    candidate = inner if inner.is_dir() else path
    if not (candidate / "HEAD").is_file() or not (candidate / "objects").is_dir():
        raise NotARepositoryError(f"{path} is no git repository.")
    return candidate


def check_safe(git_dir: Path) -> None:
    """Refuse a repository that would make git read other places."""
    objects = git_dir / "objects"
    for place in (objects, objects / "info", objects / "pack"):
        if place.is_symlink():
            raise UnsafeRepositoryError(
                f"{place} is a symbolic link; it is not followed. Clone the repository again."
            )
    for name in ("alternates", "http-alternates"):
        if (objects / "info" / name).exists():
            raise UnsafeRepositoryError(
                f"{git_dir} borrows objects from another store (objects/info/{name}); that is refused. "
                "Clone it without --shared and --reference, or repack it with `git repack -a -d`."
            )
    if (git_dir / "reftable").exists():
        raise UnsafeRepositoryError(f"{git_dir} keeps its references as a reftable, which is not read here.")


def resolve(git_dir: Path, name: str = "HEAD") -> str:
    """The commit id that a reference names, read as text; symbolic references are followed five times at most."""
    packed = _packed_references(git_dir)
    for _ in range(5):
        if name != "HEAD" and (not _REF.match(name) or ".." in name):
            raise UnsafeRepositoryError(f"{git_dir} has a reference of an unusual name, which is not followed.")
        file = git_dir / name
        content = ""
        if file.is_file() and not file.is_symlink():
            content = file.read_bytes()[:4096].decode("utf-8", "replace").strip()
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
    rows = (line.split(" ") for line in file.read_text(encoding="utf-8", errors="replace").split("\n"))
    return {row[1]: row[0] for row in rows if len(row) == 2 and _HEX.match(row[0])}


def shallow_commits(git_dir: Path) -> list[str]:
    """Commits whose parents a shallow clone lacks."""
    file = git_dir / "shallow"
    if not file.is_file() or file.is_symlink():
        return []
    return [line for line in file.read_text(encoding="ascii", errors="replace").split() if _HEX.match(line)]


class ObjectStore:
    """A context: the GIT_DIR of our own at `git_dir`, for the repository at `path`."""

    def __init__(self, path: Path) -> None:
        self.source = find_git_dir(path.absolute())
        check_safe(self.source)
        self.shallow = shallow_commits(self.source)
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
