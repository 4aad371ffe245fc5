"""``map_replace``."""

from typing import Any

import pytest

from setpoint.templates.functions.map_replace import replace


@pytest.mark.parametrize(
    ("source", "changes", "expected"),
    (
        ({"k1": "v1", "k2": "v2"}, {"keys": {"k1": "K1"}, "values": {"v2": "V2"}}, {"K1": "v1", "k2": "V2"}),
        ({"a": "b"}, {"keys": {"x": "y"}}, {"a": "b"}),
        ({"a": "b"}, {}, {"a": "b"}),
        ({"a": "b"}, None, {"a": "b"}),
        (None, {"keys": {"a": "b"}}, {}),
        ({"a": ["b"], "c": {"b": 1}}, {"values": {"b": "x"}}, {"a": ["b"], "c": {"b": 1}}),
        (
            {"a": 80, "b": True, "c": None},
            {"values": {"80": 8080, "true": "yes"}},
            {"a": 8080, "b": "yes", "c": None},
        ),
        ({"a": 1}, {"keys": {"a": "a"}}, {"a": 1}),
        ({"a": 1, "b": 2}, {"keys": {"a": 8080, "b": True}}, {"8080": 1, "true": 2}),
        ({"a": "b"}, {"keys": None, "values": {"b": None}}, {"a": None}),
    ),
)
def test_keys_and_values_are_exchanged(source: Any, changes: Any, expected: Any) -> None:
    assert replace([source, changes]) == expected


@pytest.mark.parametrize(
    ("arguments", "why"),
    (
        ([{"a": 1}], "1 arguments"),
        ("a", "its arguments are the text"),
        ([{"a": 1}, {"kays": {}}], "it has no use for 'kays'"),
        ([["a"], {}], "every argument must be a map, not a list"),
        ([{"a": 1}, {"keys": ["a"]}], "keys must be a map, not a list"),
        ([{"a": 1, "b": 2}, {"keys": {"a": "b"}}], "the new key 'b' for 'a' is already a key"),
        ([{"a": 1, "b": 2}, {"keys": {"a": "c", "b": "c"}}], "the new key 'c' for 'b' is already a key"),
        ([{"a": 1}, {"keys": {"a": ["b"]}}], "the new key for 'a' must be a text, not a list"),
        ([{"a": 1}, {"values": []}], "values must be a map, not a list"),
        ([{"a": 1, "5": 2}, {"keys": {"a": 5}}], "the new key '5' for 'a' is already a key of the map"),
    ),
)
def test_wrong_arguments_are_refused(arguments: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        replace(arguments)
