"""``map_merge``."""

from typing import Any

import pytest

from setpoint.templates.functions.map_merge import merge


@pytest.mark.parametrize(
    ("arguments", "expected"),
    (
        ([{"k1": "v1", "k2": "v2"}, {"k1": "v2"}], {"k1": "v2", "k2": "v2"}),
        ([{"a": {"b": 1}}, {"a": {"c": 2}}], {"a": {"c": 2}}),
        ([{"a": 1}, None, {}], {"a": 1}),
        ([], {}),
    ),
)
def test_later_maps_win(arguments: Any, expected: Any) -> None:
    assert merge(arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "why"),
    (
        ({"a": 1}, "its arguments are a map"),
        ([{"a": 1}, ["b"]], "every argument must be a map, not a list"),
        (["x"], "not the text 'x'"),
    ),
)
def test_wrong_arguments_are_refused(arguments: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        merge(arguments)
