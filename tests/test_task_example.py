"""The example of docs/tasks.md is what the product gives."""

from __future__ import annotations

from pathlib import Path

from benchmarks.task_example import PAGE, example, example_task, with_example


def test_the_page_on_tasks_shows_its_example_as_it_comes_out(tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    text = example(example_task(tmp_path))
    assert "| right |" in text
    assert "| wrong |" in text
    assert with_example(page, text) == page, "run `python -m benchmarks.task_example --write`"
