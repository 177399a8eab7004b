"""One grammar, one check and one form of error for recipes, mining settings and back-end options."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeedit_bench.errors import CodeEditError, SettingError
from codeedit_bench.settings import (
    Count,
    Distinct,
    Filled,
    Named,
    OnlyIf,
    Range,
    Share,
    Text,
    Unit,
    Unless,
    check_record,
    checked_values,
    refuse_unread,
    settings_of,
    split_assignments,
)
from evaluators.backends import BACKENDS
from evaluators.backends.options import options_of, typed_options
from gapo.config import Recipe, load_recipe
from miners.config import MinerConfig
from miners.settings import with_settings

Fruit = Annotated[str, Named("a fruit", lambda: ("apple", "pear"))]


@dataclass(frozen=True)
class Example:
    count: Count = 3
    share: Share = 0.5
    wait: Annotated[float, Range(above=0), Unit("seconds")] = 1.0
    deep: bool = False
    kind: Literal["one", "two"] = "one"
    name: Text = "x"
    fruit: Fruit = "apple"
    numbers: tuple[float, ...] = ()
    fruits: Annotated[tuple[Fruit, ...], Filled(), Distinct()] = ("pear",)
    depth: Annotated[int, OnlyIf("deep", (True,))] = 1
    pause: Annotated[int, Unless("count", 0)] = 1


def read(*texts: str) -> dict[str, object]:
    return checked_values(settings_of(Example), split_assignments(texts), source="--set", as_text=True)


def test_a_value_is_read_by_the_type_of_its_key() -> None:
    assert read(
        "count=1_000", "share=1", "deep=True", "kind=two", "name=5", "numbers=1,2.5", "fruits=apple,pear"
    ) == {
        "count": 1000,
        "share": 1.0,
        "deep": True,
        "kind": "two",
        "name": "5",
        "numbers": (1.0, 2.5),
        "fruits": ("apple", "pear"),
    }
    assert read('name="a = b"', 'fruits=["apple"]', "numbers=[]") == {
        "name": "a = b",
        "fruits": ("apple",),
        "numbers": (),
    }


def test_a_value_may_hold_the_sign_of_equality_and_the_last_of_several_counts() -> None:
    assert read("name=a=b", " count = 4 ", "count=5") == {"name": "a=b", "count": 5}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("count", "--set 'count' cannot be read. Write it as KEY=VALUE."),
        ("=3", "--set '=3' cannot be read. Write it as KEY=VALUE."),
        ("cuont=3", "--set 'cuont' is not a key. Did you mean 'count'?"),
        ("count=-1", "--set count must be a whole number from 0 to 2147483647, not '-1'."),
        ("count=1.5", "--set count must be a whole number from 0 to 2147483647, not '1.5'."),
        ("count=true", "--set count must be a whole number from 0 to 2147483647, not 'true'."),
        ("count=", "--set count must be a whole number from 0 to 2147483647, not ''."),
        ("count=[1]", "--set count must be a whole number from 0 to 2147483647, not '[1]'."),
        ("count=4 # four", "--set count must be a whole number from 0 to 2147483647, not '4 # four'."),
        ("count=99999999999", "--set count must be a whole number from 0 to 2147483647, not '99999999999'."),
        ("share=nan", "--set share must be a number from 0 to 1, not 'nan'."),
        ("share=inf", "--set share must be a number from 0 to 1, not 'inf'."),
        ("share=7", "--set share must be a number from 0 to 1, not '7'."),
        ("wait=5s", "--set wait must be a number of seconds, above 0, not '5s'."),
        ("wait=0", "--set wait must be a number of seconds, above 0, not '0'."),
        ("deep=1", "--set deep must be true or false, not '1'."),
        ("kind=twoo", "--set kind must be one of one, two, not 'twoo'. Did you mean 'two'?"),
        ("name=", "--set name must be a text that is not empty, not ''."),
        ('name=["a"]', "--set name must be a text that is not empty, not '[\"a\"]'."),
        ("fruit=appel", "--set fruit must be one of apple, pear, not 'appel'. Did you mean 'apple'?"),
        ("fruits=", "--set fruits must be a list of at least one value, each the name of a fruit, not ''."),
        ("fruits=pear,pear", "--set fruits names 'pear' twice. Name it once."),
        ("numbers=1,x", "--set numbers must be a list, each a number, not 'x'."),
        ("numbers=[[1]]", "--set numbers must be a list, each a number, not [1]."),
    ],
)
def test_a_bad_value_is_one_sentence_with_key_value_and_range(text: str, sentence: str) -> None:
    with pytest.raises(SettingError) as refusal:
        read(text)
    assert str(refusal.value) == sentence


def test_a_second_line_of_a_value_sets_no_other_key() -> None:
    with pytest.raises(SettingError, match="count must be"):
        read("count=1\nshare=0.1")


def test_a_key_without_effect_is_refused_with_the_key_that_decides() -> None:
    with pytest.raises(SettingError, match="--set depth has no effect while deep is false"):
        refuse_unread(Example(), ["depth"], source="--set")
    with pytest.raises(SettingError, match="--set pause has no effect while count is 0"):
        refuse_unread(Example(count=0), ["pause"], source="--set")
    refuse_unread(Example(deep=True), ["depth", "pause"], source="--set")


def test_a_record_that_code_made_is_checked_like_one_from_the_command_line() -> None:
    check_record(Example(), source="The setting")
    with pytest.raises(SettingError, match="The setting count must be a whole number"):
        check_record(Example(count=-2), source="The setting")


def _mining(key: str, text: str) -> None:
    with_settings(MinerConfig(), [f"{key}={text}"])


def _recipe(key: str, text: str) -> None:
    load_recipe("tiny_gapo", [f"{key}={text}"])


REAL: list[tuple[type, Callable[[str, str], None], str]] = [
    *((MinerConfig, _mining, field.name) for field in fields(MinerConfig)),
    *((Recipe, _recipe, field.name) for field in fields(Recipe)),
]
NONSENSE = ("nan", "-inf", "-1", "1e400", "[[]]", "{a = 1}", "2020-01-01", "\0", "5kg", "", "x" * 5000)


@pytest.mark.parametrize(("owner", "apply", "key"), REAL, ids=[f"{row[0].__name__}-{row[2]}" for row in REAL])
def test_no_nonsense_reaches_a_real_setting(owner: type, apply: Callable[[str, str], None], key: str) -> None:
    """A text may hold what it likes, a list may be empty; a number, a choice or a name may not be any of these."""
    setting = settings_of(owner)[key]
    free = setting.kind is str and not (setting.choices or setting.mark(Named))
    for text in NONSENSE:
        if free or (setting.many and not text) or (setting.kind is float and text == "-1" and setting.many):
            continue
        with pytest.raises(CodeEditError) as refusal:
            apply(key, text)
        assert key in str(refusal.value)
        assert len(str(refusal.value)) < 1000


@given(
    value=st.floats(allow_nan=True, allow_infinity=True),
    key=st.sampled_from([f.name for f in fields(MinerConfig)]),
)
def test_a_mining_setting_is_taken_as_it_is_or_refused(value: float, key: str) -> None:
    try:
        config = with_settings(MinerConfig(), [f"{key}={value!r}"])
    except SettingError:
        return
    found = getattr(config, key)
    assert found in (value, repr(value), (repr(value),))
    assert not (isinstance(found, float) and math.isnan(found))


@pytest.mark.parametrize("name", list(BACKENDS))
def test_every_number_of_a_back_end_has_a_range(name: str) -> None:
    for option in options_of(BACKENDS.load(name)):
        if option.kind in (int, float):
            assert option.mark(Range), f"The option {option.name} of {name} has no range: annotate it with Range."


@pytest.mark.parametrize("owner", [MinerConfig, Recipe])
def test_every_number_of_a_recipe_and_of_mining_has_a_range(owner: type) -> None:
    for setting in settings_of(owner).values():
        if setting.kind in (int, float) and not setting.many:
            assert setting.mark(Range), f"The setting {setting.name} has no range: annotate it with Range."


def test_a_back_end_checks_values_from_python_and_texts_from_the_command_line_alike() -> None:
    spec = BACKENDS.load("openai")
    assert typed_options(spec, {"model": "m", "retries": "3"}) == typed_options(spec, {"model": "m", "retries": 3})
    with pytest.raises(SettingError, match=r"Back end openai: timeout must be a number of seconds, above 0"):
        typed_options(spec, {"model": "m", "timeout": math.nan})
    with pytest.raises(CodeEditError, match="needs --model MODEL"):
        typed_options(spec, {})
