"""Lines of a text, and what two texts share at their ends."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from codeedit_bench.lines import common_ends, count_lines, same_lines, split_lines

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


@given(st.lists(st.sampled_from(["a\n", "b\n", "\n", "ab", "b"]), max_size=6), st.randoms())
def test_same_lines_are_whole_alike_and_all_that_there_are(parts: list[str], chance: random.Random) -> None:
    left = "".join(parts)
    right = "".join(chance.choice([part, part, "", "c\n", part * 2]) for part in parts)
    head, tail = same_lines(left, right)
    assert head + tail <= min(len(left), len(right))
    assert left[:head] == right[:head]
    assert left[len(left) - tail :] == right[len(right) - tail :]
    first, second = (split_lines(text[head : len(text) - tail]) for text in (left, right))
    assert split_lines(left[:head]) + first + split_lines(left[len(left) - tail :]) == split_lines(left)
    assert not (first and second) or (first[0] != second[0] and first[-1] != second[-1])


@given(st.text(alphabet="a\n", max_size=6))
def test_lines_are_counted_without_being_split(text: str) -> None:
    assert count_lines(text) == len(split_lines(text))
