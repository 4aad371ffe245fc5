"""``str_replace``, and the rule by which placeholders are filled in."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpoint.templates.functions.placeholders import fill
from setpoint.templates.functions.str_replace import replace_scalars, replace_values


def of(template: Any, params: Any) -> dict[str, Any]:
    return {"template": template, "params": params}


@pytest.mark.parametrize(
    ("template", "params", "expected"),
    (
        ("http://host/app", {"host": "h"}, "http://h/app"),
        ("$a $b $a", {"$a": "1", "$b": "2"}, "1 2 1"),
        ("nothing", {"x": "y"}, "nothing"),
        ("n", {"n": None}, ""),
        ("a b c d", {"a": 1, "b": 1.5, "c": True, "d": "x"}, "1 1.5 True x"),
        ("aab", {"a": "1", "aa": "2"}, "2b"),
        ("abcd", {"ab": "1", "bcd": "2"}, "a2"),
        ("ab", {"a": "b", "b": "a"}, "ba"),
        ("xyx", {"xy": "<", "yx": ">"}, "<x"),
        ("aaa", {"aa": "b"}, "ba"),
        ("", {"a": "b"}, ""),
        ("a", {}, "a"),
        ("a", {"a": "aaaa"}, "aaaa"),
    ),
)
def test_placeholders_are_filled_in(template: str, params: dict[str, Any], expected: str) -> None:
    assert replace_scalars(of(template, params)) == expected
    assert replace_values(of(template, params)) == expected


def test_lists_and_maps_are_written_as_json() -> None:
    assert (
        replace_values(of("x y", {"x": {"b": 1, "a": []}, "y": [1, None]})) == '{"a": [], "b": 1} [1, null]'
    )


@pytest.mark.parametrize(
    ("arguments", "why"),
    (
        ("text", "its arguments are the text"),
        ({"template": "x"}, "it has no 'params'"),
        ({"params": {}}, "it has no 'template'"),
        (of(["x"], {}), "the template must be a text, not a list"),
        (of("x", ["x"]), "the params must be a map, not a list"),
        (of("x", {"": "y"}), "a placeholder must not be empty"),
    ),
)
def test_wrong_arguments_are_refused(arguments: Any, why: str) -> None:
    for replace in (replace_scalars, replace_values):
        with pytest.raises(ValueError, match=why):
            replace(arguments)


@pytest.mark.parametrize("value", ([1], {"a": 1}))
def test_early_versions_take_no_lists_or_maps(value: Any) -> None:
    with pytest.raises(ValueError, match=r"the value for 'x' cannot be filled in: a (list|map)"):
        replace_scalars(of("x", {"x": value}))


def test_a_bomb_is_refused() -> None:
    with pytest.raises(ValueError, match="10,000,000,000 characters"):
        replace_values(of("x" * 100_000, {"x": "y" * 100_000}))


def by_splitting(template: str, values: dict[str, str]) -> str:
    """The rule as HOT's guide tells it: split by the longest placeholder, then what is left by the next."""

    def split(texts: list[str], keys: list[str]) -> list[str]:
        if not keys:
            return texts
        return [values[keys[0]].join(split(one.split(keys[0]), keys[1:])) for one in texts]

    return split([template], sorted(sorted(values), key=len, reverse=True))[0]


@given(
    st.text("abc", max_size=30),
    st.dictionaries(st.text("abc", min_size=1, max_size=4), st.text("abcX", max_size=3), max_size=6),
)
def test_overlapping_placeholders(template: str, values: dict[str, str]) -> None:
    assert fill(template, values, str).text == by_splitting(template, values)
