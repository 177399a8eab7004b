"""The normal form under mutation: what must hold for every text, and CPython's own parser as a judge."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.normalize import (
    LEVELS,
    OPT_IN_LEVELS,
    ParseErrors,
    Reference,
    count_parse_errors,
    exact_match,
    normal_form,
)
from codeedit_bench.normalize.sieve import CodeSieve, essence
from tests.fuzz.fuzz_normalize import mutants, programs
from tests.fuzz.mutations import mutate_blanks, mutate_token
from tests.fuzz.oracles.judges import INVALID, cpython

PROGRAMS = {language: programs(language, None) for language in LANGUAGES}
LANGUAGE = st.sampled_from(sorted(LANGUAGES))
SEED = st.integers(0, 1 << 30)

PATHOLOGICAL = {
    **{f"10,000 of {text!r}": text * 10_000 for text in "([{<'\"`#/\\;"},
    **{f"1 MB of {text!r}": text * (1 << 20) for text in "a \n\t'\"(`\0"},
    "nested parentheses": "(" * 5_000 + ")" * 5_000,
    "nested braces": "{" * 5_000 + "}" * 5_000,
    "templates": "`${" * 3_000,
    "f-strings": 'f"{' * 3_000,
    "open comments": "/*" * 10_000,
    "raw strings": 'R"(' * 5_000,
    "lone surrogates": "\ud800" * 10_000,
    "quotation marks for brackets": "a\u2039" * 2_000,
    "comments": "// x\n" * 2_000,
}


@settings(max_examples=150, deadline=None)
@given(LANGUAGE, st.text(max_size=200))
def test_any_text_has_a_form_and_equals_itself(language: str, text: str) -> None:
    for level in (*LEVELS, *OPT_IN_LEVELS):
        assert normal_form(text, language, level) == normal_form(text, language, level)
        assert exact_match(text, text, language=language, level=level)


@settings(max_examples=300, deadline=None)
@given(LANGUAGE, SEED)
def test_levels_grow_looser_and_sieves_stop_no_equal_pair(language: str, seed: int) -> None:
    chance = random.Random(seed)
    for _, first, second in mutants(language, PROGRAMS[language], 5, chance):
        equal = [
            normal_form(first, language, level) == normal_form(second, language, level) for level in LEVELS[1:]
        ]
        assert not equal[0] or equal[1], "equal at layout, but not at code"
        if equal[0]:
            assert essence(first) == essence(second)
        if equal[1]:
            assert not CodeSieve(LANGUAGES.load(language), "", "").rejects(first, second)
        if normal_form(first, language, "style") == normal_form(second, language, "style"):
            assert not CodeSieve(LANGUAGES.load(language), "", "").rejects(first, second, "style")
        assert equal == [exact_match(first, second, language=language, level=level) for level in LEVELS[1:]]


@settings(max_examples=200, deadline=None)
@given(LANGUAGE, SEED)
def test_the_sieve_of_a_region_stops_no_equal_pair(language: str, seed: int) -> None:
    """The region may begin in a comment, behind what only looks like one, or before text that ends in a tag."""
    chance = random.Random(seed)
    row = LANGUAGES.load(language)
    lines = chance.choice(PROGRAMS[language]).splitlines(keepends=True)
    first, last = sorted(chance.choices(range(len(lines) + 1), k=2))
    prefix, region, suffix = ("".join(part) for part in (lines[:first], lines[first:last], lines[last:]))
    sieve = CodeSieve(row, prefix, suffix)
    for _ in range(5):
        other = region
        for _ in range(chance.randrange(1, 4)):
            place = chance.randrange(len(other) + 1)
            piece = chance.choice(
                ["/*", "*/", "/* a */", "// a\n", "# a\n", " ", "\n", "x", '"', "<p>", "</p>", ","]
            )
            other = other[:place] + piece + other[place + chance.choice([0, 0, 1]) :]
        for level in ("code", "style"):
            forms = {normal_form(prefix + text + suffix, language, level) for text in (region, other)}
            assert len(forms) == 2 or not sieve.rejects(other, region, level)


@pytest.mark.parametrize(
    ("language", "prefix", "right", "wrong", "suffix"),
    [
        ("javascript", "const all = '/api/*';\n", "f(1);\n", "f(2);\n", "g();\n"),
        ("java", "class A {\n/**\n * Says a.\n", " */\nint a = 1;\n", " */\nint a = 2;\n", "}\n"),
        ("tsx", "const a = (\n  <p>\n", "    {one}\n", "    {two}\n", "  </p>\n);\n"),
    ],
    ids=["behind what looks like a comment", "within a comment", "among text"],
)
def test_a_wrong_answer_is_told_without_reading_the_file(
    language: str, prefix: str, right: str, wrong: str, suffix: str
) -> None:
    """Each of a task's predictions was read whole, at two levels."""
    sieve = CodeSieve(LANGUAGES.load(language), prefix, suffix)
    assert sieve.rejects(wrong, right, "code")
    assert sieve.rejects(wrong, right, "style")


