"""The example workflow that takes submissions by pull request."""

from __future__ import annotations

import re
from pathlib import Path

from tests.test_docs import check_command_line

WORKFLOW = Path(__file__).resolve().parents[2] / "examples" / "leaderboard" / "submissions.yml"


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
    assert re.search(r"^permissions:\n  contents: read$", text, re.MULTILINE)
    check, publish = text.split("  publish:")
    assert "write" not in check.split("jobs:")[1]
    assert "github.event_name == 'push'" in publish
    assert text.count("persist-credentials: false") == 2
