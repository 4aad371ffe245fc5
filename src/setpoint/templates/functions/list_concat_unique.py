"""``list_concat_unique``: as ``list_concat``, every item once, where it first stood (HOT guide)."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Final

from setpoint.templates.functions.calls import Strict
from setpoint.templates.functions.list_concat import SHAPE, concat
from setpoint.templates.functions.sameness import same_key

NAME: Final = "list_concat_unique"


def concat_unique(arguments: Any) -> list[Any]:
    """The items of all lists, without those that were there before."""
    first: dict[Hashable, Any] = {}
    for item in concat(arguments):
        first.setdefault(same_key(item), item)
    return list(first.values())


build = Strict(NAME, concat_unique, SHAPE).build
