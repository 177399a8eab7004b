"""What counts as asking the same again."""

from __future__ import annotations

from pathlib import Path

import pytest

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.tasks.records import EditTask, Region
from miners.assembly.catalogue import open_catalogue
from miners.assembly.duplicates import drop_duplicates
from miners.chunks.entries import write_tasks
from miners.targets.fingerprint import target_hash_of
from tests.golden_pairs import pairs
from tests.miners.drafts import draft
from tests.tasks import make_task

PAIRS = [pair for name in LANGUAGES for pair in pairs(name) if pair.level in ("layout", "code", "never")]


def task(language: str, old: str, new: str) -> EditTask:
    """A task whose region is the whole file."""
    return make_task(
        language=language, file_text=old, reference=new, region=Region(0, old.count("\n")), path=f"{hash(old)}.x"
    )


def reasons(tasks: list[EditTask], folder: Path) -> list[str]:
    rows, keys = folder / "x.tasks.jsonl", folder / "x.keys.jsonl"
    write_tasks(map(draft, tasks), rows, keys)
    cluster = {item.provenance.repository: "one" for item in tasks}
    with open_catalogue([keys], cluster, folder) as catalogue:
        drop_duplicates(catalogue, 0.7)
        return [reason for (reason,) in catalogue.rows("SELECT reason FROM dropped ORDER BY number")]


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_targets_are_the_same_exactly_if_their_normal_forms_are(language: str) -> None:
    chosen = [pair for pair in PAIRS if pair.language == language]
    assert chosen
    for pair in chosen:
        first = target_hash_of(task(language, "unlike both\n", pair.first))
        second = target_hash_of(task(language, "unlike both\n", pair.second))
        assert (first == second) == (pair.level == "layout"), pair


def test_how_deep_a_target_is_indented_does_not_count_but_its_own_shape_does() -> None:
    flat = task("python", "if a:\n    use(a)\n", "if b:\n    use(b)\n")
    deep = task("python", "        if a:\n            use(a)\n", "        if b:\n            use(b)\n")
    other = task("python", "if a:\n    use(a)\n", "if b:\nuse(b)\n")
    assert target_hash_of(flat) == target_hash_of(deep) != target_hash_of(other)


def test_white_space_in_a_string_tells_two_targets_apart() -> None:
    assert target_hash_of(task("go", 's = "a b"\n', 's = "c d"\n')) != target_hash_of(
        task("go", 's = "a b"\n', 's = "c  d"\n')
    )


@pytest.mark.parametrize(
    ("language", "old", "laid_out"),
    [
        (
            "python",
            "total = add(first, second)\nprint(total)\n",
            "total = add(\n    first, second)\n\nprint(total)\n",
        ),
        ("java", "int total = add(first);\nprint(total);\n", "int total =\n  add( first );\n\n\nprint(total);\n"),
    ],
)
def test_a_region_and_its_answer_in_another_layout_ask_the_same(
    language: str, old: str, laid_out: str, tmp_path: Path
) -> None:
    both = [task(language, text, text.replace("total", "amount")) for text in (old, laid_out)]
    assert len(reasons(both, tmp_path)) == 1


def test_the_same_target_elsewhere_and_nearly_the_same_region_go_and_another_stays(tmp_path: Path) -> None:
    body = "".join(f"value_{n} = compute({n}, other_{n})\n" for n in range(60))
    first = task("python", body, body.replace("compute(7", "derive(7"))
    near = task("python", body + "extra = 1\n", (body + "extra = 1\n").replace("compute(9", "derive(9"))
    same = task("python", "value_7 = compute(7, other_7)\n", "value_7 = derive(7, other_7)\n")
    other = task("python", "a = b\n", "a = c\n")
    assert reasons([first, near, other], tmp_path) == ["duplicate:near"]
    assert reasons([first, same, other], tmp_path) == ["duplicate:target"]
