"""``list_concat``."""

from typing import Any

import pytest

from setpoint.templates.functions.list_concat import concat


@pytest.mark.parametrize(
    ("arguments", "expected"),
    (
        ([["v1", "v2"], ["v3", "v4"]], ["v1", "v2", "v3", "v4"]),
        ([["v1"], None, [], ["v1", None]], ["v1", "v1", None]),
        ([], []),
    ),
)
def test_lists_are_put_together(arguments: Any, expected: Any) -> None:
    assert concat(arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "why"),
    (
        ("ab", "its arguments are the text"),
        ({"a": []}, "its arguments are a map"),
        ([["a"], "b"], "every argument must be a list, not the text 'b'"),
        ([["a"], {"b": 1}], "not a map"),
    ),
)
def test_wrong_arguments_are_refused(arguments: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        concat(arguments)
