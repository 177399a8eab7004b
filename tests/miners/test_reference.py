"""The answer of a task is one state: the child commit's region is the region with the target alone applied."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from codeedit_bench.lines import Replacement, apply_replacements, split_lines
from miners.commits.commit import Change, Commit
from miners.commits.edits import FileEdits, Text
from miners.commits.hunks import changed_hunks
from miners.commits.order import ordered_edits
from miners.config import MinerConfig
from miners.targets.past import PastEdit
from miners.targets.target import Target

COMMIT = Commit("c" * 40, "p" * 40, 1_700_000_000, "Ada", "ada@example.org", "Change", (), 1)
LINES = st.lists(st.sampled_from(["a = 1\n", "b(a)\n", "\n", "    return c\n", "}\n"]), min_size=1, max_size=60)


@st.composite
def rewritten(draw: st.DrawFn) -> tuple[str, str]:
    """A file and what a commit with several edits makes of it, near each other and far apart."""
    old = draw(LINES)
    new: list[str] = []
    for line in old:
        change = draw(st.integers(0, 9))
        if change == 0:
            continue
        new += [line] if change > 2 else [draw(st.sampled_from(["new()\n", "b(d)\n", "\n"]))]
        if change == 3:
            new.append("added(a)\n")
    last = draw(st.sampled_from(["", "no newline"]))
    return "".join(old) + last, "".join(new) + draw(st.sampled_from(["", last]))


@settings(max_examples=300, deadline=None)
@given(rewritten(), st.integers(1, 30))
def test_the_reference_is_the_region_with_the_target_applied_and_the_childs_region(
    texts: tuple[str, str], size: int
) -> None:
    old, new = texts
    hunks = changed_hunks(old.encode(), new.encode())
    assume(hunks)
    file = FileEdits(Change("a.py", "o", "n"), "python", Text(old), Text(new), hunks)
    edits = ordered_edits([file], 0)
    for index, edit in enumerate(edits):
        past = [PastEdit(item, True) for item in edits[:index]]
        target = Target(COMMIT, edits, index, history=past, idf={"": 1.0}, config=MinerConfig(region_lines=size))
        region, hunk = target.region, edit.hunk
        start = target.start - region.start_line
        alone = apply_replacements(
            target.lines[region.start_line : region.end_line],
            [Replacement(start, start + hunk.old_end - hunk.old_start, tuple(edit.new_lines))],
        )
        grown = len(edit.new_lines) - len(edit.old_lines)
        assert target.reference == "".join(alone)
        assert target.reference == "".join(split_lines(new)[region.start_line : region.end_line + grown])
