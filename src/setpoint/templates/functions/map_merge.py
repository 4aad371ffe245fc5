"""``map_merge``: one map from several; a later one's values win (HOT guide, "map_merge")."""

from __future__ import annotations

from typing import Any, Final

from setpoint.templates.functions.arguments import Items, a_map
from setpoint.templates.functions.calls import Arranging, Strict

NAME: Final = "map_merge"

SHAPE = Items("[{key: value, ...}, ...]")


def merge(arguments: Any) -> dict[str, Any]:
    """Merge the maps; a missing one is empty."""
    merged: dict[str, Any] = {}
    for one in SHAPE.of(arguments):
        if one is not None:
            merged.update(a_map(one, "every argument"))
    return merged


build = Strict(NAME, merge, SHAPE, Arranging).build
