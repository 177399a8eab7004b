"""What the baselines without a model do with a history."""

from __future__ import annotations

from codeedit_bench.lines import unified_diff
from codeedit_bench.tasks.records import Cursor, EditTask, PriorEdit, Region
from evaluators.backends.propagate import propagate
from evaluators.backends.replay import replay
from evaluators.backends.substitutions import Substitution, substitute, substitutions_of
from tests.tasks import make_task


def edit(old: str, new: str) -> PriorEdit:
    return PriorEdit("a.py", "in_commit", 0, 0, old, new, unified_diff(old, new, "a.py"))


def task(region: str, *history: PriorEdit, after: str = "end\n") -> EditTask:
    lines = region.count("\n")
    return make_task(
        file_text="start\n" + region + after, region=Region(1, 1 + lines), cursor=Cursor(0, 0), history=history
    )


def test_a_substitution_replaces_whole_tokens_only() -> None:
    [rename] = substitutions_of("total = amount\n", "total = price\n")
    assert rename == Substitution(("amount",), ("price",))
    assert substitute("amount_due = amount + x.amount\n", rename) == "amount_due = price + x.price\n"


def test_replay_makes_the_last_substitution_and_no_other() -> None:
    asked = task("f(old_a, old_b)\n", edit("x(old_a, 1)\n", "x(new_a, 1)\n"), edit("g(old_b)\n", "g(new_b)\n"))
    assert replay(asked) == "f(old_a, new_b)\n"


def test_propagate_makes_all_substitutions_that_still_find_their_old_words() -> None:
    asked = task("f(old_a, old_b)\n", edit("old_a = 1\n", "new_a = 1\n"), edit("old_b = 2\n", "new_b = 2\n"))
    assert propagate(asked) == "f(new_a, new_b)\n"


def test_a_whole_hunk_is_done_again_at_another_indentation() -> None:
    asked = task("        log(x)\n        save(x)\n", edit("log(x)\nsave(x)\n", "with lock:\n    save(x)\n"))
    assert propagate(asked) == "        with lock:\n            save(x)\n"


def test_a_parameter_that_was_added_is_added_to_the_next_call() -> None:
    """An insertion has no old words of its own: its neighbours make it applicable."""
    asked = task("y = fetch(url)\n", edit("x = fetch(url)\n", "x = fetch(url, timeout)\n"))
    assert propagate(asked) == "y = fetch(url, timeout)\n"


def test_what_the_history_undid_is_not_done_again() -> None:
    asked = task("a = x\n", edit("x\n", "y\n"), edit("y\n", "x\n"))
    assert propagate(asked) == "a = x\n"


def test_lines_with_a_word_that_was_removed_for_good_go() -> None:
    asked = task("keep(1)\nuse(legacy_flag)\n", edit("legacy_flag = True\n", ""))
    assert propagate(asked) == "keep(1)\n"
    still_there = task("keep(1)\nuse(legacy_flag)\n", edit("legacy_flag = True\n", ""), after="legacy_flag\n")
    assert propagate(still_there) == "keep(1)\nuse(legacy_flag)\n"
