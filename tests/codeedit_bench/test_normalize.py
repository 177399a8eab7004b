"""The normal form: golden pairs, levels, splicing, the no-op guard."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest

from codeedit_bench.errors import UnknownNameError
from codeedit_bench.languages import LANGUAGES
from codeedit_bench.normalize import (
    LEVELS,
    ParseErrors,
    Reference,
    count_parse_errors,
    exact_match,
    normal_form,
    scorer_version,
    scorer_versions,
    version_differences,
)
from tests import golden_forms
from tests.golden_pairs import Pair, pairs

PAIRS = list(itertools.chain.from_iterable(pairs(language) for language in LANGUAGES))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_golden_pairs_of_both_kinds(language: str) -> None:
    assert not (lacking := golden_forms.missing_pairs(language)), lacking


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_golden_pairs_are_equal_from_their_level_on_and_at_no_stricter_one(pair: Pair) -> None:
    start = LEVELS.index(pair.level) if pair.level != "never" else len(LEVELS)
    for index, level in enumerate(LEVELS):
        equal = exact_match(pair.first, pair.second, language=pair.language, level=level)
        assert equal == (index >= start), (level, normal_form(pair.first, pair.language, level))
        assert exact_match(pair.second, pair.first, language=pair.language, level=level) == equal


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_equals_itself_at_every_level(language: str) -> None:
    for text in ("", "\n", "a", "((((", "'", '"""', "\0", "\ud800", "/*", "a\r\nb"):
        assert all(exact_match(text, text, language=language, level=level) for level in LEVELS)


def test_a_region_is_judged_within_its_file() -> None:
    """The same white space is layout in code and content in a string."""
    around = {"prefix": 'text = """\n', "suffix": '"""\n'}
    assert exact_match("a = 1\n", "a  =  1\n", language="python")
    assert not exact_match("a = 1\n", "a  =  1\n", language="python", **around)


def test_blank_lines_around_a_region_count_within_a_string() -> None:
    around = {"prefix": 'text = """\n', "suffix": '"""\n'}
    assert exact_match("\n\na\n", "a\n", language="python", level="text")
    assert not exact_match("\n\na\n", "a\n", language="python", level="text", **around)


def test_a_region_may_lack_its_last_line_end() -> None:
    assert exact_match("a = 1", "a = 1\n", language="python", suffix="b = 2\n")


def test_the_first_lines_indentation_is_kept_at_text() -> None:
    assert not exact_match("    a", "a", language="python", level="text")


def test_the_guard_makes_the_unchanged_text_wrong_where_only_layout_changed() -> None:
    before, reference = "f(a,b)\n", "f(a, b)\n"
    assert exact_match(before, reference, language="go")
    assert not exact_match(before, reference, language="go", before=before)
    assert exact_match(reference, reference, language="go", before=before)


def test_the_guard_falls_one_level_for_a_change_of_comments() -> None:
    before, reference = "f(a) // old\n", "f(a) // new\n"
    assert not exact_match(before, reference, language="go", level="code", before=before)
    assert exact_match("f( a ) // new\n", reference, language="go", level="code", before=before)


def test_an_accepted_answer_is_as_good_as_the_reference() -> None:
    assert exact_match("b", "a", language="python", accepted=("b",))
    assert not exact_match("c", "a", language="python", accepted=("b",))


def test_many_predictions_are_judged_in_order() -> None:
    reference = Reference("f(a)\n", language="c")
    assert reference.match_all(["f( a )", "g(a)", "f( a )"]) == [True, False, True]


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(UnknownNameError, match=r"no language 'pyton'\. Did you mean 'python'\?"):
        normal_form("", "pyton")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_scorers_version_names_rules_grammar_and_parser(language: str) -> None:
    assert re.fullmatch(r"rules \d+, tree-sitter-[\w-]+ [\d.]+, tree-sitter [\d.]+", scorer_version(language))


def test_a_run_states_the_versions_of_its_own_languages_alone() -> None:
    assert list(scorer_versions(["rust", "go", "rust"])) == ["go", "rust"]


def test_a_difference_of_versions_names_just_the_difference() -> None:
    first = {"go": "rules 1", "rust": "rules 1"}
    assert version_differences(first, dict(first)) == []
    assert version_differences(first, {**first, "go": "rules 2"}) == ["go: rules 1 against rules 2"]
    assert version_differences(first, {"go": "rules 1"}) == ["rust: rules 1 against not stated"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_normal_form_changes_only_with_its_languages_version(language: str) -> None:
    assert not (found := golden_forms.problem(language)), found


def test_a_changed_form_without_a_new_version_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stated = json.loads(golden_forms.file_of("go").read_text(encoding="utf-8"))
    digest = min(stated["forms"])
    stated["forms"][digest] = "another"
    changed = tmp_path / "forms.json"
    changed.write_text(json.dumps(stated), encoding="utf-8")
    monkeypatch.setattr(golden_forms, "file_of", lambda _: changed)
    assert "Raise `version` in codeedit_bench/languages/go.py" in golden_forms.problem("go")
    with pytest.raises(SystemExit, match="Raise `version`"):
        golden_forms.write("go")
    changed.write_text(json.dumps({**stated, "version": "rules 0"}), encoding="utf-8")
    assert golden_forms.problem("go").endswith("run `python -m tests.golden_forms`.")


def test_parse_errors_are_counted() -> None:
    assert count_parse_errors("f(a)\n", "python") == 0
    assert count_parse_errors("f(a\nb = )\n", "python") > 0


@pytest.mark.parametrize(
    "texts", [("b = 2\n", "b = (\n", "b = 2\n"), ("", "c\n", ""), ("é = 1\n", "è = 1\n", "(")]
)
def test_parse_errors_of_a_files_versions_are_those_of_each(texts: tuple[str, ...]) -> None:
    files = [f"def f(a):\n    return a\n{text}print(f(1))\n" for text in texts]
    errors = ParseErrors()
    counts = [errors.count("a.py", file, "python") for file in files]
    assert counts == [count_parse_errors(file, "python") for file in files]