@settings(max_examples=200, deadline=None)
@given(LANGUAGE, SEED)
def test_a_changed_token_is_never_equal(language: str, seed: int) -> None:
    chance = random.Random(seed)
    text = chance.choice(PROGRAMS[language])
    changed = mutate_token(text, chance)
    assert changed == text or not exact_match(changed, text, language=language)


@settings(max_examples=300, deadline=None)
@given(SEED)
def test_what_is_equal_in_python_parses_to_the_same_tree(seed: int) -> None:
    chance = random.Random(seed)
    text = chance.choice(PROGRAMS["python"])
    changed = mutate_blanks(text, chance)
    if exact_match(changed, text, language="python"):
        first, second = cpython([text, changed])
        assert first == second or INVALID == first == second


@settings(max_examples=60, deadline=None)
@given(LANGUAGE, SEED)
def test_a_spliced_region_is_judged_as_its_whole_file_is(language: str, seed: int) -> None:
    chance = random.Random(seed)
    lines = chance.choice(PROGRAMS[language]).split("\n")
    start, end = sorted(chance.randrange(len(lines) + 1) for _ in range(2))
    prefix, region, suffix = (
        "".join(line + "\n" for line in part) for part in (lines[:start], lines[start:end], lines[end:])
    )
    changed = mutate_blanks(region, chance)
    changed += "" if changed.endswith("\n") or not changed else "\n"
    found = Reference(region, language=language, prefix=prefix, suffix=suffix).matches(changed)
    assert found == exact_match(prefix + changed + suffix, prefix + region + suffix, language=language)


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_pathological_output_costs_little_and_never_crashes(name: str) -> None:
    """Issue 4 allows 50 ms; the test allows more, because the machine that runs it may be busy.

    The grammars of the held-out languages, Scala's above all, take seconds over some texts; they are left out.
    """
    text = PATHOLOGICAL[name]
    for language in (name for name in LANGUAGES if not LANGUAGES.load(name).held_out):
        reference = Reference("f(a)\n", language=language, prefix="a = 1\n", suffix="b = 2\n", before="f(b)\n")
        for level in LEVELS:
            reference.matches("f(a)\n ", level)
        start = time.process_time()
        assert not any(reference.matches(text, level) for level in LEVELS)
        normal_form(text, language)
        count_parse_errors(text, language)
        assert time.process_time() - start < 1.5


_PROGRAMS = {
    "python": "def area_{n}(width, height):\n    # of a tile\n    return width * height + {n}\n\n\n",
    "javascript": "function area{n}(width) {{\n  const text = `tile ${{width}}`;\n  return width * {n};\n}}\n",
    "c": "static int area_{n}(int width)\n{{\n    /* of a tile */\n    return width * {n};\n}}\n",
    "php": "<?php if ($a{n}): ?>\n<p>é {n}</p>\n<?php endif; function area{n}($w) {{ return $w + {n}; }} ?>\n",
}
_PIECES = (
    "",
    "x = 1;\n",
    "(",
    "}\n",
    '"',
    "/*",
    "*/",
    "é = 'ü'\n",
    "return width\n",
    "`",
    "'''\n",
    "#if X\n",
    "<?php ",
)


@pytest.mark.parametrize("language", sorted(_PROGRAMS))
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_parse_errors_of_a_long_files_versions_are_those_of_each(language: str, data: st.DataObject) -> None:
    """Files of several thousand bytes, changed in several places at a time, broken and mended."""
    lines = "".join(_PROGRAMS[language].format(n=n) for n in range(60)).splitlines(keepends=True)
    errors = ParseErrors()
    kept = list(lines)
    for _ in range(4):
        for _ in range(data.draw(st.integers(1, 3))):
            place = data.draw(st.integers(0, len(kept) - 1))
            end = min(len(kept), place + data.draw(st.integers(0, 12)))
            kept[place:end] = [data.draw(st.sampled_from((*_PIECES, *lines[:9])))]
        text = "".join(kept)
        assert errors.count("a", text, language) == count_parse_errors(text, language)
        if data.draw(st.booleans()):
            kept = list(lines)
