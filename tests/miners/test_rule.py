"""What the predictability rule keeps and drops, on hand-written commits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from miners.commits.commit import Change, Commit
from miners.commits.edits import FileEdits, Text
from miners.commits.hunks import changed_hunks
from miners.commits.order import ordered_edits
from miners.config import MinerConfig
from miners.filters import FilterSet
from miners.targets.past import PastEdit
from miners.targets.predictability import judge
from miners.targets.target import Target

GAP = "\n".join(f"unrelated_{n} = {n}" for n in range(5)) + "\n"
COMMIT = Commit("c" * 40, "p" * 40, 1_700_000_000, "Ada", "ada@example.org", "Change", ())


def file(path: str, old: str, new: str, language: str = "python") -> FileEdits:
    hunks = changed_hunks(old.encode(), new.encode())
    return FileEdits(Change(path, "o" * 40, "n" * 40), language, Text(old), Text(new), hunks)


def target_of(before: Mapping[str, str], after: Mapping[str, str], **changes: object) -> Target:
    """Of the last edit of a commit that turns the files `before` into those `after`."""
    edits = ordered_edits([file(path, before[path], after[path]) for path in before], COMMIT.author_time)
    config = replace(MinerConfig(), **changes)  # type: ignore[arg-type]  # kinds differ by key
    past = [PastEdit(edit, True) for edit in edits[:-1]][-8:]
    return Target(COMMIT, edits, len(edits) - 1, history=past, idf={"": 1.0}, config=config)


def outcome(first: tuple[str, str], target: tuple[str, str], around: str = "") -> tuple[str, str]:
    """The reason (empty: kept) and the difficulty of `target` after `first`, with `around` between them."""
    before = first[0] + GAP + around + target[0] + GAP
    after = first[1] + GAP + around + target[1] + GAP
    item = target_of({"a.py": before}, {"a.py": after})
    verdict = judge(item)
    assert verdict.keep == (not verdict.reason)
    return verdict.reason, item.difficulty


RENAME = ("total = count(rows)\n", "total = size(rows)\n")


def test_the_same_change_elsewhere_is_kept_as_mechanical() -> None:
    assert outcome(RENAME, RENAME) == ("", "T0")
    assert outcome(RENAME, ("print(count(other))\n", "print(size(other))\n")) == ("", "T1")


def test_a_substitution_that_the_developer_did_not_make_everywhere_nearby_is_dropped() -> None:
    target = ("print(count(other))\n", "print(size(other))\n")
    assert outcome(RENAME, target, around="keep = count(these)\n")[0] == "missed"


def test_a_deletion_is_kept_if_it_finishes_or_repeats_what_the_history_deleted() -> None:
    first, still_used = ("load(path, cache).clear()\n", "load(path)\n"), "keep(cache, clear)\n"
    assert outcome(first, ("cache.clear()\n", "")) == ("", "D")
    assert outcome(first, ("cache.clear()\n", ""), around=still_used) == ("deletion", "D")
    whole = ("log(cache.clear())\n", "log(empty)\n")
    assert outcome(whole, ("cache.clear()\n", ""), around=still_used) == ("", "D")


def test_a_deletion_of_what_the_history_only_moved_is_dropped() -> None:
    first = ("run()\n", "run(cache.clear())\n")
    assert outcome(first, ("cache.clear()\n", "")) == ("deletion", "D")


def test_a_line_is_inserted_only_between_neighbours_that_it_has_elsewhere() -> None:
    first = ("start()\nstop()\n", "start()\nload(cache, path)\nstop()\n")
    around = "keep(cache, name)\nstop()\n"
    line = "load(cache, name)\n"
    assert outcome(first, ("start()\nstop()\n", f"start()\n{line}stop()\n"), around) == ("", "P")
    assert outcome(first, ("begin\nend\n", f"begin\n{line}end\n"), around) == ("placement", "P")
    assert outcome(first, ("start()\nstop()\n", f"start()\n{line}{line}stop()\n"), around) == ("insertion", "P")
    quoted = 'start()\nload(cache, "name")\nstop()\n'
    assert outcome(first, ("start()\nstop()\n", quoted), around) == ("new_string", "P")


def test_a_parameter_carried_to_its_caller_is_kept() -> None:
    first = ("def load(path):\n", "def load(path, cache):\n")
    assert outcome(first, ("load(name)\n", "load(name, cache)\n")) == ("", "T1")


@pytest.mark.parametrize(
    ("first", "target", "reason"),
    [
        (("use(a)\n", "use(b)\n"), ("import a\n", "import b, a\n"), "import_only"),
        (("use(a)\n", "use(b)\n"), ("call(a)\n", "call(b)\ncall(b, b)\n"), "mixed_shape"),
        (("use(a)\n", "use(b)\n"), ("keep(a, x)\n", "keep(b, b)\n"), "unlike_history"),
        (("use(a)\n", "use(b, c)\n"), ("call(x)\n", "call(c, b)\n"), "novel"),
        (("wait(12)\n", "wait(30)\n"), ("sleep(20)\n", "sleep(30)\n"), "new_number"),
        (("use(a)\n", "use(b)\n"), ("# uses x here\n", "# uses b here\n"), "comment"),
    ],
)
def test_what_can_not_be_foreseen_is_dropped_for_a_reason(
    first: tuple[str, str], target: tuple[str, str], reason: str
) -> None:
    assert outcome(first, target)[0] == reason


@pytest.mark.parametrize(
    ("first", "target"),
    [
        (("use(a)\n", "use(b)\n"), ("keep(y, x)\n", "keep(y, b)\n")),
        (("use(a)\n", "use(b, c)\n"), ("call(x)\n", "call(b, c)\n")),
        (("wait(12)\n", "wait(30)\n"), ("sleep(x)\n", "sleep(30)\n")),
        (("use(a)\n", "use(b)\n"), ("uses(x, here)\n", "uses(b, here)\n")),
    ],
)
def test_what_differs_from_those_in_one_thing_is_kept(first: tuple[str, str], target: tuple[str, str]) -> None:
    assert outcome(first, target)[0] == ""


def test_without_the_rule_only_the_difficulty_is_told() -> None:
    before, after = "use(a)\n" + GAP + "import a\n", "use(b)\n" + GAP + "import b, a\n"
    item = target_of({"a.py": before}, {"a.py": after}, rule=False)
    assert judge(item).keep
    assert item.difficulty in {"P", "R"}


def test_link_is_the_weighted_share_of_words_that_the_history_changed() -> None:
    item = target_of({"a.py": "use(a)\n" + GAP + "call(a)\n"}, {"a.py": "use(b)\n" + GAP + "other(b)\n"})
    assert item.edit.inserted == {"b", "other"}
    assert item.edit.deleted == {"a", "call"}
    assert item.link == pytest.approx(0.5)
    assert item.known == pytest.approx(0.5)


def test_an_edit_that_undoes_its_history_is_a_reversal() -> None:
    item = target_of({"a.py": "use(a)\n" + GAP + "use(b)\n"}, {"a.py": "use(b)\n" + GAP + "use(a)\n"})
    assert item.reversal
    assert FilterSet(MinerConfig()).verdict("target", item).reason == "reversals"


def test_a_copy_in_a_file_of_the_same_name_is_a_mirror() -> None:
    old, new = GAP + RENAME[0] + GAP, GAP + RENAME[1] + GAP
    item = target_of({"lib/a.py": old, "src/a.py": old}, {"lib/a.py": new, "src/a.py": new})
    assert FilterSet(MinerConfig()).verdict("target", item).reason == "mirrored"


def test_the_file_that_introduces_a_name_comes_first() -> None:
    user = file("a/user.py", GAP + "run(old)\n", GAP + "run(brand_new(old))\n")
    maker = file("z/maker.py", GAP, GAP + "def brand_new(x):\n    return x\n")
    assert [edit.path for edit in ordered_edits([user, maker], 0)] == ["z/maker.py", "a/user.py"]


def test_inside_a_file_edits_go_from_top_to_bottom() -> None:
    edits = ordered_edits([file("a.py", "a\n" + GAP + "b\n", "x\n" + GAP + "y\n")], 0)
    assert [edit.hunk.old_start for edit in edits] == sorted(edit.hunk.old_start for edit in edits)


def test_edits_of_an_earlier_commit_alone_do_not_foretell_a_new_kind_of_edit() -> None:
    item = target_of({"a.py": "use(a)\n" + GAP + "call(a, 1)\n"}, {"a.py": "use(b)\n" + GAP + "call(b, b)\n"})
    earlier = [PastEdit(past.edit, False) for past in item.history]
    target = Target(COMMIT, item.edits, 1, history=earlier, idf={"": 1.0}, config=item.config)
    assert judge(target).reason == "earlier_commit"
