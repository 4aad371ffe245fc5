"""``equals``."""

from typing import Any

import pytest

from setpoint.templates.functions.equals import equals


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    (
        ("prod", "prod", True),
        ("prod", "test", False),
        ([1, {"a": None}], [1, {"a": None}], True),
        (1, 1.0, True),
        (1, "1", False),
        (None, "", False),
        (True, "true", False),
    ),
)
def test_values_are_compared(one: Any, other: Any, expected: Any) -> None:
    assert equals([one, other]) is expected


@pytest.mark.parametrize("arguments", (["a"], ["a", "b", "c"], "ab", None, {}))
def test_wrong_arguments_are_refused(arguments: Any) -> None:
    with pytest.raises(ValueError, match=r"write \[value, value\]"):
        equals(arguments)
