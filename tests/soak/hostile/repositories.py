"""Repositories whose objects git itself would never write, made byte by byte."""

from __future__ import annotations

import hashlib
import random
import stat
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.git_repository import GitRepository
from tests.miners.histories import LICENCE, NAMES, store
from tests.miners.test_hostile import PAYLOADS
from tests.soak.hostile.evil import Canary, text

MODES = (b"100644", b"100755", b"120000", b"40000", b"160000", b"0", b"777777", b"", b"-1", b"9" * 40, b"x")
Shape = Callable[[GitRepository, random.Random, Canary], None]


def write_object(repository: GitRepository, kind: str, content: bytes) -> str:
    """A loose object with whatever content; its name."""
    whole = f"{kind} {len(content)}\0".encode() + content
    name = hashlib.sha1(whole).hexdigest()
    place = repository.path / ".git" / "objects" / name[:2] / name[2:]
    place.parent.mkdir(exist_ok=True)
    if not place.exists():
        place.write_bytes(zlib.compress(whole, 1))
    return name


def move_to(repository: GitRepository, commit: str) -> None:
    (repository.path / ".git" / "refs" / "heads" / "main").write_text(commit + "\n")


def commit_tree(repository: GitRepository, tree: str, *, head: bytes = b"", message: bytes = b"x\n") -> None:
    """A commit of `tree` on top; `head` stands in place of its author and committer."""
    people = head or b"author A <a@b> 1700900000 +0000\ncommitter A <a@b> 1700900000 +0000\n"
    parent = (repository.path / ".git" / "refs" / "heads" / "main").read_text().strip()
    content = f"tree {tree}\nparent {parent}\n".encode() + people + b"\n" + message
    move_to(repository, write_object(repository, "commit", content))


def odd_tree(repository: GitRepository, draw: random.Random, canary: Canary) -> None:
    """Names that climb, that are empty, absolute, doubled or no text, with modes that do not exist."""
    entries = []
    for name in ("store.py", *(_name(draw, canary) for _ in range(draw.randint(1, 6)))):
        blob = write_object(repository, "blob", store(draw.choice(NAMES)).encode())
        raw = name.encode("utf-8", "surrogatepass") if isinstance(name, str) else name
        mode = b"100644" if draw.random() < 0.6 else draw.choice(MODES)
        entries.append(mode + b" " + raw.replace(b"\0", b"") + b"\0" + bytes.fromhex(blob))
    for _ in range(2):
        draw.shuffle(entries)
        commit_tree(repository, write_object(repository, "tree", b"".join(entries)))


def _name(draw: random.Random, canary: Canary) -> str | bytes:
    names = (
        "..",
        ".",
        "",
        ".git",
        "a/b.py",
        "/etc/x.py",
        "../x.py",
        "..\\x.py",
        ".GIT",
        "a\n.py",
        "git~1",
        "x.py",
    )
    return draw.choice((*names, b"caf\xe9.py", b"\xff\xfe.py", "x" * 5000 + ".py", text(draw, canary)))


def odd_commits(repository: GitRepository, draw: random.Random, canary: Canary) -> None:
    """Dates, people, encodings and messages that no parser expects."""
    for _ in range(draw.randint(1, 4)):
        word = text(draw, canary).encode("utf-8", "surrogatepass").replace(b"\n", b" ")
        date = draw.choice((b"0", b"-1", b"99999999999999999999", b"4102444800", b"x", b"", b"1e9", b"2147483648"))
        zone = draw.choice((b"+0000", b"+9999", b"-2500", b"x", b""))
        person = draw.choice((b"A <a@b>", b"A", b"<>", b"", word, b"A <a@b" + b"<" * 500, b"\xff <\xfe@x>"))
        line = (
            b"author " + person + b" " + date + b" " + zone + b"\ncommitter " + person + b" " + date + b" " + zone
        )
        more = draw.choice(
            (b"", b"encoding utf-7\n", b"encoding " + word + b"\n", b"gpgsig x\n y\n", b"mergetag x\n")
        )
        tree = write_object(repository, "blob", b"") if draw.random() < 0.1 else _tree_of(repository, draw)
        message = draw.choice((b"", word, b"\xff\xfe", b"x" * 1_000_000, b"\0\0\n", b'Revert "x"\n' * 1000))
        commit_tree(repository, tree, head=line + b"\n" + more, message=message)


