"""``list_concat_unique``."""

from typing import Any

import pytest

from setpoint.templates.functions.list_concat_unique import concat_unique


@pytest.mark.parametrize(
    ("arguments", "expected"),
    (
        ([["v1", "v2"], ["v2", "v3"]], ["v1", "v2", "v3"]),
        ([["b", "a"], ["b"], None], ["b", "a"]),
        ([[{"a": [1]}, [1], {"a": [1]}], [[1], [2], []]], [{"a": [1]}, [1], [2], []]),
        ([[1, "1", 1.0, True, "list", []]], [1, "1", "list", []]),
        ([], []),
    ),
)
def test_every_item_is_there_once(arguments: Any, expected: Any) -> None:
    assert concat_unique(arguments) == expected


def test_many_items_take_one_step_each() -> None:
    items = [{"n": number} for number in range(20_000)]
    assert concat_unique([items, items]) == items


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="every argument must be a list, not the number 1"):
        concat_unique([["a"], 1])
