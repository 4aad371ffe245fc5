"""``list_join``."""

from typing import Any

import pytest

from setpoint.templates.functions.list_join import join_list, join_lists


@pytest.mark.parametrize(
    ("arguments", "expected"),
    (
        ([", ", ["one", "two", "and three"]], "one, two, and three"),
        (["", ["a", "b"]], "ab"),
        (["-", []], ""),
        (["-", None], ""),
        (["-", ["a", None, "b"]], "a--b"),
    ),
)
def test_one_list(arguments: Any, expected: str) -> None:
    assert join_list(arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "why"),
    (
        (["-", ["a"], ["b"]], "3 arguments"),
        (["-"], "1 arguments"),
        ("-", "its arguments are the text"),
        (["-", "ab"], "what it joins must be a list, not the text 'ab'"),
        ([1, ["a"]], "the delimiter must be a text, not the number 1"),
        (["-", [{"a": 1}]], "an item must be a text, not a map"),
        (["-", [1]], "an item must be a text, not the number 1"),
    ),
)
def test_one_list_refused(arguments: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        join_list(arguments)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    (
        ([", ", ["one", "two"], ["three", "four"]], "one, two, three, four"),
        (["-", ["a"], None, [], "", ["b"]], "a-b"),
        (["-", ["a", None]], "a-"),
        (["-", [{"b": 1, "a": [True, None]}, ["x", "é"]]], '{"a": [true, null], "b": 1}-["x", "\\u00e9"]'),
    ),
)
def test_several_lists(arguments: Any, expected: str) -> None:
    assert join_lists(arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "why"),
    (
        (["-"], "1 arguments"),
        ({"-": []}, "its arguments are a map"),
        (["-", "ab"], "what it joins must be a list"),
        ([None, ["a"]], "the delimiter must be a text, not nothing"),
        (["-", [1]], "an item must be a text, a list or a map, not the number 1"),
        (["-", [True]], "not the boolean true"),
    ),
)
def test_several_lists_refused(arguments: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        join_lists(arguments)


def test_a_bomb_is_refused() -> None:
    with pytest.raises(ValueError, match=r"more than the 8,388,608 allowed"):
        join_lists(["x" * 100_000, [""] * 100])
