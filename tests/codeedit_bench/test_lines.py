"""The common ends of two sequences of lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codeedit_bench.lines import common_ends

LINES = st.lists(st.sampled_from("ab"), max_size=8)


@given(left=LINES, right=LINES)
def test_common_ends_are_equal_longest_and_apart(left: list[str], right: list[str]) -> None:
    head, tail = common_ends(left, right)
    assert head + tail <= min(len(left), len(right))
    assert left[:head] == right[:head]
    assert left[len(left) - tail :] == right[len(right) - tail :]
    rest, other = left[head : len(left) - tail], right[head : len(right) - tail]
    assert not rest or not other or (rest[0] != other[0] and rest[-1] != other[-1])


def test_a_line_that_both_could_be_counted_at_counts_above() -> None:
    assert common_ends(["a", "a"], ["a"]) == (1, 0)
    assert common_ends([], []) == (0, 0)