def _tree_of(repository: GitRepository, draw: random.Random) -> str:
    blob = write_object(repository, "blob", store(draw.choice(NAMES)).encode())
    return write_object(repository, "tree", b"100644 store.py\0" + bytes.fromhex(blob))


def odd_contents(repository: GitRepository, draw: random.Random, canary: Canary) -> None:
    """Files that are huge, deep, in odd encodings, or one endless line, changed from commit to commit."""
    language = draw.choice(("py", "js", "rs", "go", "java", "c", "cpp", "cs", "php", "ts", "rb", "kt"))
    bodies = (
        lambda: b"(" * draw.choice((1000, 50_000)),
        lambda: b"{[" * 20_000 + b"]}" * 20_000,
        lambda: b"x = " + b"-" * 50_000 + b"1\n",
        lambda: b"if x:\n" + b"".join(b" " * n + b"if x:\n" for n in range(1, 400)),
        lambda: b"a" * draw.choice((100_000, 5_000_000)) + b"\n",
        lambda: b"\n" * 1_000_000,
        lambda: draw.randbytes(50_000),
        lambda: store("items").encode("utf-16"),
        lambda: b"\xef\xbb\xbf" + store("items").encode().replace(b"\n", b"\r"),
        lambda: store("items").encode().replace(b"\n", b"\r\n", 9) + "\u2028\u0085\x0c\x0b".encode(),
        lambda: b"'''" + b'"""' * 999 + b"`${" * 999 + b"/*" * 999,
        lambda: (text(draw, canary) + "\n").encode("utf-8", "surrogatepass") * 5,
        lambda: b"#if x\n" * 5000 + b'R"x(' + b"<<EOT\n" * 100,
    )
    body = draw.choice(bodies)()
    for name in NAMES[: draw.randint(2, 4)]:
        lines = store(name).encode()
        repository.commit({f"odd.{language}": lines + body, "store.py": lines}, f"Call them {name}")


def many_files(repository: GitRepository, draw: random.Random, canary: Canary) -> None:
    for name in NAMES[:2]:
        repository.commit({f"{n % 7}/f{n}.py": f"{name} = {n}\n" for n in range(draw.choice((50, 400)))})


def links(repository: GitRepository, draw: random.Random, canary: Canary) -> None:
    """Symbolic links to a secret, as a file and as a folder, whose targets change."""
    for target in (canary.secret, Path("../canary"), Path("/"), canary.folder / "other.py"):
        place = repository.path / draw.choice(("linked.py", "LICENSE", ".gitattributes", "store.py"))
        place.unlink(missing_ok=True)
        place.symlink_to(target)
        repository.commit({}, "Point")
        place.unlink()


def payload(repository: GitRepository, draw: random.Random, canary: Canary) -> None:
    """Settings, hooks and programs that plain git would run."""
    draw.choice(PAYLOADS)(repository, canary.program)


def spoilt_store(repository: GitRepository, draw: random.Random, canary: Canary) -> None:
    """Objects, packs, references or settings with bytes of somebody else."""
    from tests.soak.hostile.mutations import mutate_bytes

    if draw.random() < 0.5:
        repository.git("gc", "--quiet")
    files = sorted(
        path for path in (repository.path / ".git").rglob("*") if path.is_file() and "hooks" not in path.parts
    )
    for file in draw.sample(files, min(len(files), draw.randint(1, 3))):
        file.chmod(stat.S_IRUSR | stat.S_IWUSR)
        file.write_bytes(mutate_bytes(file.read_bytes(), draw, canary))


SHAPES: tuple[Shape, ...] = (odd_tree, odd_commits, odd_contents, many_files, links, payload, spoilt_store)


def make_hostile(folder: Path, draw: random.Random, canary: Canary) -> tuple[Path, str]:
    """A repository with a sound history and one to three hostile shapes; its place, and their names."""
    repository = GitRepository(folder)
    repository.commit({"store.py": store(NAMES[0]), "LICENSE": LICENCE}, "Begin")
    for name in NAMES[1 : draw.randint(3, 6)]:
        repository.commit({"store.py": store(name)}, f"Call them {name}")
    first = draw.choice(SHAPES)
    done = [first.__name__]
    first(repository, draw, canary)
    if draw.random() < 0.3 and first in (odd_contents, many_files, links):
        second = draw.choice((odd_tree, odd_commits, payload, spoilt_store))
        second(repository, draw, canary)
        done.append(second.__name__)
    return repository.path, " and ".join(done)
