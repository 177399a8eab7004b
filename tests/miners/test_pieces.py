"""Hunks, regions, diffs, languages, licences, filters: the pieces that a task is made of."""

from __future__ import annotations

import itertools
import random
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codeedit_bench.errors import ConfigError, UnknownNameError
from codeedit_bench.lines import split_lines
from miners.commits.commit import Change, Commit
from miners.commits.edits import Edit, FileEdits, FileTexts, Text
from miners.commits.hunks import changed_hunks
from miners.commits.language import check_languages, language_of
from miners.config import MinerConfig
from miners.filters import FILTERS, FilterSet
from miners.filters.secrets import has_secret, may_hold_secret, patterns
from miners.licences.texts import identify
from miners.settings import with_settings
from miners.targets.labels import is_test, scope
from miners.targets.region import draw_region, is_inside, is_outside
from tests.miners.histories import LICENCE
from tests.miners.replacements import Replacement, apply_replacements

TEXTS = st.lists(st.sampled_from(["a", "b", "c", "", "  a", "\r", "x\fy", "u\u2028v"]), max_size=12).map(
    lambda lines: "".join(line + "\n" for line in lines)
)
LOOSE = st.tuples(TEXTS, st.sampled_from(["", "no newline"])).map("".join)


def edits_of(old: str, new: str) -> list[Edit]:
    hunks = changed_hunks(old.encode(), new.encode())
    file = FileEdits(Change("a.py", "o", "n"), "python", Text(old), Text(new), hunks)
    return [Edit(file, hunk, 0) for hunk in hunks]


@settings(max_examples=200, deadline=None)
@given(LOOSE, LOOSE)
def test_hunks_turn_the_old_text_into_the_new(old: str, new: str) -> None:
    edits = edits_of(old, new)
    replaced = apply_replacements(
        split_lines(old),
        [Replacement(e.hunk.old_start, e.hunk.old_end, tuple(e.new_lines)) for e in edits],
    )
    assert "".join(replaced) == new
    for first, second in itertools.pairwise(edits):
        assert second.hunk.old_start - first.hunk.old_end > 1


@settings(max_examples=25, deadline=None)
@given(TEXTS, TEXTS)
def test_git_applies_the_diffs_of_the_history_one_after_another(old: str, new: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.py"
        file.write_bytes(old.encode())
        for edit in edits_of(old, new):
            subprocess.run(
                ["git", "apply", "--whitespace=nowarn", "--unidiff-zero", "-"],
                cwd=folder,
                input=edit.unified().encode(),
                check=True,
            )
        assert (file.read_bytes() if file.exists() else b"") == new.encode()


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 200),
    st.integers(0, 15),
    st.integers(0, 60),
    st.lists(st.tuples(st.integers(2, 12), st.integers(0, 5)), max_size=6),
    st.integers(),
)
def test_a_region_holds_its_target_and_its_borders_cut_no_later_edit(
    start: int, length: int, after: int, later: list[tuple[int, int]], seed: int
) -> None:
    end = start + length
    unmade, at = [], end
    for gap, lines in later:
        unmade.append((at + gap, at + gap + lines))
        at += gap + lines
    n_lines = at + after
    region = draw_region(n_lines, (start, end), unmade, size=20, name=(seed,))
    assert 0 <= region.start_line <= start
    assert end <= region.end_line <= n_lines
    assert region.end_line - region.start_line <= max(25, length + 4)
    assert all(is_inside(region, span) or is_outside(region, span) for span in unmade)


@pytest.mark.parametrize("unmade", [[], [(105, 107), (112, 112)], [(104, 104), (107, 117)]])
def test_a_target_is_as_likely_at_each_place_of_its_region_as_at_the_others(unmade: list[tuple[int, int]]) -> None:
    from scipy.stats import kstest

    regions = [draw_region(200, (100, 101), unmade, size=20, name=(n,)) for n in range(2000)]
    chance = random.Random(0)
    places = [
        (100 - region.start_line + chance.random()) / (region.end_line - region.start_line) for region in regions
    ]
    assert kstest(places, "uniform").pvalue > 0.001


