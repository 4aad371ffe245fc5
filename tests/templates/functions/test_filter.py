"""``filter``."""

from typing import Any

import pytest

from setpoint.templates.functions.filter import without


@pytest.mark.parametrize(
    ("arguments", "expected"),
    (
        ([["3"], ["1", "2", "3", "3"]], ["1", "2"]),
        ([[None, ""], ["a", None, ""]], ["a"]),
        ([[{"a": 1}, [1]], [{"a": 1}, {"a": 2}, [1]]], [{"a": 2}]),
        ([[], ["a"]], ["a"]),
        ([None, ["a"]], ["a"]),
        ([["a"], None], None),
        ([["a"], []], []),
    ),
)
def test_values_are_left_out(arguments: Any, expected: Any) -> None:
    assert without(arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "why"),
    (
        ([["a"]], "1 arguments"),
        ({"a": 1}, "its arguments are a map"),
        ([["a"], "a"], "the second argument must be a list"),
        (["a", ["a"]], "the first argument must be a list"),
    ),
)
def test_wrong_arguments_are_refused(arguments: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        without(arguments)
