"""The archive: three files in a zip, written with the same bytes every time and read without trusting it.

Nothing in it is executed, and nothing of it is ever written under a name that it chooses. Refused are members of
other names, whatever is no plain file, encryption, repeated names, and more bytes than stated or allowed.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from codeedit_bench.errors import SubmissionError, told
from codeedit_bench.files import atomic_path

NOTE, MANIFEST, PREDICTIONS = "submission.json", "manifest.json", "predictions.jsonl"
FORMAT_VERSION = 1

MEGABYTE = 1024 * 1024
ARCHIVE_LIMIT = 512 * MEGABYTE
LIMITS = {NOTE: MEGABYTE, MANIFEST: MEGABYTE, PREDICTIONS: 2048 * MEGABYTE}
LINE_LIMIT = 2 * MEGABYTE
RATIO_LIMIT = 250
"""Text compresses to a tenth, repeated answers to a hundredth; a bomb to a thousandth."""
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(OSError, EOFError, ValueError, RuntimeError, NotImplementedError),
)
"""What `zipfile` raises on an archive that is torn, forged or of a kind it does not know."""
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_KINDS = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFDIR: "a folder",
    stat.S_IFCHR: "a character device",
    stat.S_IFBLK: "a block device",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
}
"""What a member can say it is besides a file; an archive that states no kind means a file."""


def write_archive(target: Path, note: str, manifest: str, lines: Iterator[str]) -> None:
    with atomic_path(target) as path, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in ((NOTE, note), (MANIFEST, manifest)):
            archive.writestr(_member(name), text)
        with archive.open(_member(PREDICTIONS), "w", force_zip64=True) as file:
            for line in lines:
                file.write(line.encode())


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _FIXED_TIME)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = (stat.S_IFREG | 0o644) << 16
    return member


class Archive:
    """An archive whose list of members was found to be in order. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise SubmissionError(f"{path} is not a file.")
        size = path.stat().st_size
        if size > ARCHIVE_LIMIT:
            raise SubmissionError(f"{path} has {size / MEGABYTE:.0f} MB; {ARCHIVE_LIMIT // MEGABYTE} are allowed.")
        try:
            self._zip = zipfile.ZipFile(path)
        except _DAMAGE as error:
            raise SubmissionError(
                f"{path} is not a zip archive: {told(error)}. Make one with `codeedit submit`."
            ) from error
        try:
            self._check_members()
        except SubmissionError:
            self._zip.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def _check_members(self) -> None:
        seen: set[str] = set()
        for member in self._zip.infolist():
            name, where = member.filename, f"{self.path} holds {member.filename!r}"
            if name not in LIMITS:
                outside = name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/")
                why = "a path that leads outside" if outside else "which does not belong in a submission"
                raise SubmissionError(f"{where}, {why}. Expected are exactly: {', '.join(LIMITS)}.")
            if kind := _no_file(member):
                raise SubmissionError(f"{where}, {kind}. Only plain files are read.")
            if name in seen:
                raise SubmissionError(f"{where} twice.")
            seen.add(name)
            if member.flag_bits & 1:
                raise SubmissionError(f"{where} encrypted.")
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise SubmissionError(
                    f"{where} compressed by method {member.compress_type}; only deflate is read."
                )
            if member.file_size > LIMITS[name]:
                raise SubmissionError(f"{where} of {member.file_size:,} bytes; {LIMITS[name]:,} are allowed.")
            ratio = member.file_size / max(1, member.compress_size)
            if member.file_size > MEGABYTE and ratio > RATIO_LIMIT:
                raise SubmissionError(
                    f"{where}, which unpacks to {ratio:.0f} times its size; {RATIO_LIMIT} is read."
                )
        missing = [name for name in LIMITS if name not in seen]
        if missing:
            raise SubmissionError(f"{self.path} lacks {missing[0]}. Make the archive with `codeedit submit`.")

    def text(self, name: str) -> str:
        """A small member as a whole."""
        try:
            with self._zip.open(name) as file:
                content = file.read(LIMITS[name] + 1)
        except _DAMAGE as error:
            raise self._damaged(name, error) from error
        if len(content) > LIMITS[name]:
            raise SubmissionError(f"{name} in {self.path} unpacks to more than it states.")
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise SubmissionError(f"{name} in {self.path} is not UTF-8: {told(error)}.") from error

    def lines(self, name: str) -> Iterator[tuple[int, bytes]]:
        """The lines of a large member with their numbers, each at most `LINE_LIMIT` long."""
        number = total = 0
        try:
            with self._zip.open(name) as file:
                while line := _line(file):
                    number, total = number + 1, total + len(line)
                    if len(line) > LINE_LIMIT:
                        raise SubmissionError(f"{name}, line {number} is longer than {LINE_LIMIT:,} bytes.")
                    if total > LIMITS[name]:
                        raise SubmissionError(
                            f"{name} in {self.path} unpacks to more than {LIMITS[name]:,} bytes."
                        )
                    yield number, line
        except _DAMAGE as error:
            raise self._damaged(name, error) from error

    def _damaged(self, name: str, error: Exception) -> SubmissionError:
        return SubmissionError(f"{name} in {self.path} is damaged: {told(error)}.")


def _no_file(member: zipfile.ZipInfo) -> str:
    """What the member says it is, where that is no plain file; else empty."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    return "" if kind in (0, stat.S_IFREG) else _KINDS.get(kind, "of an unknown kind")


def _line(file: IO[bytes]) -> bytes:
    return file.readline(LINE_LIMIT + 1)
