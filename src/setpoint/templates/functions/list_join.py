"""``list_join``: one text from lists of texts, with a delimiter between the items (HOT guide, "list_join").

Until 2015-04-30 it takes one list of texts; from 2015-10-15 on any number of lists, whose items may be lists and maps,
which are written as JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from setpoint.model.place import Place
from setpoint.templates.compiling import Compiling
from setpoint.templates.functions.arguments import Items, a_list, a_text, mistaken
from setpoint.templates.functions.calls import Strict
from setpoint.templates.functions.texts import as_json, joined

NAME: Final = "list_join"

ONE_LIST = Items("[delimiter, [text, ...]]", 2, 2)
LISTS = Items("[delimiter, [item, ...], ...]", 2)


def join_list(arguments: Any) -> str:
    """Join the texts of one list; a missing list and missing items are empty."""
    delimiter, items = ONE_LIST.of(arguments)
    return joined(
        a_text(delimiter, "the delimiter"),
        map(_text_of, [] if items is None else a_list(items, "what it joins")),
    )


def join_lists(arguments: Any) -> str:
    """Join the items of all lists, one list after the other."""
    delimiter, *lists = LISTS.of(arguments)
    return joined(a_text(delimiter, "the delimiter"), map(_item_of, _all_items(lists)))


def _all_items(lists: list[Any]) -> Iterator[Any]:
    for items in lists:
        if items:
            yield from a_list(items, "what it joins")


def _text_of(item: Any) -> str:
    return "" if item is None else a_text(item, "an item")


def _item_of(item: Any) -> str:
    if isinstance(item, (list, dict)):
        return as_json(item)
    if item is not None and not isinstance(item, str):
        raise mistaken("an item", "a text, a list or a map", item)
    return item or ""


_OLD = Strict(NAME, join_list, ONE_LIST)
_NEW = Strict(NAME, join_lists, LISTS)


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Compile a call by the rules of the text's version."""
    return (_NEW if compiling.version >= "2015-10-15" else _OLD).build(arguments, compiling, place)