def test_at_the_start_of_a_file_a_region_shrinks_on_both_sides() -> None:
    chance = random.Random(0)
    regions = [draw_region(200, (2, 3), [], size=20, name=(n,)) for n in range(20_000)]
    places = [
        (2 - region.start_line + chance.random()) / (region.end_line - region.start_line) for region in regions
    ]
    assert 0.45 < sum(places) / len(places) < 0.55


@pytest.mark.parametrize(
    ("path", "content", "language"),
    [
        ("a.py", b"x = 1\n", "python"),
        ("a.h", b"int f(void);\n", "c"),
        ("a.h", b"namespace a { class B; }\n", "cpp"),
        ("a.h", b"template <typename T> T f(T);\n", "cpp"),
        ("a.h", b"@interface A : NSObject\n@end\n", ""),
        ("a.ts", b"export const a = 1\n", "typescript"),
        ("a.ts", b'<?xml version="1.0"?>\n<TS version="2.0"/>\n', ""),
        ("a.tsx", b"export const a = <b/>\n", "tsx"),
        ("README", b"", ""),
    ],
)
def test_a_language_is_told_by_name_and_content(path: str, content: bytes, language: str) -> None:
    assert language_of(path, content, ()) == language


def test_an_unknown_language_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'python'"):
        check_languages(["pyton"])


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("nothing=1", "'nothing' is not a key"),
        ("max_files", "Write it as KEY=VALUE"),
        ("max_files=many", "max_files must be a whole number from 1"),
        ("test_share=0.95", "more than 1 together"),
        ("previous_edits=25", "at most history, which is 24"),
        ("history=25", "history must be a whole number from 1 to 24"),
    ],
)
def test_a_wrong_setting_is_refused(setting: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        with_settings(MinerConfig(), [setting])


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        (LICENCE, "MIT"),
        ("Apache License\nVersion 2.0, January 2004\n... 2. Grant of Copyright License. ...", "Apache-2.0"),
        (
            "Redistribution and use in source and binary forms, with or without modification, are permitted ... "
            "Neither the name of the author",
            "BSD-3-Clause",
        ),
        ("GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007", "GPL"),
        ("GNU LESSER GENERAL PUBLIC LICENSE\nVersion 2.1", "LGPL"),
        ("Copyright Pixar. Modified Apache 2.0 License", ""),
        ("All rights reserved.", ""),
        ("This project is dual-licensed under the Unlicense and MIT licenses.\n\nYou may use either.", "MIT"),
    ],
)
def test_a_licence_is_known_by_its_words(text: str, licence: str) -> None:
    assert identify(text.encode()) == licence


