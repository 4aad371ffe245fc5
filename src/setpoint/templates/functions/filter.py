"""``filter``: a list without certain values (HOT guide, "filter")."""

from __future__ import annotations

from typing import Any, Final

from setpoint.templates.functions.arguments import Items, a_list
from setpoint.templates.functions.calls import Strict
from setpoint.templates.functions.sameness import same_key

NAME: Final = "filter"

SHAPE = Items("[[value, ...], [item, ...]]", 2, 2)


def without(arguments: Any) -> Any:
    """The items that are none of the values. What is missing or empty is given back as it is."""
    values, items = SHAPE.of(arguments)
    if not items:
        return items
    unwanted = {same_key(value) for value in a_list(values or [], "the first argument")}
    return [item for item in a_list(items, "the second argument") if same_key(item) not in unwanted]


build = Strict(NAME, without, SHAPE).build
