"""``Fn::Select``: an item of a list or map, the empty text when it has none such.

In CloudFormation's language, and in versions of HOT until 2015-04-30.
"""

from __future__ import annotations

import json
from typing import Any, Final

from setpoint.templates.functions.arguments import Items, a_list, a_text, mistaken
from setpoint.templates.functions.calls import Strict

NAME: Final = "Fn::Select"

SHAPE = Items("[index, [item, ...]] or [key, {key: value, ...}]", 2, 2)


def choose(arguments: Any) -> Any:
    """Choose from a list by number, from a map by key; a text is read as JSON first."""
    index, source = SHAPE.of(arguments)
    items = _read(source) if isinstance(source, str) and source else source
    if not items and not isinstance(items, (list, dict)):
        return ""
    if isinstance(items, dict):
        return items.get(a_text(index, "the key"), "")
    return _item(a_list(items, "what it chooses from"), index)


def _read(source: str) -> Any:
    try:
        return json.loads(source)
    except ValueError as problem:
        raise ValueError(f"the text that it chooses from is no JSON: {problem}") from None


def _item(items: list[Any], index: Any) -> Any:
    try:
        return items[int(index)]
    except (TypeError, ValueError):
        raise mistaken("the index", "a whole number", index) from None
    except IndexError:
        return ""


build = Strict(NAME, choose, SHAPE).build
