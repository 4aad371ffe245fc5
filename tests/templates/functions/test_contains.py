"""``contains``."""

from typing import Any

import pytest

from setpoint.templates.functions.contains import contains


@pytest.mark.parametrize(
    ("arguments", "expected"),
    (
        (["v1", ["v1", "v2"]], True),
        (["v3", ["v1", "v2"]], False),
        ([{"a": 1}, [{"a": 1}]], True),
        ([None, []], False),
        (["bc", "abcd"], True),
        (["cb", "abcd"], False),
    ),
)
def test_it_looks_into_lists_and_texts(arguments: Any, expected: Any) -> None:
    assert contains(arguments) is expected


@pytest.mark.parametrize(
    ("arguments", "why"),
    (
        (["a"], "1 arguments"),
        ("a", "its arguments are the text"),
        (["a", {"a": 1}], "what it looks into must be a list, not a map"),
        ([1, "a1"], "what is looked for in a text must be a text, not the number 1"),
    ),
)
def test_wrong_arguments_are_refused(arguments: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        contains(arguments)
