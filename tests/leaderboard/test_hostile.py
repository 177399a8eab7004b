"""Eighty hostile archives: each is refused in one clean sentence, or accepted and then harmless."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codeedit_bench.cli import main
from tests.leaderboard.archives import Members, with_line, with_manifest, write

SCRIPT = "<script>alert(1)</script>"
REFUSED, HARMLESS, EITHER = "refused", "harmless", "either"
Spoil = Callable[[Members], Members]


def note(**changes: Any) -> Spoil:
    return lambda m: m | {"submission.json": json.dumps(json.loads(m["submission.json"]) | changes).encode()}


def manifest(**changes: Any) -> Spoil:
    return lambda m: with_manifest(m, **changes)


def line(**changes: Any) -> Spoil:
    return lambda m: with_line(m, 0, lambda row: row.update(changes))


def whole(name: str, content: bytes) -> Spoil:
    return lambda m: m | {name: content}


def about(**changes: Any) -> Spoil:
    return note(about=changes)


def swapped_tasks(members: Members) -> Members:
    """The answers of two tasks are exchanged: wrong answers, and nothing worse."""
    rows = [json.loads(row) for row in members["predictions.jsonl"].splitlines()]
    rows[0]["task_id"], rows[1]["task_id"] = rows[1]["task_id"], rows[0]["task_id"]
    return members | {"predictions.jsonl": "".join(json.dumps(row) + "\n" for row in rows).encode()}


CASES: dict[str, tuple[str, Spoil]] = {
    # Names
    **{
        f"name {name!a}"[:60]: (REFUSED, manifest(system=name))
        for name in (
            *("", " ", "\t", " lead", "trail ", "two  blanks", "line\nend", "nul\x00", "\x1b[31mred", "bell\x07"),
            *("\u202egnirts", "zero\u200bwidth", "\u2066isolate", "\ufeffbom", "hangul\u3164", "private\ue000"),
            *("braille\u2800", "selector\ufe0f", "tag\U000e0041", "x" * 101, "y" * 10_000),
        )
    },
    "name lone surrogate": (
        REFUSED,
        lambda m: m | {"manifest.json": m["manifest.json"].replace(b"Good", b"\\ud800")},
    ),
    "name script": (HARMLESS, manifest(system=SCRIPT)),
    "name emoji": (HARMLESS, manifest(system="🚀🚀🚀")),
    "name formula": (HARMLESS, manifest(system="=HYPERLINK(1)")),
    "name path": (HARMLESS, manifest(system="../../../etc/passwd")),
    "name windows": (HARMLESS, manifest(system="CON")),
    "name combining": (HARMLESS, manifest(system="Z" + "\u0335\u0321" * 40)),
    "name runner command": (HARMLESS, manifest(system="::set-output name=x::y")),
    "name number": (REFUSED, manifest(system=7)),
    "name null": (REFUSED, manifest(system=None)),
    # Numbers
    **{
        f"seconds {value}": (REFUSED, line(seconds=value))
        for value in (float("nan"), float("inf"), -1.0, 1e300, 5e-324, "1", None, True, [1])
    },
    **{f"tokens {value}": (REFUSED, line(prompt_tokens=value)) for value in (10**15, -5, 1.5, "9", 10**400)},
    "parameters huge": (REFUSED, manifest(parameters=10**30)),
    "price huge": (EITHER, manifest(backend_options={"price_in": 1e11, "price_out": 1e-8})),
    "price not a number": (EITHER, manifest(backend_options={"price_in": "1e9", "price_out": True})),
    "temperature": (REFUSED, manifest(temperature=float("nan"))),
    "samples none": (REFUSED, manifest(n_samples=0)),
    "samples many": (REFUSED, manifest(n_samples=10**9)),
    "sample negative": (REFUSED, line(sample=-1)),
    # Dates
    **{
        f"date {value!a}": (REFUSED, manifest(created=value))
        for value in ("9999-99-99", "9999-12-31", "0001-01-01", "", "yesterday", "2026-13-01", SCRIPT)
    },
    "cut-off far": (REFUSED, manifest(training_cutoff="9999-99-99")),
    **{
        f"date {value!a}": (REFUSED, manifest(created=value))
        for value in ("20260331", "2026-W14-2", "2026-W14", "２０２６-03-31", "2026-03-31T25:00", "2026-03-31\x00")
    },
    **{
        f"cut-off {value!a}": (REFUSED, manifest(training_cutoff=value))
        for value in (
            "20230331",
            "2023-W14-2",
            "2023-03-31T00:00:00",
            " 2023-03-31",
            "2023-03",
            "2023",
            "٢٠٢٣-03-31",
        )
    },
    # More numbers
    "parameters negative": (REFUSED, manifest(parameters=-1)),
    "tokens below nothing": (REFUSED, line(completion_tokens=-1)),
    "tokens minus zero": (REFUSED, line(completion_tokens=-0.0)),
    "samples a fraction": (REFUSED, manifest(n_samples=1.5)),
    "samples true": (REFUSED, manifest(n_samples=True)),
    "tasks a text": (REFUSED, manifest(n_tasks="12")),
    "seed beyond": (REFUSED, manifest(seed=10**18)),
    "limit beyond": (REFUSED, manifest(limit=2**63)),
    "price true": (HARMLESS, manifest(backend_options={"price_in": True, "price_out": False})),
    "option of 10,000 digits": (
        REFUSED,
        lambda m: m | {"manifest.json": m["manifest.json"].replace(b'"seed": 0', b'"seed": ' + b"9" * 10_000)},
    ),
    "tokens 1e5000": (
        REFUSED,
        lambda m: (
            m | {"predictions.jsonl": m["predictions.jsonl"].replace(b'"seconds":', b'"seconds":1e5000,"x":')}
        ),
    ),
    # More structure
    "note beyond UTF-8": (REFUSED, whole("submission.json", b'{"format":1,"a":"\xc0\x80"}')),
    "note NaN": (REFUSED, whole("submission.json", b'{"format":NaN}')),
    "note true": (REFUSED, whole("submission.json", b"true")),
    "manifest with a mark": (REFUSED, lambda m: m | {"manifest.json": b"\xef\xbb\xbf" + m["manifest.json"]}),
    "manifest twice": (REFUSED, lambda m: m | {"manifest.json": m["manifest.json"] * 2}),
    "prediction a list": (REFUSED, lambda m: m | {"predictions.jsonl": b"[]\n" + m["predictions.jsonl"]}),
    "prediction null": (REFUSED, lambda m: m | {"predictions.jsonl": b"null\n" + m["predictions.jsonl"]}),
    "task id upper case": (REFUSED, line(task_id="A" * 20)),
    "task id a path": (REFUSED, line(task_id="../../etc/passwd")),
    "task id __proto__": (REFUSED, line(task_id="__proto__")),
    "versions __proto__": (EITHER, manifest(versions={"__proto__": "1", "constructor": SCRIPT})),
    "name __proto__": (HARMLESS, manifest(system="__proto__")),
    "name all dashes": (HARMLESS, manifest(system="---")),
    "name of commas": (HARMLESS, manifest(system='a,b;"c",#d&e=f')),
    "name percent": (HARMLESS, manifest(system="%2e%2e%2f%00")),
    "name template": (HARMLESS, manifest(system="{{title}} {{scripts}}")),
    "name right to left": (HARMLESS, manifest(system="مرحبا 7B")),
    "about a number": (REFUSED, about(organisation=7)),
    "about password address": (REFUSED, about(paper="https://user:secret@example.com/")),
    "about line break": (REFUSED, about(submitter="a\nb")),
    "about long": (REFUSED, about(organisation="x" * 201)),
    "completion only a break": (HARMLESS, line(completion="\r")),
    "completion empty": (HARMLESS, line(completion="")),
    "completion a megabyte of brackets": (HARMLESS, line(completion="(" * 150_000)),
    # Structure
    "manifest list": (REFUSED, whole("manifest.json", b"[]")),
    "manifest empty": (REFUSED, whole("manifest.json", b"")),
    "manifest deep": (REFUSED, whole("manifest.json", b"[" * 500_000)),
    "manifest deep objects": (REFUSED, whole("manifest.json", b'{"a":' * 100_000 + b"1" + b"}" * 100_000)),
    "manifest not utf-8": (REFUSED, whole("manifest.json", b"\xff\xfe\x00")),
    "manifest huge": (REFUSED, whole("manifest.json", b'{"a":"' + b"x" * 1_100_000 + b'"}')),
    "manifest key twice": (
        REFUSED,
        lambda m: (
            m
            | {
                "manifest.json": b'{"split":"train",'
                + m["manifest.json"].lstrip()[1:-1].rstrip().rstrip(b"}")
                + b',"split":"train"}'
            }
        ),
    ),
    "manifest unknown field": (REFUSED, manifest(__class__="os.system")),
    "note list": (REFUSED, whole("submission.json", b"[1]")),
    "note other format": (REFUSED, note(format=2)),
    "note about list": (REFUSED, note(about=[1])),
    "predictions empty": (REFUSED, whole("predictions.jsonl", b"")),
    "predictions blank lines": (REFUSED, lambda m: m | {"predictions.jsonl": b"\n" + m["predictions.jsonl"]}),
    "predictions deep line": (REFUSED, lambda m: m | {"predictions.jsonl": b"[" * 900_000 + b"\n"}),
    "predictions twice": (REFUSED, lambda m: m | {"predictions.jsonl": m["predictions.jsonl"] * 2}),
    "tasks swapped": (HARMLESS, swapped_tasks),
    "hash swapped": (REFUSED, manifest(dataset_hash="f" * 64)),
    "split other": (REFUSED, manifest(split="train")),
    "format path": (REFUSED, manifest(prompt_format="../region")),
    "back end script": (EITHER, manifest(backend=SCRIPT)),
    "options script": (EITHER, manifest(backend_options={SCRIPT: SCRIPT})),
    "options path": (EITHER, manifest(backend_options={"model": "/etc"})),
    "notes controls": (EITHER, manifest(notes=["\x1b[2J\u202e" + SCRIPT])),
    "licence script": (EITHER, manifest(model_licence=SCRIPT)),
    # What makers say
    "about unknown": (REFUSED, about(exec="x")),
    "about script address": (REFUSED, about(paper="javascript:alert(1)")),
    "about data address": (REFUSED, about(model_card="data:text/html,x")),
    "about controls": (REFUSED, about(organisation="\x1b[2J")),
    "about script": (HARMLESS, about(organisation=SCRIPT)),
    # Answers
    "completion script": (HARMLESS, line(completion=SCRIPT * 100)),
    "completion controls": (HARMLESS, line(completion="\x1b[2J\x00\u202e\u2028")),
    "completion surrogate": (HARMLESS, line(completion="\ud800")),
    "completion huge": (REFUSED, line(completion="x" * 200_001)),
    "error script": (EITHER, line(error=SCRIPT)),
    "finish reason": (REFUSED, line(finish_reason=SCRIPT)),
}


def test_there_are_eighty() -> None:
    assert len(CASES) + len(ZIPS) >= 80


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_archive_is_refused_or_harmless(
    name: str, dataset: Path, members: Members, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected, spoil = CASES[name]
    try_it(write(tmp_path / "a.zip", spoil(members)), expected, dataset, tmp_path, capsys)


def try_it(
    archive: Path, expected: str, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = tmp_path / "runs"
    code = main(["leaderboard", "add", str(archive), "--dataset", str(dataset), "--to", str(runs)])
    printed = "".join(capsys.readouterr())
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f]", printed) is None
    assert "Traceback" not in printed
    if code:
        assert code == 2
        assert expected in (REFUSED, EITHER)
        assert printed.count("\n") <= 3, "one sentence"
        assert not runs.exists() or not list(runs.iterdir())
        return
    assert expected in (HARMLESS, EITHER)
    (added,) = runs.iterdir()
    assert re.fullmatch(r"[a-z0-9~-]+", added.name)
    site = tmp_path / "site"
    assert main(["leaderboard", "build", str(added), "--dataset", str(dataset), "--out", str(site)]) == 0
    for file in site.rglob("*"):
        if file.suffix in (".html", ".svg"):
            assert SCRIPT not in file.read_text(encoding="utf-8")
        if file.suffix == ".js" and "data" in file.parts:
            assert b"<" not in file.read_bytes()
    capsys.readouterr()


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, content in entries:
            file.writestr(name, content)
    return buffer.getvalue()


def of_kind(kind: int, name: str = "predictions.jsonl") -> Callable[[Members], bytes]:
    """The member `name` says that it is something else than a file."""

    def spoilt(members: Members) -> bytes:
        member = zipfile.ZipInfo(name)
        member.external_attr = (kind | 0o777) << 16
        return zipped((member, b"/etc/passwd"), *((n, c) for n, c in members.items() if n != name))

    return spoilt


def cut_in_the_middle(members: Members) -> bytes:
    content = zipped(*members.items())
    return content[: len(content) // 2] + content[-200:]


def tarred(members: Members) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as file:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            file.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def twice(members: Members) -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return zipped(*members.items(), ("manifest.json", b"{}"))


def encrypted(members: Members) -> bytes:
    """The bit that says so is set in the list of members; what follows is as it was."""
    content = bytearray(zipped(*members.items()))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def forged_size(size: int) -> Callable[[Members], bytes]:
    """The last member says that it unpacks to `size` bytes."""

    def spoilt(members: Members) -> bytes:
        content = bytearray(zipped(*members.items()))
        place = content.rindex(b"PK\x01\x02") + 24
        content[place : place + 4] = size.to_bytes(4, "little")
        return bytes(content)

    return spoilt


def forged_place(members: Members) -> bytes:
    """Two entries of the list of members name the same bytes of the archive."""
    content = bytearray(zipped(*members.items()))
    first, last = content.index(b"PK\x01\x02"), content.rindex(b"PK\x01\x02")
    content[last + 42 : last + 46] = content[first + 42 : first + 46]
    return bytes(content)


ZIPS: dict[str, Callable[[Members], bytes]] = {
    "empty file": lambda _: b"",
    "no archive": lambda _: b"PK\x03\x04 hello",
    "empty archive": lambda _: zipped(),
    "one member": lambda m: zipped(("manifest.json", m["manifest.json"])),
    "bomb": lambda m: zipped(*(m | {"predictions.jsonl": b"\n" * 40_000_000}).items()),
    "bomb in the manifest": lambda m: zipped(*(m | {"manifest.json": b" " * 1_000_000}).items()),
    "climbing path": lambda m: zipped(*m.items(), ("../../etc/cron.d/x", b"x")),
    "absolute path": lambda m: zipped(*m.items(), ("/etc/x", b"x")),
    "backslashes": lambda m: zipped(*m.items(), ("..\\x", b"x")),
    "folder": lambda m: zipped(*m.items(), ("runs/", b"")),
    "case twin": lambda m: zipped(*m.items(), ("Manifest.json", b"{}")),
    "look-alike member": lambda m: zipped(*m.items(), ("m\u0430nifest.json", b"{}")),
    "control member": lambda m: zipped(*m.items(), ("\x1b[2J", b"{}")),
    "link": of_kind(stat.S_IFLNK),
    "link in the note's place": of_kind(stat.S_IFLNK, "submission.json"),
    "folder in a file's place": of_kind(stat.S_IFDIR),
    "character device": of_kind(stat.S_IFCHR),
    "block device": of_kind(stat.S_IFBLK),
    "pipe": of_kind(stat.S_IFIFO),
    "socket": of_kind(stat.S_IFSOCK),
    "kind that does not exist": of_kind(0o030000),
    "bzip2": lambda m: zipped(*m.items(), method=zipfile.ZIP_BZIP2),
    "lzma": lambda m: zipped(*m.items(), method=zipfile.ZIP_LZMA),
    "gzip": lambda m: gzip.compress(m["predictions.jsonl"]),
    "torn gzip": lambda m: gzip.compress(m["predictions.jsonl"])[:-9],
    "tar": tarred,
    "member twice": twice,
    "encrypted": encrypted,
    "size forged": forged_size(10),
    "huge size stated": forged_size(0xFFFFFFFE),
    "two members in one place": forged_place,
    "many members": lambda m: zipped(*m.items(), *((f"x{number}", b"") for number in range(5000))),
    "cut short": lambda m: zipped(*m.items())[:-30],
    "cut in the middle": cut_in_the_middle,
}


@pytest.mark.parametrize("name", ZIPS)
def test_an_archive_of_a_hostile_form_is_refused(
    name: str, dataset: Path, members: Members, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.zip").write_bytes(ZIPS[name](members))
    try_it(tmp_path / "a.zip", REFUSED, dataset, tmp_path, capsys)


def a_pipe(place: Path) -> None:
    os.mkfifo(place)


def a_link_to_a_device(place: Path) -> None:
    place.symlink_to("/dev/zero")


def a_folder(place: Path) -> None:
    place.mkdir()


def a_link_in_a_circle(place: Path) -> None:
    place.symlink_to(place.name)


def a_sparse_giant(place: Path) -> None:
    """A file of a terabyte that takes no room on the disk."""
    with place.open("wb") as file:
        file.truncate(2**40)


@pytest.mark.parametrize("make", [a_pipe, a_link_to_a_device, a_folder, a_link_in_a_circle, a_sparse_giant])
def test_what_stands_in_an_archives_place_is_not_read(
    make: Callable[[Path], None], dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(tmp_path / "a.zip")
    try_it(tmp_path / "a.zip", REFUSED, dataset, tmp_path, capsys)
