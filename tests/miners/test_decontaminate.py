"""What one data set holds is kept out of another, by commit, by target and by text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from codeedit_bench.tasks.records import EditTask, Region
from miners.assembly.catalogue import open_catalogue
from miners.assembly.decontaminate import drop_seen
from miners.chunks.entries import write_tasks
from tests.miners.drafts import draft
from tests.tasks import make_dataset, make_task

BODY = "".join(f"value_{n} = compute({n}, other_{n})\n" for n in range(20))


def task(old: str, new: str, commit: str) -> EditTask:
    provenance = replace(make_task().provenance, commit=commit * 40)
    return make_task(file_text=old, reference=new, region=Region(0, old.count("\n")), provenance=provenance)


HELD = task(BODY, BODY.replace("compute(7,", "derive(7,"), "a")


@pytest.mark.parametrize(
    ("mined", "reason"),
    [
        (task("x = 1\n", "x = 2\n", "a"), "seen:commit"),
        (task("value_7 = compute(7, other_7)\n", "value_7  =  derive(7, other_7)\n", "b"), "seen:target"),
        (task(BODY, BODY.replace("compute(3,", "count(3,"), "b"), "seen:text"),
        (task("x = 1\n", "x = 2\n", "b"), ""),
        (task(BODY.replace("value", "sum"), BODY.replace("value", "sum").replace("(9,", "(99,"), "b"), ""),
    ],
)
def test_a_task_is_dropped_for_what_the_other_data_set_holds(mined: EditTask, reason: str, tmp_path: Path) -> None:
    benchmark = make_dataset(tmp_path / "benchmark", [HELD])
    write_tasks([draft(mined)], tmp_path / "rows", tmp_path / "keys")
    with open_catalogue([tmp_path / "keys"], {mined.provenance.repository: "one"}, tmp_path) as catalogue:
        drop_seen(catalogue, [benchmark], [tmp_path / "rows"])
        assert list(catalogue.rows("SELECT reason FROM dropped")) == ([(reason,)] if reason else [])
        assert catalogue.count() == (not reason)
