"""``list_concat``: one list from several (HOT guide, "list_concat")."""

from __future__ import annotations

from typing import Any, Final

from setpoint.templates.functions.arguments import Items, a_list
from setpoint.templates.functions.calls import Arranging, Strict

NAME: Final = "list_concat"

SHAPE = Items("[[item, ...], ...]")


def concat(arguments: Any) -> list[Any]:
    """The items of all lists; a missing list is empty."""
    lists = ([] if one is None else a_list(one, "every argument") for one in SHAPE.of(arguments))
    return [item for items in lists for item in items]


build = Strict(NAME, concat, SHAPE, Arranging).build