def commit(**changes: object) -> Commit:
    values = {"author_name": "Ada", "author_email": "ada@example.org", "message": "Change", "changes": ()}
    values.update(changes)
    return Commit(id="c", parent="p", author_time=0, **values)  # type: ignore[arg-type]  # kinds differ by key


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        (commit(), ""),
        (commit(author_name="dependabot[bot]"), "bots"),
        (commit(author_email="49699333+renovate[bot]@users.example.org"), "bots"),
        (commit(author_name="Robot Botson"), ""),
        (commit(message='Revert "Add a"\n\nThis reverts commit 0123456789.'), "reverts"),
        (commit(changes=tuple(Change(f"{n}.py", "a", "b") for n in range(41))), "too_many_files"),
    ],
)
def test_commits_are_dropped_for_a_reason(subject: Commit, reason: str) -> None:
    assert FilterSet(MinerConfig()).verdict("commit", subject).reason == reason


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("src/main.py", ""),
        ("vendor/lib/a.go", "vendored"),
        ("third_party/zlib/inflate.c", "vendored"),
        ("web/jquery-3.1.min.js", "vendored"),
        ("web/jquery.validate.unobtrusive.js", "vendored"),
        ("web/jquery.our-own-menu.js", ""),
        ("web/MicrosoftAjax.debug.js", "vendored"),
        ("web/lib-vsdoc.js", "vendored"),
        ("web/bootstrap-5.1.0-dist/js/main.js", "vendored"),
        ("src/reactive.js", ""),
        ("app/react-router/src/page.js", ""),
        ("Packages/jQuery.1.8.2/Content/a.js", "vendored"),
        (".github/release.php", "vendored"),
        ("pkg/testdata/any.go", "vendored"),
        ("tests/fixtures/a.py", "vendored"),
        ("src/Tests/Fixtures/Message.php", ""),
        ("lib/cache/store.py", ""),
        ("lib/env/data.js", ""),
        ("Features/Login.feature.cs", "generated_path"),
        ("ext/kernel.zep.c", "generated_path"),
        ("api/service.pb.go", "generated_path"),
        ("proto/a_pb2.py", "generated_path"),
        ("src/distance.py", ""),
    ],
)
def test_paths_are_dropped_for_a_reason(path: str, reason: str) -> None:
    assert FilterSet(MinerConfig()).verdict("path", path).reason == reason


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"a = 1\n", b"a = 2\n", ""),
        (b"a\xff\n", b"b\n", "non_utf8"),
        (b"a\0\n", b"b\n", "non_utf8:binary"),
        (b"a\n", b"x" * 3000, "minified"),
        (b"a\n", b"# Code generated by a tool. DO NOT EDIT.\na\n", "generated"),
        (b"a\n", b"/* Generated by Haxe 4.3 */\na\n", "generated"),
        (b"a\n", b"// This is a generated file. Not intended for manual editing.\na\n", "generated"),
        (b"a\nb\n", b"a\r\nb\r\n", "eol_only"),
        (b"a\nb\n", b"a\r\nc\r\n", "eol_only:converted"),
    ],
)
def test_files_are_dropped_for_a_reason(old: bytes, new: bytes, reason: str) -> None:
    texts = FileTexts(Change("a.py", "o", "n"), old, new, too_large=False)
    assert FilterSet(MinerConfig()).verdict("file", texts).reason == reason


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (b"run()\n" * 5, ""),
        (b"run()\n//# sourceMappingURL=app.js.map\n", "generated"),
        (b"//# sourceMappingURL=app.js.map\n" + b"run()\n" * 5, ""),
        (b"// Generated by CoffeeScript 2\nrun()\n", "generated"),
        (b"run(" + b"a, " * 90 + b"b)\n", "minified"),
    ],
)
def test_scripts_that_were_compiled_or_minified_are_dropped(new: bytes, reason: str) -> None:
    texts = FileTexts(Change("a.js", "o", "n"), b"a\n", new, too_large=False)
    assert FilterSet(MinerConfig()).verdict("file", texts).reason == reason
    other = FileTexts(Change("a.py", "o", "n"), b"a\n", new, too_large=False)
    assert FilterSet(MinerConfig()).verdict("file", other).reason == ""


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("key = 'AKIA" + "ABCDEFGHIJ234567'", True),
        ("token = 'ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'", True),
        ("-----BEGIN RSA PRIVATE KEY-----", True),
        ("https://ada:" + "lovelace1@db.internal/x", True),
        ("a_rather_long_name_of_a_function_2(argument)", False),
        ("https://example.org/page", False),
    ],
)
def test_secrets_are_found_and_the_quick_test_lets_them_through(text: str, secret: bool) -> None:
    assert has_secret(text) == secret
    assert may_hold_secret(text) or not secret


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_what_a_pattern_of_a_secret_finds_has_the_value_that_is_looked_for_first(data: st.DataObject) -> None:
    guarded = [pattern for pattern in patterns() if pattern.value]
    assert len(guarded) == 5
    pattern = data.draw(st.sampled_from(guarded))
    text = data.draw(st.from_regex(pattern.whole))
    assert pattern.whole.search(text) is None or has_secret(text)


def test_the_table_of_filters_loads_and_no_name_is_taken_twice() -> None:
    assert all(FILTERS.load(name).check for name in FILTERS)
    with pytest.raises(UnknownNameError, match="Did you mean 'bots'"):
        FILTERS.load("bot")


def test_scope_and_tests_are_read_off_the_text() -> None:
    lines = split_lines("class A:\n    def f(self):\n        x = 1\n\n        return x\n\n    y = 2\n")
    assert scope(lines, 2) == "A/f"
    assert scope(lines, 6) == "A"
    assert scope(lines, 0) == ""
    assert is_test("tests/a.py")
    assert is_test("src/a_test.go")
    assert not is_test("src/contest.py")
