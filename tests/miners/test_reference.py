"""The answers of a task are states of its region: after the target alone, and after later edits as well."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from miners.commits.commit import Change, Commit
from miners.commits.edits import Edit, FileEdits, Text
from miners.commits.hunks import changed_hunks
from miners.commits.order import ordered_edits
from miners.config import MinerConfig
from miners.targets.past import PastEdit
from miners.targets.target import Target
from tests.miners.replacements import Replacement, apply_replacements

COMMIT = Commit("c" * 40, "p" * 40, 1_700_000_000, "Ada", "ada@example.org", "Change", ())
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
def test_the_answers_are_the_region_after_the_target_and_after_each_later_edit_in_it(
    texts: tuple[str, str], size: int
) -> None:
    old, new = texts
    hunks = changed_hunks(old.encode(), new.encode())
    assume(hunks)
    file = FileEdits(Change("a.py", "o", "n"), "python", Text(old), Text(new), hunks)
    edits = ordered_edits([file], 0)
    for index in range(len(edits)):
        past = [PastEdit(item, True) for item in edits[:index]]
        target = Target(COMMIT, edits, index, history=past, idf={"": 1.0}, config=MinerConfig(region_lines=size))
        states = [_state(target, edits[index : index + made]) for made in range(len(edits) - index + 1)]
        assert target.states[0] == states[0]
        assert target.reference == states[1]
        assert set(target.accepted) <= set(states[2:])
        assert target.reference not in target.accepted
        # What the commit leaves of the region is right, too: no border cuts an edit.
        assert {target.reference, *target.accepted} >= {states[-1]}


def _state(target: Target, made: Sequence[Edit]) -> str:
    """The region once those of `made` are made that lie in it; an insertion at its end does not."""
    region, shift = target.region, target.start - target.edit.hunk.old_start
    inside = [
        Replacement(edit.hunk.old_start + shift, edit.hunk.old_end + shift, tuple(edit.new_lines)) for edit in made
    ]
    inside[1:] = [row for row in inside[1:] if row.end <= region.end_line and row.start < region.end_line]
    return "".join(apply_replacements(target.lines[: region.end_line], inside)[region.start_line :])
